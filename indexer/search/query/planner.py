"""A query -> a plan, with the analyzer that cut the posts."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from indexer.search.query.expansion import Expansion, Thesaurus, expand_region
from indexer.search.query.grammar import Leaf, Phrase, Prefix, Query, Words, may_be_prefix
from indexer.search.query.nodes import HAN_RUN, AllNode, AnyNode, Node, PhraseNode, PrefixNode, Run, WordNode, is_han
from indexer.search.query.plan import Plan
from indexer.search.results import Note
from indexer.text.analysis.analyzer import UNSPACED, Analyzer, cut_grams
from indexer.text.analysis.folding import fold_text, simplify
from indexer.text.analysis.token import Token
from indexer.text.lexicon.glossary import Entry, regional_forms

LONGEST_RUN = 16
"""Characters of a run that is also looked for in one piece: longer ones are sentences."""
_REMEMBERED = 1 << 10
"""Texts whose words are kept: one query asks for the same ones several times."""
MAX_WORDS = 32
"""Words of a query that are looked up."""
BEGUN = 0.6
"""What words count that go on from half a word, against that word itself."""


class Planner:
    """Makes plans with the analyzer that cut the posts."""

    def __init__(
        self,
        analyzer: Analyzer,
        stop_words: frozenset[str] = frozenset(),
        glossary: Iterable[tuple[Entry, float]] = (),
        regional: float = 0,
    ) -> None:
        """Get ready.

        Args:
            analyzer: The one that cut the posts.
            stop_words: Words that carry no meaning, folded.
            glossary: Other words for things, each entry with what it counts against the words typed; 0 for nothing.
            regional: What other regions' words count.
        """
        self._analyzer = analyzer
        self._regional = regional
        self._read_words = lru_cache(maxsize=_REMEMBERED)(self._cut_words)
        self._other_regions = lru_cache(maxsize=_REMEMBERED)(regional_forms)
        self._thesaurus = Thesaurus(glossary, self._read_words)
        self._stop_terms = frozenset(token.term for word in stop_words for token in analyzer.analyze(word).words)
        self._stop_words = stop_words

    def prepare(self) -> None:
        """Read the whole glossary now."""
        self._thesaurus.prepare()

    def make_plan(self, query: Query, *, typing: bool = False) -> Plan:
        """Understand a query; while somebody is ``typing``, its last word may be the beginning of another."""
        groups = [[self._read_leaf(leaf) for leaf in group] for group in query.groups]
        every = [node for group, leaves in zip(groups, query.groups, strict=True) for node in _join(group, leaves)]
        wanted = [node for node in every if not self._is_stop(node)] or every
        required = [node for node in wanted if _is_strict(node)]
        return Plan(
            text=query.text,
            wanted=tuple(dict.fromkeys(wanted))[:MAX_WORDS],
            required=tuple(required),
            excluded=tuple(_all(nodes) for leaf in query.excluded if (nodes := self._read_leaf(leaf, exact=True))),
            expansions=(*self._expand(wanted, query), *(self._go_on(wanted, query.last) if typing else ())),
            runs=tuple(run for group in query.groups for leaf in group for run in self._find_runs(leaf)),
            grams=tuple(dict.fromkeys(_cut_pairs(query.groups))),
            filters=query.filters,
            language="zh" if HAN_RUN.search(query.text) else "en",
            stop_words=tuple(str(node) for node in every if node not in wanted),
            notes=tuple(_make_notes(query)),
        )

    def read_phrase(self, text: str) -> Node:
        """Return the node that looks for a text: its word, or its words one after the other."""
        words = self._read_words(text)
        return words[0] if len(words) == 1 else PhraseNode(fold_text(text), words)

    def _expand(self, wanted: Sequence[Node], query: Query) -> Iterator[Expansion]:
        yield from self._thesaurus.expand([node for node in wanted if isinstance(node, WordNode)])
        for group in query.groups:
            for leaf in group:
                if isinstance(leaf, Words) and self._regional:
                    yield from self._expand_region(leaf)

    def _go_on(self, wanted: Sequence[Node], last: Words | None) -> Iterator[Expansion]:
        """Let words that begin so stand for a last one; Chinese is found by its characters as it is."""
        words = list(self._read_words(last.text)) if last else []
        if last and words and words[-1] in wanted and fold_text(last.text).endswith(words[-1].text):
            begun = words[-1].text
            if may_be_prefix(begun) and not UNSPACED.search(begun):
                yield Expansion((words[-1],), (PrefixNode(begun),), "begun", BEGUN)

    def _expand_region(self, leaf: Words) -> Iterator[Expansion]:
        for run in HAN_RUN.findall(leaf.text):
            for form in self._other_regions(run):
                covers = self._meaningful(run, in_title=leaf.in_title)
                words = self._meaningful(form, in_title=leaf.in_title)
                if covers and words:
                    yield expand_region(covers, words, self._regional)

    def _meaningful(self, text: str, *, in_title: bool) -> list[WordNode]:
        return [word for word in self._read_words(text, in_title=in_title) if not self._is_stop(word)]

    def _is_stop(self, node: Node) -> bool:
        return isinstance(node, WordNode) and (node.text in self._stop_words or set(node.terms) <= self._stop_terms)

    def _read_leaf(self, leaf: Leaf, *, exact: bool = False) -> list[Node]:
        """Return the nodes of a leaf: one, or as many as it has words."""
        if isinstance(leaf, Prefix):
            return [PrefixNode(fold_text(leaf.text), leaf.in_title)]
        words = self._read_words(leaf.text, in_title=leaf.in_title)
        if isinstance(leaf, Phrase) or (exact and len(words) > 1):
            return [PhraseNode(fold_text(leaf.text), words, leaf.in_title)]
        return list(words)

    def _find_runs(self, leaf: Leaf) -> Iterator[Run]:
        for text in HAN_RUN.findall(fold_text(leaf.text)) if isinstance(leaf, Words) else ():
            words = frozenset(self._read_words(text, in_title=leaf.in_title))
            if len(words) > 1 and len(text) <= LONGEST_RUN:
                yield Run(text, words)

    def _cut_words(self, text: str, *, in_title: bool = False) -> tuple[WordNode, ...]:
        """Return a node for each word of a text; a compound's forms and atoms are one."""
        return tuple(self._find_words(text, in_title=in_title))

    def _find_words(self, text: str, *, in_title: bool) -> Iterator[WordNode]:
        for whole, rest in _group_tokens(self._analyzer.analyze(text).words):
            shortest = [token for token in rest if token.end - token.start < whole.end - whole.start]
            forms = dict.fromkeys(token.term for token in (whole, *rest) if token not in shortest)
            typed = fold_text(text[whole.start : whole.end])
            parts = self._analyzer.subwords(typed) if is_han(typed) else ()
            atoms = tuple(token.term for token in shortest) or _cover(typed, parts)
            yield WordNode(typed, tuple(forms), atoms, in_title)


