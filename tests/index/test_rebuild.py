import filecmp
import os
import signal
from datetime import UTC, datetime

import pytest

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import IndexMissingError, PublishRefusedError, UsageError
from indexer.index.build import assembly
from indexer.index.build import rebuild as rebuilding
from indexer.index.build.options import BuildOptions
from indexer.index.build.passes.analysis import BatchAnalyzer
from indexer.index.build.passes.reading import BatchReader
from indexer.index.build.processes.worker import Limits
from indexer.index.build.rebuild import rebuild
from indexer.index.generations.generation import current_generation
from indexer.index.generations.manifest import MANIFEST
from indexer.index.reader.store import open_store
from indexer.posts.post import IncludePolicy
from indexer.search.results import SearchRequest

NOW = datetime(2026, 1, 2, tzinfo=UTC)
ZONED = {
    "hugo": ("hugo.toml", "timeZone = '{}'", "content"),
    "jekyll": ("_config.yml", "timezone: {}", "_posts"),
    "hexo": ("_config.yml", "timezone: {}", "source/_posts"),
}
"""By generator: its configuration, the time zone there, and where posts are."""


def die_of(name):
    if "segfault" in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "hang" in name:
        signal.pause()


class PoisonedBatchReader(BatchReader):
    """Reads files, and dies of those whose name says so."""

    def __call__(self):
        def read_or_die(batch):
            for source in batch.sources:
                die_of(source.id)
            return self.read(batch)

        return read_or_die


class PoisonedBatchAnalyzer(BatchAnalyzer):
    """Cuts documents, and dies of those whose name says so."""

    def __call__(self):
        cut = super().__call__()

        def cut_or_die(ref):
            for document in ref.load():
                die_of(document.metadata.id)
            return cut(ref)

        return cut_or_die


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(6):
        write(folder, f"post{number}.md", f"title: Post {number}", f"Words of post {number}. 服务网格。")
    return folder


def write(site, name, front_matter, body="body"):
    (site / name).write_text(f"---\n{front_matter}\n---\n\n{body}\n", encoding="utf-8")


def build(site, root, **options):
    options.setdefault("workers", 1)
    return rebuild(site, root, BuildOptions(now=NOW, **options))


def found_ids(root):
    index = open_store(current_generation(root).path)
    return [index.metadata(number).id for number in range(index.max_doc)]


def test_every_post_is_indexed(site, root):
    report = build(site, root)
    assert found_ids(root) == [f"post{number}.md" for number in range(6)]
    assert (report.contents.posts, report.contents.refused, report.problems) == (6, 0, ())


def test_the_index_says_what_was_built_when(site, root):
    contents = build(site, root).contents
    assert (contents.site, contents.built) == (str(site.resolve()), NOW)


def test_files_left_out_are_counted_by_reason(site, root):
    write(site, "a.md", "draft: true")
    write(site, "b.md", "draft: true")
    write(site, "c.md", "search: false")
    assert build(site, root).contents.left_out == {"draft": 2, "search: false": 1}


def test_drafts_are_let_in_when_asked_for(site, root):
    write(site, "a.md", "draft: true")
    assert build(site, root, include=IncludePolicy(drafts=True)).contents.posts == 7


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_indexed(site, root):
    write(site, "bad.md", "title: [")
    report = build(site, root)
    assert (report.contents.posts, report.contents.refused) == (6, 1)
    assert [problem.path for problem in report.problems if problem.refused] == ["bad.md"]


@pytest.fixture(params=[(rebuilding, PoisonedBatchReader), (assembly, PoisonedBatchAnalyzer)])
def poisoned(request, monkeypatch):
    """Workers that die of some files: while they read them, or while they cut them into words."""
    module, poison = request.param
    monkeypatch.setattr(module, poison.__name__.removeprefix("Poisoned"), poison)


@pytest.mark.usefixtures("poisoned")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("segfault.md", "crashed the program that reads posts (SIGSEGV); it was left out"),
        ("hang.md", "took longer than 4 s; it was left out"),
    ],
)
def test_a_file_that_kills_its_reader_is_named_and_the_others_are_indexed(site, root, name, said):
    write(site, name, "title: Poison")
    report = build(site, root, workers=2, limits=Limits(seconds=4))
    assert (report.contents.posts, report.contents.refused) == (6, 1)
    assert [str(problem) for problem in report.problems] == [f"{name}: {said}"]


def test_the_index_is_the_same_whatever_the_number_of_workers(site, tmp_path, monkeypatch):
    # How long ago that was is not the same.
    monkeypatch.setattr("indexer.index.build.job.settle", lambda ctime, _: ctime)
    paths = [build(site, tmp_path / f"index{count}", workers=count).generation.path for count in (1, 3)]
    names = [name.relative_to(paths[0]) for name in paths[0].rglob("*") if name.is_file() and name.name != MANIFEST]
    same, different, failed = filecmp.cmpfiles(*paths, names, shallow=False)
    assert len(same) > 5
    assert (different, failed) == ([], [])


