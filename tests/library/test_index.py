"""What programs do with ``import indexer``."""

import json
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import indexer
from indexer.errors import IndexMissingError, SearchIndexError, UsageError

ROOT = Path(__file__).resolve().parents[2]


def post(number, **fields):
    given = {"id": str(number), "title": f"服务网格 {number}", "url": f"/{number}", "body": "Istio"}
    return indexer.Post(**given | fields)


@pytest.fixture
def path(tmp_path):
    indexer.build(tmp_path / "index", [post(1, tags=("a",)), post(2, date=datetime(2020, 1, 2, tzinfo=UTC))])
    return tmp_path / "index"


def ids(path, *arguments, **filters):
    with indexer.open(path) as index:
        return sorted(hit.id for hit in index.search(*arguments, **filters).hits)


def run(program, *arguments, **options):
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)


def test_posts_are_found_by_words_and_filters(path):
    assert ids(path, "istio") == ["1", "2"]
    assert ids(path, "服务网格", tags=["a"]) == ["1"]
    assert ids(path, since=date(2020, 1, 1), until=date(2020, 1, 2)) == ["2"]
    assert ids(path, "nothing") == []


def test_an_open_index_takes_up_what_is_published_meanwhile(path):
    with indexer.open(path) as index:
        assert len(index) == 2
        indexer.update(path, [post(3, body="kubectl"), post(1, body="changed")])
        assert (len(index), index.search("kubectl").total, index.search("changed").total) == (3, 1, 1)
        indexer.remove(path, ["1", "unknown"])
        assert (len(index), index.search("changed").total) == (2, 0)


def test_posts_may_come_one_by_one(tmp_path):
    taken = []
    report = indexer.build(tmp_path / "index", (taken.append(number) or post(number) for number in range(300)))
    assert (report.contents.posts, len(taken)) == (300, 300)


def test_an_error_of_the_iterable_goes_on_and_leaves_the_index_as_it_was(path):
    def broken():
        yield post(9)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        indexer.update(path, broken())
    assert ids(path) == ["1", "2"]


def test_a_site_is_built_and_updated(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "one.md").write_text("---\ntitle: One\n---\n\nwords\n")
    assert indexer.build(tmp_path / "index", tmp_path / "site").contents.posts == 1
    (tmp_path / "site" / "two.md").write_text("---\ntitle: Two\n---\n\nwords\n")
    assert indexer.update(str(tmp_path / "index"), str(tmp_path / "site")).changes.read == 1
    assert ids(tmp_path / "index", "words") == ["one.md", "two.md"]


def test_what_a_site_hides_by_its_own_settings_stays_hidden(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "search-index.toml").write_text('hide_when = ["internal"]\n')
    (tmp_path / "site" / "one.md").write_text("---\ntitle: One\ninternal: true\n---\n\nwords\n")
    (tmp_path / "site" / "two.md").write_text("---\ntitle: Two\n---\n\nwords\n")
    for write in (indexer.build, indexer.update):
        write(tmp_path / "index", tmp_path / "site")
        assert ids(tmp_path / "index", "words") == ["two.md"]


def test_a_closed_index_says_so(path):
    index = indexer.open(path)
    index.close()
    index.close()
    with pytest.raises(UsageError, match="this index was closed; open it again"):
        index.search("istio")
    assert repr(index) == f"<Index {str(path)!r}, closed>"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": "x" * 257}, "text has 257 characters; at most 256 are read"),
        ({"page": 0}, "page is 0; it counts from 1"),
        ({"per_page": 51}, "per_page is 51; it must be from 1 to 50"),
        ({"sort": "best"}, "sort is 'best'; it must be relevance or date"),
        ({"since": "2024-05-01"}, "since is '2024-05-01'; it must be a date"),
        ({"tags": "istio"}, "tags is a text; give a list of texts"),
    ],
)
def test_an_argument_out_of_bounds_is_named(path, wrong, said):
    with indexer.open(path) as index, pytest.raises(UsageError) as error:
        index.search(**wrong)
    assert str(error.value) == said


def test_there_is_no_index_to_open_or_to_update_before_one_is_built(tmp_path):
    nothing = tmp_path / "nothing"
    with pytest.raises(IndexMissingError):
        indexer.open(nothing)
    with pytest.raises(IndexMissingError):
        indexer.update(nothing, [post(1)])
    with pytest.raises(IndexMissingError):
        indexer.remove(nothing, ["1"])


@pytest.mark.parametrize("attempt", [indexer.open, lambda path: indexer.build(path, [post(1)])])
def test_an_address_is_refused_and_no_folder_is_made(attempt, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="an address cannot be served"):
        attempt("https://search.example.org/posts")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("posts", [[post(1), post(1)], [post("")], [post("a\nb")]])
def test_ids_that_cannot_be_told_apart_or_shown_are_refused(tmp_path, posts):
    with pytest.raises(UsageError):
        indexer.build(tmp_path / "index", posts)


def test_a_site_names_itself(tmp_path):
    with pytest.raises(UsageError, match="a site says its name"):
        indexer.build(tmp_path / "index", tmp_path, name="mine")


def test_many_threads_share_an_index_while_it_is_updated(path):
    failed = []

    def ask(index):
        try:
            for _ in range(20):
                assert index.search("istio").total >= 2
                index.suggest("服务")
        except (AssertionError, SearchIndexError) as error:
            failed.append(error)

    with indexer.open(path) as index:
        threads = [threading.Thread(target=ask, args=[index]) for _ in range(8)]
        for thread in threads:
            thread.start()
        for number in range(3, 6):
            indexer.update(path, [post(number)])  # from a process with threads
        for thread in threads:
            thread.join()
        assert (failed, len(index)) == ([], 5)


UNGUARDED = """
import sys, threading
import indexer
release = threading.Event()
if sys.argv[2] == "threads":
    threading.Thread(target=release.wait, daemon=True).start()
print("once")
posts = [indexer.Post(id=str(number), title="One", body="words", url="/1") for number in range(40)]
print(indexer.build(sys.argv[1], posts).contents.posts)
release.set()
"""


@pytest.mark.parametrize("kind", ["threads", "alone"])
def test_a_script_needs_no_guard(tmp_path, kind):
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, script, tmp_path / "index", kind], capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "once\n40\n", "")


def test_a_program_that_is_typed_in_needs_no_guard(tmp_path):
    for kind in ("threads", "alone"):
        done = run(UNGUARDED, tmp_path / kind, kind)
        assert (done.returncode, done.stdout, done.stderr) == (0, "once\n40\n", "")


def test_importing_it_is_cheap():
    done = run("import indexer, sys, json; print(json.dumps(sorted(sys.modules)))")
    modules = set(json.loads(done.stdout))
    ours = {name for name in modules if name.startswith("indexer")}
    assert ours == {"indexer", "indexer.errors"}
    assert not {name.partition(".")[0] for name in modules} & {"numpy", "rjieba", "click", "flask", "whoosh"}


def test_every_public_name_is_there_and_no_other():
    assert set(indexer.__all__) <= set(dir(indexer))
    assert all(getattr(indexer, name) for name in indexer.__all__)
    with pytest.raises(AttributeError, match="module 'indexer' has no attribute 'nothing'"):
        indexer.nothing  # noqa: B018


@pytest.mark.parametrize("package", ["indexer", "search_app"])
def test_the_packages_say_that_they_are_typed(package):
    assert (ROOT / package / "py.typed").is_file()
