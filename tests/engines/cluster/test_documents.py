"""What a cluster keeps of posts: made of a generation on this machine, and read again."""

import base64
from datetime import UTC, datetime

import numpy as np
import pytest
from small_index import make_post, write_index

from indexer.engines.cluster.build.documents import make_documents
from indexer.engines.cluster.schema import encode_term, posts_body
from indexer.engines.cluster.stored_document import StoredForm
from indexer.engines.cluster.tables.chunks import make_chunks, read_chunk
from indexer.engines.cluster.tables.table_counts import read_tables
from indexer.engines.cluster.tables.table_making import make_tables
from indexer.errors import IndexDamagedError
from indexer.index.format.compression import decompress
from indexer.index.reader.store import open_store

NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
DAY = datetime(2019, 7, 2, tzinfo=UTC)
POSTS = [
    make_post(
        "mesh",
        "Istio 是服务网格。\n\nThe service-mesh of v1.18.",
        date=datetime(2019, 7, 2, tzinfo=UTC),
        tags=("Istio",),
    ),
    make_post("云 原生", "服务网格与云原生应用", translation_key="cloud"),
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    write_index(folder, POSTS)
    return open_store(folder)


@pytest.fixture(scope="module")
def made(reader):
    return {document.source["id"]: document.source for document in make_documents(reader)}


def test_every_field_is_one_that_the_index_is_created_with(made):
    known = set(posts_body(1, 0)["mappings"]["properties"])
    assert all(set(source) <= known for source in made.values())


def test_words_stand_in_lines_with_what_shares_their_position(made):
    source = made["mesh.md"]
    lines = [source[f"line{number}"].split() for number in range(3)]
    at = next(at for at, words in enumerate(zip(*lines, strict=True)) if "service-mesh" in words)
    assert {line[at] for line in lines} == {"service-mesh", "servicemesh", "servic"}
    assert lines[0][at + 1] == "mesh"
    assert source["title0"] == "mesh"


def test_pairs_of_characters_are_parted_where_they_do_not_follow_each_other(made):
    assert "服务 务网 网格" in made["mesh.md"]["pairs"]
    assert made["云 原生.md"]["title_characters"] == "云 原 生"
    assert "云原" in made["云 原生.md"]["pairs"].split("_")[-1]


def test_the_impact_of_a_term_is_its_weighted_frequency(reader, made):
    title = made["mesh.md"]["impact"]["mesh"]
    assert title > made["mesh.md"]["impact"]["istio"] > 0


def test_terms_are_written_without_spaces_and_dots():
    assert encode_term("1.18") == "1%2e;18"
    assert encode_term("_") == "%5f;"
    assert encode_term("a%b c") == "a%25;b%20;c"
    assert encode_term("服务") == "服务"


def test_a_date_and_a_translation_that_a_post_has_not_are_no_fields(made):
    assert made["mesh.md"]["date"] == int(DAY.timestamp())
    assert "translation" not in made["mesh.md"]
    assert not {"date", "day"} & set(made["云 原生.md"])
    assert len(made["云 原生.md"]["translation"]) == 16


def test_a_stored_document_is_read_as_it_was_packed(made):
    form = StoredForm.unpack(decompress(base64.b64decode(made["mesh.md"]["stored"])))
    assert StoredForm.unpack(form.pack()).pack() == form.pack()
    assert bytes(form.text).decode().startswith("mesh")
    assert form.posting_sizes.sum() == len(form.posting_fields)
    assert form.place_sizes.sum() == len(form.places)


def test_tables_count_every_term_of_every_post(reader):
    tables = read_tables(make_tables(reader, NOW)).tables()
    numbers = np.array([reader.find_term(term) for term in ("istio", "服务", "mesh")])
    at = tables.vocabulary.keys.searchsorted(reader.documents.words.ordinals.keys_of(numbers))
    assert tables.vocabulary.doc_freqs[at].tolist() == reader.doc_freqs(numbers).tolist()
    assert tables.vocabulary.posting_counts[at].tolist() == reader.posting_counts(numbers).tolist()
    assert tables.totals.num_docs == 2
    assert tables.surfaces == list(reader.surfaces)
    assert tables.facets["tag"] == [("Istio", 1)]


def test_a_piece_of_a_table_that_was_altered_is_found_out(reader):
    _, source = next(make_chunks(make_tables(reader, NOW)))
    assert read_chunk(source)
    with pytest.raises(IndexDamagedError):
        read_chunk(source | {"crc": 1})
