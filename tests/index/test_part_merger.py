from datetime import UTC

import numpy as np
import pytest
from small_index import POSTS, make_post, part_of

from indexer.index.old_part import OldPart
from indexer.index.part_merger import Ready, merge_parts
from indexer.index.part_reader import PartReader
from indexer.index.part_writer import write_part
from indexer.index.texts import join_texts, order_texts


def values(part):
    """Return a part's arrays and rows by name, ready to be compared."""
    return {name: plain(getattr(part, name)) for name in part.__slots__}


def plain(value):
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    slots = getattr(value, "__slots__", None)
    if slots:
        return {name: plain(getattr(value, name)) for name in slots}
    return value.tolist() if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize("cuts", [[1], [2], [1, 2, 3], [0, 2, 2]])
def test_parts_that_are_merged_are_the_part_of_all_their_documents(cuts):
    pieces = [POSTS[begin:end] for begin, end in zip([0, *cuts], [*cuts, 4], strict=True)]
    assert values(merge_parts([Ready(part_of(*piece)) for piece in pieces])) == values(part_of(*POSTS))


def test_merges_may_be_merged():
    first, second = (merge_parts([Ready(part_of(post)) for post in half]) for half in (POSTS[:2], POSTS[2:]))
    assert values(merge_parts([Ready(first), Ready(second)])) == values(part_of(*POSTS))


def test_a_part_that_was_written_is_merged_like_any_other(tmp_path):
    write_part(tmp_path, [Ready(part_of(*POSTS[:3]))])
    merged = merge_parts([OldPart(PartReader(tmp_path), UTC), Ready(part_of(POSTS[3]))])
    assert values(merged) == values(part_of(*POSTS))


def test_nothing_is_a_part():
    assert merge_parts([Ready(part_of())]).posts == merge_parts([]).posts == 0


def test_a_post_without_a_word_has_no_tokens():
    part = part_of(make_post("a", title="!"), make_post("b", "word", title="!"))
    assert part.tokens.tolist() == [0, 1]


def test_texts_are_ordered_by_their_bytes_however_long_they_agree():
    texts = ["", "a", "a" * 16, "a" * 17, "a" * 16 + "b", "b", "服务网格服务", "服务网格服务网格", "é", "a\0", "a" * 15]
    encoded = [text.encode() for text in texts]
    assert order_texts(join_texts(encoded)).tolist() == sorted(range(len(texts)), key=encoded.__getitem__)
