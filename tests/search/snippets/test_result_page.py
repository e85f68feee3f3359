import pytest
from small_index import POSTS, make_post, read_index

from indexer.search.searcher import Searcher
from indexer.search.snippets.result_page import ResultPage
from indexer.text.document import WORD_FIELDS

ENDS_IN_HEADINGS = [make_post(name, f"prose\n\n## one\n\ntext {name}\n\n## two {name}\n\n## end") for name in "xyz"]


def open_page(*docs, parts=(POSTS, ENDS_IN_HEADINGS)):
    return ResultPage(Searcher(read_index(*parts)).snapshot, docs)


@pytest.mark.parametrize("docs", [(0,), (2, 0, 3), (6, 1, 5, 4)])
def test_texts_lie_end_to_end_in_the_order_in_which_they_are_shown(docs):
    page = open_page(*docs)
    texts = [page.reader.text(doc) for doc in docs]
    assert page.text == "\n".join(texts)
    assert [page.text[slice(*page.span(hit))] for hit in range(len(docs))] == texts
    assert page.widths.width(0, len(page.text)) >= len(page.text)
    assert len(page.text) == int(page.begins[-1]) - 1


def test_zones_lie_where_their_fields_text_does():
    page = open_page(6, 0, 4)
    expected = [
        (zone.field, page.reader.text(doc)[zone.start : zone.end])
        for doc in page.docs
        for zone in page.reader.stored(doc).zones
    ]
    fields = [WORD_FIELDS[number] for number in page.zones.fields.tolist()]
    assert [*zip(fields, (page.text[slice(*span)] for span in page.zones.spans.pairs()), strict=True)] == expected


def test_sections_begin_with_their_heading_and_end_with_their_last_character():
    page = open_page(4, 6)
    sections = zip(page.sections.spans.pairs(), page.sections.bodies.tolist(), strict=True)
    rows = [(page.text[start:end], page.text[body:end]) for (start, end), body in sections]
    assert rows == [
        ("one\ntext x", "text x"), ("two x", ""), ("end", ""), ("one\ntext z", "text z"), ("two z", ""), ("end", ""),
    ]  # fmt: skip
    assert [heading for heading, _ in page.section_names] == ["one", "two x", "end", "one", "two z", "end"]


def test_every_offset_lies_in_the_text_though_a_page_ends_in_a_heading():
    page = open_page(6)
    assert page.sections.bodies.max() == page.sections.spans.ends.max() == len(page.text)
    assert page.zones.spans.ends.max() == len(page.text)


def test_an_offset_belongs_to_the_document_it_lies_in_the_line_end_behind_it_included():
    page = open_page(0, 1)
    border = page.begins[1]
    assert page.hits_at(page.begins[:-1]).tolist() == [0, 1]
    assert page.hits_at(border - 1) == 0
    assert page.hits_at(border) == 1
