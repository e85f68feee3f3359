import shutil

import orjson
import pytest
from small_index import POSTS, write_index

from indexer.errors import IndexDamagedError, IndexVersionError
from indexer.index.format.layout import DETAILS, FORMAT
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.store import part_folder


@pytest.fixture
def folder(tmp_path):
    write_index(tmp_path, POSTS)
    return part_folder(tmp_path, 0)


def alter_details(folder, **values):
    table = orjson.loads((folder / DETAILS).read_bytes())
    table["details"] |= values
    (folder / DETAILS).write_bytes(orjson.dumps(table))


def test_terms_come_in_the_order_of_their_texts(folder):
    part = PartReader(folder)
    every = [part.term_at(number) for number in part.terms_between("", "\U0010ffff").tolist()]
    assert every == sorted(every, key=str.encode)
    assert len(every) == part.details.terms
    assert [part.term_at(number) for number in part.terms_between("k", "l").tolist()] == [
        term for term in every if "k" <= term < "l"
    ]


def test_tokens_point_into_the_text(folder):
    part = PartReader(folder)
    stream, text = part.stream(0), part.text(0)
    assert {"kube-proxy", "服务网格"} <= {
        text[start:end] for start, end in zip(stream.starts.tolist(), stream.ends.tolist(), strict=True)
    }


def test_a_part_of_another_format_says_what_to_do(folder):
    alter_details(folder, format=FORMAT + 1)
    with pytest.raises(IndexVersionError, match=f"written in format {FORMAT + 1}, this program reads {FORMAT}; run "):
        PartReader(folder)


def test_a_part_that_says_too_little_of_itself_is_damaged(folder):
    (folder / DETAILS).write_bytes(b"{}")
    with pytest.raises(IndexDamagedError, match="cannot be opened"):
        PartReader(folder)


def test_a_part_that_was_swept_away_is_missing_rather_than_damaged(folder):
    shutil.rmtree(folder)
    with pytest.raises(FileNotFoundError):
        PartReader(folder)


def test_facets_are_spellings_and_the_values_of_each_document(folder):
    facet = PartReader(folder).facets["tag"]
    assert facet.spellings == [{"Istio": 1, "istio": 1}, {"网格": 1}]
    assert (facet.offsets.tolist(), facet.values.tolist()) == ([0, 2, 3, 3, 3], [0, 1, 0])
