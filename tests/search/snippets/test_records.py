import gc
import weakref

import pytest
from search.hammer import hammer
from small_index import make_post, read_index

from indexer.index.format.layout import FIELD_NUMBERS
from indexer.search.snippets import records
from indexer.search.snippets.records import RecordCache

POSTS = [make_post(f"{n}", f"before\n\n## Heading {n}\n\ntext\n\n##\n\nmore", tags=(f"t{n}",)) for n in range(40)]


def test_a_record_is_what_was_stored_of_a_document_but_for_its_text():
    index = read_index(POSTS[:1], POSTS[1:3])
    for doc in range(3):
        record, stored = RecordCache(index).read(doc), index.stored(doc)
        assert record.metadata == stored.metadata
        zones = zip(record.zone_fields, record.zone_starts, record.zone_ends, strict=True)
        assert list(zones) == [(FIELD_NUMBERS[zone.field], zone.start, zone.end) for zone in stored.zones]
        linked = [section for section in stored.sections if section.heading]
        assert record.section_names == [(section.heading, section.anchor) for section in linked]
        sections = zip(record.section_starts, record.section_bodies, record.section_ends, strict=True)
        assert list(sections) == [(section.start, section.body, section.end) for section in linked]


def test_a_record_is_read_once():
    cache = RecordCache(read_index(POSTS[:2]))
    assert cache.read(1) is cache.read(1)
    assert cache.read(1) is not cache.read(0)


@pytest.mark.parametrize("capacity", [1, 7, 100])
def test_eight_threads_read_what_one_does_however_little_is_kept(monkeypatch, capacity):
    monkeypatch.setattr(records, "_CACHED_RECORDS", capacity)
    index = read_index(POSTS[:20], POSTS[20:])
    cache = RecordCache(index)
    read = hammer(lambda thread, number: cache.read((number * 7 + thread) % 40).metadata.id, 200)
    ids = [index.metadata(doc).id for doc in range(40)]
    assert read == [[ids[(number * 7 + thread) % 40] for number in range(200)] for thread in range(8)]


def test_it_holds_no_index_that_nobody_else_holds():
    index = read_index(POSTS[:2])
    cache, held = RecordCache(index), weakref.ref(index)
    cache.read(1)
    gc.disable()
    try:
        del cache, index
        assert held() is None
    finally:
        gc.enable()
