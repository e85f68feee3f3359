"""A plan and its matches, as the kernel takes them: numbers and addresses, with what signals go by.

Where an index is one part, the kernel reads postings and positions itself, and is only told where they lie.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter

import numpy as np

from indexer.index.format.layout import FIELD_NUMBERS, Mask, gram_key
from indexer.index.parts.part_reader import PartReader
from indexer.native.spec import Spec
from indexer.search.matching.lookup import Lookup
from indexer.search.query.nodes import Node, PhraseNode, WordNode, is_unspaced
from indexer.search.query.plan import Plan
from indexer.search.ranking.paragraphs import list_forms
from indexer.search.ranking.passages import FEW_POSTS, LEAST_TRUST, idf_of, weigh_length
from indexer.search.ranking.signals import list_pairs, list_title_forms
from indexer.text.document import BODY

_ONLY_ADDS, _BELOW = 1, 2
"""Ways in which expansions count, as ``candidates.c`` has them."""
_ONLY_ADDS_LAST = attrgetter("finds_nothing_alone")
_BY_DOCUMENTS = -1.0
"""Trust in places that goes by the documents that have every word: the kernel counts these."""


class _PositionLists:
    """The lists of positions that the signals of one plan take, each once.

    Attributes:
        spec: All of them, then the sequences.
    """

    def __init__(self, lookup: Lookup, part: PartReader | None) -> None:
        """Take those of words as rows of a part; all read already where it is None."""
        self._lookup, self._part = lookup, part
        self._lists, self._sequences, self._sequence_count = Spec(), Spec(), 0
        self._known: dict[tuple[str, ...], int] = {}

    @property
    def spec(self) -> Spec:
        spec = Spec()
        spec.add(len(self._known), self._sequence_count)
        spec.extend(self._lists)
        spec.extend(self._sequences)
        return spec

    def of_terms(self, terms: tuple[str, ...]) -> int:
        """Return the number of the list of any of some terms."""
        number = self._known.get(terms)
        if number is None:
            number = self._known[terms] = len(self._known)
            self._write(terms)
        return number

    def _write(self, terms: tuple[str, ...]) -> None:
        lists, part = self._lists, self._part
        if part is None:
            lists.add(1)
            lists.add_positions(self._lookup.terms.positions(terms))
            return
        rows = part.words.places_of(self._lookup.terms.find_all(terms))
        lists.add(len(rows))
        for begin, end in rows:
            lists.add(begin, end, 0)

    def of_words(self, words: Sequence[WordNode]) -> int:
        """Return the number of the sequence of some words, one after the other."""
        steps = [self.of_terms(terms) for word in words for terms in word.terms_by_position]
        self._sequences.add(len(steps))
        for step, number in enumerate(steps):
            self._sequences.add(number, step)
        self._sequence_count += 1
        return -self._sequence_count

    def of_node(self, node: Node) -> list[int]:
        """Return the numbers of the lists of where a node begins: what ``begin_positions`` yields."""
        if isinstance(node, PhraseNode):
            return [self.of_words(node.words)]
        if not isinstance(node, WordNode):
            return []
        is_several = node.compound_parts and not is_unspaced(node.text)
        return [self.of_terms(node.terms), *([self.of_words((node,))] if is_several else [])]


class PlanSpec:
    """A plan, written for the kernel.

    Attributes:
        spec: Its matches, and what signals go by.
        decimals: The decimals that signals take.
        most: Documents that it may find, at most.
        lookup, plan, part: As given.
        nodes: How many score.
    """

    def __init__(self, lookup: Lookup, plan: Plan, allowed: Mask, part: PartReader | None) -> None:
        """Write a plan.

        Args:
            lookup: Of the query.
            plan: Of the query.
            allowed: bool[N], the documents that may be found.
            part: Where the kernel reads; None where all has to be read already.
        """
        self.spec, self.decimals, self.most = Spec(), list[float](), 0
        self.lookup, self.plan, self.part = lookup, plan, part
        numbers = {node: number for number, node in enumerate(dict.fromkeys(plan.scored))}
        self.nodes = len(numbers)
        self._signals, self._positions = Spec(), _PositionLists(lookup, part)
        self._write_matches(numbers, allowed)
        self._write_expansions(numbers)
        self.most = min(self.most, len(allowed))
        self._write_titles()
        self._write_neighbours()
        self._write_grams()
        self._write_places()
        self.spec.extend(self._positions.spec)
        self.spec.extend(self._signals)

    def _write_matches(self, numbers: Mapping[Node, int], allowed: Mask) -> None:
        spec, lookup, runs = self.spec, self.lookup, self.plan.runs
        with_translations = lookup.tuning.translation != 0
        spec.add_array(allowed, np.bool_)
        spec.add(with_translations, len(runs))
        for run in runs:
            spec.add_match(lookup.match_run(run).spec)
        spec.add(len(numbers))
        most = lookup.snapshot.ranking_columns.group_count if with_translations else 0
        for node in numbers:
            match = lookup.match(node).spec
            most += match.doc_count
            spec.add_match(match)
            of_runs = [number for number, run in enumerate(runs) if node in run.words] if runs else ()
            spec.add(len(of_runs), *of_runs)
        self.most = most

    def _write_expansions(self, numbers: Mapping[Node, int]) -> None:
        """Write what stands for nodes, in the order of ``ranking``; what adds to scores alone comes last."""
        spec, match, plan = self.spec, self.lookup.match, self.plan
        expansions = [each for each in plan.expansions if not numbers.keys().isdisjoint(each.covers)]
        spec.add(len(expansions))
        for expansion in sorted(expansions, key=_ONLY_ADDS_LAST) if len(expansions) > 1 else expansions:
            covers, found = expansion.covers, [match(node).spec for node in expansion.nodes]
            ways = expansion.finds_nothing_alone * _ONLY_ADDS + plan.stays_below_exact(expansion) * _BELOW
            here = [numbers[node] for node in covers if node in numbers]
            spec.add(ways, len(covers), len(here), *here, sum([each.layer_count for each in found]))
            for each in found:
                spec.add_held(each.held, *each.numbers)
                self.most += each.doc_count
            others = [match(node).best for node in covers if node not in numbers]
            self.decimals += (expansion.weight, sum(others))

    def _write_titles(self) -> None:
        lookup, plan, numbers = self.lookup, self.plan, self._signals.numbers
        frequencies = lookup.terms.frequencies  # it holds what it returns
        words = [(at, node) for at, node in enumerate(plan.scored) if isinstance(node, WordNode)]
        if not lookup.tuning.title:
            words = []
        numbers += (len(words), *[at for at, _ in words])
        self.decimals.append(lookup.tuning.title)
        for _, node in words:
            forms = [*list_title_forms(plan, lookup.tuning, node)]
            numbers.append(len(forms))
            for of_form, weight, length in forms:
                numbers.append(len(of_form))
                self.decimals += (weight, length)
                for word in of_form:
                    numbers += frequencies(word.terms).numbers

    def _write_neighbours(self) -> None:
        pairs, of_terms = [*list_pairs(self.plan)] if self.lookup.tuning.phrase else [], self._positions.of_terms
        self._signals.add(len(pairs))
        self.decimals.append(self.lookup.tuning.phrase)
        for left, right in pairs:
            self._signals.add(of_terms(left.terms), of_terms(right.terms), len(left.terms_by_position))

    def _write_grams(self) -> None:
        lookup, spec, part = self.lookup, self._signals, self.part
        self.decimals.append(lookup.tuning.grams)
        grams = self.plan.grams if lookup.tuning.grams else ()
        if part or not grams:
            rows = part.grams.rows_of([gram_key(gram) for gram in grams]) if part and grams else ()
            spec.add(len(rows))
            for begin, end in rows:
                spec.add(0, begin, end, 0)
            return
        numbers = [lookup.reader.find_gram(gram) for gram in grams]
        there = [number for number in numbers if number >= 0]
        spec.add(len(there))
        for number in there:
            found = lookup.reader.gram_postings(number)
            spec.add_array(found.entries, np.int32)
            spec.add_array(found.counts, np.uint16)

    def _write_places(self) -> None:
        plan, tuning, decimals = self.plan, self.lookup.tuning, self.decimals
        trust = weigh_length(plan, len(plan.scored)) if tuning.passage or tuning.paragraph else 0.0
        decimals.append(_BY_DOCUMENTS if trust is None else trust)
        if trust == 0:
            return
        average = float(self.lookup.reader.average_lengths[FIELD_NUMBERS[BODY]])
        decimals += (FEW_POSTS, LEAST_TRUST, tuning.passage, tuning.paragraph, tuning.fields[BODY].b, average)
        for node in plan.scored:
            forms = [*list_forms(plan, node)]
            self._signals.add(len(forms))
            decimals += [weight * idf_of(self.lookup, other) for other, weight in forms[1:]]
            for other, _ in forms:
                lists = self._positions.of_node(other)
                self._signals.add(len(lists), *lists)
