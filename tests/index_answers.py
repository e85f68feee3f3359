"""All that an index says, to be compared with what another says of the same posts."""

import pytest

from indexer.index.build.memory import read_memory
from indexer.index.generations.generation import current_generation
from indexer.index.reader.store import open_store
from indexer.search.matching.lookup import Lookup
from indexer.search.payload import results_payload
from indexer.search.ranking.ranking import rank
from indexer.search.results import SearchRequest, Sort
from indexer.search.searcher import Searcher

COUNTS = ("posts", "languages", "terms", "left_out", "refused", "site_name", "base_url", "hide_when")
"""What a manifest says of the posts, other than when and how fast it was built."""


def describe(searcher, queries, typed):
    """Return what is answered to queries and to beginnings of queries, and what words and posts are known.

    Scores stand apart, as they were before they were rounded.
    """
    reader = searcher.reader
    found = {
        "posts": reader.num_docs,
        "terms": reader.count_living_terms(),
        "surfaces": list(reader.surfaces),
        "sounds": [word for word, _ in reader.sounds],
        "suggestions": [searcher.suggest(SearchRequest(text), 8) for text in typed],
    }
    for text in queries:
        ranking = rank(Lookup(searcher.snapshot), searcher.plan(SearchRequest(text)))
        ids = [reader.metadata(int(doc)).id for doc in ranking.docs]
        found[text, "scores"] = dict(zip(ids, ranking.scores.tolist(), strict=True))
        for sort in Sort:
            payload = results_payload(searcher.search(SearchRequest(text, per_page=50, sort=sort)))
            payload["hits"] = [hit | {"score": None} for hit in payload["hits"]]
            found[text, sort] = payload | {"took_ms": 0}
    return found


def answers(folder, seconds, queries, typed):
    """Describe the generation in a folder as it is at a moment."""
    return describe(Searcher(open_store(folder, seconds)), queries, typed)


def require_same(found, expected):
    """Require two descriptions to be equal, scores to 0.000001."""
    assert found.keys() == expected.keys()
    for question, answer in expected.items():
        is_close = pytest.approx(answer, abs=1e-6) if question[1] == "scores" else answer
        assert found[question] == is_close, question


def require_same_index(root, fresh, moments, queries, typed):
    """Require two indexes to answer alike at some moments, to count alike, and to have learnt the same."""
    live, other = current_generation(root), current_generation(fresh)
    assert not live.degraded
    for name in COUNTS:
        found, expected = (getattr(each.manifest.contents, name) for each in (live, other))
        assert found == expected, name
    for seconds in moments:
        require_same(*(answers(each.path, seconds, queries, typed) for each in (live, other)))
    known, expected = (open_store(each.path, moments[0]).site for each in (live, other))
    assert known == expected, "what is known of the site: words, pairs, glossary"
    assert read_memory(live.path) == read_memory(other.path)
