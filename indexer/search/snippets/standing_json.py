"""What is known of the hits of a page besides their texts and their records, as the kernel writes it."""

from indexer.native.snippets.render import MOST_TOLD
from indexer.search.json_text import write_json
from indexer.search.snippets.shown_hit import Standings, describe_translation, round_score

OPENED, CLOSED = 1, -1
"""Where what stands between the braces of an object begins and ends."""


def write_standings(standings: Standings) -> list[bytes]:
    """Write the standings of a page's hits, of which there is at least one.

    Returns:
        What there is to tell as members of a JSON object, but for a score that the kernel tells: empty where that is
        only that there are no translations.
    """
    scores, translations, pinned = standings
    if not translations and not pinned and min(scores) > 0 and max(scores) < MOST_TOLD:
        return [b""] * len(scores)
    return [_write(standings, hit) for hit in range(len(scores))]


def _write(standings: Standings, hit: int) -> bytes:
    score, translations, is_pinned = standings.of(hit)
    told: dict[str, object] = {} if 0 < score < MOST_TOLD else {"score": round_score(score)}
    if not told and not translations and not is_pinned:
        return b""
    told["translations"] = [describe_translation(each) for each in translations]
    if is_pinned:
        told["pinned"] = True
    return write_json(told)[OPENED:CLOSED]
