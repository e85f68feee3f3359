"""What a visitor is told of how a query was read: what was left out of it, and which of its words no post has."""

from collections.abc import Iterable, Sequence

from indexer.search.query.nodes import PhraseNode, WordNode
from indexer.search.query.parsing.query_tree import Query
from indexer.search.results import Note
from indexer.text.analysis.folding import fold, simplify


def list_notes(
    query: Query,
    costly: Sequence[WordNode],
    shortened: Sequence[PhraseNode],
    missing: Sequence[WordNode],
    *,
    is_traditional: bool,
) -> tuple[Note, ...]:
    """Return what a visitor is told of how a query was read: of most nothing.

    Args:
        query: The text, parsed.
        costly: Words that were not searched for, as too many posts have them.
        shortened: Phrases whose exact order was not compared, as too many posts have their words.
        missing: Words that no post has, and that nothing stands for.
        is_traditional: Whether the text has Traditional characters.
    """
    if not (is_traditional or query.ignored or query.invalid_dates or costly or shortened or missing):
        return ()
    notes = list[Note]()
    if is_traditional:
        notes.append(Note("folded", f"{query.text} = {simplify(query.text)}"))
    if query.ignored:
        notes.append(Note("ignored", f"too long, not searched for: {' '.join(query.ignored)}"))
    if query.invalid_dates:
        notes.append(Note("text", f"no date, searched for as text: {' '.join(query.invalid_dates)}"))
    if costly:
        listed = ", ".join(_list_texts(costly))
        notes.append(Note("shortened", f"too frequent beside the others, not searched for: {listed}"))
    notes += map(_note_shortened, shortened)
    if missing:
        named = _list_texts(missing) if query.text.isascii() else _list_typed(missing, query.text)
        notes.append(Note("missing", f"not found: {', '.join(named)}", named))
    return tuple(notes)


def _note_shortened(phrase: PhraseNode) -> Note:
    return Note("shortened", f"{phrase}: too many posts have these words, so their exact order was not compared")


def _list_texts(words: Iterable[WordNode]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.text for word in words))


def _list_typed(words: Iterable[WordNode], text: str) -> tuple[str, ...]:
    """Return words as they were typed, with all marks of their letters, which folding takes away."""
    folded = fold(text)
    found = ((word.text, folded.text.find(word.text)) for word in words)
    return tuple(
        dict.fromkeys(text[slice(*folded.span(at, at + len(word)))] if at >= 0 else word for word, at in found)
    )
