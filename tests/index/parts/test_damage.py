import numpy as np
import pytest
from small_index import POSTS, write_index

from indexer.index.parts.damage import find_damage, sample_numbers
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.store import part_folder


@pytest.fixture
def part(tmp_path):
    write_index(tmp_path, POSTS)
    return PartReader(part_folder(tmp_path, 0))


def test_a_part_as_it_was_written_has_no_damage(part):
    assert list(find_damage(part)) == []


@pytest.mark.parametrize(
    ("name", "damaged", "told"),
    [
        ("dates", lambda dates: dates[1:], "a column is too short or too long"),
        ("position_bases", lambda bases: bases[::-1], "the documents' places are out of order"),
        ("lengths", lambda lengths: lengths + 1, "document 0 has another number of words"),
        ("offset_bases", lambda bases: np.append(0, bases[1:] + 1), "the text of document 0 has another length"),
    ],
)
def test_the_first_damage_is_told(part, name, damaged, told):
    setattr(part, name, damaged(getattr(part, name)))
    assert next(find_damage(part)) == told


@pytest.mark.parametrize(("size", "found"), [(0, []), (1, [0]), (3, [0, 1, 2])])
def test_of_a_few_all_are_sampled(size, found):
    assert list(sample_numbers(size)) == found


@pytest.mark.parametrize("size", [51, 100, 9_999])
def test_of_many_some_are_sampled_evenly_with_the_last(size):
    found = list(sample_numbers(size))
    assert (found[-1], set(np.diff(found).tolist())) == (size - 1, {size // 50})
    assert 50 <= len(found) <= 100
