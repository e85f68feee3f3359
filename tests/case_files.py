"""Cases in text files, to which anyone can add."""

from pathlib import Path

CASES = Path(__file__).parent / "cases"


def read_cases(name):
    """Return the (input, expectation) pairs of a text file: one a line, parted by ``=>``; ``#`` begins a comment."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=>") for line in lines if line.strip() and not line.startswith("#"))
    return [(typed.strip(), expected.strip()) for typed, expected in pairs]
