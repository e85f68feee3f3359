"""The answer to a query taken apart: its tokens, its plan, and each hit's score by signal."""

from dataclasses import dataclass

import numpy as np

from indexer.index.format.layout import FIELD_BITS, FIELD_COUNT, FIELD_NUMBERS
from indexer.search.index_view import IndexView
from indexer.search.query.plan import Plan
from indexer.search.ranking.result import Ranking
from indexer.text.analysis.analyzer import Analyzer
from indexer.text.document import SUBWORDS
from indexer.units import DocFreq
from indexer.wording import count


@dataclass(frozen=True, slots=True)
class ExplainedToken:
    """One token of the query.

    Attributes:
        written: As typed.
        term: As it is looked up.
        kind: ``word``, or ``part`` for a subword: a shorter word inside one.
        posts: Its document frequency as a token of that kind.
    """

    written: str
    term: str
    kind: str
    posts: int


@dataclass(frozen=True, slots=True)
class ExplainedHit:
    """A hit's score by signal.

    Attributes:
        complete: True if the post has every word.
        signals: The summands of the score by their names.
        is_pinned: True if it comes first whatever its score, because the site's glossary says so.
    """

    id: str
    title: str
    score: float
    complete: bool
    signals: dict[str, float]
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything ``search-index explain`` prints."""

    query: str
    cut: tuple[ExplainedToken, ...]
    plan: str
    total: int
    hits: tuple[ExplainedHit, ...]


def explain_cut(reader: IndexView, analyzer: Analyzer, text: str) -> tuple[ExplainedToken, ...]:
    """Cut a text into tokens, subwords included, with their document frequencies."""
    analysis = analyzer.analyze(text)
    tokens = [(token, "word") for token in analysis.words] + [(token, "part") for token in analysis.subwords]
    tokens.sort(key=lambda each: (each[0].start, -each[0].end, each[1]))
    return tuple(
        ExplainedToken(text[token.start : token.end], token.term, kind, _doc_freq(reader, token.term, kind))
        for token, kind in tokens
    )


def _doc_freq(reader: IndexView, term: str, kind: str) -> DocFreq:
    """Return in how many documents a term stands as a word, or as a subword."""
    number = reader.find_term(term)
    if number < 0:
        return DocFreq(0)
    doc_fields = reader.postings(number).entries
    in_subwords = (doc_fields & (FIELD_COUNT - 1)) == FIELD_NUMBERS[SUBWORDS]
    return DocFreq(len(np.unique(doc_fields[in_subwords == (kind == "part")] >> FIELD_BITS)))


def explain_hits(
    reader: IndexView, ranking: Ranking, docs: list[int], pinned: tuple[int, ...] = ()
) -> tuple[ExplainedHit, ...]:
    """Return the scores of some documents by signal."""
    return tuple(
        ExplainedHit(
            id=metadata.id,
            title=metadata.title,
            score=round(float(ranking.scores[row]), 4),
            complete=bool(ranking.complete[row]),
            signals={name: round(float(values[row]), 4) for name, values in ranking.signals.items()},
            is_pinned=doc in pinned,
        )
        for doc, row in zip(docs, ranking.rows_of(docs), strict=True)
        for metadata in (reader.metadata(doc),)
    )


def describe(explanation: Explanation) -> str:
    """Format an explanation for a terminal."""
    cut = "\n".join(f"  {c.written} → {c.term}  ({c.kind}, {count(c.posts, 'post')})" for c in explanation.cut)
    plan = "\n".join(f"  {line}" for line in explanation.plan.splitlines())
    hits = "\n".join(map(_describe_hit, explanation.hits))
    return f"cut\n{cut}\n\nplan\n{plan}\n\n{count(explanation.total, 'post')}\n{hits}"


def _describe_hit(hit: ExplainedHit) -> str:
    summands = [f"{name} {value:.3f}" for name, value in hit.signals.items() if value]
    pinned = ["pinned, so it comes first"] if hit.is_pinned else []
    signals = "; ".join([*pinned, " + ".join(summands)])
    return f"  {hit.score:8.3f}  {hit.title}\n            {hit.id}\n            {signals}"


def explain(
    plan: Plan,
    reader: IndexView,
    analyzer: Analyzer,
    ranking: Ranking,
    docs: list[int],
    *,
    pinned: tuple[int, ...] = (),
) -> Explanation:
    """Explain how a plan was evaluated: its tokens, and the scores of some documents."""
    cut = explain_cut(reader, analyzer, plan.text)
    return Explanation(plan.text, cut, plan.describe(), ranking.total, explain_hits(reader, ranking, docs, pinned))
