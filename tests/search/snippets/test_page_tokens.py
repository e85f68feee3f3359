"""Tokens found on a page, against going through the tokens that an analyzer cuts."""

import numpy as np
import pytest
from small_index import ANALYZER, POSTS, make_post, read_index

from indexer.search.searcher import Searcher
from indexer.search.snippets.page_tokens import MOST_TOKENS, find_tokens
from indexer.search.snippets.result_page import ResultPage
from indexer.text.document import ZONE_GAP

MORE = [make_post("e", "kube-proxy Service Mesh proxy 服务网格 end", title="service 网格", tags=("mesh",))]


def find(docs, *terms, parts=(POSTS, MORE)):
    """Return the tokens of a page that are among some terms, with the texts of these terms in their order."""
    page = ResultPage(Searcher(read_index(*parts)).snapshot, docs)
    numbers = sorted({page.reader.find_term(term) for term in terms} - {-1})
    return find_tokens(page, np.array(numbers, dtype=np.int64)), [page.reader.term_at(n) for n in numbers]


def analyze(page):
    """Yield (number on the page, term, start, position from the document's first) of every word on the page."""
    for hit, doc in enumerate(page.docs):
        position = 0
        begin, _ = page.span(hit)
        for zone in page.reader.stored(doc).zones:
            start, end = begin + zone.start, begin + zone.end
            analysis = ANALYZER.analyze(page.text[start:end], start, position)
            yield from ((hit, token.term, token.start, token.position) for token in analysis.words)
            position = max((token.position for token in analysis.words), default=position - 1) + 1 + ZONE_GAP


@pytest.mark.parametrize("docs", [(0,), (4, 0), (2, 4, 1, 0, 3)])
def test_tokens_are_found_where_the_analyzer_cuts_them_at_their_positions(docs):
    found, terms = find(docs, "servic", "mesh", "网格", "服务网格", "word", "end")
    page, words = found.page, found.is_word
    bases = page.reader.position_bases[np.array(docs)]
    rows = zip(
        found.hits[words].tolist(),
        [terms[term] for term in found.terms[words].tolist()],
        found.spans.starts[words].tolist(),
        (found.positions - bases[found.hits])[words].tolist(),
        strict=True,
    )
    assert list(rows) == [row for row in analyze(page) if row[1] in terms]


def test_tokens_of_one_text_are_told_by_their_terms():
    found, terms = find((4,), "servic", "proxi")
    shown = [found.page.text[start:end] for start, end in zip(*found.spans, strict=True)]
    assert [shown[at] for at in found.are([terms.index("servic")]).nonzero()[0]] == ["service", "Service"]
    assert not found.are([]).any()
    assert {shown[at] for at in found.are([0, 1]).nonzero()[0]} == {"service", "Service", "proxy"}


def test_so_many_tokens_of_each_document_are_found_and_no_more():
    posts = [
        make_post(f"{at}", "mesh " * count, title="t") for at, count in enumerate((MOST_TOKENS + 9, 1, MOST_TOKENS + 1))
    ]
    found, _ = find((0, 1, 2), "mesh", parts=(posts,))
    assert np.bincount(found.hits).tolist() == [MOST_TOKENS, 1, MOST_TOKENS]


def test_words_behind_a_position_are_found_by_their_distance():
    found, terms = find((4,), "servic", "mesh")
    begins = found.positions[found.are([terms.index("servic")])][1:]
    next_words = found.stand_at(begins, 1)
    assert [found.page.text[start:end] for start, end in zip(*found.spans.select(next_words), strict=True)] == ["Mesh"]
    assert not found.stand_at(begins[:0], 1).any()


@pytest.mark.parametrize(("docs", "terms"), [((), ("mesh",)), ((0,), ()), ((0,), ("nowhere",))])
def test_of_no_document_or_no_term_nothing_is_found(docs, terms):
    found, _ = find(docs, *terms)
    assert len(found.terms) == len(found.spans.starts) == 0
    assert not found.are([0]).any()
