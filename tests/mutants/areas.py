"""The areas whose tests are tried, each with the tests that must notice a fault there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """Files that are altered, and the tests that judge them: fast ones, for each mutant runs all that reach it.

    Attributes:
        files: Patterns below the root of the repository.
        tests: Files and folders there.
    """

    files: tuple[str, ...]
    tests: tuple[str, ...]


TOO_SLOW = ("test_another_writer_is_waited_for", "test_every_cut_of_a_manifest")
"""Beginnings of the names of tests that would be run for nearly every mutant, and take seconds."""


_GENERATIONS = "indexer/index/generations"
_PUBLICATION = ("tests/index/generations", "tests/index/test_rollback.py", "tests/index/test_hold.py")

AREAS = {
    "generations": Area(
        tuple(
            f"{_GENERATIONS}/{name}.py"
            for name in ("durable", "floor", "folder", "generation", "installation", "lock", "pointer", "publish")
        ),
        _PUBLICATION,
    ),
    "manifest": Area(
        tuple(f"{_GENERATIONS}/{name}.py" for name in ("contents", "integrity", "manifest")), _PUBLICATION[:1]
    ),
    "reader": Area(("indexer/index/reader/*.py",), ("tests/index/reader",)),
    "grammar": Area(
        (
            *(f"indexer/search/query/parsing/{name}.py" for name in ("grammar", "days", "filters")),
            *(f"indexer/search/query/{name}.py" for name in ("clauses", "bounds")),
        ),
        tuple(f"tests/search/query/test_{name}.py" for name in ("grammar", "days", "filters", "clauses", "bounds")),
    ),
    "ranking": Area(("indexer/search/ranking/*.py",), ("tests/search/ranking", "tests/native/test_rank.py")),
}
