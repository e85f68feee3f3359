"""Different words for the same thing: the shipped glossary, the site's own, and words of other regions."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from indexer.errors import UsageError
from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.conversion import conversion
from indexer.text.lexicon.said_otherwise import SaidOtherwise
from indexer.text.lexicon.word_lists import data_folder
from indexer.text.memo import Once

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


class _Pairs(NamedTuple):
    """Words of one region, and how another says each.

    Attributes:
        find: Matches any of the words, of several the longest.
        others: The other region's words by them, those listed first before others.
    """

    find: re.Pattern[str]
    others: Mapping[str, Sequence[str]]


@Once
def _shipped_regional() -> tuple[_Pairs, _Pairs]:
    """Return words of Taiwan and of the Mainland, folded, where OpenCC has none for the other region, or another.

    A single character of the Mainland is a part of too many words: 库 is 函式庫 alone, and not in 仓库.
    """
    pairs = [(fold_text(entry[0]), fold_text(entry[1])) for entry in read_glossary(_regional_file())]
    to_mainland, to_taiwan = {here: [there] for here, there in pairs}, defaultdict[str, list[str]](list)
    for here, there in pairs:
        if len(there) > 1:
            to_taiwan[there].append(here)
    return _make_pairs(to_mainland), _make_pairs(to_taiwan)


def _regional_file() -> Path:
    return data_folder() / "words" / "regional.tsv"


def _make_pairs(others: Mapping[str, Sequence[str]]) -> _Pairs:
    longest_first = sorted(others, key=lambda word: (-len(word), word))
    return _Pairs(re.compile("|".join(map(re.escape, longest_first))), others)


_said_otherwise = SaidOtherwise()


def prepare_regional_forms() -> None:
    """Find out now which words are said otherwise, which tells at once that most runs are not."""
    to_mainland, to_taiwan = _shipped_regional()
    for name in ("tw2sp", "s2twp"):
        conversion(name).convert("热身")  # with its first text it finds out how entries begin: 30 ms
    _said_otherwise.prepare(to_mainland.others, to_taiwan.others)


def may_be_said_otherwise(text: str) -> bool:
    """Check whether any run of Chinese in a text may have other forms, at next to no cost: mostly none has.

    Args:
        text: Folded.
    """
    return _said_otherwise.may_any_be(text)


def regional_forms(run: str) -> tuple[str, ...]:
    """Return how else a run of Chinese is said in Taiwan or on the Mainland, folded; nothing if all say it so.

    A word of the Mainland may have several in Taiwan (模板: 樣板, 範本): each makes a form of its own.

    Args:
        run: As typed, in Traditional or Simplified characters.

    Source:
        OpenCC's phrase tables ``tw2sp`` and ``s2twp``, with ``data/words/regional.tsv`` before them.
    """
    same = fold_text(run)
    typed = run if len(run) == len(same) else same  # so that one's offsets are those of the other
    to_mainland, to_taiwan = _shipped_regional()
    forms = list[Iterable[str]]()
    if _said_otherwise.may_be(same, "tw2sp"):
        forms += [_replace(same, to_mainland, lambda begin, end: conversion("tw2sp").convert(typed[begin:end]))]
    if _said_otherwise.may_be(same, "s2twp"):
        to_other = conversion("s2twp").convert
        ways = max((len(to_taiwan.others[word]) for word in to_taiwan.find.findall(same)), default=0)
        forms += [_replace(same, to_taiwan, lambda begin, end: to_other(same[begin:end]), way) for way in range(ways)]
        forms.append([to_other(same)])
    return tuple(form for form in dict.fromkeys(fold_text("".join(pieces)) for pieces in forms) if form != same)


def mainland_forms(run: str) -> tuple[str, ...]:
    """Return how a run of Simplified Chinese is said on the Mainland if its words are Taiwan's (资料库), folded.

    Many of these are the Mainland's own words too (资料, 执行), so they are to be asked about only where posts hardly
    have what was typed. A form that would be said another way in turn is left out: OpenCC reads 哈萨克 in 哈萨克斯坦.

    Source:
        OpenCC's ``s2tw``, then ``tw2sp``.
    """
    same = fold_text(run)
    if not (_said_otherwise.may_be(same, "tw2sp") or _said_otherwise.may_be(same, "s2tw")):
        return ()
    form = _say_on_mainland(same)
    is_sure = form != same and _say_on_mainland(form) == form
    return (form,) if is_sure and form not in regional_forms(run) else ()


def _say_on_mainland(text: str) -> str:
    return fold_text(conversion("tw2sp").convert(conversion("s2tw").convert(text)))


def _replace(text: str, pairs: _Pairs, convert: Callable[[int, int], str], way: int = 0) -> Iterator[str]:
    """Yield a text piece by piece: words of a list as others say them, and what stands between, converted.

    Args:
        text: Folded.
        pairs: The list.
        convert: Converts what stands between two offsets.
        way: Which of several others to take, counted from 0; the last where a word has fewer.
    """
    at = 0
    for found in pairs.find.finditer(text):
        if at < found.start():
            yield convert(at, found.start())
        others = pairs.others[found[0]]
        yield others[min(way, len(others) - 1)]
        at = found.end()
    if at < len(text):
        yield convert(at, len(text))
