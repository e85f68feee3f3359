"""Files that are being written to stay in the index as they are."""

from itertools import islice

import pytest

from indexer.errors import NotAtRestError
from indexer.index.build.changes import build_upon
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.report import Changes
from indexer.index.build.sources import Sources
from indexer.index.build.update import update
from indexer.index.generations.generation import current_generation
from indexer.index.reader.store import open_store
from indexer.posts.files import list_files
from indexer.posts.generators.plain import PlainRules
from indexer.posts.source_file import read_source

OPTIONS = BuildOptions(workers=1)
NEW, CHANGED, GONE = "new.md", "post1.md", "post2.md"


class Held:
    """Holds back what it is told to, and remembers what it was asked."""

    def __init__(self, *post_ids, rules=False):
        self.post_ids, self.rules, self.asked = set(post_ids), rules, []

    def held_files(self, changed, gone):
        asked = {file.id for file in changed} | set(gone)
        self.asked.append(asked)
        return asked & self.post_ids

    def holds_rules(self, rules):
        return self.rules


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(8):
        write(folder, f"post{number}.md", f"before{number}")
    return folder


@pytest.fixture
def root(tmp_path, site):
    rebuild(site, tmp_path / "index", OPTIONS)
    return tmp_path / "index"


@pytest.fixture
def changed(site, root):
    """The index, after which one post was added, one changed, and one removed."""
    write(site, NEW, "after9")
    write(site, CHANGED, "after1")
    site.joinpath(GONE).unlink()
    return root


def write(site, name, word):
    site.joinpath(name).write_text(f"---\ntitle: {word}\n---\n\n{word}\n", encoding="utf-8")


def titles(root):
    index = open_store(current_generation(root).path)
    dead = set(index.deleted.tolist())
    return {index.metadata(doc).id: index.metadata(doc).title for doc in range(index.max_doc) if doc not in dead}


BEFORE = {f"post{number}.md": f"before{number}" for number in range(8)}
AFTER = {post_id: title for post_id, title in BEFORE.items() if post_id != GONE} | {CHANGED: "after1", NEW: "after9"}


@pytest.mark.parametrize("post_ids", [(), (NEW,), (CHANGED,), (GONE,), (NEW, CHANGED), (CHANGED, GONE), (NEW, GONE)])
def test_what_is_held_back_stays_as_it_was_until_it_is_at_rest(site, changed, post_ids):
    update(site, changed, OPTIONS, hold=Held(*post_ids))
    expected = AFTER | {post_id: BEFORE[post_id] for post_id in post_ids if post_id in BEFORE}
    assert titles(changed) == {post_id: t for post_id, t in expected.items() if post_id != NEW or NEW not in post_ids}
    update(site, changed, OPTIONS, hold=Held())
    assert titles(changed) == AFTER
    assert sorted(Sources.read(current_generation(changed).path).digests_of_posts) == sorted(AFTER)


def test_nothing_is_published_where_all_is_held_back(site, changed):
    before = current_generation(changed)
    report = update(site, changed, OPTIONS, hold=Held(NEW, CHANGED, GONE))
    assert (report.changes, current_generation(changed)) == (Changes(), before)


def test_only_what_may_have_changed_is_asked_for(site, changed):
    update(site, changed, OPTIONS, hold=(hold := Held()))
    assert hold.asked[0] >= {NEW, CHANGED, GONE}


def test_a_site_is_not_built_anew_while_a_file_is_written_to(site, tmp_path):
    with pytest.raises(NotAtRestError, match=r"post3\.md"):
        update(site, tmp_path / "index", OPTIONS, hold=Held("post3.md"))
    assert not (tmp_path / "index" / "CURRENT").exists()
    update(site, tmp_path / "index", OPTIONS, hold=Held())
    assert titles(tmp_path / "index") == BEFORE


def test_nothing_is_done_while_the_configuration_is_written_to(site, changed):
    with pytest.raises(NotAtRestError, match="configuration"):
        update(site, changed, OPTIONS, hold=Held(rules=True))
    assert titles(changed) == BEFORE


def test_what_changes_while_it_is_read_is_not_published(site, changed, monkeypatch):
    read = build_upon._read

    def truncate(*arguments):
        site.joinpath(CHANGED).write_text("")
        return read(*arguments)

    monkeypatch.setattr(build_upon, "_read", truncate)
    with pytest.raises(NotAtRestError, match=CHANGED):
        update(site, changed, OPTIONS, hold=Held())
    assert titles(changed) == BEFORE
    monkeypatch.undo()
    monkeypatch.setattr(build_upon, "_read", truncate)
    update(site, changed, OPTIONS)  # the control: without somebody who watches it is
    assert titles(changed)[CHANGED] != "after1"


def test_a_patient_reader_waits_until_a_file_that_changed_after_it_was_listed_is_left_alone(site, monkeypatch):
    source = next(file for file in list_files(PlainRules(site)) if file.id == CHANGED)
    write_text = site.joinpath(CHANGED).write_text
    write_text("ha")
    assert read_source(source) == b"ha"
    halves = iter(["half", "half of it", "all of it"])
    monkeypatch.setattr(
        "indexer.posts.source_file.time.sleep", lambda _: [write_text(half) for half in islice(halves, 1)]
    )
    assert read_source(source, patience=60) == b"all of it"
    assert next(halves, "") == ""


def test_a_patient_reader_gives_up_a_file_that_is_never_left_alone(site, monkeypatch):
    source = next(file for file in list_files(PlainRules(site)) if file.id == CHANGED)
    monkeypatch.setattr("indexer.posts.source_file.time.sleep", lambda _: site.joinpath(CHANGED).open("a").write("x"))
    with pytest.raises(OSError, match="being written to"):
        read_source(source._replace(mtime_ns=1), patience=0.1)
