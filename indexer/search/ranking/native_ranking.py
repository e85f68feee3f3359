"""A plan and its matches -> documents and scores, by the kernel: what ``ranking.rank`` answers without it, to the bit.

What signals go by is gathered here, and read; the kernel lays it out by candidates and adds it up.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from indexer.index.format.layout import FIELD_NUMBERS, Mask
from indexer.index.parts.part_reader import PartReader
from indexer.native import Kernel, kernel
from indexer.native.candidates import LaidOut, MatchSpec, NodeSpec, lay_out
from indexer.native.rank import MOST_SHARING
from indexer.native.scores import ChosenTerms, PostingRows, TermPostings, Weights, choose_feedback, finish_scores
from indexer.native.signals import (
    Gram,
    Pair,
    PlaceForm,
    Places,
    PositionLists,
    PositionRows,
    Scored,
    SignalInputs,
    TitleForm,
    score_signals,
)
from indexer.search.deadline import check_deadline
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match
from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.nodes import Node, WordNode
from indexer.search.query.plan import Plan
from indexer.search.ranking.candidates import CandidateSet
from indexer.search.ranking.evidence import Evidence
from indexer.search.ranking.feedback import choose_terms
from indexer.search.ranking.paragraphs import list_forms
from indexer.search.ranking.passages import LEAST_TRUST, begin_sequences, idf_of, weigh_places
from indexer.search.ranking.result import Ranking
from indexer.search.ranking.signals import LATER_SIGNALS, SIGNALS, list_pairs, list_title_forms
from indexer.search.ranking.symbols import score_symbols
from indexer.search.ranking.translations import prefer_language
from indexer.text.document import BODY
from indexer.units import Positions

_SQUARE_ROOT = 0.5
"""The one exponent of ``Tuning.coverage`` that the kernel raises to as NumPy does."""
_NAMES = (*SIGNALS, *LATER_SIGNALS, "translations", "all words")
_SYMBOL = _NAMES.index("symbol")


def find_kernel(lookup: Lookup) -> Kernel | None:
    """Return the kernel where it can rank: where all documents are here, and words are weighed as it weighs them."""
    is_able = lookup.snapshot.statistics.are_counted_here and lookup.tuning.coverage == _SQUARE_ROOT
    return kernel() if is_able else None


def rank_natively(library: Kernel, lookup: Lookup, plan: Plan, matches: Mapping[Node, Match], allowed: Mask) -> Ranking:
    """Score the documents of a plan, one or more nodes of which score.

    Args:
        library: The kernel.
        lookup: Of the query.
        plan: Of the query.
        matches: Of each node of ``plan.scored``, what stands for it included.
        allowed: bool[N], the documents that may be found.
    """
    check_deadline()
    tuning, columns = lookup.tuning, lookup.snapshot.ranking_columns
    runs = [lookup.match_run(run).spec for run in plan.runs]
    nodes = [_describe_node(lookup, plan, node, match) for node, match in matches.items()]
    laid = lay_out(library, columns, allowed, runs, nodes, with_translations=tuning.translation != 0)
    scored = _score_signals(library, lookup, plan, laid, runs)
    if _has_symbols(plan):
        _add_symbols(lookup, plan, laid, scored)
    check_deadline()
    chosen = _choose_feedback(library, lookup, laid, scored)
    weights = Weights(
        tuning.k1, tuning.feedback, tuning.translation, tuning.other_language, tuning.all_words * (len(nodes) - 1)
    )
    has_groups = len(columns.groups) > 0
    preferred = prefer_language(lookup.snapshot, plan, laid.docs, laid.found) if has_groups else None
    finish = partial(finish_scores, library, columns, scored, weights, preferred=preferred, chosen=chosen)
    try:
        complete, left = finish(postings=_find_postings(lookup, chosen))
    except ValueError:  # who reads in Python learns which bytes are damaged
        complete, left = finish(postings=_read_postings(lookup, chosen))
    ranking = Ranking(laid.docs, scored.scores, dict(zip(_NAMES, scored.signals, strict=True)), complete, laid.found)
    return ranking.keep(laid.found | (scored.scores > 0)) if left else ranking


def _describe_node(lookup: Lookup, plan: Plan, node: Node, match: Match) -> NodeSpec:
    own, runs = lookup.match(node), [number for number, run in enumerate(plan.runs) if node in run.words]
    count = len(own.layers) if own is match else sum(len(layer.docs) > 0 for layer in own.layers)
    return NodeSpec(match.spec, count, runs)


class _ListedPositions:
    """The lists of positions that the signals of one plan take, each once."""

    def __init__(self, lookup: Lookup, part: PartReader | None) -> None:
        """Take those of words as rows of a part; all read already where it is None."""
        self._lookup, self._part = lookup, part
        self._lists: list[Positions | PositionRows] = []
        self._known: dict[tuple[str, ...], int] = {}

    def of_terms(self, terms: tuple[str, ...]) -> int:
        """Return the number of the list of any of some terms."""
        if terms not in self._known:
            self._known[terms] = self._add(self._find(terms))
        return self._known[terms]

    def of_node(self, node: Node) -> list[int]:
        """Return the numbers of the lists of where a node begins: what ``begin_positions`` yields."""
        words = [self.of_terms(node.terms)] if isinstance(node, WordNode) else []
        return words + [self._add(begins) for begins in begin_sequences(self._lookup, node)]

    def _add(self, positions: Positions | PositionRows) -> int:
        self._lists.append(positions)
        return len(self._lists) - 1

    def _find(self, terms: tuple[str, ...]) -> Positions | PositionRows:
        numbers = self._lookup.terms.find_all(terms) if self._part else []
        if self._part is None or len(numbers) != 1:
            return self._lookup.terms.positions(terms)
        begin, end = self._part.words.occurrences[numbers[0] : numbers[0] + 2].tolist()
        return PositionRows(begin, end)

    def listed(self) -> PositionLists:
        """Return the lists."""
        return PositionLists(self._lists, self._part.words.placed.reader if self._part else None)


def _score_signals(library: Kernel, lookup: Lookup, plan: Plan, laid: LaidOut, runs: Sequence[MatchSpec]) -> Scored:
    """Score candidates; positions are read in the same call where they lie in one table."""
    columns, part = lookup.snapshot.ranking_columns, lookup.reader.whole
    try:
        inputs = _gather(lookup, plan, laid, runs, _ListedPositions(lookup, part))
        return score_signals(library, columns, laid, inputs)
    except ValueError:  # who reads in Python learns which bytes are damaged
        inputs = _gather(lookup, plan, laid, runs, _ListedPositions(lookup, None))
        return score_signals(library, columns, laid, inputs)


def _gather(
    lookup: Lookup, plan: Plan, laid: LaidOut, runs: Sequence[MatchSpec], positions: _ListedPositions
) -> SignalInputs:
    tuning = lookup.tuning
    titles = _gather_titles(lookup, plan, laid) if tuning.title else []
    total = sum(idf for idf, _ in titles)
    return SignalInputs(
        k1=tuning.k1,
        every=max(sum(laid.bests), 1e-6),
        title=tuning.title / total if total else 0.0,
        titles=titles if total else [],
        phrase=tuning.phrase,
        pairs=[*_gather_pairs(plan, positions)] if tuning.phrase else [],
        runs=runs,
        grams=[*_gather_grams(lookup, plan)] if tuning.grams else [],
        places=_gather_places(lookup, plan, laid, positions),
        positions=positions.listed(),
    )


def _gather_titles(lookup: Lookup, plan: Plan, laid: LaidOut) -> list[tuple[float, list[TitleForm]]]:
    """Return of each word its idf and all ways to say it in a title."""
    return [
        (lookup.terms.idf(max(count, 0)), [*_gather_title(lookup, plan, node)])
        for node, count in zip(plan.scored, laid.counts, strict=True)
        if isinstance(node, WordNode)
    ]


def _gather_title(lookup: Lookup, plan: Plan, word: WordNode) -> Iterator[TitleForm]:
    for form in list_title_forms(plan, lookup.tuning, word):
        words = [lookup.terms.frequencies(each.terms).spec for each in form.words]
        yield TitleForm(form.weight, form.length, words)


def _gather_pairs(plan: Plan, positions: _ListedPositions) -> Iterator[Pair]:
    for left, right in list_pairs(plan):
        yield Pair(positions.of_terms(left.terms), positions.of_terms(right.terms), len(left.terms_by_position))


def _gather_grams(lookup: Lookup, plan: Plan) -> Iterator[Gram]:
    for gram in plan.grams:
        number = lookup.reader.find_gram(gram)
        if number >= 0:
            found = lookup.reader.gram_postings(number)
            yield Gram(found.entries, found.counts, lookup.tuning.grams * lookup.terms.idf(len(found.entries)))


def _gather_places(lookup: Lookup, plan: Plan, laid: LaidOut, positions: _ListedPositions) -> Places | None:
    tuning = lookup.tuning
    trust = weigh_places(plan, len(laid.bests), laid.complete) if tuning.passage or tuning.paragraph else 0.0
    if trust < LEAST_TRUST or not len(laid.docs):
        return None
    own = [lookup.terms.idf(abs(count)) for count in laid.counts]
    nodes = [
        (idf, [*_list_places(lookup, plan, node, idf, positions)]) for node, idf in zip(plan.scored, own, strict=True)
    ]
    average = float(lookup.reader.average_lengths[FIELD_NUMBERS[BODY]])
    return Places(trust, tuning.passage, tuning.paragraph, tuning.fields[BODY].b, average, nodes)


def _list_places(
    lookup: Lookup, plan: Plan, node: Node, idf: float, positions: _ListedPositions
) -> Iterator[PlaceForm]:
    """Yield where a node stands, and what stands for it."""
    for other, weight in list_forms(plan, node):
        factor = weight * (idf if other is node else idf_of(lookup, other))
        yield PlaceForm(factor, positions.of_node(other))


def _has_symbols(plan: Plan) -> bool:
    return bool(plan.symbols) or any(each.kind is ExpansionKind.PIECE for each in plan.expansions)


def _add_symbols(lookup: Lookup, plan: Plan, laid: LaidOut, scored: Scored) -> None:
    candidates = CandidateSet(laid.docs, lookup.max_doc, laid.rows)
    column = score_symbols(Evidence(lookup, plan, candidates, (), ()), scored.scores) * laid.found
    scored.signals[_SYMBOL] = column
    np.add(scored.scores, column, out=scored.scores)


def _choose_feedback(library: Kernel, lookup: Lookup, laid: LaidOut, scored: Scored) -> ChosenTerms:
    """Find the best posts and what their keywords share, in the kernel where it knows the keywords of all."""
    tuning, keywords, columns = lookup.tuning, lookup.snapshot.keywords, lookup.snapshot.ranking_columns
    is_wanted = tuning.feedback and tuning.feedback_terms > 0
    table = keywords.table if is_wanted and tuning.feedback_posts <= MOST_SHARING else None
    posts, terms = max(tuning.feedback_posts, 0), tuning.feedback_terms
    chosen = choose_feedback(library, columns, scored, table, posts=posts, terms=terms)
    if table or not is_wanted:
        return chosen
    return ChosenTerms(chosen.best, *choose_terms(lookup, laid.docs, chosen.best, scored.scores))


def _find_postings(lookup: Lookup, chosen: ChosenTerms) -> TermPostings | PostingRows | None:
    """Return where the postings of what feedback looks for lie, or these where they are not in one table."""
    part = lookup.reader.whole
    if not len(chosen.terms):
        return None
    if part is None:
        return _read_postings(lookup, chosen)
    numbers = lookup.reader.terms_of_ordinals(chosen.terms)
    spans = np.stack([part.words.postings[numbers], part.words.postings[numbers + 1]], axis=1)
    return PostingRows(spans.astype(np.int64), part.words.posted.reader)


def _read_postings(lookup: Lookup, chosen: ChosenTerms) -> TermPostings:
    found, sizes = lookup.reader.postings_of(lookup.reader.terms_of_ordinals(chosen.terms))
    return TermPostings(sizes, found.entries, found.counts)
