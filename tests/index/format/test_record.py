from datetime import UTC, datetime, timedelta, timezone

import pytest
from small_index import make_post

from indexer.index.format.record import make_metadata, make_record, read_record, read_spans, read_zones
from indexer.index.format.stored_frame import StoredFrame, lay_out_document
from indexer.text.compose import compose_document

BODY = "Before.\n\n## One {#first}\n\nText.\n\n### Two\n\nMore.\n"
DATES = [None, datetime(2020, 5, 1, 12, tzinfo=UTC), datetime(1969, 1, 1, tzinfo=timezone(timedelta(hours=8)))]


def document_of(**fields):
    return compose_document(make_post("post", BODY, tags=("Istio", "网格"), authors=("Ann",), **fields))


def reread(document):
    return StoredFrame(lay_out_document(make_record(document), document.text)).read_record()


@pytest.mark.parametrize("date", DATES)
def test_a_document_comes_back_from_its_record_and_its_text(date):
    document = document_of(date=date)
    stored = read_record(reread(document), document.text)
    assert (stored.metadata, stored.text) == (document.metadata, document.text)
    assert (stored.zones, stored.sections) == (tuple(document.zones), tuple(document.sections))


def test_zones_and_sections_come_as_rows_of_numbers():
    document = document_of()
    record = reread(document)
    assert read_zones(record).shape == (len(document.zones), 3)
    assert read_spans(record)[:, 0].tolist() == [section.level for section in document.sections]
    assert next(document.text[start:end] for _, start, end in read_zones(record)) == "post"


def test_a_document_without_sections_has_none():
    document = compose_document(make_post("empty"))
    assert read_spans(reread(document)).shape[1] == 4
    assert read_record(reread(document), document.text).sections == tuple(document.sections)


def test_what_no_utf_8_can_hold_is_replaced():
    document = document_of(title="half \ud83d pair")
    assert make_metadata(reread(document)["metadata"]).title == "half ? pair"
