"""What is known of the hits of a page besides their texts and their records, as members of JSON objects."""

from collections.abc import Sequence

from indexer.search.json_text import write_json
from indexer.search.snippets.shown_hit import Standing, describe_translation

OPENED, CLOSED = 1, -1
"""Where what stands between the braces of an object begins and ends."""
_NOTHING_ELSE = b'"translations":[]'


def write_standings(standings: Sequence[Standing]) -> list[bytes]:
    """Write the standings of a page's hits."""
    scores = write_json([standing.score for standing in standings])[OPENED:CLOSED].split(b",")
    return [b'"score":%b,%b' % (score, _describe(standing)) for score, standing in zip(scores, standings, strict=True)]


def _describe(standing: Standing) -> bytes:
    if not (standing.translations or standing.is_pinned):
        return _NOTHING_ELSE
    translations = [describe_translation(each) for each in standing.translations]
    pinned = {"pinned": True} if standing.is_pinned else {}
    return write_json({"translations": translations, **pinned})[OPENED:CLOSED]
