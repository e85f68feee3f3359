"""Translations: documents that are one post in several languages lend each other their scores."""

import numpy as np

from indexer.arrays import Floats, Int32s, Mask
from indexer.posts.chinese_locale import read_letters
from indexer.posts.language import NOT_LATIN, detect_language
from indexer.search.query.plan import Plan
from indexer.search.snapshot import IndexSnapshot


def add_translations(snapshot: IndexSnapshot, found: Mask) -> Mask:
    """Return a mask of documents widened by the translations of those in it: bool[N]."""
    groups = snapshot.translations
    if not snapshot.tuning.translation or not len(groups.members):
        return found
    numbers = snapshot.reader.translations[groups.members]
    hit = np.zeros(len(groups.offsets) - 1, dtype=bool)
    hit[numbers[found[groups.members]]] = True
    wider = found.copy()
    wider[groups.members[hit[numbers]]] = True
    return wider


def lend_scores(snapshot: IndexSnapshot, docs: Int32s, scores: Floats, preferred_docs: Mask) -> Floats:
    """Add a share of its translations' scores to each document; put the one in the visitor's language first.

    What only one language's text says is true of the post in every language. ``Tuning.translation`` is the share,
    ``other_language`` what the translations count behind the first.

    Args:
        snapshot: With the documents.
        docs: int32[F].
        scores: float32[F], 0 for what was not found itself.
        preferred_docs: bool[F], see ``prefer_language``.
    """
    tuning = snapshot.tuning
    numbers = snapshot.reader.translations.take(docs)
    several = np.flatnonzero(numbers >= 0)
    if not tuning.translation or not len(several):
        return scores
    _, groups = np.unique(numbers[several], return_inverse=True)
    own = scores[several]
    sums = np.bincount(groups, weights=own)
    raised = own + tuning.translation * (sums[groups] - own)
    best = np.zeros(len(sums))
    np.maximum.at(best, groups, raised)
    preferred = preferred_docs[several]
    has_preferred = np.bincount(groups, weights=preferred) > 0
    behind = np.where(has_preferred[groups], best[groups] * tuning.other_language, raised)
    result = scores.copy()
    result[several] = np.where(preferred, best[groups], behind)
    return result


def prefer_language(snapshot: IndexSnapshot, plan: Plan, docs: Int32s, found: Mask) -> Mask:
    """Return which documents stand for their translations as they are in the visitor's language: bool[F].

    Args:
        snapshot: With the documents.
        plan: Of the query.
        docs: int32[F].
        found: bool[F], those that have anything of the plan themselves.
    """
    number, has_to_match = find_language(snapshot, plan)
    preferred: Mask = snapshot.languages[docs] == number
    return preferred & found if has_to_match else preferred


def find_language(snapshot: IndexSnapshot, plan: Plan) -> tuple[int, bool]:
    """Return the number of the visitor's language, and whether only documents that match count as being in it.

    The letters of a query tell its language, unless the site has another one that is written with these: of English and
    Spanish posts only those count then that were found themselves.
    """
    language, names = query_language(plan), snapshot.reader.facets["lang"].names
    others = {*names} - {language}
    is_doubtful = "ja" in others if language == "zh" else language not in NOT_LATIN and bool(others - NOT_LATIN)
    return _number_of(snapshot, "lang", language), is_doubtful


def find_locale(snapshot: IndexSnapshot, plan: Plan) -> int:
    """Return the number of the locale that a query's letters tell: the script of its Chinese."""
    return _number_of(snapshot, "locale", read_letters(plan.text))


def query_language(plan: Plan) -> str:
    """Return the language that a query's letters tell: ``ru`` or ``ja`` too, ``en`` for any in Latin letters."""
    seen = detect_language(plan.text)
    return seen if seen not in ("en", "zh") else plan.language


def share_found(snapshot: IndexSnapshot, docs: Int32s, mask: Mask) -> Mask:
    """Return a mask of documents in which a True is shared by all translations of one post: bool[F]."""
    numbers = snapshot.reader.translations.take(docs)
    several = np.flatnonzero(numbers >= 0)
    if not len(several):
        return mask
    holds = np.zeros(len(snapshot.translations.offsets) - 1, dtype=bool)
    holds[numbers[several[mask[several]]]] = True
    shared = mask.copy()
    shared[several] = holds[numbers[several]]
    return shared


def find_translations(snapshot: IndexSnapshot, doc: int) -> list[int]:
    """Return the living documents that are the same post in other languages."""
    number = int(snapshot.reader.translations[doc])
    if number < 0:
        return []
    begin, end = snapshot.translations.offsets[number : number + 2].tolist()
    return [other for other in snapshot.translations.members[begin:end].tolist() if other != doc]


def in_language(snapshot: IndexSnapshot, docs: Int32s, language: str) -> Mask:
    """Return which of some documents are in a language: bool[len(docs)]."""
    mask: Mask = snapshot.languages[docs] == _number_of(snapshot, "lang", language)
    return mask


def in_locale(snapshot: IndexSnapshot, docs: Int32s, plan: Plan) -> Mask:
    """Return which of some documents are in the locale of a query: bool[len(docs)]."""
    mask: Mask = snapshot.locales[docs] == find_locale(snapshot, plan)
    return mask


def _number_of(snapshot: IndexSnapshot, facet: str, value: str) -> int:
    """Return the number of a value of a facet, or -2 where no document has it."""
    names = snapshot.reader.facets[facet].names
    return names.index(value) if value in names else -2
