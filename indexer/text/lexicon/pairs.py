"""Pairs of names that a site itself says are the same: ``服务网格（Service Mesh）``, ``sidecar（边车）``.

A pair is learnt in two steps. Each post tells what it sets beside each other, ``find_pairs``, which is kept in the
index. Over all posts ``choose_candidates`` drops what cannot be a name or is said too rarely; whether the posts use
the two names alike is asked of the index afterwards, see ``indexer.index.build.learning``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from indexer.patterns import compile_later
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import HAN
from indexer.text.analysis.segmenter import default_segmenter
from indexer.text.analysis.word_forms import word_term
from indexer.text.lexicon.word_lists import stop_words, words_outside_names

LONGEST_NAME = 10
"""Characters of a Chinese name."""
_RUN = 2 * LONGEST_NAME
"""Characters before a bracket in which a name is looked for; more than a name, so that its beginning is seen."""
_LATIN = r"[A-Za-z][A-Za-z0-9+#.'-]*+(?: [A-Za-z0-9+#.'-]++){0,4}"
_INSIDE = (
    rf"[（(]\s?(?:(?P<han_in>[{HAN}]{{2,{LONGEST_NAME}}})|"
    rf"(?P<latin_in>{_LATIN})(?:\s?[,，]\s?(?:简称|缩写为?)?\s?(?P<short>[A-Za-z][A-Za-z0-9]{{1,7}}))?)\s?[）)]"
)
_BRACKETS = compile_later(
    rf"(?:(?P<han>[{HAN}]{{2,{_RUN}}}+)|(?<![A-Za-z0-9.+#-])(?P<latin>{_LATIN}))[”」』》\"]?\s?{_INSIDE}"
)
"""What stands before a bracket is never given back: no part of it has one behind it."""
_NAME_IN_BRACKETS = compile_later(_INSIDE)
"""Looked for first, which takes a tenth of the time: half of all lines with brackets have none."""
LATIN_WORD = compile_later(r"[^ -]+")
_IS_CUT = compile_later(r"[A-Za-z0-9]\s?\Z|[·•‧.-]\Z")
"""What stands before characters that are no whole name: TLB 未命中, 斯科特·亚当斯."""
_NUMBERING = compile_later(r"[\W\d_一二三四五六七八九十第]+")
_BESIDE = 10
"""Characters before and after the names that tell one saying from another."""
_IN_NAME = frozenset("的了是和与或及把被让即称叫以到")
"""Characters that stand in sentences, but in no name."""
_BEGINS_AFTER = frozenset("了是在为对把被从到用以将这那其由向给比即称叫做个种些等于该此每某并且而则就都也")
"""Characters behind which a name may begin in the middle of a sentence; not 和 or 的, which stand in names."""
_NO_LATIN = compile_later(r"true|false|null|none|yes|no|v?\d.*|.*\d\.[\dx].*|alpha|beta|default|optional|.|\W+")
OFTEN = 2
"""Posts, and different sayings, in which a pair has to stand."""
_SHARE = 0.6
"""A longer name wins over a shorter one that it ends with, if it is used so often where the shorter one is."""
LONGEST_ABBREVIATION = 6
"""Letters."""


class Saying(NamedTuple):
    """One place where a post sets two names beside each other.

    Attributes:
        han: Chinese characters; the name is what they end with, and how much of them is only seen from many posts.
        latin: Latin words.
        is_name: True if the Chinese is the name itself, for it stands alone in the brackets.
        is_abbreviation: True if the Latin is written in capitals.
        context: A digest of the words around; 0 where there are none, as in a heading or a cell of a table.
    """

    han: str
    latin: str
    is_name: bool
    is_abbreviation: bool
    context: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """Names that may mean the same.

    Attributes:
        han: The Chinese name.
        latin: The Latin one, as most posts write it.
        sayings: All that say so.
    """

    han: str
    latin: str
    sayings: frozenset[Saying]

    @property
    def is_abbreviated(self) -> bool:
        """True if the Latin name is an abbreviation, and the Chinese one long enough to be what it stands for."""
        letters = len(self.latin) <= LONGEST_ABBREVIATION and all(each.is_abbreviation for each in self.sayings)
        return letters and len(self.han) >= len(self.latin)

    @property
    def is_remark(self) -> bool:
        """True if the Chinese only ever stands in brackets, and may be any remark, like MySQL（关系型）."""
        return not self.is_abbreviated and all(each.is_name for each in self.sayings)


def find_pairs(texts: Iterable[str]) -> Iterator[Saying]:
    """Yield what lines of prose set beside each other, one of the two in brackets."""
    for text in texts:
        if text.isascii() or not ("(" in text or "（" in text):  # one of the two is Chinese
            continue
        for line in text.split("\n"):
            if ("(" in line or "（" in line) and not line.isascii() and _NAME_IN_BRACKETS.search(line):
                yield from _find_in_line(line)


def _find_in_line(line: str) -> Iterator[Saying]:
    for match in _BRACKETS.finditer(line):
        han, latin = match["han"] or match["han_in"], match["latin"] or match["latin_in"]
        begin, end = match.span()
        before = line[max(begin - _BESIDE, 0) : begin]  # the whole line may be megabytes
        is_cut = match["han"] and _IS_CUT.search(before)
        if not han or not latin or is_cut:
            continue
        context = _digest(before, line[end : end + _BESIDE])
        for name in filter(None, (latin, match["short"])):
            is_abbreviation = name.isupper() and len(name) <= LONGEST_ABBREVIATION
            yield Saying(fold_text(han), fold_text(name), match["han"] is None, is_abbreviation, context)


def _digest(before: str, after: str) -> int:
    """Return a digest of what stands around two names, but for numbers and marks; 0 for nothing."""
    around = "|".join(_NUMBERING.sub("", fold_text(side)) for side in (before, after))
    return int.from_bytes(blake2b(around.encode(), digest_size=4).digest()) if around != "|" else 0


def choose_candidates(found: Mapping[Saying, int]) -> list[Candidate]:
    """Choose the pairs that may be names of the same thing, given in how many posts each saying stands.

    Both must look like names, and be said in several ways; a name that is set beside several others, like 代理
    （Envoy） and 代理（Nginx）, is a kind of thing and no name of any of them.
    """
    by_latin: dict[str, list[Saying]] = defaultdict(list)
    for saying, posts in sorted(found.items()):
        if posts > 0 and is_latin_name(saying.latin):
            by_latin[_term(saying.latin)].append(saying)
    chosen = [each for sayings in by_latin.values() if (each := _choose_name(sayings, found))]
    beside: dict[str, list[str]] = defaultdict(list)
    for candidate in chosen:
        beside[candidate.han].append(candidate.latin)
    kept = (each for each in chosen if not each.is_remark and _agree(each.latin, beside[each.han]))
    return sorted(kept, key=lambda each: (each.han, each.latin))


def is_latin_name(latin: str) -> bool:
    """Check whether Latin words may be a name: no version, value or stop word."""
    return not _NO_LATIN.fullmatch(latin) and not set(latin.split()) <= stop_words() and "+" not in latin.rstrip("+")


def is_han_name(name: str) -> bool:
    """Check whether Chinese characters may be a name: no numeral, and no words that belong to a sentence."""
    words = default_segmenter().segment(name)
    sentence = _IN_NAME.intersection(name) or not stop_words().isdisjoint(words)
    numeral = re.match(r"第?[〇零一二三四五六七八九十百千]+", name)
    return not sentence and not numeral and words_outside_names().isdisjoint((f"{words[0]}-", f"-{words[-1]}"))


def abbreviates(short: str, long: str) -> bool:
    """Check whether one name consists of the first letters of the words of another."""
    words = re.findall(r"[a-z0-9]+", long)
    return len(words) > 1 and "".join(word[0] for word in words) in {short, short.removesuffix("s")}


def _term(latin: str) -> str:
    return " ".join(word_term(word) for word in LATIN_WORD.findall(latin))


def _choose_name(sayings: Sequence[Saying], found: Mapping[Saying, int]) -> Candidate | None:
    """Return the longest ending that is used nearly as often as the most frequent one, if it is a name."""
    if sum(found[each] for each in sayings) < OFTEN:
        return None
    endings: dict[str, list[Saying]] = defaultdict(list)
    for saying in sayings:
        lengths = [len(saying.han)] if saying.is_name else range(2, min(len(saying.han), LONGEST_NAME) + 1)
        for length in lengths:
            endings[saying.han[-length:]].append(saying)
    counts = {name: sum(found[each] for each in group) for name, group in endings.items()}
    most = max(counts.values(), default=0)
    name = max((name for name in counts if counts[name] >= most * _SHARE), key=lambda name: (len(name), name))
    sayings = endings[name]
    anchored = any(_is_anchored(name, each) for each in sayings)
    if counts[name] < OFTEN or not anchored or not _are_several(sayings) or not is_han_name(name):
        return None
    spelt = Counter[str]()
    for each in sayings:
        spelt[each.latin] += found[each]
    latin = max(spelt, key=lambda latin: (spelt[latin], latin))
    is_whole = len(name) >= 2 * len(LATIN_WORD.findall(latin)) - 1
    return Candidate(name, latin, frozenset(sayings)) if is_whole else None


def _is_anchored(name: str, saying: Saying) -> bool:
    """Check whether a name begins in a saying where a name can begin: not in the middle of words."""
    return saying.han == name or saying.han[: -len(name)][-1] in _BEGINS_AFTER


def _are_several(sayings: Iterable[Saying]) -> bool:
    """Check whether a pair is said in several ways: what stands alone on its line counts once."""
    return len({(each.han, each.is_name, each.context) for each in sayings}) >= OFTEN


def _agree(latin: str, others: Iterable[str]) -> bool:
    """Check whether all names that stand beside a Chinese one are forms of the same."""
    return all(
        _term(latin) == _term(other) or abbreviates(latin, other) or abbreviates(other, latin) for other in others
    )
