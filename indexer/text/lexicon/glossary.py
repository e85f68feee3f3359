"""Different words for the same thing: the shipped glossary, the site's own, and words of other regions."""

from collections.abc import Iterable
from pathlib import Path

import opencc

from indexer.errors import UsageError
from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.word_lists import data_folder
from indexer.text.memo import Once, memo

Entry = tuple[str, ...]
"""Words and phrases that mean the same, as they are written."""


def read_glossary(path: Path) -> list[Entry]:
    """Read a glossary: an entry a line, terms parted by ``|`` or tabs; ``#`` and a space begin a comment.

    Raises:
        UsageError: The file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the glossary cannot be read ({error}); save it as UTF-8") from error
    entries = (tuple(_split(line)) for line in lines if line.strip() and not line.startswith(("# ", "#\t")))
    return [entry for entry in entries if len(entry) > 1]


def _split(line: str) -> Iterable[str]:
    return dict.fromkeys(term.strip() for part in line.split("\t") for term in part.split("|") if term.strip())


@Once
def shipped_glossary() -> tuple[Entry, ...]:
    """Return the entries that ship with the product."""
    return tuple(read_glossary(data_folder() / "glossary.tsv"))


@Once
def everyday_words() -> tuple[Entry, ...]:
    """Return everyday words and their translations, as they ship with the product."""
    return tuple(read_glossary(data_folder() / "words" / "everyday.tsv"))


@memo(limit=2)
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


@Once
def _shipped_regional() -> tuple[tuple[str, str], ...]:
    """Return (Taiwan's word, the Mainland's), folded, longest first, where OpenCC has none or another."""
    pairs = (entry[:2] for entry in read_glossary(data_folder() / "words" / "regional.tsv"))
    return tuple(sorted(((fold_text(a), fold_text(b)) for a, b in pairs), key=lambda pair: (-len(pair[0]), pair)))


def regional_forms(run: str) -> tuple[str, ...]:
    """Return how else a run of Chinese is said in Taiwan or on the Mainland, folded; nothing if all say it so.

    Args:
        run: As typed, in Traditional or Simplified characters.

    Source:
        OpenCC's phrase tables ``tw2sp`` and ``s2twp``, with ``data/words/regional.tsv`` before them.
    """
    same = fold_text(run)
    here, there = _replace(same, _shipped_regional()), _replace(same, [(b, a) for a, b in _shipped_regional()])
    forms = [here, there]
    if here == same and there == same:
        forms += [fold_text(_converter("tw2sp").convert(run)), fold_text(_converter("s2twp").convert(same))]
    return tuple(form for form in dict.fromkeys(forms) if form != same)


def _replace(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        if old in text:
            return text.replace(old, new)
    return text
