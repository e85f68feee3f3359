"""Pairs of names that a site itself says are the same: ``服务网格（Service Mesh）``, ``sidecar（边车）``."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from indexer.text.analysis.folding import FoldedText
from indexer.text.analysis.scripts import HAN
from indexer.text.analysis.word_forms import word_term

LONGEST_NAME = 8
"""Characters of a Chinese name."""
_LATIN = r"[A-Za-z][A-Za-z0-9+#.]*(?:[ -][A-Za-z0-9+#.]+){0,3}"
_BRACKETS = re.compile(rf"[（(]\s?(?:(?P<han>[{HAN}]{{2,{LONGEST_NAME}}})|(?P<latin>{_LATIN}))\s?[）)]")
_HAN_BEFORE = re.compile(rf"(?P<name>[{HAN}]{{2,16}})[”」』》\"]?\s?\Z")
_LATIN_BEFORE = re.compile(rf"(?P<name>{_LATIN})\s?\Z")
_BEFORE = 80
"""Characters before a bracket in which a name is looked for."""
_NO_NAME_BEGINS = frozenset(
    "的是在和与或及了有为对把被从到用以将这那其个种些等于中上下可能会要不也都就还而且即称叫做作让使由向给比"
)
_NO_NAME = re.compile(r"true|false|null|none|v?\d.*|v\d\w*|alpha|beta|default|optional|.", re.IGNORECASE)
OFTEN = 2
"""Places in which a pair has to stand."""
MOST_NAMES = 2
"""Different Latin names that one Chinese name may have."""
_SHARE = 0.7
"""A longer name wins over a shorter one that it ends with, if it is used so often where the shorter one is."""


Pair = tuple[str, str, bool]
"""Chinese characters, Latin words, and whether the Chinese is the name itself."""


def find_pairs(folded: FoldedText) -> Iterator[Pair]:
    """Yield the names that a text sets beside each other, one of them in brackets.

    Yields:
        Chinese characters, Latin words, and whether the Chinese is the name itself; else the name is what they end
        with, and how much of them is only seen from many posts.
    """
    if not folded.has_unspaced:
        return
    text = folded.text
    for match in _BRACKETS.finditer(text):
        pattern = _HAN_BEFORE if match["latin"] else _LATIN_BEFORE
        before = pattern.search(text[max(match.start() - _BEFORE, 0) : match.start()])
        if before and match["latin"]:
            yield before["name"], match["latin"].lower(), False
        elif before:
            yield match["han"], before["name"].lower(), True


def clean_pairs(found: Mapping[Pair, int]) -> list[tuple[str, str]]:
    """Choose the pairs that are surely names of the same thing, given in how many posts each stands.

    By frequency: said in several places; the rarer, the longer both names have to be. By position: of the characters
    before the bracket, those that are there nearly every time. By spread: what is set beside many different words,
    like 默认 (“default”), is no name of any of them.
    """
    endings: dict[str, Counter[str]] = defaultdict(Counter)
    for (han, latin, exact), posts in found.items():
        if posts <= 0:
            continue
        lengths = [len(han)] if exact else range(2, min(len(han), LONGEST_NAME) + 1)
        for length in lengths:
            endings[latin][han[-length:]] += posts * (2 if exact else 1)
    chosen = [(name, latin) for latin, names in endings.items() if (name := _choose_name(names, latin))]
    beside: dict[str, set[str]] = defaultdict(set)
    for name, latin in chosen:
        beside[name].add(word_term(latin.split()[-1]))
    return sorted((name, latin) for name, latin in chosen if len(beside[name]) <= MOST_NAMES)


def _choose_name(names: Counter[str], latin: str) -> str:
    """Return the longest ending that is used nearly as often as the most frequent one, or nothing if it is too rare."""
    most = max(names.values())
    good = [name for name, count in names.items() if count >= most * _SHARE and name[0] not in _NO_NAME_BEGINS]
    name = max(good, key=lambda name: (len(name), name), default="")
    telling = len(name) > 2 and len(latin) > 3  # noqa: PLR2004  two characters and three letters are said of anything
    return name if most >= (OFTEN if telling else 2 * OFTEN) and not _NO_NAME.fullmatch(latin) else ""
