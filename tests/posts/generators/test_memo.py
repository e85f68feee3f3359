import pickle

from indexer.posts.generators.memo import RecentAnswers
from indexer.posts.site import recognise_site


def test_answers_are_kept_and_never_more_than_a_thousand_or_so():
    memo = RecentAnswers()
    assert [memo.keep(number, -number) for number in range(3000)][-1] == -2999
    assert memo[2999] == -2999
    assert len(memo) <= 1024


def test_rules_that_were_asked_equal_those_that_were_not_and_take_no_answers_along(make_site):
    root = make_site({"hugo.toml": "", "content/blog/bundle/index.md": "", "content/blog/bundle/notes.md": ""})
    asked, fresh = recognise_site(root), recognise_site(root)
    answers = [asked.skip_reason(f"content/blog/{name}.md") for name in ("a", "bundle/index", "bundle/notes")]
    assert asked == fresh
    assert len(pickle.dumps(asked)) == len(pickle.dumps(fresh))
    copy = pickle.loads(pickle.dumps(asked))
    assert [copy.skip_reason(f"content/blog/{name}.md") for name in ("a", "bundle/index", "bundle/notes")] == answers


def test_deep_folders_inside_a_bundle_hold_resources_and_mounts_inside_mounts_count(make_site):
    mounts = '[[module.mounts]]\nsource = "content"\ntarget = "content"\n'
    inner = '[[module.mounts]]\nsource = "content/b/zh"\ntarget = "content/other"\n'
    root = make_site({"hugo.toml": mounts + inner, "content/b/index.md": "", "content/b/zh/a.md": "a"})
    rules = recognise_site(root)
    deep = "d/" * 1500
    assert rules.skip_reason(f"content/b/{deep}a.md") == "resource of another page"
    assert rules.skip_reason(f"content/c/{deep}a.md") is None
    assert rules.skip_reason("content/b/zh/a.md") is None