def _cover(word: str, parts: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Return the longest shorter words that, one after the other, make up a whole one; nothing if they do not."""
    longest = {offset: part for part, offset in sorted(parts, key=lambda row: len(row[0]))}
    cover, offset = [], 0
    while part := longest.get(offset):
        cover.append(part)
        offset += len(part)
    return tuple(cover) if offset == len(word) else ()


def _group_tokens(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Yield each token that no other covers, with those it covers."""
    index = 0
    while index < len(tokens):
        whole = tokens[index]
        following = index + 1
        while following < len(tokens) and tokens[following].start < whole.end:
            following += 1
        yield whole, list(tokens[index + 1 : following])
        index = following


def _join(group: Sequence[list[Node]], leaves: Sequence[Leaf]) -> Iterable[Node]:
    """Return the nodes of a group: alternatives become one node, a lone leaf's words count one by one."""
    if len(leaves) == 1:
        return group[0]
    alternatives = [_all(nodes) for nodes in group if nodes]
    return [AnyNode(tuple(alternatives))] if alternatives else []


def _all(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else AllNode(tuple(nodes))


def _is_strict(node: Node) -> bool:
    """Say whether a node was typed so that posts without it are not wanted."""
    if isinstance(node, AnyNode | AllNode):
        return all(map(_is_strict, node.nodes))
    return isinstance(node, PhraseNode) or node.in_title


def _cut_pairs(groups: Iterable[Iterable[Leaf]]) -> Iterator[str]:
    for group in groups:
        for leaf in group:
            yield from (gram.term for gram in cut_grams(leaf.text) if len(gram.term) > 1)


def _make_notes(query: Query) -> Iterator[Note]:
    simplified = simplify(query.text)
    if simplified != query.text:
        yield Note("folded", f"{query.text} = {simplified}")
    if query.ignored:
        yield Note("ignored", f"too long, not searched for: {' '.join(query.ignored)}")
    if query.undated:
        yield Note("text", f"no date, searched for as text: {' '.join(query.undated)}")
