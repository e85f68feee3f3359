import errno
import os
import random
import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from index_answers import require_same_index

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import PublishRefusedError
from indexer.index.build import job as build
from indexer.index.build.changes import renewal, revised, revision
from indexer.index.build.options import BuildOptions
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.passes.pipeline import analyze_batches
from indexer.index.build.rebuild import rebuild
from indexer.index.build.report import Changes
from indexer.index.build.update import update
from indexer.index.generations.generation import current_generation
from indexer.index.generations.software import software
from indexer.index.reader.store import open_store
from indexer.posts.files import list_files
from indexer.posts.post import IncludePolicy, Problem
from indexer.search.results import SearchRequest

NOW = datetime(2026, 1, 2, tzinfo=UTC)
OPTIONS = BuildOptions(now=NOW, workers=1, force=True)
QUERIES = (
    "", "服务网格", "service mesh", "kubernetes", "内卷", "sidecar 边车", '"service mesh"', '"流量管理"', "流量管理",
    "kube*", "tag:istio", "title:第", "lang:en", "date:2021", "大模型", "格 服务", "kubernets", "fuwuwangge",
    "服务往格", "C++", "1.18", "-istio 服务", "envoy OR 网关",
)  # fmt: skip
TYPED = ("k", "服", "第", "is", "wang")
PHRASES = (
    "服务网格（Service Mesh）管理流量。", "Kubernetes runs containers in v1.18.2.", "边车代理 sidecar 与 Envoy 网关。",
    "流量管理，可观测性，安全。", "内卷的人说大模型。", "The service mesh routes requests; kube-proxy does not.",
    "C++ 与 maxSurge。", "繁體中文的服務網格也找得到。", "## 第二节\n\n格外服务于人。", "```yaml\nkind: Pod\n```",
    "用邻键锁（adjacent lock）防幻读。", "邻键锁（Adjacent Lock）锁住的是范围。", "什么是邻键锁（Adjacent Lock）？",
)  # fmt: skip
TAGS = ("Istio", "istio", "云原生", "内卷", "大模型", "网格化管理", "k8s")


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    chance = random.Random(7)
    for number in range(12):
        write(folder, number, chance)
    return folder


def write(site, number, chance):
    """Write a post of the same name with other words."""
    front = [f"title: 第 {number} 篇 {chance.choice(PHRASES[:4])}", f"tags: [{', '.join(chance.sample(TAGS, 2))}]"]
    front += [f"date: 20{chance.randint(18, 23)}-0{chance.randint(1, 9)}-11"] if chance.random() < 0.8 else []
    front += ["draft: true"] if chance.random() < 0.1 else []
    name = f"post{number}{chance.choice(('.en', ''))}.md" if number % 5 == 0 else f"post{number}.md"
    body = "\n\n".join(chance.choices(PHRASES, k=chance.randint(1, 6)))
    (site / name).write_text("---\n" + "\n".join(front) + f"\n---\n\n{body}\n", encoding="utf-8")


def parts(root):
    return [part.max_doc for part in open_store(current_generation(root).path).parts]


def require_as_rebuilt(site, root, fresh):
    rebuild(site, fresh, OPTIONS)
    require_same_index(root, fresh, [NOW.timestamp()], QUERIES, TYPED)


def test_translations_and_titles_of_several_posts_come_in_the_order_of_a_rebuild(site, root, tmp_path):
    for language in ("en", "ja", "zh"):
        (site / f"same.{language}.md").write_text("---\ntitle: The very same\n---\n\nservice mesh 服务网格\n")
    rebuild(site, root, OPTIONS)
    (site / "same.en.md").write_text("---\ntitle: The very same\n---\n\nservice mesh 服务网格, changed\n")
    assert update(site, root, OPTIONS).changes == Changes(read=1)
    rebuild(site, tmp_path / "fresh", OPTIONS)
    updated, fresh = (EmbeddedEngine(folder) for folder in (root, tmp_path / "fresh"))
    [hit] = [hit for hit in updated.search(SearchRequest("the very same")).hits if hit.id == "same.en.md"]
    assert [each.url for each in hit.translations] == ["/same.ja/", "/same.zh/"]
    typed = SearchRequest("the very")
    assert updated.suggest(typed) == fresh.suggest(typed)
    require_same_index(root, tmp_path / "fresh", [NOW.timestamp()], QUERIES, TYPED)


