"""What a visitor is about to type: titles and tags of the site that go on so."""

from collections.abc import Iterator

from indexer.index.part_reader import PartReader
from indexer.search.results import Suggestion
from indexer.text.folding import fold_text


def suggest(part: PartReader, text: str, limit: int) -> tuple[Suggestion, ...]:
    """Return tags, categories and titles that contain what was typed, those that begin with it first."""
    typed = fold_text(text).strip()
    if not typed or limit < 1:
        return ()
    found = sorted(_find(part, typed), key=lambda row: row[0])
    unique = {(row[1].kind, row[1].text): row[1] for row in found}
    return tuple(unique.values())[:limit]


def _find(part: PartReader, typed: str) -> Iterator[tuple[tuple[int, int, str], Suggestion]]:
    """Yield each match with its place: where it matches, then tags before titles, then by name."""
    for rank, kind in enumerate(("tag", "category")):
        for name in part.facets[kind].names:
            at = fold_text(name).find(typed)
            if at >= 0:
                yield (min(at, 1), rank, name), Suggestion(name, kind)
    for folded, title, url in part.titles:
        at = folded.find(typed)
        if at >= 0:
            yield (min(at, 1), 2, title), Suggestion(title, "title", url)
