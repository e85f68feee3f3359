"""Better words for those that no post has: misspelt, heard wrongly, or typed in pinyin."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import Node, WordNode, is_han
from indexer.search.query.spelling.beside import Neighbours, count_phrase
from indexer.search.query.spelling.correction import Correction
from indexer.search.query.spelling.misheard import Misheard, may_be_misheard
from indexer.search.query.spelling.mistakes import is_other_form
from indexer.search.query.spelling.real_words import TIMES_AS_FREQUENT, may_be_doubted
from indexer.search.query.spelling.spaced_pinyin import MOST_TOKENS, SpacedPinyin, find_spelled, join_tokens
from indexer.search.query.spelling.spelling import Speller
from indexer.search.query.symbols import find_code
from indexer.search.query.words import WordReader
from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.english import is_english

_SIGNS = re.compile(r"([-_./:]+)")
"""What stands between the parts of a Latin compound."""
_MOST_READINGS = 12
"""Readings of glued pinyin that are looked for in posts."""
Kind = TypeVar("Kind", bound=Node)


class Corrector:
    """Correct the words of queries to one site. Safe to be shared by threads."""

    def __init__(self, words: WordReader, speller: Speller, weight: float) -> None:
        """Correct by a speller; a ``weight`` of 0 turns corrections off."""
        self._words = words
        self._speller = speller
        self._weight = weight

    def correct(
        self,
        nodes: Sequence[Node],
        expansions: Sequence[Expansion],
        lookup: Lookup,
        *,
        text: str = "",
        is_traditional: bool = False,
    ) -> list[Correction]:
        """Return corrections of words that no post has, unless something else stands for all words that one covers.

        Args:
            nodes: Of the query.
            expansions: What stands for them.
            lookup: Of the query.
            text: Of the query: what is code in it is not corrected, and what may be spaced pinyin is tried as such.
            is_traditional: The query has Traditional characters: a whole word that the site does not have is then one
                that is said so elsewhere (影像 for 镜像), and not one heard wrongly (影响).
        """
        if not self._weight:
            return []
        missing, is_doubted = set[Node](), False
        for node in nodes:
            if isinstance(node, WordNode):
                if not lookup.match(node).found:
                    missing.add(node)
                elif is_han(node.text):
                    is_doubted = is_doubted or may_be_misheard(node, lookup)
        if not missing and not is_doubted:  # as nearly always
            return []
        known = {word for expansion in expansions for word in expansion.covers}
        return [
            correction
            for correction in self._find(nodes, missing, lookup, text)
            if not known.issuperset(correction.covers) and not (is_traditional and _is_word(correction.covers))
        ]

    def doubt(
        self, nodes: Sequence[Node], expansions: Sequence[Expansion], lookup: Lookup, text: str = ""
    ) -> list[Correction]:
        """Return what may be meant instead of words that few posts have: to be suggested, not to be searched for."""
        speller, match = self._speller.real_words, lookup.match
        latin = [node for node in nodes if isinstance(node, WordNode) and may_be_doubted(node.text)]
        rare = [node for node in latin if not speller.is_beyond_doubt(node.text, match(node).exact_count)]
        is_han_alone = len(nodes) == 1 and is_han(nodes[0].text)
        if not (rare or is_han_alone):  # as mostly
            return []
        known = {word for expansion in expansions for word in expansion.covers} if self._weight else set(nodes)
        doubtful = [
            node
            for node in rare
            if not (node in known and self._speller.words.doc_freq(node.text)) and match(node).found
        ]
        found = []
        for node in self._leave_out_code(doubtful, text) if doubtful else ():
            better = self._double_letter(node) or (None if node in known else self._doubt_word(node, nodes, lookup))
            found += [Correction((node,), better)] if better else []
        if is_han_alone and nodes[0] not in known:
            found += self._doubt_sound(nodes[0], lookup)
        return found

    def _double_letter(self, word: WordNode) -> str | None:
        """Return the word with a letter twice that is meant by one that no post has as it was typed, or None.

        Posts were found by its stem, so nothing but the spelling is wrong.
        """
        if not self._weight or self._speller.words.doc_freq(word.text):
            return None
        return self._speller.real_words.double_letter(word.text)

    def _doubt_word(self, word: WordNode, nodes: Sequence[Node], lookup: Lookup) -> str | None:
        """Return a word that is far more frequent than the one typed, by itself or beside a neighbour of that."""
        doc_freq, speller = lookup.match(word).exact_count, self._speller.real_words
        likelier = speller.find(word.text, doc_freq) or speller.replace_letter(word.text, doc_freq)
        likelier = likelier or (speller.correct_name(word.text) if doc_freq == 1 else None)
        others = [] if likelier else speller.list_alike(word.text)
        return likelier or next((each for each in others if self._stands_beside(each, word, nodes, lookup)), None)

    def _stands_beside(self, better: str, word: WordNode, nodes: Sequence[Node], lookup: Lookup) -> bool:
        """Check whether a word stands far more often than the one typed before or behind a neighbour of that."""
        (other,), at = self._words.read(better), nodes.index(word)
        for before, after in ((nodes[max(at - 1, 0) : at], ()), ((), nodes[at + 1 : at + 2])):
            if all(isinstance(node, WordNode) for node in (*before, *after)) and (before or after):
                typed, better_pair = (count_phrase((*before, each, *after), lookup) for each in (word, other))
                if better_pair >= TIMES_AS_FREQUENT * max(typed, 1):
                    return True
        return False

    def _doubt_sound(self, node: Node, lookup: Lookup) -> Iterator[Correction]:
        """Yield the word that a query of one Chinese word sounds like, which few posts have, by chance inside others.

        In a longer query, characters that are no word of the site are mostly a name.
        """
        if not isinstance(node, WordNode) or lookup.match(node).has_exact:
            return
        alike = self._speller.pinyin.hear(node.text)
        count = lookup.count_run(node.text) if alike else 0
        if count and lookup.count_run(alike[0]) >= TIMES_AS_FREQUENT * count:
            yield Correction((node,), alike[0])

    def expand(self, correction: Correction) -> Expansion:
        """Return a correction as an expansion of the words typed."""
        node = self._words.read_phrase(correction.better, in_title=correction.covers[0].in_title)
        return Expansion(correction.covers, (node,), ExpansionKind.CORRECTED, self._weight)

    def _find(self, every: Sequence[Node], missing: set[Node], lookup: Lookup, text: str) -> Iterator[Correction]:
        spaced = list(self._read_spaced_pinyin(every, missing, fold_text(text))) if missing else []
        yield from spaced
        read = {word for correction in spaced for word in correction.covers}
        nodes = [node for node in self._leave_out_code(every, text) if node not in read]
        neighbours = Neighbours(nodes, missing, fold_text(text), self._words, lookup)
        for node in nodes:
            if isinstance(node, WordNode) and node in missing and node.text.isascii():
                correction = self._correct_latin(node, lookup, neighbours)
                if correction:
                    yield correction
        misheard = Misheard(self._speller.pinyin, lookup, neighbours)
        for run in _han_runs(nodes):
            yield from misheard.correct_run(run)

    def _correct_latin(self, word: WordNode, lookup: Lookup, neighbours: Neighbours) -> Correction | None:
        """Correct a Latin word that no post has; one that may well be meant only as ``Misheard`` does Chinese ones."""
        text = word.text
        better = self._speller.correct(text) or self._correct_parts(text) or self._speller.split_short(text)
        if not (better and _stands_so(self._words.read_phrase(better), lookup)):
            glued = self._read_glued_pinyin(text, lookup)
            return Correction((word,), glued) if glued else None
        is_general = is_english(text)
        may_be_meant = is_general or (better.isascii() and self._speller.may_be_a_name(text, better))
        is_sure = not may_be_meant or " " in better or is_other_form(text, better)
        if is_sure or neighbours.stand_beside((word,), better):
            return Correction((word,), better)
        return Correction((word,), better, is_searched=not is_general) if neighbours.find_nothing((word,)) else None

    def _leave_out_code(self, nodes: Sequence[Kind], text: str) -> Sequence[Kind]:
        """Return the nodes but for the words of code, stop words among them, which nobody wants spelt another way."""
        code = {word for symbol in find_code(text) for word in self._words.read(symbol)}
        return [node for node in nodes if node not in code and not self._words.is_stop_word(node)]

    def _read_glued_pinyin(self, letters: str, lookup: Lookup) -> str | None:
        """Return Chinese that a post has so and that some letters are the pinyin of, though it is no word, or None."""
        readings = islice(self._speller.pinyin.read_glued(letters), _MOST_READINGS)
        return next((each for each in readings if _stands_so(self._words.read_phrase(each), lookup)), None)

    def _read_spaced_pinyin(self, nodes: Sequence[Node], missing: set[Node], text: str) -> Iterator[Correction]:
        """Yield Chinese for neighbouring tokens that are its pinyin, where no post has all of them."""
        words = {node.text: node for node in nodes if isinstance(node, WordNode)}
        for tokens in find_spelled(text):
            begin = 0
            while begin < len(tokens):
                lengths = range(min(MOST_TOKENS, len(tokens) - begin), 0, -1)
                pieces = (join_tokens(tokens[begin : begin + length]) for length in lengths)
                found = next(filter(None, (self._read_spaced(each, words, missing) for each in pieces if each)), None)
                if found:
                    yield found
                begin += len(found.typed.split()) if found else 1

    def _read_spaced(
        self, spaced: SpacedPinyin, words: Mapping[str, WordNode], missing: set[Node]
    ) -> Correction | None:
        covers = tuple(dict.fromkeys(words[token] for token in spaced.typed.split() if token in words))
        if missing.isdisjoint(covers):
            return None
        better = self._speller.pinyin.read_spaced(spaced.pieces)
        return Correction(covers, better, spaced.typed) if better else None

    def _correct_parts(self, compound: str) -> str | None:
        """Return a Latin compound with those of its parts spelt better that no post has, or None."""
        parts = _SIGNS.split(compound) if _SIGNS.search(compound) else []
        speller = self._speller
        better = [part if speller.words.doc_freq(part) else speller.correct_letters(part) or part for part in parts]
        return "".join(better) if better != parts else None


def _stands_so(node: Node, lookup: Lookup) -> bool:
    """Check whether a post has a node as it is written, and not only the parts of a compound somewhere."""
    return lookup.match(node._replace(compound_parts=()) if isinstance(node, WordNode) else node).found


def _is_word(covers: Sequence[WordNode]) -> bool:
    """Check whether Chinese was cut as one word of several characters."""
    return len(covers) == 1 and len(covers[0].text) > 1 and is_han(covers[0].text)


def _han_runs(nodes: Sequence[Node]) -> Iterator[list[WordNode]]:
    """Yield the Chinese words that were typed next to each other, those for titles by themselves."""
    run: list[WordNode] = []
    for node in nodes:
        word = node if isinstance(node, WordNode) and is_han(node.text) else None
        if run and (word is None or word.in_title != run[0].in_title):
            yield run
            run = []
        if word:
            run.append(word)
    if run:
        yield run