def test_where_there_is_no_index_one_is_built(site, root):
    report = update(site, root, OPTIONS)
    assert (report.generation.number, report.changes) == (1, None)


def test_where_nothing_changed_nothing_is_published(site, root):
    rebuild(site, root, OPTIONS)
    report = update(site, root, OPTIONS)
    assert (report.generation.number, report.changes) == (1, Changes())


def test_a_changed_post_is_the_only_one_that_is_read(site, root, tmp_path):
    rebuild(site, root, OPTIONS)
    (site / "post3.md").write_text("---\ntitle: 新\n---\n\n服务网格 envoy\n")
    report = update(site, root, OPTIONS)
    assert (report.generation.number, report.changes) == (2, Changes(read=1))
    assert parts(root)[1:] == [1]
    require_as_rebuilt(site, root, tmp_path / "fresh")


def test_a_file_that_was_only_touched_is_not_read(site, root):
    rebuild(site, root, OPTIONS)
    (site / "post3.md").touch()
    assert update(site, root, OPTIONS).changes == Changes()
    assert len(parts(root)) == 1


@pytest.mark.parametrize("others", [0, 40])  # the times of many are asked for by the kernel
def test_files_of_the_far_future_are_posts_like_others(site, root, others):
    for number in range(others):
        (site / f"other{number}.md").write_text(f"Text {number}\n", encoding="utf-8")
    for number, seconds in ((3, 2**34), (4, 9_223_372_036.5)):  # 2514, and 2262: later than int64 has nanoseconds
        os.utime(site / f"post{number}.md", (seconds, seconds))
    rebuild(site, root, OPTIONS)
    assert update(site, root, OPTIONS).changes == Changes()
    os.utime(site / "post6.md", (2**34, 2**34))
    assert update(site, root, OPTIONS).changes == Changes()
    (site / "post3.md").write_text("---\ntitle: 新\n---\n\n服务网格 envoy\n", encoding="utf-8")
    os.utime(site / "post3.md", (2**34, 2**34))
    assert update(site, root, OPTIONS).changes == Changes(read=1)


def test_a_word_that_a_new_post_teaches_cuts_the_posts_that_hold_it(site, root, tmp_path):
    (site / "post1.md").write_text("---\ntitle: 一\n---\n\n这里说可观测性管理平台。\n")
    rebuild(site, root, OPTIONS)
    (site / "post2.md").write_text("---\ntitle: 二\ntags: [可观测性管理]\n---\n\n别的。\n")
    assert update(site, root, OPTIONS).changes == Changes(read=1, recut=1)
    require_as_rebuilt(site, root, tmp_path / "fresh")


def test_a_post_that_is_gone_leaves(site, root, tmp_path):
    rebuild(site, root, OPTIONS)
    for path in sorted(site.iterdir())[:2]:
        path.unlink()
    assert update(site, root, OPTIONS).changes.removed == 2
    require_as_rebuilt(site, root, tmp_path / "fresh")


def test_a_file_that_cannot_be_read_is_named_each_time(site, root):
    rebuild(site, root, OPTIONS)
    (site / "bad.md").write_text("---\ntitle: [\n---\n")
    for _ in range(2):
        report = update(site, root, OPTIONS)
        assert ([problem.path for problem in report.problems], report.contents.refused) == (["bad.md"], 1)


def test_a_file_that_is_still_refused_or_too_early_publishes_nothing(site, root):
    (site / "bad.md").write_text("---\ntitle: [\n---\n")
    (site / "soon.md").write_text("---\ntitle: Soon\ndate: 2026-02-05\n---\n\nbody\n")
    rebuild(site, root, OPTIONS)
    assert update(site, root, OPTIONS).generation.number == 1


def test_a_glossary_that_was_edited_counts(site, root, tmp_path):
    rebuild(site, root, OPTIONS)
    (site / "search-glossary.tsv").write_text("内卷 | rat race\n")
    assert update(site, root, OPTIONS).generation.number == 2
    require_as_rebuilt(site, root, tmp_path / "fresh")


