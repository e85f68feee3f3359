"""Other words for what was typed: synonyms, the other language, the other region."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.search.query.nodes import AllNode, Node, PhraseNode, WordNode
from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.glossary import Entry

LONGEST_TERM = 6
"""Words of the longest glossary term that is recognised in a query."""

_Key = tuple[str, ...]
_Weighted = tuple[Entry, float]
"""A glossary's entry, and what its words count against those typed."""
ReadWords = Callable[[str], Sequence[WordNode]]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What else is looked for in place of some words of a query.

    Attributes:
        covers: The words typed.
        nodes: Any of these stands for all of them.
        kind: ``synonym``, ``regional``, ``corrected`` or ``begun``: words that begin so.
        weight: What it counts against the words typed.
    """

    covers: tuple[WordNode, ...]
    nodes: tuple[Node, ...]
    kind: str
    weight: float

    def __str__(self) -> str:
        typed = " ".join(node.text for node in self.covers)
        return f"{typed} = {' | '.join(node.text for node in self.nodes)}"


class Thesaurus:
    """Finds glossary terms among the words of a query. Looked up by terms, so inflected forms are found too."""

    def __init__(self, entries: Iterable[_Weighted], read_words: ReadWords) -> None:
        """Learn what means the same.

        Args:
            entries: Each with what its words count against those typed.
            read_words: How a text becomes the words of a query.
        """
        self._read_words = read_words
        self._entries: dict[str, list[_Weighted]] = {}
        self._known: dict[str, Mapping[_Key, Sequence[_Weighted]]] = {}
        self._forms: dict[Entry, Mapping[_Key, Node]] = {}
        for entry, weight in entries:
            for letter in dict.fromkeys(map(_first_letter, entry)):
                self._entries.setdefault(letter, []).append((entry, weight))

    def prepare(self) -> None:
        """Read all entries now."""
        for letter in self._entries:
            self._forms_from(letter)

    def expand(self, words: Sequence[WordNode]) -> Iterator[Expansion]:
        """Yield expansions for each glossary term in a query, the longest first."""
        begin = 0
        while begin < len(words):
            known = self._forms_from(_first_letter(words[begin].text))
            taken = next((n for n in range(LONGEST_TERM, 0, -1) if _key(words[begin : begin + n]) in known), 0)
            covers = tuple(words[begin : begin + taken])
            for entry, weight in known.get(_key(covers), ()) if taken else ():
                others = tuple(node for key, node in self._forms_of(entry).items() if key != _key(covers))
                if others:
                    yield Expansion(covers, others, "synonym", weight)
            begin += max(taken, 1)

    def _forms_from(self, letter: str) -> "Mapping[_Key, Sequence[_Weighted]]":
        """Return the entries by their forms that begin with a letter, read when a query first has a word that does."""
        if letter not in self._known:
            found: dict[_Key, list[_Weighted]] = {}
            for entry, weight in self._entries.get(letter, ()):
                forms = [self._read_words(form) for form in entry if _first_letter(form) == letter]
                for key in dict.fromkeys(_key(words) for words in forms if words):
                    found.setdefault(key, []).append((entry, weight))
            self._known[letter] = found
        return self._known[letter]

    def _forms_of(self, entry: Entry) -> Mapping[_Key, Node]:
        """Return the nodes of an entry by their terms, read when a query first has one of its forms."""
        if entry not in self._forms:
            read = [(form, words) for form in entry if (words := self._read_words(form))]
            self._forms[entry] = {_key(words): _node(form, words) for form, words in read}
        return self._forms[entry]


def _first_letter(text: str) -> str:
    """Return the first letter or digit of a text, folded: that of its first word, whose stem begins with it too."""
    return next((letter for letter in fold_text(text) if letter.isalnum()), "")


def _key(words: Sequence[WordNode]) -> _Key:
    return tuple(word.terms[0] for word in words)


def _node(form: str, words: Sequence[WordNode]) -> Node:
    return words[0] if len(words) == 1 else PhraseNode(fold_text(form), tuple(words))


def expand_region(covers: Sequence[WordNode], words: Sequence[WordNode], weight: float) -> Expansion:
    """Return the expansion of words by the same said in another region's words."""
    node: Node = words[0] if len(words) == 1 else AllNode(tuple(words))
    return Expansion(tuple(covers), (node,), "regional", weight)
