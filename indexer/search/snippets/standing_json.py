"""What is known of the hits of a page besides their texts and their records, as the kernel writes it."""

from collections.abc import Sequence

from indexer.search.json_text import write_json
from indexer.search.snippets.shown_hit import Standing, describe_translation

OPENED, CLOSED = 1, -1
"""Where what stands between the braces of an object begins and ends."""
_UNTOLD = -1
_LARGEST = 10**15
"""From here on ten thousand times a score has more digits than a double tells apart."""


def write_standings(standings: Sequence[Standing]) -> tuple[list[int], list[bytes]]:
    """Write the standings of a page's hits.

    Returns:
        Ten thousand times each score, and what else there is to tell as members of a JSON object: empty where that is
        only that there are no translations. A score of more than four decimals, or of too many digits, is -1, and
        stands among what else there is.
    """
    scores: list[int] = []
    others: list[bytes] = []
    for standing in standings:
        score, translations, is_pinned = standing
        scaled = _scale(score)
        is_all = scaled >= 0 and not translations and not is_pinned
        scores.append(scaled)
        others.append(b"" if is_all else _describe(standing, is_told=scaled < 0))
    return scores, others


def _scale(score: float) -> int:
    """Return ten thousand times a score that has four decimals; -1 for any other."""
    scaled = score * 1e4
    whole = int(scaled + 0.5) if 0 <= scaled < _LARGEST else _UNTOLD
    return whole if whole / 1e4 == score else _UNTOLD


def _describe(standing: Standing, *, is_told: bool) -> bytes:
    """Return the members that tell of a hit, its score first where that ``is_told`` here."""
    score = {"score": standing.score} if is_told else {}
    translations = [describe_translation(each) for each in standing.translations]
    pinned = {"pinned": True} if standing.is_pinned else {}
    return write_json({**score, "translations": translations, **pinned})[OPENED:CLOSED]
