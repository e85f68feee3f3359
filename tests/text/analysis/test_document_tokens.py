from hypothesis import given
from hypothesis import strategies as st

from indexer.text.analysis.document_tokens import LONGEST_MARK, find_tokens
from indexer.text.analysis.folding import fold
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.document import WORD_FIELDS, ZONE_GAP, Zone

VOCABULARY = Vocabulary()


def tokens_of(text, *zones):
    found = find_tokens(fold(text), zones or [Zone("body", 0, len(text))], VOCABULARY)
    columns = (found.terms, found.starts, found.lengths, found.positions, found.fields)
    return [
        (WORD_FIELDS[field], VOCABULARY.terms[term], position, start, length)
        for term, start, length, position, field in zip(*(column.tolist() for column in columns), strict=True)
    ]


def test_zones_are_apart_in_positions_and_joined_in_offsets():
    assert tokens_of("Pods run\n服务", Zone("title", 0, 8), Zone("body", 9, 11)) == [
        ("title", "pod", 0, 0, 4),
        ("title", "run", 1, 5, 3),
        ("body", "服务", 2 + ZONE_GAP, 9, 2),
    ]


def test_a_subword_has_a_field_of_its_own_and_the_position_of_its_word():
    assert tokens_of("maxSurge") == [
        ("body", "maxsurg", 0, 0, 8),
        ("parts", "max", 0, 0, 3),
        ("parts", "surg", 0, 3, 5),
    ]


def test_a_token_is_as_long_as_a_byte_can_say():
    assert [length for *_, length in tokens_of("x" * 300)] == [LONGEST_MARK]


@given(st.text())
def test_any_text_at_all_has_tokens_inside_it(text):
    for *_, start, length in tokens_of(text):
        assert 0 <= start < start + length <= len(text)


def test_columns_have_the_promised_types():
    found = find_tokens(fold("服务 …"), [Zone("body", 0, 4)], VOCABULARY)
    columns = (found.terms, found.starts, found.lengths, found.positions, found.fields)
    assert [column.dtype.name for column in columns] == ["int32", "int32", "uint8", "int32", "uint8"]
