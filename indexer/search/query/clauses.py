"""A parsed query -> the nodes that it asks for, by its text alone: no index is looked at."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.patterns import compile_later
from indexer.search.query.nodes import (
    HAN_RUN,
    AllNode,
    AnyNode,
    Node,
    PhraseNode,
    PrefixNode,
    Run,
    WordNode,
    is_han,
    is_signs,
)
from indexer.search.query.parsing.grammar import may_be_prefix
from indexer.search.query.parsing.query_tree import Leaf, Phrase, Prefix, Query, Words
from indexer.search.query.symbols import find_symbols
from indexer.search.query.words import WordReader
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import PICTURES, SIGNS, UNSPACED, UNSPACED_SCRIPTS

LONGEST_RUN = 16
"""Characters of a run that is also looked for in one piece: longer ones are sentences."""
_PICTURE = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[{PICTURES}]")
"""One of them; two letters of a country make a flag."""
_SPACED = rf"(?![{''.join(UNSPACED_SCRIPTS)}])"
_BEGUN = compile_later(rf"(?:{UNSPACED.pattern}|(?:^\.)?{_SPACED}[^\W_](?:{_SPACED}[\w.'’+#-])*)$")
"""The last word of a text, as far as it is of one script and has the signs that a word may have."""
_CONNECTIVES = frozenset({"and", "or", "the", "versus", "via", "vs"})
"""English stop words that stand among Chinese as grammar, and hardly ever as words of code."""
_PUNCTUATION = " .,;:!?…·。、—–()[]{}<>《》〈〉「」『』【】\"'“”‘’"
"""Signs that begin or end a sentence, folded: at the ends of a phrase they say nothing of what stands beside it."""
_MINUS = re.compile(r"(?<!\S)-")
MAX_SYMBOLS = 4
"""Symbols that are looked for, in the texts themselves."""
MAX_WORDS = 32
"""Nodes of a query that are looked up."""
TOPIC_WORDS = 2
"""Words up to which a query names a topic."""


class Clauses(NamedTuple):
    """The nodes of a query.

    Attributes:
        typed: In the order typed, stop words left out unless there is nothing else.
        scored: Those that are looked up, each once.
        words: The words among those typed.
        required: Those of ``typed`` without which a post is no hit.
        excluded: With one of them a post is no hit.
        stop_words: Words left out.
        runs: Chinese typed in one piece and cut into several words.
        grams: Pairs of characters of the text's Chinese, each once.
        symbols: Code as it was typed, see ``find_symbols``.
        phrase: All that was typed, stop words and what is excluded with it, where that is words and more than a topic;
            an English stop word and another word are more, as nothing but the other is looked for (``vs code``).
    """

    typed: tuple[Node, ...]
    scored: tuple[Node, ...]
    words: Sequence[WordNode]
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()
    stop_words: tuple[Node, ...] = ()
    runs: tuple[Run, ...] = ()
    grams: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    phrase: PhraseNode | None = None

    @property
    def are_words(self) -> bool:
        """Whether it is words alone, none of which must not be there."""
        return len(self.words) == len(self.typed) and not self.excluded

    def lack(self, covered: Iterable[WordNode]) -> bool:
        """Check whether any of some words is none of those typed."""
        return not all(word in self.words for word in covered)

    def retype(self, typed: tuple[Node, ...]) -> "Clauses":
        """Return the same with other nodes in place of those typed."""
        return self._replace(typed=typed, scored=_choose_scored(typed), words=_choose_words(typed))


def _choose_scored(typed: tuple[Node, ...]) -> tuple[Node, ...]:
    return typed if len(typed) == 1 else tuple(dict.fromkeys(typed))[:MAX_WORDS]


def _choose_words(typed: Sequence[Node]) -> Sequence[WordNode]:
    return [node for node in typed if isinstance(node, WordNode)]


def read_clauses(query: Query, words: WordReader) -> Clauses:
    """Turn the leaves of a query into nodes."""
    every = _read_plain(query, words) if query.is_plain else _read_groups(query, words)
    stop_words = _find_stop_words(every, words)
    typed = tuple([node for node in every if node not in stop_words] if stop_words else every)
    if not typed:  # there is nothing else
        typed, stop_words = tuple(every), ()
    left_out = tuple([node for node in every if node in stop_words]) if stop_words else ()
    scored, typed_words = _choose_scored(typed), _choose_words(typed)
    least = TOPIC_WORDS if left_out and query.folded.isascii() else TOPIC_WORDS + 1
    phrase = _read_phrase(query, every, least) if not query.excluded else _read_command(query, words)
    if query.is_plain and not query.ignored:  # as most are
        if query.folded.isascii():
            return Clauses(typed, scored, typed_words, stop_words=left_out, phrase=phrase)
        runs, grams = _find_runs(query.folded, words), _cut_pairs([query.folded])
        return Clauses(typed, scored, typed_words, stop_words=left_out, runs=runs, grams=grams, phrase=phrase)
    plain = [leaf for group in query.groups for leaf in group if isinstance(leaf, Words)]
    runs = tuple([run for leaf in plain for run in _find_runs(fold_text(leaf.text), words, in_title=leaf.in_title)])
    grams = _cut_pairs([fold_text(leaf.text) for group in query.groups for leaf in group])
    required = tuple([node for node in typed if _is_strict(node)])
    excluded = tuple([_all(nodes) for leaf in query.excluded if (nodes := _read_leaf(leaf, words, exact=True))])
    symbols = tuple(dict.fromkeys(_find_symbols(query.text, plain, typed)))[:MAX_SYMBOLS]
    return Clauses(typed, scored, typed_words, required, excluded, left_out, runs, grams, symbols, phrase)


def _read_phrase(query: Query, every: Sequence[Node], least: int) -> PhraseNode | None:
    """Return all that was typed as one phrase, or its beginning; None where that has too few words, or not them alone.

    Its text is the one run of Chinese that it is, whatever signs stand around that, or all of its words.
    """
    words = tuple([node for node in every if isinstance(node, WordNode) and not node.in_title])
    if len(words) < least or len(words) < len(every):
        return None
    texts = [word.text for word in words[:MAX_WORDS]]
    is_run = not query.folded.isascii() and ["".join(texts)] == HAN_RUN.findall(query.folded)
    return PhraseNode(("" if is_run else " ").join(texts), words[:MAX_WORDS])


def _read_command(query: Query, words: WordReader) -> PhraseNode | None:
    """Return all that was typed as one phrase, what is excluded with it: a command with its flags may have been pasted.

    None where anything else asks for more than words: titles, beginnings, alternatives.
    """
    leaves = [leaf for group in query.groups for leaf in group]
    if len(leaves) > len(query.groups) or any(isinstance(leaf, Prefix) or leaf.in_title for leaf in leaves):
        return None
    every = words.read(_MINUS.sub(" ", query.without_filters).replace('"', " "))[:MAX_WORDS]
    return PhraseNode(" ".join([word.text for word in every]), every) if len(every) > 1 else None


def leave_out_last(phrase: PhraseNode) -> PhraseNode:
    """Return a phrase without its last word, which is still being typed; all of it where the rest would be a topic."""
    *words, last = phrase.words
    return PhraseNode(phrase.text.removesuffix(last.text).rstrip(), (*words,)) if len(words) > TOPIC_WORDS else phrase


def _read_plain(query: Query, words: WordReader) -> Sequence[Node]:
    """Return the nodes of a plain query: none of them is of signs."""
    nodes: list[Node] = []
    for (leaf,) in query.groups:
        assert isinstance(leaf, Words), "a plain query is words"
        nodes += words.read(leaf.text) or _read_signs(leaf)
    return nodes


def _read_groups(query: Query, words: WordReader) -> Sequence[Node]:
    """Return the nodes of any query."""
    return _keep_words([node for group in query.groups for node in _read_group(group, words)])


def _find_stop_words(nodes: Sequence[Node], words: WordReader) -> Sequence[Node]:
    """Return the stop words, but for English ones that have nothing but Chinese beside them, as in ``this 指向``."""
    found = []
    for at in words.find_stop_words(nodes):
        node, beside = nodes[at], (*nodes[max(at - 1, 0) : at], *nodes[at + 1 : at + 2])
        is_code = beside and not is_han(node.text) and node.text not in _CONNECTIVES
        if not is_code or not all(is_han(other.text) for other in beside):
            found.append(node)
    return found


def _keep_words(nodes: Sequence[Node]) -> Sequence[Node]:
    """Return nodes without signs that stand among words: people part words by them (``istio && envoy``, ``a -- b``)."""
    kept = [node for node in nodes if not (isinstance(node, WordNode) and is_signs(node.text))]
    return kept or nodes


def _read_group(group: Sequence[Leaf], words: WordReader) -> Iterable[Node]:
    """Return the nodes of a group: alternatives become one node, a lone leaf's words count one by one."""
    if len(group) == 1:
        return _read_leaf(group[0], words)
    alternatives = [_all(nodes) for leaf in group if (nodes := _read_leaf(leaf, words))]
    return [AnyNode(tuple(alternatives))] if alternatives else []


