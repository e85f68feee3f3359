"""Count what was found by the values of each facet."""

from collections.abc import Mapping
from types import MappingProxyType

from indexer.search.facets.facet_table import FACET_LIMITS, ValueCounts
from indexer.search.snapshot import IndexSnapshot
from indexer.units import DocIds


def count_facets(
    snapshot: IndexSnapshot, docs: DocIds, widened: Mapping[str, DocIds] = MappingProxyType({})
) -> Mapping[str, ValueCounts]:
    """Count documents by each facet's values, most frequent first; years newest first, and all of them.

    Args:
        snapshot: With the documents.
        docs: What was found; translations of one post count once by what any of them has.
        widened: For each facet that was chosen from, what would have been found otherwise: so that one sees what
            another of its values would add.
    """
    return finish_counts(snapshot, _count(snapshot, docs), widened)


def finish_counts(
    snapshot: IndexSnapshot, found: Mapping[str, ValueCounts], widened: Mapping[str, DocIds]
) -> Mapping[str, ValueCounts]:
    """Return the facets of an answer: see ``count_facets``, which counted what was found."""
    counted = name_locales(found, has_both_scripts=snapshot.has_both_scripts)
    for name, others in widened.items():
        if name in counted:
            own = name_locales(_count(snapshot, others), has_both_scripts=snapshot.has_both_scripts)
            counted[name] = own[name]
    counted["year"] = tuple(sorted(counted["year"], reverse=True))
    return counted


def _count(snapshot: IndexSnapshot, docs: DocIds) -> Mapping[str, ValueCounts]:
    owners = snapshot.reader.translations.take(docs) if len(snapshot.translations.members) else None
    return snapshot.facets.count_most_frequent(docs, FACET_LIMITS, owners)


def name_locales(counted: Mapping[str, ValueCounts], *, has_both_scripts: bool) -> dict[str, ValueCounts]:
    """Return counts by facet in which languages name the two scripts of Chinese beside it, where a site has both."""
    others = dict(counted)
    locales = others.pop("locale", ())
    if has_both_scripts:
        others["lang"] = tuple(sorted((*others["lang"], *locales), key=lambda row: (-row[1], row[0])))
    return others
