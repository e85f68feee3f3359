"""Posts that are one post in several languages."""

import numpy as np

from indexer.index.layout import Floats
from indexer.index.part_reader import PartReader
from indexer.search.match import Mask
from indexer.search.scoring import Tuning


def lend_scores(part: PartReader, scores: Floats, allowed: Mask, language: str, tuning: Tuning) -> Floats:
    """Let translations lend each other a share of their scores, and put the one in the visitor's language first.

    What only one language's text says is true of the post in every language.

    Args:
        part: With the documents.
        scores: float32[N], 0 for what was not found.
        allowed: bool[N], what may be found at all.
        language: The visitor's.
        tuning: ``translation`` is the share, ``other_language`` what the translations count behind the first.
    """
    several = np.flatnonzero(part.translations >= 0)
    if not tuning.translation or not len(several):
        return scores
    groups = part.translations[several]
    sums = np.bincount(groups, weights=scores[several])
    own = scores[several]
    raised = own + tuning.translation * (sums[groups] - own)
    best = np.zeros(len(sums))
    np.maximum.at(best, groups, raised)
    preferred = _in_language(part, language)[several] & allowed[several]
    has_preferred = np.bincount(groups, weights=preferred) > 0
    ordered = np.where(
        preferred, best[groups], np.where(has_preferred[groups], best[groups] * tuning.other_language, raised)
    )
    result = scores.copy()
    result[several] = np.where(allowed[several], ordered, 0)
    return result


def share_found(part: PartReader, mask: Mask) -> Mask:
    """Return a mask in which what holds for a post holds for its translations too."""
    several = np.flatnonzero(part.translations >= 0)
    groups = part.translations[several]
    holds = np.bincount(groups, weights=mask[several]) > 0 if len(several) else mask[:0]
    shared = mask.copy()
    shared[several] = holds[groups]
    return shared


def find_translations(part: PartReader, doc: int) -> list[int]:
    """Return the documents that are the same post in other languages."""
    number = part.translations[doc]
    return [] if number < 0 else [int(other) for other in np.flatnonzero(part.translations == number) if other != doc]


def _in_language(part: PartReader, language: str) -> Mask:
    facet = part.facets["lang"]
    number = facet.names.index(language) if language in facet.names else -1
    mask = np.zeros(part.posts, dtype=bool)
    mask[np.repeat(np.arange(part.posts), np.diff(facet.offsets))[facet.values == number]] = True
    return mask