def _read_leaf(leaf: Leaf, words: WordReader, *, exact: bool = False) -> Sequence[Node]:
    """Return the nodes of a leaf: one for each of its words; one for all if ``exact``."""
    if isinstance(leaf, Prefix):
        return _read_prefix(leaf, words)
    read = words.read(leaf.text, in_title=leaf.in_title) or tuple(_read_signs(leaf))
    if isinstance(leaf, Phrase) or (exact and len(read) > 1):
        folded = fold_text(leaf.text)
        text = folded if folded.isascii() else folded.strip(_PUNCTUATION) or folded  # of ASCII the words are looked for
        return [PhraseNode(text, read, leaf.in_title)]
    return read


def _read_prefix(leaf: Prefix, words: WordReader) -> Sequence[Node]:
    """Return the word that is begun behind a prefix's other words and signs: ``k8s集群*``, ``(istio*``, ``*istio*``.

    All of a package, ``java.util.*``, is written so in code, too.
    """
    folded = fold_text(leaf.text)
    begun = _BEGUN.search(folded)
    if not begun or not may_be_prefix(begun[0]):
        return words.read(leaf.text, in_title=leaf.in_title)
    before = words.read(folded[: begun.start()], in_title=leaf.in_title) if begun.start() else ()
    prefix = PrefixNode(begun[0], leaf.in_title)
    itself = words.read(begun[0], in_title=leaf.in_title) if begun[0].endswith(".") else ()
    return [*before, AnyNode((prefix, *itself)) if itself else prefix]


