"""A plan and its matches -> documents and scores, by the kernel: what ``ranking.rank`` answers without it, to the bit.

One call does it all where the index is one part whose keywords are known, and nothing has to be looked for in texts.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from indexer.arrays import Mask
from indexer.native import Kernel, kernel
from indexer.native.answer.answer import AnswerRoom, Asked, ToldAnswer
from indexer.native.ranking.rank import MOST_SHARING
from indexer.native.ranking.ranking import PlanRoom, Step, tell_at_once
from indexer.native.spec import Spec, Written
from indexer.search.deadline import check_deadline
from indexer.search.matching.lookup import Lookup
from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.plan import Plan
from indexer.search.ranking.candidates import CandidateSet
from indexer.search.ranking.evidence import Evidence
from indexer.search.ranking.exact_phrases import PhrasedDocs, find_exact_phrase
from indexer.search.ranking.feedback import choose_terms
from indexer.search.ranking.plan_spec import PlanSpec
from indexer.search.ranking.result import Ranking
from indexer.search.ranking.signals import LATER_SIGNALS, SIGNALS
from indexer.search.ranking.symbols import score_symbols
from indexer.search.ranking.translations import find_language
from indexer.search.ranking.whole_titles import find_whole_titles

_SQUARE_ROOT = 0.5
"""The one exponent of ``Tuning.coverage`` that the kernel raises to as NumPy does."""
_NAMES = (*SIGNALS, *LATER_SIGNALS, "translations", "all words")
_SYMBOL = _NAMES.index("symbol")
_FINISH_AND_TELL = Step.FINISH | Step.TELL
_RANK_STEPS = Step.SCORE | Step.CHOOSE | Step.FINISH
_NO_KEYWORDS, _NO_GROUPS = Spec(), Spec()
_NO_KEYWORDS.add(*[0] * 6)
_NO_GROUPS.add(*[0] * 15)


def find_kernel(lookup: Lookup) -> Kernel | None:
    """Return the kernel where it can rank: where all documents are here, and words are weighed as it weighs them."""
    is_able = lookup.snapshot.statistics is None and lookup.tuning.coverage == _SQUARE_ROOT
    return kernel() if is_able else None


def rank_natively(
    library: Kernel,
    lookup: Lookup,
    plan: Plan,
    allowed: Mask,
    *,
    with_signals: bool,
) -> Ranking:
    """Score the documents of a plan, one or more nodes of which score.

    Args:
        library: The kernel.
        lookup: Of the query.
        plan: Of the query.
        allowed: bool[N], the documents that may be found.
        with_signals: Whether these are told, too.
    """
    room = _rank(library, lookup, plan, allowed, with_signals=with_signals)
    docs, scores, found = room.docs, room.scores, room.found
    signals = dict(zip(_NAMES, room.signals, strict=True)) if with_signals else {}
    ranking = Ranking(docs, scores, signals, room.complete, found)
    return ranking.keep(found | (scores > 0)) if room.left else ranking


def tell_natively(library: Kernel, lookup: Lookup, plan: Plan, allowed: Mask, asked: Asked) -> ToldAnswer:
    """Score the documents of a plan, and return what is asked of them; other arguments as of ``rank_natively``."""
    answer = AnswerRoom(lookup.snapshot.answer_columns, asked)
    try:
        _tell(library, PlanSpec(lookup, plan, allowed, lookup.reader.whole), answer)
    except ValueError:  # who reads in Python learns which bytes are damaged
        _tell(library, PlanSpec(lookup, plan, allowed, None), answer)
    return answer.read()


def _tell(library: Kernel, written: PlanSpec, answer: AnswerRoom) -> None:
    lookup, inputs = written.lookup, _find_inputs(written)
    if not inputs.is_at_once:
        _take_steps(library, written, inputs, answer)
        return
    check_deadline()
    sizes = written.most, written.nodes, lookup.max_doc, inputs.posts, inputs.terms
    specs = inputs.end, inputs.keywords, answer, written
    tell_at_once(library, lookup.snapshot.ranking_columns, sizes, specs, inputs.decimals)


def _rank(library: Kernel, lookup: Lookup, plan: Plan, allowed: Mask, *, with_signals: bool) -> PlanRoom:
    """Rank documents."""
    try:
        written = PlanSpec(lookup, plan, allowed, lookup.reader.whole)
        return _take_steps(library, written, _find_inputs(written), with_signals=with_signals)
    except ValueError:  # as above
        written = PlanSpec(lookup, plan, allowed, None)
        return _take_steps(library, written, _find_inputs(written), with_signals=with_signals)


class _Inputs(NamedTuple):
    """What ranking takes besides a plan.

    Attributes:
        posts: The best ones that feedback goes by, at most.
        terms: What it looks for, at most.
        phrased: The documents in which all that was typed stands in one piece.
        end: What scores are finished by.
        keywords: Of all documents; none where the kernel is not to choose among them.
        decimals: What scores are made and finished by, then those of the plan.
        is_chosen_here: Whether Python chooses what feedback looks for.
        is_at_once: Whether one call takes all steps.
    """

    posts: int
    terms: int
    phrased: PhrasedDocs
    end: Written
    keywords: Written
    decimals: Sequence[float]
    is_chosen_here: bool
    is_at_once: bool


def _find_inputs(written: PlanSpec) -> _Inputs:
    lookup, plan = written.lookup, written.plan
    tuning, posts = lookup.tuning, max(lookup.tuning.feedback_posts, 0)
    terms = max(tuning.feedback_terms, 0) if tuning.feedback else 0
    table = lookup.snapshot.keywords.table if terms > 0 and posts <= MOST_SHARING else None
    is_chosen_here = terms > 0 and not table
    reward = tuning.all_words * (written.nodes - 1)
    phrased = find_exact_phrase(lookup, plan)
    weights = lookup.snapshot.k1, tuning.feedback, tuning.translation, tuning.other_language, reward, phrased.weight
    return _Inputs(
        posts,
        terms,
        phrased,
        _describe_end(lookup, plan, phrased, None),
        table.spec if table else _NO_KEYWORDS,
        (*weights, *written.decimals),
        is_chosen_here,
        bool(written.part) and not is_chosen_here and not _has_symbols(plan),
    )


def _take_steps(
    library: Kernel, written: PlanSpec, inputs: _Inputs, answer: AnswerRoom | None = None, *, with_signals: bool = False
) -> PlanRoom:
    """Rank documents, and answer where that is asked for; the kernel reads itself where the plan was written so."""
    check_deadline()
    lookup, plan, end, keywords = written.lookup, written.plan, inputs.end, inputs.keywords
    sizes = written.most, written.nodes, lookup.max_doc
    room = PlanRoom(*sizes, posts=inputs.posts, terms=inputs.terms, with_signals=with_signals)
    take = partial(room.call, library, lookup.snapshot.ranking_columns, numbers=inputs.decimals)
    if inputs.is_at_once and not answer:
        take(_RANK_STEPS, [end, keywords, written])
        return room
    take(Step.SCORE, [end, keywords, written])
    if _has_symbols(plan):
        _add_symbols(lookup, plan, room, with_signals=with_signals)
    check_deadline()
    take(Step.CHOOSE, [end, keywords])
    if inputs.is_chosen_here:
        room.choose_terms(*choose_terms(lookup, room.docs, room.best, room.scores))
    if not written.part:
        end = _describe_end(lookup, plan, inputs.phrased, room)
    if answer:
        take(_FINISH_AND_TELL, [end, keywords, answer])
    else:
        take(Step.FINISH, [end, keywords])
    return room


def _has_symbols(plan: Plan) -> bool:
    return bool(plan.symbols) or ExpansionKind.PIECE in [each.kind for each in plan.expansions]


def _add_symbols(lookup: Lookup, plan: Plan, room: PlanRoom, *, with_signals: bool) -> None:
    candidates, scores = CandidateSet(room.docs, lookup.max_doc, room.rows), room.scores
    column = score_symbols(Evidence(lookup, plan, candidates, (), ()), scores) * room.found
    if with_signals:
        room.signals[_SYMBOL] = column
    np.add(scores, column, out=scores)


def _describe_end(lookup: Lookup, plan: Plan, phrased: PhrasedDocs, room: PlanRoom | None) -> Spec:
    """Describe what finishes scores: language, whole titles, exact phrases, and what feedback looks for in a room."""
    has_groups, has_terms = lookup.snapshot.ranking_columns.group_count > 0, room is not None and len(room.terms) > 0
    titled = find_whole_titles(lookup.snapshot, plan)
    if not has_groups and not has_terms and not len(titled.docs) and not len(phrased.docs):
        return _NO_GROUPS
    spec = Spec()
    spec.add(*find_language(lookup.snapshot, plan) if has_groups else (0, 0), titled.are_whole)
    spec.add_array(titled.docs, np.int32)
    spec.add_array(titled.weights, np.float32)
    spec.add_array(phrased.docs, np.int32)
    if room is None or not has_terms:
        spec.add(*[0] * 6)
        return spec
    found, sizes = lookup.reader.postings_of(lookup.reader.terms_of_ordinals(room.terms))
    spec.add_array(sizes, np.int64)
    spec.add_array(found.entries, np.int32)
    spec.add_array(found.counts, np.uint16)
    return spec
