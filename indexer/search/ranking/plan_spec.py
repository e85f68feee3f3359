"""A plan and its matches, as the kernel takes them: numbers and addresses, with what signals go by.

Where an index is one part, the kernel reads postings and positions itself, and is only told of which terms. What takes
time here is code and objects that the processor's caches have lost since the last query: so each node and expansion is
gone through once, for all that is asked of it.
"""

from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

import numpy as np

from indexer.arrays import Mask
from indexer.index.format.layout import gram_key
from indexer.index.parts.part_reader import PartReader
from indexer.native.spec import MatchSpec, Spec
from indexer.search.matching.lookup import Lookup
from indexer.search.matching.match import Match, flatten
from indexer.search.query.expansion import Expansion
from indexer.search.query.nodes import Node, PhraseNode, WordNode, is_unspaced
from indexer.search.query.plan import Plan
from indexer.search.ranking.passages import FEW_POSTS, LEAST_TRUST, weigh_length
from indexer.search.ranking.signals import make_title_form
from indexer.text.document import BODY

_ONLY_ADDS, _BELOW = 1, 2
"""Ways in which expansions count, as ``candidates.c`` has them."""
_ONLY_ADDS_LAST, _NUMBER = attrgetter("finds_nothing_alone"), attrgetter("number")
_PAIR = 3
"""Numbers of a pair of neighbours."""
_BY_DOCUMENTS = -1.0
"""Trust in places that goes by the documents that have every word: the kernel counts these."""


class _PositionLists:
    """The lists of positions that the signals of one plan take, each once.

    Attributes:
        lists: How many, then all of them.
        sequences: How many, then all of them.
        held: What these name; None where the kernel reads them.
    """

    __slots__ = ("_known", "_lookup", "_part", "held", "lists", "sequences")

    def __init__(self, lookup: Lookup, part: PartReader | None) -> None:
        """Name the terms of a part whose positions are to be read; where it is None, all are read already."""
        self._lookup, self._part = lookup, part
        self._known: dict[tuple[str, ...], int] = {}
        self.lists, self.sequences, self.held = [0], [0], None if part else Spec()

    def of_terms(self, terms: tuple[str, ...], numbers: Sequence[int] | None = None) -> int:
        """Return the number of the list of any of some terms, whose own numbers may be known."""
        known = self._known.get(terms)
        if known is None:
            known = self._known[terms] = self.lists[0]
            self.lists[0] += 1
            self._write(terms, numbers)
        return known

    def _write(self, terms: tuple[str, ...], numbers: Sequence[int] | None) -> None:
        if self.held:
            self.held.numbers = []
            self.held.add_positions(self._lookup.terms.positions(terms))
            self.lists += (1, *self.held.numbers)
            return
        there = [number for number in numbers or self._lookup.terms.find_all(terms) if number >= 0]
        self.lists.append(len(there))
        for number in there:
            self.lists += (number, 0, 0)

    def of_words(self, words: Sequence[WordNode]) -> int:
        """Return the number of the sequence of some words, one after the other."""
        steps = [self.of_terms(terms) for word in words for terms in word.terms_by_position]
        self.sequences[0] += 1
        self.sequences.append(len(steps))
        for step, number in enumerate(steps):
            self.sequences += (number, step)
        return -self.sequences[0]

    def of_node(self, node: Node, numbers: Sequence[int] | None) -> list[int]:
        """Return the numbers of the lists of where a node begins: what ``begin_positions`` yields."""
        if isinstance(node, WordNode):
            own = self.of_terms(node.terms, numbers)
            is_several = node.compound_parts and not is_unspaced(node.text)
            return [own, self.of_words((node,))] if is_several else [own]
        return [self.of_words(node.words)] if isinstance(node, PhraseNode) else []