def test_a_file_too_large_to_be_read_is_refused_and_strict_says_so(site, root):
    rebuild(site, root, OPTIONS)
    (site / "large.md").write_bytes(b"x" * 10_000_001)
    assert update(site, root, OPTIONS).contents.refused == 1
    with pytest.raises(PublishRefusedError, match="1 file could not be read, and --strict"):
        update(site, root, replace(OPTIONS, strict=True))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_post_that_may_not_be_read_any_more_leaves(site, root):
    rebuild(site, root, OPTIONS)
    (site / "post3.md").chmod(0)
    assert update(site, root, OPTIONS).contents.refused == 1


def test_what_died_is_thrown_away_in_time(tmp_path, root):
    site = tmp_path / "many"
    site.mkdir()
    for number in range(120):
        write(site, number, random.Random(number))
    rebuild(site, root, OPTIONS)
    for number in range(0, 90, 15):
        for path in sorted(site.iterdir())[:15]:
            path.unlink()
        update(site, root, OPTIONS)
        index = open_store(current_generation(root).path)
        assert len(index.deleted) <= 64, number


def test_words_that_two_parts_say_once_each_are_heard(site, root):
    (site / "one.md").write_text("---\ntitle: 一\n---\n\n这是编译器。\n")
    rebuild(site, root, OPTIONS)
    (site / "two.md").write_text("---\ntitle: 二\n---\n\n又是编译器。\n")
    update(site, root, OPTIONS)
    assert EmbeddedEngine(root).search(SearchRequest("bianyiqi")).total == 2


def test_where_only_a_part_of_an_update_is_left_words_that_are_said_once_are_not_suggested(site, root, tmp_path):
    rebuild(site, root, OPTIONS)
    for number, path in enumerate(sorted(site.iterdir())):
        path.write_text(f"---\ntitle: Post {number}\n---\n\n服务网格，{'编译器' if number == 5 else '网关'}\n")
    update(site, root, OPTIONS)
    min(site.iterdir()).unlink()
    update(site, root, OPTIONS)
    index = open_store(current_generation(root).path)
    assert (len(index.parts), len(index.deleted)) == (1, 0)
    assert "编译器" not in dict(index.sounds)
    require_as_rebuilt(site, root, tmp_path / "fresh")


def test_equal_beginnings_and_feedback_do_not_go_by_parts(tmp_path, root):
    site = tmp_path / "equal"
    site.mkdir()
    for number in range(90):
        words = " ".join(f"zebra{number * 3 + step:03d} tree{(number + step) % 7}" for step in range(3))
        (site / f"p{number:02}.md").write_text(f"---\ntitle: Post {number}\n---\n\n{words}\n")
    rebuild(site, root, OPTIONS)
    for name in ("a", "z", "p77"):
        (site / f"{name}.md").write_text(f"---\ntitle: New {name}\n---\n\nzebra{name} tree3 and tree5\n")
        update(site, root, OPTIONS)
    rebuild(site, tmp_path / "fresh", OPTIONS)
    for text in ("zebra*", "tree3", "tree5 tree1", "post", "tree*"):
        request = SearchRequest(text, per_page=50)
        found, expected = (EmbeddedEngine(each).search(request) for each in (root, tmp_path / "fresh"))
        assert [(hit.id, round(hit.score, 3)) for hit in found.hits] == [
            (hit.id, round(hit.score, 3)) for hit in expected.hits
        ], text


def test_without_hard_links_files_are_copied(site, root, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EPERM, "no links here")

    rebuild(site, root, OPTIONS)
    monkeypatch.setattr(renewal.os, "link", refuse)
    (site / "post3.md").write_text("---\ntitle: 新\n---\n\nenvoy\n")
    assert update(site, root, OPTIONS).generation.number == 2
    assert len(parts(root)) == 2


def test_a_live_index_that_cannot_be_understood_is_built_anew(site, root):
    rebuild(site, root, OPTIONS)
    path = root / "g-1" / "part-0" / "arrays"
    path.write_bytes(b"?" * path.stat().st_size)
    os.utime(path, ns=(0, 1))  # later than it was sealed, however coarse the file system's clock is
    report = update(site, root, OPTIONS)
    assert (report.changes, report.generation.degraded) == (None, "")


