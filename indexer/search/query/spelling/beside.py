"""The words of a query beside those that may be misspelt: they tell whether a word of the site is meant."""

from collections.abc import Collection, Sequence

from indexer.search.matching.lookup import Lookup
from indexer.search.query.nodes import Node, PhraseNode, WordNode, is_han
from indexer.search.query.words import WordReader


class Neighbours:
    """The words of one query, and what posts have of them. For one thread."""

    def __init__(
        self, nodes: Sequence[Node], missing: Collection[Node], text: str, words: WordReader, lookup: Lookup
    ) -> None:
        """Take a query.

        Args:
            nodes: What it asks for, in the order typed, but for what is never corrected.
            missing: Those that no post has.
            text: As it was typed, folded.
            words: Cuts texts as it was cut.
            lookup: Of the query.
        """
        self._nodes = nodes
        self._missing = missing
        self._typed = "".join(text.split())
        self._words = words
        self._lookup = lookup

    def is_in_one_piece(self, text: str) -> bool:
        """Check whether a folded text was typed so, spaces aside: words left out of the query may have parted it."""
        return text in self._typed

    def find_nothing(self, words: Sequence[WordNode]) -> bool:
        """Check whether no post has any of the other words, so that without these nothing would be found."""
        return all(node in self._missing or node in words for node in self._nodes)

    def stand_beside(self, words: Sequence[WordNode], better: str) -> bool:
        """Check whether a post has a word before or behind which it has one that is meant by some neighbouring ones."""
        begin, end = self._nodes.index(words[0]), self._nodes.index(words[-1]) + 1
        before, after = self._nodes[max(begin - 1, 0) : begin], self._nodes[end : end + 1]
        found = [self._stand_together(each, better) for each in before]
        found += [self._stand_together(better, each) for each in after]
        return any(found)

    def _stand_together(self, first: Node | str, second: Node | str) -> bool:
        texts = [each if isinstance(each, str) else each.text for each in (first, second)]
        if all(map(is_han, texts)):
            return self._lookup.count_run("".join(texts)) > 0
        return count_phrase([word for text in texts for word in self._words.read(text)], self._lookup) > 0


def count_phrase(words: Sequence[Node], lookup: Lookup) -> int:
    """Return how many documents have words one behind the other."""
    typed = tuple(word for word in words if isinstance(word, WordNode))
    return lookup.count_row(PhraseNode(" ".join(word.text for word in typed), typed))
