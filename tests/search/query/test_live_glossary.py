import logging

import pytest
from small_index import found, make_post, write_index

from indexer.index.reader.store import open_store
from indexer.search.query.expansions.live_glossary import LiveGlossary
from indexer.search.searcher import Searcher
from indexer.text.lexicon.glossary_file import parse_glossary
from indexer.text.lexicon.site_glossary import Glossary

BUILT_WITH = parse_glossary("内卷 | rat race\n")[0]


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "search-glossary.tsv"


@pytest.fixture
def live(tmp_path, clock):
    return LiveGlossary(BUILT_WITH, tmp_path, clock)


def write(path, text, clock):
    path.with_suffix(".new").write_bytes(text if isinstance(text, bytes) else text.encode())
    path.with_suffix(".new").replace(path)
    clock.now += 1


def test_without_a_file_the_glossary_of_the_index_is_in_force(live):
    assert live.current() is BUILT_WITH
    assert live.revision() == ""
    assert LiveGlossary(BUILT_WITH).current() is BUILT_WITH


def test_a_file_that_is_written_is_in_force_within_a_second_and_says_that_answers_change(live, path, clock):
    live.current()
    write(path, "躺平 | lying flat\n", clock)
    assert live.current().entries == (("躺平", "lying flat"),)
    first = live.revision()
    write(path, "> a | b.md\n", clock)
    assert first != live.revision() != ""
    write(path, "# as built\n内卷 | rat race\n", clock)
    assert (live.current() is BUILT_WITH, live.revision()) == (True, "")


def test_the_same_object_is_returned_as_long_as_nothing_changed(live, path, clock):
    write(path, "a1 | b1\n", clock)
    first = live.current()
    clock.now += 10
    assert live.current() is first
    write(path, "# comment\na1 | b1\n", clock)
    assert live.current() is first


def test_a_file_that_cannot_be_read_leaves_the_last_in_force_and_is_named_once(live, path, clock, caplog):
    write(path, "a1 | b1\n", clock)
    first = live.current()
    write(path, b"a1 | \xff\n", clock)
    for _ in range(3):
        assert live.current() is first
        clock.now += 1
    assert [record.getMessage() for record in caplog.records] == [
        f"{path}:1: the glossary is not UTF-8; save it as UTF-8; what was in force before still is"
    ]
    path.unlink()
    clock.now += 1
    assert live.current() is first


def test_a_line_that_cannot_be_meant_is_named_in_the_log_and_the_others_are_in_force(live, path, clock, caplog):
    with caplog.at_level(logging.WARNING):
        write(path, "a1 | b1\nc1\n", clock)
        assert live.current() == Glossary(entries=(("a1", "b1"),))
    assert [record.getMessage().startswith(f"{path}:2: “c1” stands alone") for record in caplog.records] == [True]


def test_entries_vetoes_and_pins_count_without_a_new_index(tmp_path, path, clock):
    folder = tmp_path / "store"
    posts = [make_post("a", "边车"), make_post("b", "sidecar", language="en"), make_post("c", "躺平")]
    write_index(folder, posts)
    searcher = Searcher(open_store(folder), clock=clock, site_folder=tmp_path)
    assert set(found(searcher, "sidecar")) == {"a", "b"}
    write(path, "! sidecar | 边车\n", clock)
    assert found(searcher, "sidecar") == ["b"]
    write(path, "lying flat | 躺平\n> sidecar | c.md\n", clock)
    assert found(searcher, "lying flat") == ["c"]
    assert found(searcher, "sidecar")[0] == "c"


def test_the_last_that_could_be_read_is_in_force_when_posts_come_or_go_too(tmp_path, path, clock):
    folder = tmp_path / "store"
    write_index(folder, [make_post("a", "边车"), make_post("b", "cart", language="en")])
    searcher = Searcher(open_store(folder), clock=clock, site_folder=tmp_path)
    write(path, "cart | 边车\n", clock)
    assert set(found(searcher, "cart")) == {"a", "b"}
    revision = searcher.glossary.revision()
    write(path, b"cart | \xff\n", clock)
    following = searcher.at(0.0)
    assert (set(found(following, "cart")), following.glossary.revision()) == ({"a", "b"}, revision)