def test_an_update_that_fails_on_the_live_index_builds_anew_and_says_why(site, root, monkeypatch):
    rebuild(site, root, OPTIONS)
    (site / "new.md").write_text("words")
    monkeypatch.setattr(revised, "find_recut", lambda base, *_: [base].pop(9))
    report = update(site, root, OPTIONS)
    assert (report.changes, report.generation.number) == (None, 2)
    [told] = [problem.message for problem in report.problems if not problem.refused]
    assert re.fullmatch(r"cannot be built upon \(IndexError: .*, at test_update\.py:\d+\); .* built anew", told)


def test_where_posts_are_cut_otherwise_all_are_read_anew(site, root, monkeypatch):
    rebuild(site, root, OPTIONS)
    monkeypatch.setattr("indexer.index.generations.software.ANALYSIS_VERSION", 0)
    software.cache_clear()
    try:
        report = update(site, root, OPTIONS)
    finally:
        software.cache_clear()
    assert (report.generation.number, report.changes) == (2, None)


def test_other_options_build_everything_anew(site, root):
    rebuild(site, root, OPTIONS)
    assert update(site, root, BuildOptions(IncludePolicy(drafts=True), now=NOW, workers=1)).changes is None


def test_a_file_written_again_within_one_tick_of_a_coarse_clock_is_read(site, root, monkeypatch):
    tick = time.time_ns()
    monkeypatch.setattr("indexer.index.build.sources._COARSEST_CLOCK", 10**12)  # however slow this machine is

    def list_coarsely(rules):
        listing = list_files(rules)
        times = [tick] * len(listing.ids)
        return replace(listing, mtimes=times, ctimes=times)

    monkeypatch.setattr(build, "list_files", list_coarsely)
    path = site / "post1.md"
    rebuild(site, root, OPTIONS)
    path.write_text(path.read_text().replace("第 1 篇", "第 8 篇"))
    assert update(site, root, OPTIONS).changes == Changes(read=1)


def test_files_whose_last_change_is_not_settled_are_no_reason_to_publish_again_and_again(site, root, monkeypatch):
    monkeypatch.setattr("indexer.index.build.sources._COARSEST_CLOCK", 10**18)
    monkeypatch.setattr("indexer.index.build.changes.difference.MOST_TOUCHED", 2)
    rebuild(site, root, OPTIONS)
    reports = [update(site, root, OPTIONS) for _ in range(2)]
    assert [(report.changes, report.generation.number) for report in reports] == [(Changes(), 1)] * 2


def test_a_post_that_cannot_be_cut_is_named(site, root, monkeypatch):
    rebuild(site, root, OPTIONS)
    (site / "new.md").write_text("words")
    lost = Outcome("new.md", problems=(Problem("new.md", 0, "crashed the program"),))
    monkeypatch.setattr(revision, "analyze_batches", lambda *given: replace(analyze_batches(*given), lost=(lost,)))
    assert [str(problem) for problem in update(site, root, OPTIONS).problems] == ["new.md: crashed the program"]


def test_a_post_that_is_still_to_come_counts_as_no_change(root, tmp_path):
    posts = tmp_path / "hugo" / "content"
    posts.mkdir(parents=True)
    (tmp_path / "hugo" / "hugo.toml").write_text("")
    for name, year in (("now.md", 2020), ("later.md", 2099)):
        (posts / name).write_text(f"---\ntitle: {name}\ndate: {year}-01-01\n---\nwords\n")
    rebuild(tmp_path / "hugo", root, OPTIONS)
    (posts / "new.md").write_text("---\ntitle: new\ndate: 2020-01-01\n---\nwords\n")
    assert update(tmp_path / "hugo", root, OPTIONS).changes == Changes(read=1)


def test_files_that_were_only_touched_are_no_reason_to_publish(site, root):
    rebuild(site, root, OPTIONS)
    for path in site.iterdir():
        path.touch()
    assert update(site, root, OPTIONS).generation.number == 1


def test_living_documents_stay_in_the_order_of_their_ids(site, root):
    rebuild(site, root, OPTIONS)
    for name in ("post3.md", "post1.md", "a.md", "post2.md"):
        (site / name).write_text(f"---\ntitle: {name}\n---\n\nenvoy\n")
        index = open_store(update(site, root, OPTIONS).generation.path)
        living = [doc for doc in index.id_ranks.argsort(kind="stable").tolist() if doc not in index.deleted]
        ids = [index.metadata(doc).id for doc in living]
        assert ids == sorted(ids)
        assert len(ids) == index.num_docs
