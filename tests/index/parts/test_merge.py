from collections import Counter

import pytest
from small_index import POSTS, Ready, make_post, part_of, values

from indexer.errors import SearchIndexError
from indexer.index.build.passes.pipeline import group_parts
from indexer.index.format.string_table import iterate_texts, join_texts, order_texts
from indexer.index.parts.merge import merge_parts
from indexer.index.parts.part import find_surfaces
from indexer.index.parts.part_reader import PartReader
from indexer.index.parts.part_writer import write_part
from indexer.index.parts.published_part import PublishedPart
from indexer.index.parts.spool import spool
from indexer.native import kernel
from indexer.text.compose import compose_document


@pytest.mark.parametrize("cuts", [[1], [2], [1, 2, 3], [0, 2, 2]])
def test_parts_that_are_merged_are_the_part_of_all_their_documents(cuts):
    pieces = [POSTS[begin:end] for begin, end in zip([0, *cuts], [*cuts, 4], strict=True)]
    assert values(merge_parts([Ready(part_of(*piece)) for piece in pieces])) == values(part_of(*POSTS))


def test_merges_may_be_merged():
    first, second = (merge_parts([Ready(part_of(post)) for post in half]) for half in (POSTS[:2], POSTS[2:]))
    assert values(merge_parts([Ready(first), Ready(second)])) == values(part_of(*POSTS))


def test_a_part_that_was_written_is_merged_like_any_other(tmp_path):
    write_part(tmp_path, [Ready(part_of(*POSTS[:3]))])
    merged = merge_parts([PublishedPart(PartReader(tmp_path)), Ready(part_of(POSTS[3]))])
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


def test_a_merge_in_many_stretches_is_the_merge_in_one(monkeypatch):
    parts = [Ready(part_of(post)) for post in POSTS]
    in_one = values(merge_parts(parts))
    for name, value in (("_MOST_KEYS", 8), ("_MOST_PLACES", 8), ("_SAMPLED", 1)):
        monkeypatch.setattr(f"indexer.index.parts.merge.{name}", value)
    assert values(merge_parts(parts)) == in_one


def test_where_address_space_is_limited_the_same_part_is_written_without_a_thread(tmp_path, monkeypatch):
    parts = [Ready(part_of(*POSTS[:3])), Ready(part_of(POSTS[3]))]
    monkeypatch.setattr("indexer.index.parts.beside.FEW_POSTS", 0)
    folders = [tmp_path / name for name in ("beside", "alone")]
    for folder in folders:
        folder.mkdir()
        write_part(folder, parts)
        monkeypatch.setattr("indexer.index.parts.beside.allowed_bytes", lambda: 1 << 40)
        monkeypatch.setattr("concurrent.futures.ThreadPoolExecutor", None)
    written, expected = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert written == expected


def test_the_kernel_merges_and_writes_parts_as_python_does(tmp_path, without_kernel):
    parts = [Ready(part_of(*POSTS[:3])), Ready(part_of()), Ready(part_of(POSTS[3], *POSTS[:1]))]
    folders = [tmp_path / name for name in ("python", "kernel")]
    for folder in folders:
        folder.mkdir()
        write_part(folder, parts)
        without_kernel.undo()
    if not kernel():
        pytest.skip("no kernel")
    written, expected = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert written == expected


def test_a_part_is_written_the_same_however_few_rows_are_there_at_a_time(tmp_path, monkeypatch):
    folders = [tmp_path / name for name in ("many", "one")]
    for folder, rows in zip(folders, (4096, 1), strict=True):
        folder.mkdir()
        monkeypatch.setattr("indexer.index.parts.part_writer._AT_ONCE", rows)
        monkeypatch.setattr("indexer.index.format.string_table._AT_ONCE", rows)
        write_part(folder, [Ready(part_of(*POSTS))])
    many, one = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert many == one


@pytest.mark.parametrize("body", ["word " * 9, "".join(f"x\n\n```\n{n}\n```\n\n" for n in range(9))])
def test_parts_whose_lines_are_too_long_for_their_numbers_stay_apart(tmp_path, monkeypatch, body):
    parts = [spool(part_of(make_post(name, body)), tmp_path / name) for name in "abc"]
    longest = parts[0].length + parts[1].length
    for module in ("parts.merge", "build.passes.pipeline"):
        monkeypatch.setattr(f"indexer.index.{module}.LONGEST_LINE", longest)
    assert group_parts(parts) == [parts[:2], parts[2:]]
    assert merge_parts(parts[:2]).posts == 2
    with pytest.raises(SearchIndexError, match="too long for one part"):
        merge_parts(parts)


def test_a_part_that_was_laid_by_is_what_it_was(tmp_path):
    part = part_of(*POSTS)
    assert values(spool(part, tmp_path / "a.part").part()) == values(part)


def test_a_part_counts_the_latin_words_of_its_texts():
    surfaces = part_of(*POSTS).surfaces
    counted = dict(zip(iterate_texts(surfaces.texts), surfaces.counts.tolist(), strict=True))
    assert counted == Counter(word for post in POSTS for word in find_surfaces(compose_document(post).text))
