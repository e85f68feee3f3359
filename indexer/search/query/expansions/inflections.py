"""Other forms of a word in the languages of a site that are neither English nor Chinese: ``canciones``, ``canción``."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from indexer.posts.language import NOT_LATIN
from indexer.search.index_view import IndexView
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import flatten
from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import WordNode
from indexer.text.analysis.inflection import SNOWBALL, SnowballStemmer
from indexer.text.analysis.word_forms import word_term
from indexer.text.memo import Once

MAX_FORMS = 16
"""Forms of a word that are looked for, those of most posts."""
_SHORTEST = 4
"""Letters of a word that has other forms: shorter ones are particles."""
_LISTED = 256
_LEAST_SHARE = 0.5
"""Of the posts with a word: where fewer are in a language, it is taken for one of another's."""


class _Forms:
    """The words of one language on a site by their stems."""

    def __init__(self, reader: IndexView, language: str, number: int) -> None:
        self.number = number
        self._reader = reader
        self._stemmer = SnowballStemmer(language)
        self._is_latin = language not in NOT_LATIN
        self._table = Once(self._read_table)

    def prepare(self) -> None:
        """Make the table that the first word would have to wait for."""
        if self._is_latin:
            self._table()

    def find(self, word: str) -> list[str]:
        """Return the site's words with the stem of a folded one, those of most posts first."""
        [stem] = self._stemmer.stem([word])
        if self._is_latin:
            return self._table().get(stem, [])
        listed = [term for term, _ in self._reader.frequent_terms(stem, _LISTED)] if len(stem) > 1 else []
        return [term for term, own in zip(listed, self._stemmer.stem(listed), strict=True) if own == stem]

    def _read_table(self) -> Mapping[str, list[str]]:
        words = [word for word, _ in sorted(self._reader.surfaces, key=lambda each: -each[1]) if word.isalpha()]
        table: dict[str, list[str]] = defaultdict(list)
        for word, stem in zip(words, self._stemmer.stem(words), strict=True):
            table[stem].append(word)
        return table


class InflectionExpander:
    """Find other forms of words in a site's languages. Safe to be shared by threads.

    A word is taken for one of a language where most posts that have it are in that, or where no post has it.

    Attributes:
        are_any: Whether words of the site have other forms that are looked for.
    """

    def __init__(self, reader: IndexView, weight: float) -> None:
        """Get ready for an index; a ``weight`` of 0 turns it off."""
        self._weight = weight
        named = enumerate(reader.facets["lang"].names)
        self._languages = [_Forms(reader, name, number) for number, name in named if weight and name in SNOWBALL]
        self.are_any = len(self._languages) > 0

    def prepare(self) -> None:
        """Make the tables that the first words would have to wait for."""
        for language in self._languages:
            language.prepare()

    def expand(self, words: Sequence[WordNode], lookup: Lookup) -> Iterator[Expansion]:
        """Yield what stands for words that have other forms."""
        for word in words if self._languages else ():
            if len(word.text) >= _SHORTEST and word.text.isalpha() and not word.in_title:
                for forms in self._languages:
                    yield from self._expand(word, forms, lookup)

    def _expand(self, word: WordNode, forms: _Forms, lookup: Lookup) -> Iterator[Expansion]:
        if lookup.match(word).found and not _is_spoken(word, forms.number, lookup):
            return
        nodes = (WordNode(form, (word_term(form),)) for form in forms.find(word.text)[:MAX_FORMS])
        others = [node for node in nodes if node.terms[0] not in word.terms and _is_spoken(node, forms.number, lookup)]
        if others:
            terms = tuple(dict.fromkeys(node.terms[0] for node in others))
            yield Expansion((word,), (WordNode(others[0].text, terms),), ExpansionKind.INFLECTED, self._weight)


def _is_spoken(word: WordNode, language: int, lookup: Lookup) -> bool:
    """Say whether a word is one of a language: at least half of the posts that have it are."""
    docs = flatten(lookup.match(word)).docs
    return len(docs) > 0 and bool(np.mean(lookup.snapshot.languages[docs] == language) >= _LEAST_SHARE)
