import pytest

from indexer.index.build.passes.pipeline import BATCH_BYTES, BATCH_FILES, batch_files
from indexer.posts.source_file import SourceFile


def sizes_of(files, workers, size=1):
    sources = [SourceFile(f"{at:06}.md", "", size, 0, 0) for at in range(files)]
    batches = batch_files(sources, workers)
    assert [source for batch in batches for source in batch.sources] == sources
    return [len(batch.sources) for batch in batches]


@pytest.mark.parametrize("workers", [1, 2, 7])
@pytest.mark.parametrize("files", [0, 1, 2, 12, 300, 3035])
def test_no_batch_is_larger_than_those_before_and_none_is_empty(files, workers):
    sizes = sizes_of(files, workers)
    assert sizes[:-1] == sorted(sizes[:-1], reverse=True)
    assert all(0 < size <= BATCH_FILES for size in sizes)


def test_the_last_batches_of_many_are_a_small_share_of_what_is_left():
    sizes = sizes_of(3035, 2)
    assert sizes[0] == BATCH_FILES
    assert max(sizes[-4:]) < BATCH_FILES / 2


def test_a_few_files_are_batches_for_all_workers():
    assert sizes_of(12, 2) == [2] * 6


def test_large_files_make_small_batches():
    assert sizes_of(12, 1, size=BATCH_BYTES // 2) == [2] * 6
