"""Folding: of the translations of one post that were found, one alone is a hit."""

from collections.abc import Sequence

import numpy as np

from indexer.arrays import Mask
from indexer.search.matching.match import begin_runs
from indexer.search.query.plan import Plan
from indexer.search.ranking.result import Ranking
from indexer.search.ranking.translations import in_language, in_locale
from indexer.search.ranking.whole_titles import prefer_translations
from indexer.search.snapshot import IndexSnapshot
from indexer.units import DocIds


def fold_translations(snapshot: IndexSnapshot, plan: Plan, ranking: Ranking, pinned: Sequence[int] = ()) -> Ranking:
    """Return a ranking in which of each post's translations only one is left.

    A pinned one, else the one that ``prefer_translations`` names, else the one in the script of Chinese that was typed,
    else the best, else the first by the ids of posts: the same one by whatever the hits are sorted.

    Args:
        snapshot: With the documents.
        plan: Of the query.
        ranking: All that was found.
        pinned: Documents that come first.
    """
    numbers = snapshot.reader.translations.take(ranking.docs)
    several = np.flatnonzero(numbers >= 0)
    if len(several) <= 1:
        return ranking
    docs = ranking.docs[several]
    found = ranking.matched[several]
    preferences = (
        snapshot.reader.id_ranks[docs],
        -ranking.scores[several],
        ~(in_locale(snapshot, docs, plan) & found),
        ~_stand_for_others(snapshot, plan, docs, found),
        ~np.isin(docs, pinned),
    )
    order = np.lexsort((*preferences, numbers[several]))
    kept: Mask = numbers < 0
    kept[several[order[begin_runs(numbers[several[order]])]]] = True
    return ranking if kept.all() else ranking.keep(kept)


def _stand_for_others(snapshot: IndexSnapshot, plan: Plan, docs: DocIds, found: Mask) -> Mask:
    """Return which documents stand for their translations; where nothing was typed, those in most posts' language."""
    names = snapshot.reader.facets["lang"].names
    if plan.text or not names:
        return prefer_translations(snapshot, plan, docs, found)
    living = snapshot.languages[snapshot.live]
    here = names[int(np.bincount(living[living >= 0], minlength=len(names)).argmax())]
    statistics = snapshot.statistics
    return in_language(snapshot, docs, statistics.main_language(here) if statistics else here)