def _read_signs(leaf: Words | Phrase) -> Iterator[WordNode]:
    """Yield the signs of a text without words: those of ASCII as they stand together, emoji one by one."""
    text = fold_text(leaf.text)
    for signs in _PICTURE.findall(text) or ([text] if is_signs(text) else ()):
        yield WordNode(signs, (signs,), (), leaf.in_title)


def _all(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else AllNode(tuple(nodes))


def _is_strict(node: Node) -> bool:
    """Check whether a node was typed so that posts without it are no hits."""
    if isinstance(node, WordNode):
        return node.in_title
    if isinstance(node, AnyNode | AllNode):
        return all(map(_is_strict, node.nodes))
    return isinstance(node, PhraseNode) or node.in_title


def _find_runs(folded: str, words: WordReader, *, in_title: bool = False) -> tuple[Run, ...]:
    """Return the runs of Chinese in a folded text that were cut into several words."""
    if folded.isascii():
        return ()
    runs = []
    for text in HAN_RUN.findall(folded):
        nodes = words.read(text, in_title=in_title) if 1 < len(text) <= LONGEST_RUN else ()
        if len(nodes) > 1 and len(different := frozenset(nodes)) > 1:
            runs.append(Run(text, different))
    return tuple(runs)


def _find_symbols(text: str, plain: Iterable[Words], typed: Iterable[Node]) -> Iterator[str]:
    """Yield the symbols of plain words; signs that are looked up themselves are none.

    Nor is a full-width sign, which is punctuation of Chinese (``架构（Cloud``), unless it stands beside another one.
    """
    with_signs = [leaf for leaf in plain if not leaf.text.isalnum()]
    found = (symbol for leaf in with_signs for symbol in find_symbols(leaf.text))
    symbols = [symbol for symbol in found if symbol in text or SIGNS.search(symbol)]
    looked_up = {node.text for node in typed if is_signs(node.text)} if symbols else ()
    yield from (symbol for symbol in symbols if symbol not in looked_up)


def _cut_pairs(several: Iterable[str]) -> tuple[str, ...]:
    """Return the pairs of characters in folded texts that are of scripts without spaces, each once."""
    runs = [run for folded in several if not folded.isascii() for run in UNSPACED.findall(folded)]
    return tuple(dict.fromkeys([run[at : at + 2] for run in runs for at in range(len(run) - 1)])) if runs else ()
