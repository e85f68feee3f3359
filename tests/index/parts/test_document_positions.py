import pytest
from site_reading import read_posts
from stock_index import text_document, write_store
from text.analysis.reference_analysis import make_document

from indexer.index.parts.document_positions import read_positions
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.store import part_folder
from indexer.text.document import WORD_FIELDS, ZONE_GAP
from indexer.whoosh_codec.positions import PositionReader


def open_part(folder, *documents):
    write_store(folder, documents)
    return PartReader(part_folder(folder, 0))


def tokens_of(part, doc):
    """Return every token of a document as (field, term, position, start, end)."""
    tokens = read_positions(part, doc)
    columns = (tokens.fields, tokens.numbers, tokens.positions, tokens.starts, tokens.ends)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [(WORD_FIELDS[field], part.term_at(number), *places) for field, number, *places in rows]


def test_positions_count_words_through_all_zones(tmp_path):
    part = open_part(tmp_path, text_document(0, [("title", "one two"), ("body", "kube-proxy runs"), ("code", "two")]))
    second, third = 2 + ZONE_GAP, 5 + 2 * ZONE_GAP
    assert tokens_of(part, 0) == [
        ("title", "one", 0, 0, 3), ("title", "two", 1, 4, 7),
        ("body", "kube-proxy", second, 8, 18), ("body", "kubeproxi", second, 8, 18),
        ("body", "kube", second, 8, 12), ("body", "proxi", second + 1, 13, 18), ("body", "run", second + 2, 19, 23),
        ("code", "two", third, 24, 27),
    ]  # fmt: skip


def test_parts_stand_at_their_words_position(tmp_path):
    part = open_part(tmp_path, text_document(0, [("body", "one maxSurge two")]))
    assert [token[:3] for token in tokens_of(part, 0)] == [
        ("body", "one", 0), ("body", "maxsurg", 1), ("parts", "max", 1), ("parts", "surg", 1), ("body", "two", 2),
    ]  # fmt: skip


def test_a_gap_wider_than_a_byte_is_no_token(tmp_path):
    part = open_part(tmp_path, text_document(0, [("body", "one" + " " * 1000 + "two")]))
    assert tokens_of(part, 0) == [("body", "one", 0, 0, 3), ("body", "two", 1, 1003, 1006)]


def test_a_document_without_words_has_no_tokens(tmp_path):
    assert tokens_of(open_part(tmp_path, text_document(0, []), text_document(1, [("body", "…")])), 0) == []


@pytest.mark.parametrize(("field", "found"), [(0, [(0, 0, 3)]), (5, [(17, 4, 7), (19, 12, 15)]), (6, [])])
def test_a_term_is_found_in_the_field_that_is_asked_for(tmp_path, field, found):
    part = open_part(tmp_path, text_document(0, [("title", "one"), ("body", "one two one")]))
    number = next(number for number in range(part.details.terms) if part.term_at(number) == "one")
    assert PositionReader(part).find(number, 0, field) == found


@pytest.mark.parametrize("site", ["kubernetes", "rust-blog", "servicemesher"])
def test_tokens_of_real_posts_are_those_of_their_documents(shared, tmp_path, site):
    posts = read_posts(shared / "corpora" / site)[::60]
    documents = [make_document(post) for post in posts]
    part = open_part(tmp_path, *documents)
    for doc, document in enumerate(documents):
        expected = [(field, *token) for field, tokens in document.tokens.items() for token in tokens]
        assert sorted(clip(tokens_of(part, doc))) == sorted(clip(expected))


def clip(tokens):
    return [(*token, start, min(end, start + 255)) for *token, start, end in tokens]
