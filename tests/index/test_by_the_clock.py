"""A post may be found in its time, to the second: an index opened for a moment answers as one of its posts alone."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import index_answers
import pytest
from index_answers import require_same
from index_bytes import files_with

from indexer.index.build.from_posts import build_from_posts, update_from_posts
from indexer.index.build.memory import read_memory
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.report import Changes
from indexer.index.build.update import update
from indexer.index.generations.generation import current_generation
from indexer.index.reader.store import open_store
from indexer.posts.period import Period
from indexer.posts.post import IncludePolicy, Post
from indexer.search.results import SearchRequest
from indexer.search.searcher import Searcher
from indexer.whoosh_codec import open_whoosh

BEGIN = 1_700_000_000
DAY = 86_400
WORDS = (
    "服务", "管理", "数据", "网络", "编译器", "安全", "流量", "繁體", "kubernetes", "Kubernetes", "istio", "service",
    "mesh", "sidecar", "proxy", "C++", "node.js", "1.18", "观测", "控制", "编译", "代理", "zebra", "zebras", "Envoy",
    "maxSurge", "mesh-config", "网络管理", "数据库", "the", "routing", "of", "requests",
)  # fmt: skip
TAGS = ("Istio", "istio", "K8s", "数据", "Go", "go", "数据库")
QUERIES = (
    "", "服务", "网络管理", "service mesh", "kubernets", "kubernetse", '"service mesh"', "kube*", "zeb*", "tag:istio",
    "tag:GO", "title:数据", "lang:en", "date:2023", "bianyiqi", "编一器", "数据 kubernetes", "C++", "1.18", "sjk",
    "-istio 服务", "istio OR envoy", "数剧库", "author:甲", "servicemesh", "the", "网", "mesh-config", "繁体",
)  # fmt: skip
TYPED = ("i", "数", "k", "第", "go", "z", "se", "1", "wang", "bian", "mes", "max", "服")


def moment(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def options(seconds, **given):
    return BuildOptions(now=moment(seconds), workers=1, force=True, **given)


def make_period(chance):
    """Return when a post is visible: of some for ever, of few never."""
    times = sorted(chance.sample(range(100), 2), reverse=chance.random() < 0.05)
    begin, end = (moment(BEGIN + each * DAY) if chance.random() < 0.5 else None for each in times)
    return {"visible_from": begin, "visible_until": end}


def make_post(number, chance):
    words = " ".join(chance.choices(WORDS, k=chance.randint(1, 60)))
    heading = f"\n\n## {chance.choice(WORDS)}\n\n" if chance.random() < 0.5 else " "
    return Post(
        id=f"p{number:02}.md",
        url=f"/p{number}/",
        title=f"第 {number % 7} 篇 {chance.choice(WORDS)}",
        body=f"{words}{heading}{chance.choice(WORDS)}。{chance.choice(WORDS)}",
        date=moment(BEGIN + chance.randint(-400, 100) * DAY) if chance.random() < 0.8 else None,
        language=chance.choice(("zh", "en")),
        authors=(chance.choice("甲乙"),),
        tags=tuple(chance.sample(TAGS, 2)),
        translation_key=chance.choice(("", "", "a", "b", "c")),
        **make_period(chance),
    )


def answers(folder, seconds):
    """Return all that an index says at a moment."""
    return describe(Searcher(open_store(folder, seconds)))


def describe(searcher):
    return index_answers.describe(searcher, QUERIES, TYPED)


def require_as_of_visible_posts(folder, posts, seconds, root):
    """Compare an index at a moment with one of the posts alone that are visible then."""
    visible = [post for post in posts if not Period.of(post).hidden_at(seconds)]
    undated = [replace(post, visible_from=None, visible_until=None) for post in visible]
    report = build_from_posts(sorted(undated, key=lambda post: post.id), root, None, options(seconds))
    require_same(answers(folder, seconds), answers(report.generation.path, seconds))


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6))])
def test_at_any_moment_after_any_history_it_answers_as_an_index_of_the_posts_visible_then(root, tmp_path, seed):
    chance = random.Random(seed)
    posts = {number: make_post(number, chance) for number in range(40)}
    report = build_from_posts(list(posts.values()), root, None, options(BEGIN + chance.randint(0, 100) * DAY))
    for step in range(4):
        seconds = BEGIN + chance.randint(-1, 101) * DAY
        require_as_of_visible_posts(report.generation.path, posts.values(), seconds, tmp_path / f"{step}")
        changed = chance.sample(range(48), 5)
        removed = [number for number in changed if chance.random() < 0.3]
        posts |= {number: make_post(number, chance) for number in changed if number not in removed}
        posts = {number: post for number, post in posts.items() if number not in removed}
        given = [posts[number] for number in changed if number in posts]
        now = options(BEGIN + chance.randint(0, 100) * DAY)  # the clock may go back, too
        gone = [f"p{number:02}.md" for number in removed]
        report = update_from_posts(given, root, now, remove=gone)
        assert report.contents.posts == open_store(report.generation.path, now.now.timestamp()).num_docs


def test_readers_for_several_moments_share_what_they_read_and_answer_as_ones_opened_for_them(root):
    chance = random.Random(5)
    posts = [make_post(number, chance) for number in range(40)]
    folder = build_from_posts(posts, root, None, options(BEGIN)).generation.path
    reader = open_store(folder, BEGIN)
    for _ in range(5):
        seconds = BEGIN + chance.randint(-5, 105) * DAY
        reader = reader.at(seconds)
        require_same(describe(Searcher(reader)), answers(folder, seconds))


def test_a_reader_tells_the_time_in_which_what_it_shows_is_what_may_be_found(root):
    chance = random.Random(9)
    posts = [make_post(number, chance) for number in range(12)]
    folder = build_from_posts(posts, root, None, options(BEGIN)).generation.path
    times = {each for post in posts for each in (Period.of(post).begin, Period.of(post).end)}
    for seconds in sorted(time + step for time in times if abs(time) < 1e10 for step in (-1, -0.5, 0, 0.5)):
        reader = open_store(folder, seconds)
        assert reader.since <= seconds < reader.until
        for inside in (reader.since, reader.until - 1):
            if abs(inside) < 1e10:
                assert reader.at(inside).deleted.tolist() == reader.deleted.tolist()
        if reader.until < 1e10:
            assert reader.at(reader.until).since == reader.until


# Sites


def write(site, name, head="", body="words here"):
    site.mkdir(exist_ok=True)
    (site / f"{name}.md").write_text(f"---\ntitle: {name}\n{head}\n---\n\n{body}\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    write(folder, "old", "date: 2020-01-01")
    write(folder, "soon", "date: 2023-06-01T12:00:00Z")
    write(folder, "over", "date: 2020-01-01\nexpiryDate: 2023-03-01")
    write(folder, "brief", "date: 2023-02-01\nexpiryDate: 2023-08-01")
    return folder


def at(month, day=1, hour=0, minute=0, second=0):
    return datetime(2023, month, day, hour, minute, second, tzinfo=UTC).timestamp()


def ids(root, seconds):
    results = Searcher(open_store(current_generation(root).path, seconds)).search(SearchRequest("words", per_page=50))
    return sorted(hit.id.removesuffix(".md") for hit in results.hits)


def test_posts_come_and_go_to_the_second_without_a_build(site, root):
    rebuild(site, root, options(at(5)))
    assert ids(root, at(1)) == ["old", "over"]
    assert ids(root, at(2)) == ["brief", "old", "over"]
    assert ids(root, at(6, 1, 11, 59, 59)) == ["brief", "old"]
    assert ids(root, at(6, 1, 12)) == ["brief", "old", "soon"]
    assert ids(root, at(8)) == ["old", "soon"]


@pytest.mark.parametrize("now", [at(1), at(5), at(7), at(12)])
def test_a_build_counts_by_its_clock(site, root, now):
    report = rebuild(site, root, options(now))
    hidden = Counter(left.reason.value for left in report.left_out)
    assert (report.contents.posts, dict(hidden)) == (len(ids(root, now)), dict(report.contents.left_out))
    assert sum(hidden.values()) == 4 - report.contents.posts
    assert report.contents.languages == {"en": report.contents.posts}


def test_an_update_has_nothing_to_do_when_only_the_clock_moved(site, root):
    write(site, "named", "date: 2023-06-01\ntags: [可观测性管理]", "这里说可观测性管理平台。（Observability）words")
    rebuild(site, root, options(at(5)))
    for now in (at(7), at(1), at(12)):
        report = update(site, root, options(now))
        assert (report.changes, report.generation.number) == (Changes(), 1)


def test_a_clock_that_ran_ahead_does_no_lasting_harm(site, root, tmp_path):
    rebuild(site, root, options(at(1)))
    (site / "old.md").write_text("---\ntitle: old\n---\n\nwords, changed\n")
    assert update(site, root, options(at(12))).contents.posts == 2
    assert ids(root, at(1)) == ["old", "over"]
    assert update(site, root, options(at(1))).changes == Changes()
    write(site, "another")
    assert update(site, root, options(at(1))).contents.left_out == {"dated in the future": 2}
    rebuild(site, tmp_path / "fresh", options(at(1)))
    for month in (1, 3, 7, 12):
        found, expected = (answers(current_generation(each).path, at(month)) for each in (root, tmp_path / "fresh"))
        require_same(found, expected)


def test_a_clock_set_right_does_not_make_an_update_look_as_if_posts_were_missing(root, tmp_path):
    site = tmp_path / "site"
    for number in range(9):
        write(site, f"p{number}", "date: 2023-06-01" if number else "")
    rebuild(site, root, BuildOptions(now=moment(at(12)), workers=1))
    write(site, "new")
    assert update(site, root, BuildOptions(now=moment(at(1)), workers=1)).contents.posts == 2


def test_posts_let_in_by_name_are_visible_at_any_time(site, root):
    rebuild(site, root, options(at(5), include=IncludePolicy(future=True)))
    assert ids(root, at(1)) == ["brief", "old", "over", "soon"]
    rebuild(site, root, options(at(5), include=IncludePolicy(expired=True)))
    assert ids(root, at(12)) == ["brief", "old", "over", "soon"]


def test_a_site_that_publishes_the_future_itself_does_so_here(root, tmp_path):
    site = tmp_path / "site"
    (site / "content").mkdir(parents=True)
    (site / "hugo.toml").write_text("buildFuture = true\n")
    write(site / "content", "soon", "date: 2023-06-01")
    rebuild(site, root, options(at(1)))
    assert [each.removeprefix("content/") for each in ids(root, at(1))] == ["soon"]


def test_only_posts_visible_at_the_build_teach_words_and_pairs_and_others_do_once_they_are(root, tmp_path):
    site = tmp_path / "site"
    write(site, "old", body="这里说可观测性管理平台 words")
    write(site, "soon", "date: 2023-06-01\ntags: [可观测性管理]", "服务网格（Service Mesh）管理流量。")
    write(site, "over", "expiryDate: 2023-03-01\ntags: [服务网格之父]", "服务网格之父")

    def learnt(generation):
        return {"可观测性管理", "服务网格之父"} & {*open_store(generation.path, at(1)).site.taught}

    assert learnt(rebuild(site, root, options(at(4))).generation) == set()
    for now, expected, pairs in ((at(7), {"可观测性管理"}, 1), (at(1), {"服务网格之父"}, 0), (at(4), set(), 0)):
        assert learnt(update(site, root, options(now)).generation) != expected  # nothing but the clock changed
        write(site, "old", body=f"这里说可观测性管理平台 words {now}")
        generation = update(site, root, options(now)).generation
        findings = read_memory(generation.path).findings
        assert (learnt(generation), len(findings.pairs)) == (expected, pairs)
        fresh = rebuild(site, tmp_path / f"fresh{now}", options(now)).generation
        assert findings == read_memory(fresh.path).findings
        require_same(answers(generation.path, now), answers(fresh.path, now))


@pytest.mark.parametrize(
    ("head", "is_withdrawn"),
    [
        ("date: 2023-06-01", True),  # moved into the future
        ("expiryDate: 2023-04-01", True),  # made to have expired
        ("expiryDate: 2023-09-01", True),  # made to expire
        ("date: 2020-02-02", False),
    ],
)
@pytest.mark.parametrize("build", [update, rebuild])
def test_an_edit_that_hides_a_post_sometime_is_a_withdrawal_and_the_passing_of_time_is_none(
    site, root, head, is_withdrawn, build
):
    rebuild(site, root, options(at(5)))
    write(site, "other")
    build(site, root, options(at(7)))
    assert not (root / "FLOOR").exists()
    write(site, "old", head)
    build(site, root, options(at(5)))
    assert (root / "FLOOR").exists() == is_withdrawn
    for folder in root.glob("g-*"):
        shown = [seconds for seconds in (at(5), at(10)) if "old" in ids_in(folder, seconds)]
        assert shown in ([], *([] if is_withdrawn else [[at(5), at(10)]]), kept_times(head))


def ids_in(folder, seconds):
    results = Searcher(open_store(folder, seconds)).search(SearchRequest("words", per_page=50))
    return {hit.id.removesuffix(".md") for hit in results.hits}


def kept_times(head):
    """Return when a post with these dates may be found, of two times."""
    return {"date: 2023-06-01": [at(10)], "expiryDate: 2023-09-01": [at(5)]}.get(head, [])


def test_a_hidden_post_that_is_removed_is_erased(site, root):
    write(site, "secret", "date: 2023-11-01", "xylophonic words")
    rebuild(site, root, options(at(5)))
    assert files_with(root, "xylophon")
    (site / "secret.md").unlink()
    update(site, root, options(at(5)))
    assert (files_with(root, "xylophon"), (root / "FLOOR").exists()) == ([], True)


def test_whoosh_sees_a_post_in_its_time(site, root, monkeypatch):
    rebuild(site, root, options(at(5)))
    for seconds in (at(5), at(7), at(1)):
        monkeypatch.setattr("indexer.whoosh_codec.codec.time.time", lambda seconds=seconds: seconds)
        with open_whoosh(current_generation(root).path).reader() as reader:
            found = sorted(reader.stored_fields(doc)["id"].removesuffix(".md") for doc in reader.all_doc_ids())
        assert found == ids(root, seconds)


def test_a_word_that_only_a_hidden_post_names_and_another_says_once_is_not_heard(root):
    posts = [Post("a.md", title="甲", body="编译器"), Post("b.md", title="编译器", visible_from=moment(BEGIN + DAY))]
    folder = build_from_posts(posts, root, None, options(BEGIN)).generation.path
    heard = [{word for word, _ in open_store(folder, BEGIN + step).sounds} for step in (0, DAY)]
    assert ["编译器" in words for words in heard] == [False, True]
