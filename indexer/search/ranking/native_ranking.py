"""A plan and its matches -> documents and scores, by the kernel: what ``ranking.score`` answers, to the bit.

What signals go by is gathered here, and read; the kernel lays it out by candidates and adds it up.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from indexer.index.format.layout import FIELD_NUMBERS, Mask
from indexer.native import Kernel, kernel
from indexer.native.candidates import LaidOut, NodeLayers, Translations, lay_out
from indexer.native.scores import Feedback, Weights, add_recency, finish_scores
from indexer.native.signals import (
    CountedDocs,
    PlaceForm,
    Places,
    SignalInputs,
    TitleForm,
    count_pairs,
    score_signals,
)
from indexer.search.deadline import check_deadline
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match, ScoredDocs
from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.nodes import Node, WordNode
from indexer.search.query.plan import Plan
from indexer.search.ranking.candidates import CandidateSet
from indexer.search.ranking.evidence import Evidence
from indexer.search.ranking.feedback import add_up_keywords
from indexer.search.ranking.paragraphs import list_forms
from indexer.search.ranking.passages import LEAST_TRUST, begin_positions, idf_of, weigh_places
from indexer.search.ranking.result import Ranking
from indexer.search.ranking.signals import LATER_SIGNALS, SIGNALS, list_pairs, list_title_forms
from indexer.search.ranking.symbols import score_symbols
from indexer.search.ranking.translations import in_language
from indexer.search.snapshot import IndexSnapshot
from indexer.text.document import BODY

_SQUARE_ROOT = 0.5
"""The one exponent of ``Tuning.coverage`` that the kernel raises to as NumPy does."""
_NAMES = (*SIGNALS, *LATER_SIGNALS, "translations", "all words")
_SYMBOL = _NAMES.index("symbol")
_NOWHERE: Mask = np.empty(0, dtype=bool)


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
    snapshot, tuning = lookup.snapshot, lookup.tuning
    runs = [lookup.match_run(run).layers for run in plan.runs]
    nodes = [_describe_node(lookup, plan, node, match) for node, match in matches.items()]
    laid = lay_out(library, allowed, _find_translations(snapshot), runs, nodes)
    inputs = _gather(library, lookup, plan, laid, [layer for layers in runs for layer in layers])
    signals, scores = score_signals(library, snapshot.place_columns, laid, inputs)
    candidates = CandidateSet(laid.docs, lookup.max_doc, laid.rows)
    if _has_symbols(plan):
        signals[_SYMBOL] = score_symbols(Evidence(lookup, plan, candidates, (), ()), scores) * laid.found
        scores += signals[_SYMBOL]
    ranks = None if lookup.reader.is_in_id_order else lookup.reader.id_ranks
    best = add_recency(
        library, laid, snapshot.recency, ranks, signals=signals, scores=scores, count=tuning.feedback_posts
    )
    check_deadline()
    feedback = Feedback(best, add_up_keywords(lookup, candidates, best, scores))
    weights = Weights(
        tuning.feedback, tuning.translation, tuning.other_language, tuning.all_words * (len(laid.bests) - 1)
    )
    has_groups = len(snapshot.translations.members) > 0
    numbers = snapshot.reader.translations if has_groups else laid.rows[:0]
    preferred = in_language(snapshot, laid.docs, plan.language) if has_groups else _NOWHERE
    translations = (numbers, len(snapshot.translations.offsets) - 1)
    complete, left = finish_scores(
        library,
        laid,
        weights,
        feedback,
        translations=translations,
        preferred=preferred,
        signals=signals,
        scores=scores,
    )
    ranking = Ranking(laid.docs, scores, dict(zip(_NAMES, signals, strict=True)), complete, laid.found)
    return ranking.keep(laid.found | (scores > 0)) if left else ranking


def _describe_node(lookup: Lookup, plan: Plan, node: Node, match: Match) -> NodeLayers:
    own, runs = lookup.match(node), [number for number, run in enumerate(plan.runs) if node in run.words]
    count = len(own.layers) if own is match else sum(len(layer.docs) > 0 for layer in own.layers)
    return NodeLayers(match.layers, count, runs)


def _find_translations(snapshot: IndexSnapshot) -> Translations:
    """Return the translations that are found with each other."""
    groups = snapshot.translations
    members = groups.members if snapshot.tuning.translation else groups.members[:0]
    return Translations(snapshot.reader.translations, members, len(groups.offsets) - 1)


def _has_symbols(plan: Plan) -> bool:
    return bool(plan.symbols) or any(each.kind is ExpansionKind.PIECE for each in plan.expansions)


def _gather(library: Kernel, lookup: Lookup, plan: Plan, laid: LaidOut, runs: Sequence[ScoredDocs]) -> SignalInputs:
    tuning = lookup.tuning
    titles = _gather_titles(lookup, plan, laid) if tuning.title else []
    total = sum(idf for idf, _ in titles)
    return SignalInputs(
        k1=tuning.k1,
        every=max(sum(laid.bests), 1e-6),
        title=tuning.title / total if total else 0.0,
        titles=titles if total else [],
        pairs=list(_gather_pairs(library, lookup, plan)),
        runs=runs,
        grams=list(_gather_grams(lookup, plan)),
        places=_gather_places(lookup, plan, laid),
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
        found = [lookup.terms.frequencies(each.terms) for each in form.words]
        yield TitleForm(form.weight, form.length, [(each.docs, each.fields) for each in found])


def _gather_pairs(library: Kernel, lookup: Lookup, plan: Plan) -> Iterator[CountedDocs]:
    terms, weight = lookup.terms, lookup.tuning.phrase
    places = [
        (terms.positions(left.terms), terms.positions(right.terms), len(left.terms_by_position))
        for left, right in list_pairs(plan)
        if weight
    ]
    for docs, counts in count_pairs(library, places, lookup.snapshot.place_columns.bases) if places else ():
        yield CountedDocs(docs, counts, weight * terms.idf(len(docs)))


def _gather_grams(lookup: Lookup, plan: Plan) -> Iterator[CountedDocs]:
    for gram in plan.grams if lookup.tuning.grams else ():
        number = lookup.reader.find_gram(gram)
        if number >= 0:
            found = lookup.reader.gram_postings(number)
            yield CountedDocs(found.entries, found.counts, lookup.tuning.grams * lookup.terms.idf(len(found.entries)))


def _gather_places(lookup: Lookup, plan: Plan, laid: LaidOut) -> Places | None:
    tuning = lookup.tuning
    trust = weigh_places(plan, len(laid.bests), laid.complete) if tuning.passage or tuning.paragraph else 0.0
    if trust < LEAST_TRUST or not len(laid.docs):
        return None
    own = [lookup.terms.idf(abs(count)) for count in laid.counts]
    nodes = [(idf, [*_list_places(lookup, plan, node, idf)]) for node, idf in zip(plan.scored, own, strict=True)]
    average = float(lookup.reader.average_lengths[FIELD_NUMBERS[BODY]])
    return Places(trust, tuning.passage, tuning.paragraph, tuning.fields[BODY].b, average, nodes)


def _list_places(lookup: Lookup, plan: Plan, node: Node, idf: float) -> Iterator[PlaceForm]:
    """Yield where a node stands, and what stands for it."""
    for other, weight in list_forms(plan, node):
        factor = weight * (idf if other is node else idf_of(lookup, other))
        yield PlaceForm(factor, [*begin_positions(lookup, other)])
