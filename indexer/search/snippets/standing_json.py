"""What is known of the hits of a page besides their texts and their records, as members of JSON objects."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

from indexer.search.json_text import write_json
from indexer.search.snippets.record_json import CLOSED, OPENED
from indexer.search.snippets.shown_hit import Standing, describe_translation

_NOTHING_ELSE = b'"translations":[]'


def write_standings(standings: Sequence[Standing]) -> tuple[bytes, list[tuple[int, int]]]:
    """Write the standings of a page's hits, end to end.

    Returns:
        The bytes, and where those of each hit begin in them, and how many these are.
    """
    scores = write_json([standing.score for standing in standings])[OPENED:CLOSED].split(b",")
    pieces = [
        b'"score":%b,%b' % (score, _describe(standing)) for score, standing in zip(scores, standings, strict=True)
    ]
    edges = pairwise(accumulate(map(len, pieces), initial=0))
    return b"".join(pieces), [(begin, end - begin) for begin, end in edges]


def _describe(standing: Standing) -> bytes:
    if not (standing.translations or standing.is_pinned):
        return _NOTHING_ELSE
    translations = [describe_translation(each) for each in standing.translations]
    pinned = {"pinned": True} if standing.is_pinned else {}
    return write_json({"translations": translations, **pinned})[OPENED:CLOSED]