def test_two_posts_of_one_address_are_both_kept_with_a_warning(site, root):
    write(site, "x.md", "url: /same/")
    write(site, "y.md", "url: /same/")
    (site / "hugo.toml").write_text("")
    (site / "content").mkdir()
    for path in site.glob("*.md"):
        path.rename(site / "content" / path.name)
    report = build(site, root)
    assert report.contents.posts == 8
    assert "content/y.md: has the same address as content/x.md, /same/" in str(report.problems[-1])
    assert not report.problems[-1].refused


def test_an_index_without_posts_is_refused_and_says_what_there_was(site, root):
    for path in site.iterdir():
        write(site, path.name, "draft: true")
    with pytest.raises(PublishRefusedError, match=r"no posts found \(6 draft\).*--force"):
        build(site, root)
    with pytest.raises(IndexMissingError):
        current_generation(root)


def test_an_index_without_posts_can_be_forced(tmp_path, root):
    (tmp_path / "empty").mkdir()
    assert build(tmp_path / "empty", root, force=True).contents.posts == 0


@pytest.mark.parametrize(("kept", "refused"), [(3, False), (2, True)])
def test_fewer_than_half_the_posts_are_refused_unless_forced(site, root, kept, refused):
    build(site, root)
    for path in sorted(site.iterdir())[kept:]:
        path.unlink()
    if refused:
        with pytest.raises(PublishRefusedError, match="2 posts found, the live index holds 6"):
            build(site, root)
        assert len(found_ids(root)) == 6
        build(site, root, force=True)
    else:
        build(site, root)
    assert len(found_ids(root)) == kept


def test_strict_publishes_nothing_when_a_file_was_refused(site, root):
    build(site, root)
    write(site, "bad.md", "title: [")
    write(site, "post0.md", "title: Changed")
    with pytest.raises(PublishRefusedError, match="1 file could not be read, and --strict"):
        build(site, root, strict=True)
    assert current_generation(root).number == 1


def test_strict_minds_no_warnings(site, root):
    (site / "old.md").write_bytes("---\ntitle: 旧\n---\n中文中文中文中文中文\n".encode("gb18030"))
    report = build(site, root, strict=True)
    assert report.problems
    assert report.contents.posts == 7


def test_a_damaged_live_index_is_replaced_without_being_asked_for_its_size(site, root):
    build(site, root)
    (root / "g-1" / MANIFEST).write_text("{")
    (site / "post0.md").write_text("---\ntitle: Healed\n---\nbody")
    assert build(site, root).generation.number == 2
    assert current_generation(root).degraded == ""


def test_a_site_that_is_not_there_is_wrong_usage_and_makes_no_index(tmp_path, root):
    with pytest.raises(UsageError):
        build(tmp_path / "nothing", root)
    assert not root.exists()


def test_progress_is_told_of_every_file_and_every_problem(site, root):
    told = []

    class Listener:
        def start(self, files):
            told.append(files)

        def advance(self, files):
            told.extend(["file"] * files)

        def report(self, problem):
            told.append(problem.path)

    write(site, "bad.md", "title: [")
    rebuild(site, root, BuildOptions(workers=1), Listener())
    assert told == [7, *["file"] * 7, "bad.md"]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
@pytest.mark.parametrize("site", list(ZONED))
def test_a_post_is_found_by_the_day_and_the_year_that_its_date_is_shown_with(tmp_path, root, zone, site):
    config, text, posts = ZONED[site]
    (tmp_path / "site" / posts).mkdir(parents=True)
    (tmp_path / "site" / config).write_text(text.format(zone), encoding="utf-8")
    for number, date in enumerate(("2020-01-01T03:00:00+08:00", "2019-12-31T20:00:00Z", "2019-12-31T22:00:00-05:00")):
        path = tmp_path / "site" / posts / f"2020-01-01-{number}.md"
        path.write_text(f"---\ntitle: Post {number}\ndate: {date}\n---\nWords.\n", encoding="utf-8")
    rebuild(tmp_path / "site", root, BuildOptions(now=NOW))
    engine = EmbeddedEngine(root)
    hits = engine.search(SearchRequest("")).hits
    assert len(hits) == 3
    for hit in hits:
        day = hit.date.date()
        asked = (
            SearchRequest("", since=day, until=day),
            SearchRequest(f"date:{day}"),
            SearchRequest(f"date:{day.year}"),
        )
        assert all(hit.id in {found.id for found in engine.search(each).hits} for each in asked)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai"])
@pytest.mark.parametrize("site", list(ZONED))
def test_posts_dated_at_both_ends_of_the_calendar_are_found_in_any_zone(tmp_path, root, zone, site):
    config, text, posts = ZONED[site]
    (tmp_path / "site" / posts).mkdir(parents=True)
    (tmp_path / "site" / config).write_text(text.format(zone), encoding="utf-8")
    for title, date in (("first", "0001-01-01T00:00:00Z"), ("last", "9999-12-31T23:59:59+00:00")):
        path = tmp_path / "site" / posts / f"2020-01-01-{title}.md"
        path.write_text(f"---\ntitle: {title}\ndate: {date}\n---\nWords.\n", encoding="utf-8")
    report = rebuild(tmp_path / "site", root, BuildOptions(include=IncludePolicy(future=True), now=NOW))
    assert (report.contents.posts, report.problems) == (2, ())
