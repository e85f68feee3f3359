"""The word lists that ship with the product, read once, and where those of libraries are."""

from importlib.util import find_spec
from pathlib import Path

from indexer.text.memo import Once

READ_PACKAGES = ("jieba", "opencc", "pypinyin", "spellchecker")
"""Packages of other distributions whose files are read, mostly without importing them."""


@Once
def data_folder() -> Path:
    """Return the folder of the shipped lists and sample posts, in a checkout or an installed package."""
    package = Path(__file__).resolve().parents[2]
    return package / "data" if (package / "data").is_dir() else package.parent / "data"


def package_folder(name: str) -> Path:
    """Return the folder of an installed package, which is not imported.

    Raises:
        ModuleNotFoundError: There is none.
    """
    assert name in READ_PACKAGES, "else nobody would look for it before it is needed"
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return Path(spec.origin).parent


def require_packages() -> None:
    """Make sure that all packages are there whose files are read when a text first asks for them.

    Raises:
        ModuleNotFoundError: One is missing.
    """
    for name in READ_PACKAGES:
        package_folder(name)


def read_lines(path: Path) -> list[str]:
    """Return the lines of a list, without comments (``#``) and empty ones."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


@Once
def technical_words() -> tuple[str, ...]:
    """Return Chinese words of the technical field that jieba's dictionary does not have."""
    return tuple(read_lines(data_folder() / "words" / "technical.txt"))


@Once
def stop_words() -> frozenset[str]:
    """Return the words that carry no meaning in a query, folded: those of every ``stopwords.*.txt`` that ships."""
    lists = (data_folder() / "words").glob("stopwords.*.txt")
    return frozenset(word for path in lists for word in read_lines(path))


@Once
def unstemmed_words() -> frozenset[str]:
    """Return the English words whose ending is none though it looks like one, folded."""
    return frozenset(read_lines(data_folder() / "words" / "unstemmed.en.txt"))


@Once
def words_outside_names() -> frozenset[str]:
    """Return Chinese words that no name begins with, a hyphen behind them, or ends with, a hyphen before them."""
    return frozenset(read_lines(data_folder() / "words" / "not-names.zh.txt"))
