"""A query understood: which terms are looked up, and how they count. It can print itself."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from indexer.search.query import Filters, Leaf, Phrase, Prefix, Query, Words
from indexer.search.results import Note
from indexer.text.analyzer import HAN, Analyzer, cut_grams
from indexer.text.folding import fold_text
from indexer.text.token import Token

HAN_RUN = re.compile(rf"[{HAN}]+")
LONGEST_RUN = 16
"""Characters of a run that is also looked for in one piece: longer ones are sentences."""
MAX_WORDS = 32
"""Words of a query that are looked up."""


@dataclass(frozen=True, slots=True)
class WordNode:
    """One word.

    Attributes:
        text: As typed, folded.
        terms: Its term first, then other forms of the same (``v1.18`` and ``1.18``, ``node.js`` and ``nodejs``).
        atoms: The terms of a compound's pieces, which together stand for it where it is not written so.
        in_title: Only in titles.
    """

    text: str
    terms: tuple[str, ...]
    atoms: tuple[str, ...] = ()
    in_title: bool = False

    def __str__(self) -> str:
        forms = " | ".join(self.terms)
        atoms = f" | ({' & '.join(self.atoms)})" if self.atoms else ""
        return f"{'title:' if self.in_title else ''}{forms}{atoms}"


@dataclass(frozen=True, slots=True)
class PrefixNode:
    """Every word that begins so."""

    text: str
    in_title: bool = False

    def __str__(self) -> str:
        return f"{'title:' if self.in_title else ''}{self.text}*"


@dataclass(frozen=True, slots=True)
class PhraseNode:
    """Words that stand one after the other.

    Attributes:
        text: Folded, single spaces.
        words: Their nodes, stop words included.
    """

    text: str
    words: tuple[WordNode, ...]
    in_title: bool = False

    def __str__(self) -> str:
        return f'{"title:" if self.in_title else ""}"{self.text}"'


@dataclass(frozen=True, slots=True)
class AllNode:
    """Several nodes that must all be there."""

    nodes: "tuple[Node, ...]"

    def __str__(self) -> str:
        return f"({' & '.join(map(str, self.nodes))})"


@dataclass(frozen=True, slots=True)
class AnyNode:
    """Several nodes of which one is enough."""

    nodes: "tuple[Node, ...]"

    def __str__(self) -> str:
        return f"({' OR '.join(map(str, self.nodes))})"


@dataclass(frozen=True, slots=True)
class Run:
    """Han characters typed in one piece, and the words they were cut into."""

    text: str
    words: frozenset[WordNode]


Node = WordNode | PrefixNode | PhraseNode | AllNode | AnyNode


@dataclass(frozen=True, slots=True)
class Plan:
    """A query understood.

    Attributes:
        text: As typed.
        wanted: Each counts; posts with all of them come first.
        required: Without them a post is no hit (phrases, ``title:``). They are among ``wanted`` too.
        excluded: With one of them a post is no hit.
        runs: Chinese that was typed in one piece and cut into several words: where it stands in one piece, all of
            them are there.
        grams: Pairs of characters of the text's Chinese, which count a little wherever they stand.
        stop_words: Words left out because they carry no meaning.
    """

    text: str
    wanted: tuple[Node, ...] = ()
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()
    runs: tuple["Run", ...] = ()
    grams: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    stop_words: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def describe(self) -> str:
        """Return the plan as lines of text, for people."""
        rows = (
            ("wanted", " ".join(map(str, self.wanted))),
            ("required", " ".join(map(str, self.required))),
            ("excluded", " ".join(map(str, self.excluded))),
            ("left out", " ".join(self.stop_words)),
            ("filters", _describe_filters(self.filters)),
        )
        return "\n".join(f"{name:9} {value}" for name, value in rows if value)


def _describe_filters(filters: Filters) -> str:
    parts = [*(f"{name}={value}" for name, value in filters.values), *(f"{n}≠{v}" for n, v in filters.excluded)]
    if filters.since or filters.until:
        parts.append(f"date={filters.since or ''}..{filters.until or ''}")
    return " ".join(parts)


class Planner:
    """Makes plans with the analyzer that cut the posts."""

    def __init__(self, analyzer: Analyzer, stop_words: frozenset[str] = frozenset()) -> None:
        self._analyzer = analyzer
        self._stop_terms = frozenset(token.term for word in stop_words for token in analyzer.analyze(word).words)
        self._stop_words = stop_words

    def make_plan(self, query: Query) -> Plan:
        """Understand a query."""
        groups = [[self._read_leaf(leaf) for leaf in group] for group in query.groups]
        every = [node for group, leaves in zip(groups, query.groups, strict=True) for node in _join(group, leaves)]
        wanted = [node for node in every if not self._is_stop(node)] or every
        required = [node for node in wanted if _is_strict(node)]
        return Plan(
            text=query.text,
            wanted=tuple(dict.fromkeys(wanted))[:MAX_WORDS],
            required=tuple(required),
            excluded=tuple(_all(self._read_leaf(leaf, exact=True)) for leaf in query.excluded),
            runs=tuple(run for group in query.groups for leaf in group for run in self._find_runs(leaf)),
            grams=tuple(dict.fromkeys(_cut_pairs(query.groups))),
            filters=query.filters,
            stop_words=tuple(str(node) for node in every if node not in wanted),
            notes=_make_notes(query),
        )

    def _is_stop(self, node: Node) -> bool:
        return isinstance(node, WordNode) and (node.text in self._stop_words or set(node.terms) <= self._stop_terms)

    def _read_leaf(self, leaf: Leaf, *, exact: bool = False) -> list[Node]:
        """Return the nodes of a leaf: one, or as many as it has words."""
        if isinstance(leaf, Prefix):
            return [PrefixNode(fold_text(leaf.text), leaf.in_title)]
        words = list(self._read_words(leaf.text, in_title=leaf.in_title))
        if isinstance(leaf, Phrase) or (exact and len(words) > 1):
            return [PhraseNode(fold_text(leaf.text), tuple(words), leaf.in_title)]
        return list(words)

    def _find_runs(self, leaf: Leaf) -> Iterator[Run]:
        for text in HAN_RUN.findall(fold_text(leaf.text)) if isinstance(leaf, Words) else ():
            words = frozenset(self._read_words(text, in_title=leaf.in_title))
            if len(words) > 1 and len(text) <= LONGEST_RUN:
                yield Run(text, words)

    def _read_words(self, text: str, *, in_title: bool) -> Iterator[WordNode]:
        """Yield a node for each word of a text; a compound's forms and atoms are one."""
        for whole, rest in _group_tokens(self._analyzer.analyze(text).words):
            shortest = [token for token in rest if token.end - token.start < whole.end - whole.start]
            forms = dict.fromkeys(token.term for token in (whole, *rest) if token not in shortest)
            typed = fold_text(text[whole.start : whole.end])
            atoms = tuple(token.term for token in shortest) or _cover(typed, self._analyzer.subwords(typed))
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


def _make_notes(query: Query) -> tuple[Note, ...]:
    notes = []
    if query.ignored:
        notes.append(Note("ignored", f"too long, not searched for: {' '.join(query.ignored)}"))
    return tuple(notes)


def is_han(text: str) -> bool:
    """Say whether a folded text is one run of Han characters."""
    return HAN_RUN.fullmatch(text) is not None
