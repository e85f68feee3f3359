"""Count what was found by the values of each facet."""

from collections.abc import Mapping
from types import MappingProxyType

from indexer.search.facets.facet_table import ValueCounts
from indexer.search.snapshot import COUNTED_FACETS, IndexSnapshot
from indexer.units import DocIds

MAX_FACET_VALUES = 20
"""Values of a facet that an answer names at most, the most frequent ones."""
_MAX_YEARS = 200
"""Years are listed all; so many only a site has whose dates are wrong."""
_LIMITS = [_MAX_YEARS if name == "year" else MAX_FACET_VALUES for name in COUNTED_FACETS]


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
    counted = dict(_count(snapshot, docs))
    for name, others in widened.items():
        if name in counted:
            counted[name] = _count(snapshot, others)[name]
    return counted | {"year": tuple(sorted(counted["year"], reverse=True))}


def _count(snapshot: IndexSnapshot, docs: DocIds) -> Mapping[str, ValueCounts]:
    owners = snapshot.reader.translations.take(docs) if len(snapshot.translations.members) else None
    counted = snapshot.facets.count_most_frequent(docs, _LIMITS, owners)
    return name_locales(counted, has_both_scripts=snapshot.has_both_scripts)


def name_locales(counted: Mapping[str, ValueCounts], *, has_both_scripts: bool) -> Mapping[str, ValueCounts]:
    """Return counts by facet in which languages name the two scripts of Chinese beside it, where a site has both."""
    others = {name: counts for name, counts in counted.items() if name != "locale"}
    if not has_both_scripts:
        return others
    return others | {"lang": tuple(sorted((*counted["lang"], *counted["locale"]), key=lambda row: (-row[1], row[0])))}
