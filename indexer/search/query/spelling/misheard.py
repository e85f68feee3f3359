"""Chinese that no post has -> words of the site that sound so: typed by its pinyin and picked wrongly, or heard so."""

from collections.abc import Iterator, Sequence

from indexer.search.matching.lookup import Lookup
from indexer.search.query.nodes import WordNode
from indexer.search.query.spelling.beside import Neighbours
from indexer.search.query.spelling.correction import Correction
from indexer.search.query.spelling.pinyin_speller import PinyinSpeller
from indexer.text.analysis.segmenter import is_chinese
from indexer.text.lexicon.pinyin import syllables_of

LONGEST_PIECE = 4
"""Neighbouring Chinese words that may be one word heard wrongly."""


def may_be_misheard(word: WordNode, lookup: Lookup) -> bool:
    """Check whether a Chinese word may be a piece of one heard wrongly: a single character, or no word of the site."""
    return len(word.text) == 1 or not lookup.match(word).has_exact


class Misheard:
    """Correct the Chinese of one query. For one thread.

    Most words that a site does not have are meant as they were typed, and some other word always sounds alike: 成都 is
    not 程度. So a word in general use is taken for another only by what stands beside it, or where nothing else finds
    anything; and characters that are no word only for a word with one of them in its place.
    """

    def __init__(self, pinyin: PinyinSpeller, lookup: Lookup, neighbours: Neighbours) -> None:
        """Get ready.

        Args:
            pinyin: Of the site.
            lookup: Of the query.
            neighbours: Of its words.
        """
        self._pinyin = pinyin
        self._lookup = lookup
        self._neighbours = neighbours

    def correct_run(self, run: Sequence[WordNode]) -> Iterator[Correction]:
        """Yield corrections of neighbouring words that no post has so, the longest pieces first, from the left."""
        doubted = [may_be_misheard(word, self._lookup) for word in run]
        begin = 0 if any(doubted) else len(run)
        while begin < len(run):
            ends = range(min(begin + LONGEST_PIECE, len(run)), begin, -1)
            pieces = (run[begin:end] for end in ends if any(doubted[begin:end]))
            found = next((each for piece in pieces if (each := self._correct_piece(piece))), None)
            if found:
                yield found
            begin += len(found.covers) if found else 1

    def _correct_piece(self, words: Sequence[WordNode]) -> Correction | None:
        """Correct words, one of which at least is no word of the site, by their sound, if no post has them so."""
        text = "".join([word.text for word in words])
        if len(text) == 1 or not self._neighbours.is_in_one_piece(text):
            return None
        # Before any post is looked at: hardly a piece sounds like a word of the site.
        alike = self._pinyin.hear(text)
        if not alike or self._lookup.count_run(text):
            return None
        is_word = len(words) == 1 and is_chinese(text)
        alike_in_part = () if is_word else [better for better in alike if _have_common(text, better)]
        if alike_in_part:
            return Correction((*words,), alike_in_part[0])
        same = [better for better in alike if syllables_of(better) == syllables_of(text)]
        # Of all, not up to the first: on a cluster, what has to be asked is asked in one request.
        beside = [better for better in same if self._neighbours.stand_beside(words, better)]
        if beside:
            return Correction((*words,), beside[0])
        if same and self._neighbours.find_nothing(words):
            return Correction((*words,), same[0], is_searched=_have_common(text, same[0]))
        return None


def _have_common(text: str, other: str) -> bool:
    """Check whether a character of one text stands in its place in another as long."""
    return any(one == another for one, another in zip(text, other, strict=True))
