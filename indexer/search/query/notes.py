"""What a visitor is told of how a query was read: what was left out of it, and which of its words no post has."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from indexer.search.query.nodes import PhraseNode, WordNode
from indexer.search.query.parsing.query_tree import Query
from indexer.search.results import Note
from indexer.text.analysis.folding import fold, simplify


class _Texts(NamedTuple):
    """What notes say in one language, but for the words that they name."""

    ignored: str
    no_date: str
    costly: str
    shortened: str
    missing: str


_TEXTS = {
    "en": _Texts(
        "too long, not searched for: {}",
        "no date, searched for as text: {}",
        "too common beside the other words, not searched for: {}",
        "{}: too many posts have these words, so their exact order was not compared",
        "not found: {}",
    ),
    "zh": _Texts(
        "搜索词太长，没有搜索：{}",
        "不是日期，按文字搜索：{}",
        "相比其他词太常见，没有搜索：{}",
        "{}：含有这些词的文章太多，没有比较它们的先后顺序",
        "没有找到：{}",
    ),
}
"""By the language that the visitor means."""
_SEPARATORS = {"zh": "、", "en": ", "}


def join_words(words: Iterable[str], language: str) -> str:
    """List words in a sentence of a language, ``zh`` or ``en``."""
    return _SEPARATORS[language].join(words)


def list_notes(
    query: Query,
    language: str,
    costly: Sequence[WordNode],
    shortened: Sequence[PhraseNode],
    missing: Sequence[WordNode],
    *,
    is_traditional: bool,
) -> tuple[Note, ...]:
    """Return what a visitor is told of how a query was read: of most nothing.

    Args:
        query: The text, parsed.
        language: The one the visitor means, ``zh`` or ``en``.
        costly: Words that were not searched for, as too many posts have them.
        shortened: Phrases whose exact order was not compared, as too many posts have their words.
        missing: Words that no post has, and that nothing stands for.
        is_traditional: Whether the text has Traditional characters.
    """
    if not (is_traditional or query.ignored or query.invalid_dates or costly or shortened or missing):
        return ()
    notes, texts = list[Note](), _TEXTS[language]
    if is_traditional:
        notes.append(Note("folded", f"{query.text} = {simplify(query.text)}"))
    if query.ignored:
        notes.append(Note("ignored", texts.ignored.format(" ".join(query.ignored)), tuple(query.ignored)))
    if query.invalid_dates:
        dates = tuple(query.invalid_dates)
        notes.append(Note("text", texts.no_date.format(" ".join(dates)), dates))
    if costly:
        frequent = _list_texts(costly)
        notes.append(Note("shortened", texts.costly.format(join_words(frequent, language)), frequent))
    notes += [Note("shortened", texts.shortened.format(phrase), (str(phrase),)) for phrase in shortened]
    if missing:
        named = _list_texts(missing) if query.text.isascii() else _list_typed(missing, query.text)
        notes.append(Note("missing", texts.missing.format(join_words(named, language)), named))
    return tuple(notes)


def _list_texts(words: Iterable[WordNode]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.text for word in words))


def _list_typed(words: Iterable[WordNode], text: str) -> tuple[str, ...]:
    """Return words as they were typed, with all marks of their letters, which folding takes away."""
    folded = fold(text)
    found = ((word.text, folded.text.find(word.text)) for word in words)
    return tuple(
        dict.fromkeys(text[slice(*folded.span(at, at + len(word)))] if at >= 0 else word for word, at in found)
    )
