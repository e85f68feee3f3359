"""Count what a query found by a cluster's aggregations: in all, complete, and by the values of each facet."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from indexer.engines.cluster.candidates.site_vocabulary import SiteVocabulary
from indexer.engines.cluster.queries.clauses import Query
from indexer.search.facets.counting import name_locales
from indexer.search.facets.facet_table import COUNTED_FACETS, MAX_FACET_VALUES, ValueCounts

_SPARE = 30
"""Values beyond those shown that are counted: where translations count once, others may come first."""
_YEARS = 200
_MOST_VALUES = 5000
"""Values of a facet that are suggested from, the most frequent."""
_PRECISION = 40_000
"""Groups of translations up to which they are counted all but exactly: the most that OpenSearch offers."""


class Counts(NamedTuple):
    """What was counted.

    Attributes:
        documents: All that match.
        total: The same, translations of one post once.
        complete: Posts that have every word.
        exact_documents: Documents that have every word as a word, translations each.
        facets: As of ``Results``.
    """

    documents: int
    total: int
    complete: int
    exact_documents: int
    facets: Mapping[str, ValueCounts]


class Counter:
    """Counts for one index. Immutable."""

    def __init__(self, vocabulary: SiteVocabulary) -> None:
        self._vocabulary = vocabulary
        self._has_both_scripts = len(vocabulary.facet_names["locale"]) > 1
        folds = vocabulary.tables.totals.has_translations
        groups = {"cardinality": {"field": "translation", "precision_threshold": _PRECISION}}
        self._folding = {"single": {"missing": {"field": "translation"}}, "groups": groups} if folds else {}

    def ask(self, complete: Query, exact: Query) -> dict[str, Any]:
        """Return the aggregations; ``complete`` matches what has every word, ``exact`` what has it as a word."""
        return {
            **self._folding,
            "complete": {"filter": complete, "aggs": self._folding},
            "exact": {"filter": exact},
            **{name: self.ask_facet(name) for name in COUNTED_FACETS},
        }

    def ask_facet(self, name: str) -> dict[str, Any]:
        """Return the aggregation of one facet."""
        size = _YEARS if name == "year" else MAX_FACET_VALUES + _SPARE
        return {"terms": {"field": name, "size": size, "shard_size": 20 * size}, "aggs": self._folding}

    @staticmethod
    def ask_values(name: str) -> dict[str, Any]:
        """Return the aggregation of all values of a facet."""
        return {"terms": {"field": name, "size": _MOST_VALUES}}

    @staticmethod
    def read_values(found: Mapping[str, Any]) -> dict[str, int]:
        """Return values of a facet, folded, with the documents of each."""
        return {each["key"]: int(each["doc_count"]) for each in found["buckets"]}

    def read(self, answer: Mapping[str, Any]) -> Counts:
        """Read an answer."""
        found = answer["aggregations"]
        documents = int(answer["hits"]["total"]["value"])
        return Counts(
            documents,
            self._fold(found, documents),
            self._fold(found["complete"], found["complete"]["doc_count"]),
            int(found["exact"]["doc_count"]),
            self.read_facets(found),
        )

    @staticmethod
    def count_together(name: str) -> tuple[str, ...]:
        """Return the facets of which the counts of one are made."""
        return ("lang", "locale") if name == "lang" else (name,)

    def read_facets(self, found: Mapping[str, Any]) -> Mapping[str, ValueCounts]:
        """Return the values of those facets that were counted, see ``read_facet``."""
        counted = {name: self.read_facet(name, found[name]) for name in COUNTED_FACETS if name in found}
        return name_locales(counted, has_both_scripts="lang" in counted and self._has_both_scripts)

    def read_facet(self, name: str, found: Mapping[str, Any]) -> ValueCounts:
        """Return the values of a facet, as most authors write them: the most frequent first, years newest first."""
        numbers, names = self._vocabulary.facet_numbers[name], self._vocabulary.facet_names[name]
        rows = [
            (
                names[numbers[each["key"]]] if each["key"] in numbers else each["key"],
                self._fold(each, each["doc_count"]),
            )
            for each in found["buckets"]
        ]
        rows.sort(key=lambda row: row[0], reverse=name == "year")
        if name != "year":
            rows.sort(key=lambda row: -row[1])
        return tuple(rows[: _YEARS if name == "year" else MAX_FACET_VALUES])

    def _fold(self, found: Mapping[str, Any], documents: int) -> int:
        """Return how many posts some documents are."""
        return int(found["single"]["doc_count"] + found["groups"]["value"]) if self._folding else int(documents)
