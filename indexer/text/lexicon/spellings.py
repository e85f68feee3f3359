"""English words in one of two countries' spellings: *colour* is *color*, *organised* is *organized*."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from indexer.text.lexicon.word_lists import data_folder, read_lines
from indexer.text.memo import Once

_BEFORE = re.compile(
    "anti|auto|bi|centi|de|dis|hyper|hypo|inter|kilo|micro|milli|mis|mono|multi|non|out|over|pre|re|semi|sub|super"
    "|under|un"
)
"""What stands before a word and leaves it what it is: *reorganise*, *kilometre*."""
_HEAD = 4
"""Letters of the shortest listed word."""
_WHOLE = "."
"""Behind a word that is listed as a whole, not as what others begin with."""
_VERB = "is"
_VOWELS = frozenset("aei")
"""One of them follows where a verb is listed: *organisation*, but not *organism*."""


def spell_american(word: str) -> str:
    """Return a folded word as Americans write it; itself where it is none that Britons write otherwise."""
    listed = _listed()
    american = _spell(word, listed) if word[:_HEAD] in listed else word
    if american is not word:
        return american
    before = _BEFORE.match(word)
    if before and word[(at := before.end()) : at + _HEAD] in listed:
        return before[0] + _spell(word[at:], listed)
    return word


def _spell(word: str, listed: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    for begin, american in listed[word[:_HEAD]]:
        if word.startswith(begin):
            rest = word[len(begin) :]
            if not begin.endswith(_VERB) or rest[:1] in _VOWELS:
                return american + rest
        elif begin[:-1] == word and begin.endswith(_WHOLE):
            return american
    return word


def list_spellings() -> list[str]:
    """Return what is listed: a British beginning, a tab, what Americans write instead."""
    return read_lines(data_folder() / "words" / "spellings.en.tsv")


@Once
def _listed() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return British beginnings of words and what Americans write instead, by first letters, the longest first."""
    listed = defaultdict[str, list[tuple[str, str]]](list)
    for british, american in (line.split("\t") for line in list_spellings()):
        listed[british[:_HEAD]].append((british, american))
    return {head: sorted(each, key=lambda pair: -len(pair[0])) for head, each in listed.items()}