class _Scored:
    """What is written of a node that scores and of what stands for it, a part of the plan each.

    Attributes:
        number: Its own.
        match: How it matches.
        length: Positions that it takes; 0 where it is no word.
        titles: How many ways there are to say it in titles, then these; empty where it is no word.
        title_decimals: Of each its weight and length.
        places: How many ways there are to write it, then the lists of positions of each.
        place_decimals: What each counts, but the first.
    """

    __slots__ = ("length", "match", "number", "place_decimals", "places", "title_decimals", "titles")

    def __init__(self, number: int, match: MatchSpec) -> None:
        self.number, self.match, self.length = number, match, 0
        self.titles: list[int] = []
        self.title_decimals: list[float] = []
        self.places: list[int] = []
        self.place_decimals: list[float] = []


class PlanSpec:
    """A plan, written for the kernel.

    Attributes:
        numbers: Its matches, and what signals go by.
        decimals: The decimals that signals take.
        most: Documents that it may find, at most.
        lookup, plan, part: As given.
        nodes: How many score.
    """

    def __init__(self, lookup: Lookup, plan: Plan, allowed: Mask, part: PartReader | None) -> None:
        """Write a plan.

        Args:
            lookup: Of the query; it holds what its nodes match.
            plan: Of the query.
            allowed: bool[N], the documents that may be found.
            part: Where the kernel reads; None where all has to be read already.
        """
        tuning = lookup.tuning
        self.lookup, self.plan, self.part, self.nodes = lookup, plan, part, len(plan.scored)
        self._spec, self.most = Spec(), 0
        self.decimals: list[float] = []
        self._lists = _PositionLists(lookup, part)
        self._scored: dict[Node, _Scored] = {}
        self._trust = weigh_length(plan, self.nodes) if tuning.passage or tuning.paragraph else 0.0
        self.numbers = self._spec.numbers
        if allowed is lookup.snapshot.live:
            self.numbers += lookup.snapshot.live_spec.numbers
        else:
            self._spec.add_array(allowed, np.bool_)
        self._write_nodes()
        self._write_expansions()
        self.most = min(self.most, len(allowed))
        signals = self._write_signals()
        lists, sequences = self._lists.lists, self._lists.sequences
        self.numbers += (lists[0], sequences[0], *lists[1:], *sequences[1:], *signals)

    def _write_nodes(self) -> None:
        """Write how nodes match."""
        lookup, plan, numbers, lists = self.lookup, self.plan, self.numbers, self._lists
        runs, with_translations = plan.runs, lookup.tuning.translation != 0
        numbers += (with_translations, len(runs))
        for run in runs:
            self._spec.add_match(lookup.match_run(run).spec)
        numbers.append(self.nodes)
        most = lookup.snapshot.ranking_columns.group_count if with_translations else 0
        for number, node in enumerate(plan.scored):
            match = lookup.match(node).spec
            scored = self._scored[node] = _Scored(number, match)
            most += match.doc_count
            numbers += match.numbers
            of_runs = [number for number, run in enumerate(runs) if node in run.words] if runs else ()
            numbers += (len(of_runs), *of_runs)
            if isinstance(node, WordNode):
                titles = match.titles or lookup.terms.frequencies(node.terms).numbers
                scored.length = len(node.terms_by_position) if node.compound_parts else 1
                scored.titles += (1, 1, *titles)
                scored.title_decimals += (1.0, scored.length)
            if self._trust != 0:
                own = lists.of_node(node, match.terms)
                scored.places += (1, len(own), *own)
        self.most = most

    def _write_expansions(self) -> None:
        """Write what stands for nodes, in the order of ``ranking``; what adds to scores alone comes last."""
        numbers, scored, plan, match = self.numbers, self._scored, self.plan, self.lookup.match
        expansions = [each for each in plan.expansions if not scored.keys().isdisjoint(each.covers)]
        numbers.append(len(expansions))
        for expansion in sorted(expansions, key=_ONLY_ADDS_LAST) if len(expansions) > 1 else expansions:
            only_adds = expansion.finds_nothing_alone
            here, others = list[_Scored](), 0.0
            for node in expansion.covers:
                if node in scored:
                    here.append(scored[node])
                else:
                    others += match(node).best
            matches, layers, layer_numbers = [match(node) for node in expansion.nodes], 0, list[int]()
            for each in matches:
                (count, *of_match), doc_count, *_ = each.spec
                layers += count
                layer_numbers += of_match
                self.most += doc_count
            ways = only_adds * _ONLY_ADDS + plan.stays_below_exact(expansion) * _BELOW
            numbers += (ways, len(expansion.covers), len(here), *map(_NUMBER, here), layers, *layer_numbers)
            self.decimals += (expansion.weight, others)
            if expansion.says_the_same:
                self._add_titles(expansion, here, matches)
            if self._trust != 0 and not only_adds:
                self._add_places(expansion, here, matches)

    def _add_titles(self, expansion: Expansion, here: Sequence[_Scored], matches: Sequence[Match]) -> None:
        """Let nodes stand in titles for some that score."""
        frequencies = self.lookup.terms.frequencies
        for node, match in zip(expansion.nodes, matches, strict=True):
            words, weight, length = make_title_form(self.plan, self.lookup.tuning, expansion, node)
            numbers = [len(words), *match.spec.titles]
            for word in () if match.spec.titles else words:
                numbers += frequencies(word.terms).numbers
            for each in here:
                each.titles[0] += 1
                each.titles += numbers
                each.title_decimals += (weight, length)

    def _add_places(self, expansion: Expansion, here: Sequence[_Scored], matches: Sequence[Match]) -> None:
        """Let nodes stand at places for some that score: as ``list_forms`` does."""
        share = expansion.weight / len(expansion.covers)
        for node, match in zip(expansion.nodes, matches, strict=True):
            lists = self._lists.of_node(node, match.spec.terms)
            weight = share * self.lookup.terms.idf(match.exact_count or len(flatten(match).docs))
            for each in here:
                each.places[0] += 1
                each.places += (len(lists), *lists)
                each.place_decimals.append(weight)

    def _write_signals(self) -> list[int]:
        """Return what signals go by, in their order."""
        tuning, decimals, scored = self.lookup.tuning, self.decimals, self._scored.values()
        words = [each for each in scored if each.length] if tuning.title else []
        numbers = [len(words), *map(_NUMBER, words)]
        decimals.append(tuning.title)
        for each in words:
            numbers += each.titles
            decimals += each.title_decimals
        pairs = self._list_pairs() if tuning.phrase and self.nodes > 1 else []
        numbers += (len(pairs) // _PAIR, *pairs)
        decimals += (tuning.phrase, tuning.grams)
        if self.plan.grams and tuning.grams:
            self._write_grams(numbers)
        else:
            numbers.append(0)
        decimals.append(_BY_DOCUMENTS if self._trust is None else self._trust)
        if self._trust != 0:
            average = self.lookup.snapshot.prose_length
            decimals += (FEW_POSTS, LEAST_TRUST, tuning.passage, tuning.paragraph, tuning.fields[BODY].b, average)
            for each in scored:
                numbers += each.places
                decimals += each.place_decimals
        return numbers

    def _list_pairs(self) -> list[int]:
        """Return of the words that were typed one right after the other their lists, and the positions between."""
        pairs, of_terms = list[int](), self._lists.of_terms
        for (node, left), (other, right) in pairwise(self._scored.items()):
            if isinstance(node, WordNode) and isinstance(other, WordNode):
                pairs += (of_terms(node.terms, left.match.terms), of_terms(other.terms, right.match.terms), left.length)
        return pairs

    def _write_grams(self, numbers: list[int]) -> None:
        if self.part:
            grams = self.plan.grams
            numbers.append(len(grams))
            for gram in grams:
                numbers += (0, gram_key(gram), 0, 0)
            return
        reader, spec = self.lookup.reader, Spec()
        there = [number for gram in self.plan.grams if (number := reader.find_gram(gram)) >= 0]
        for number in there:
            found = reader.gram_postings(number)
            spec.add_array(found.entries, np.int32)
            spec.add_array(found.counts, np.uint16)
        self._spec.add_held(spec)
        numbers += (len(there), *spec.numbers)
