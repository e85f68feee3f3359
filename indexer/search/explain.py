"""Why a query finds what it finds: how it was cut, the plan it became, and each hit's score by signal."""

from dataclasses import dataclass

from indexer.index.part_reader import PartReader
from indexer.search.plan import Plan
from indexer.search.ranking import Ranking
from indexer.text.analyzer import Analyzer


@dataclass(frozen=True, slots=True)
class Cut:
    """One token of the query.

    Attributes:
        written: As typed.
        term: As it is looked up.
        kind: ``word``, or ``part`` for a shorter word inside one.
        posts: How many posts have it as a word of their text or title.
    """

    written: str
    term: str
    kind: str
    posts: int


@dataclass(frozen=True, slots=True)
class ExplainedHit:
    """A hit's score, and what each signal added to it.

    Attributes:
        complete: Whether the post has every word; such posts are raised above all others.
    """

    id: str
    title: str
    score: float
    complete: bool
    signals: dict[str, float]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything ``search-index explain`` prints."""

    query: str
    cut: tuple[Cut, ...]
    plan: str
    total: int
    hits: tuple[ExplainedHit, ...]


def explain_cut(part: PartReader, analyzer: Analyzer, text: str) -> tuple[Cut, ...]:
    """Show how a text is cut, and how common each piece is."""
    analysis = analyzer.analyze(text)
    words = [(token, "word", ("body", "title")) for token in analysis.words]
    parts = [(token, "part", ("parts",)) for token in analysis.parts]
    rows = sorted((*words, *parts), key=lambda row: (row[0].start, -row[0].end, row[1]))
    return tuple(
        Cut(text[token.start : token.end], token.term, kind, max(_count(part, field, token.term) for field in fields))
        for token, kind, fields in rows
    )


def _count(part: PartReader, field: str, term: str) -> int:
    number = part.find_term(field, term)
    return 0 if number is None else part.document_frequency(number)


def explain_hits(part: PartReader, ranking: Ranking, docs: list[int]) -> tuple[ExplainedHit, ...]:
    """Take the scores of some documents apart."""
    return tuple(
        ExplainedHit(
            id=metadata.id,
            title=metadata.title,
            score=round(float(ranking.scores[doc]), 4),
            complete=bool(ranking.complete[doc]),
            signals={name: round(float(values[doc]), 4) for name, values in ranking.signals.items()},
        )
        for doc in docs
        for metadata in (part.stored(doc).metadata,)
    )


def describe(explanation: Explanation) -> str:
    """Return an explanation as text for a terminal."""
    cut = "\n".join(f"  {c.written} → {c.term}  ({c.kind}, {c.posts} posts)" for c in explanation.cut)
    plan = "\n".join(f"  {line}" for line in explanation.plan.splitlines())
    hits = "\n".join(map(_describe_hit, explanation.hits))
    return f"cut\n{cut}\n\nplan\n{plan}\n\n{explanation.total} posts\n{hits}"


def _describe_hit(hit: ExplainedHit) -> str:
    signals = " + ".join(f"{name} {value:.3f}" for name, value in hit.signals.items() if value)
    return f"  {hit.score:8.3f}  {hit.title}\n            {hit.id}\n            {signals}"


def explain(plan: Plan, part: PartReader, analyzer: Analyzer, ranking: Ranking, docs: list[int]) -> Explanation:
    """Put an explanation together."""
    cut = explain_cut(part, analyzer, plan.text)
    return Explanation(plan.text, cut, plan.describe(), ranking.total, explain_hits(part, ranking, docs))
