"""The fields of an index as Whoosh knows them, and our analyzer at Whoosh's door.

Text fields hold the words, parts and grams of ``indexer.text``. Exact fields (``id``, ``url``, ``date`` and the facets)
hold one term per value. With this schema a program may write its own Whoosh queries or use Whoosh's ``QueryParser``;
what visitors type never comes here.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from whoosh.analysis.acore import Token as WhooshToken
from whoosh.analysis.analyzers import Analyzer as WhooshAnalyzer
from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema

from indexer.text.analysis.analyzer import Analyzer
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.grams import list_grams
from indexer.text.analysis.segmenter import segmenter_for
from indexer.text.analysis.token import Token
from indexer.text.document import AUTHORS, FIELDS, GRAMS, SUBWORDS, TAGS, TITLE

DATE = "date"
IDENTIFIERS = ("id", "url")
FACET_FIELDS = {
    "language": "lang",
    "tag": "tag",
    "category": "category",
    "author": "author",
    "section": "section",
    "year": "year",
}
"""The exact fields that hold the values of a facet, folded, and the facet."""
STORED_FIELDS = ("categories", "translation_key", "text")
"""What is kept of a post and not searched under this name. ``text`` is what every token's offsets point into."""


def make_schema(taught: Iterable[str] = ()) -> Schema:
    """Return the fields of an index.

    Args:
        taught: Words its segmenter was taught.
    """
    words = tuple(taught)
    schema = Schema()
    for name in FIELDS:
        stored = name in {TITLE, TAGS, AUTHORS}
        schema.add(name, TEXT(analyzer=PostAnalyzer(name, words), chars=name != GRAMS, stored=stored))
    for name in IDENTIFIERS:
        schema.add(name, ID(stored=True, unique=True))
    for name in FACET_FIELDS:
        schema.add(name, ID(stored=name in {"language", "section"}, analyzer=FoldingAnalyzer()))
    schema.add(DATE, DATETIME(stored=True, sortable=True))
    for name in STORED_FIELDS:
        schema.add(name, STORED())
    return schema


@lru_cache(maxsize=4)
def _load_analyzer(taught: tuple[str, ...]) -> Analyzer:
    return Analyzer(segmenter_for(tuple(taught)))


def _cut_words(analyzer: Analyzer, text: str, offset: int, position: int, mode: str) -> Iterable[Token]:
    """Cut text into words; in a query one reading of each stretch, so that words follow one another in a phrase."""
    words = analyzer.analyze(text, offset, position).words
    return {token.position: token for token in words}.values() if mode == "query" else words


def _cut_parts(analyzer: Analyzer, text: str, offset: int, position: int, mode: str) -> Iterable[Token]:  # noqa: ARG001
    return analyzer.analyze(text, offset, position).subwords


def _cut_pairs(analyzer: Analyzer, text: str, offset: int, position: int, mode: str) -> Iterable[Token]:  # noqa: ARG001
    """Cut text into grams, whose position is their offset; in a query only pairs, for single ones have no place."""
    return (gram for gram in list_grams(text, offset) if mode != "query" or len(gram.term) > 1)


_CUTS: dict[str, Callable[[Analyzer, str, int, int, str], Iterable[Token]]] = {SUBWORDS: _cut_parts, GRAMS: _cut_pairs}


class PostAnalyzer(WhooshAnalyzer):
    """Our analysis of one field, as Whoosh calls it. Pickles as what it was made of, never with a dictionary."""

    def __init__(self, field: str, taught: tuple[str, ...] = ()) -> None:
        self.field = field
        self.taught = taught

    def __call__(
        self,
        value: str,
        *,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **settings: Any,  # noqa: ANN401  Whoosh passes on whatever its caller was given
    ) -> Iterator[WhooshToken]:
        """Yield a Whoosh token of its own for every token: Whoosh's habit of reusing one ends here."""
        cut = _CUTS.get(self.field, _cut_words)
        for token in cut(_load_analyzer(self.taught), value, start_char, start_pos, mode):
            yield _make_token(token, mode, settings)


class FoldingAnalyzer(WhooshAnalyzer):
    """Takes a whole value as one folded term."""

    def __call__(self, value: str, *, mode: str = "", **settings: Any) -> Iterator[WhooshToken]:  # noqa: ANN401
        """Yield the one token."""
        yield _make_token(Token(fold_text(value), 0, 0, len(value)), mode, settings)


def _make_token(token: Token, mode: str, settings: dict[str, Any]) -> WhooshToken:
    made = WhooshToken(**settings, mode=mode, original=token.term)
    made.text, made.pos, made.startchar, made.endchar = token
    return made
