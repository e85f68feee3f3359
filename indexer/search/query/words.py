"""The texts of a query -> word nodes, cut by the analyzer that cut the posts."""

import re
from collections.abc import Iterable, Iterator, Sequence

from indexer.cache import BoundedCache
from indexer.search.query.nodes import Node, PhraseNode, WordNode, is_han
from indexer.text.analysis.analyzer import Analyzer
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import HAN, IS_HAN
from indexer.text.analysis.token import Token
from indexer.text.analysis.word_forms import word_term
from indexer.text.memo import Once

_CACHED = 1 << 10
"""Texts whose words are kept: one query asks for the same ones several times."""
_PLAIN = re.compile(rf"[{HAN}A-Za-z0-9 ]+")
_PIECE = re.compile(rf"[{HAN}]+|[A-Za-z0-9]+")


class WordReader:
    """Cut texts into word nodes, and tell stop words. Safe to be shared by threads."""

    def __init__(self, analyzer: Analyzer, stop_words: frozenset[str] = frozenset()) -> None:
        """Get ready.

        Args:
            analyzer: The one that cut the posts.
            stop_words: Words that carry no meaning, folded.
        """
        self._analyzer = analyzer
        self._stop_words = stop_words.union(word.replace("'", "’") for word in stop_words)
        self._spaced_stop_terms = self._read_terms(word for word in stop_words if not IS_HAN.search(word))
        # Cutting a Chinese word loads the dictionary, which no other query needs.
        self._stop_terms = Once(lambda: self._read_terms(stop_words))
        self._kept = BoundedCache[tuple[str, bool], tuple[WordNode, ...]](_CACHED)

    def read(self, text: str, *, in_title: bool = False) -> tuple[WordNode, ...]:
        """Return a node for each word of a text; a compound with its other forms and its parts is one."""
        if text.isascii() and text.isalnum():  # one Latin word, as most texts are: made in no time
            folded = text.lower()
            return (WordNode(folded, (word_term(folded),), (), in_title),)
        return self._kept.get((text, in_title), self._cut)

    def cut(self, text: str) -> tuple[WordNode, ...]:
        """Return the same of a text that is not asked for again, so that its words are not kept."""
        return self.read(text) if text.isascii() and text.isalnum() else self._cut((text, False))

    def forget_cut(self) -> None:
        """Forget what words were found when texts were cut that are not asked for again."""
        self._analyzer.forget()

    def read_phrase(self, text: str, *, in_title: bool = False) -> Node:
        """Return the node that looks for a text: its word, or its words one after the other."""
        words = self.read(text, in_title=in_title)
        return words[0] if len(words) == 1 else PhraseNode(fold_text(text), words, in_title)

    def find_inside(self, word: WordNode) -> tuple[WordNode, ...]:
        """Return the dictionary's words inside a Chinese word, the longest from the left: 咖啡 in 咖啡豆."""
        inside = _pick(word.text, self._analyzer.subwords(word.text)) if is_han(word.text) else ()
        return tuple([node for text in inside for node in self.read(text, in_title=word.in_title)])

    def is_stop_word(self, node: Node) -> bool:
        """Check whether a node is a word that carries no meaning."""
        return len(self.find_stop_words((node,))) > 0

    def find_stop_words(self, nodes: Sequence[Node]) -> list[int]:
        """Return the places of those of some nodes that are words which carry no meaning."""
        found: list[int] = []
        for at, node in enumerate(nodes):
            if not isinstance(node, WordNode):
                continue
            terms = node.terms
            joined = terms[0] if len(terms) == 1 else "".join(terms)
            has_han = not joined.isascii() and IS_HAN.search(joined)
            stop_terms = self._stop_terms() if has_han else self._spaced_stop_terms
            if node.text in self._stop_words or stop_terms.issuperset(terms):
                found.append(at)
        return found

    def _read_terms(self, words: Iterable[str]) -> frozenset[str]:
        """Return the terms of words, but of contractions, which have those of others: ``i'd`` that of *id*."""
        whole = (word for word in words if "'" not in word)
        return frozenset(token.term for word in whole for token in self._analyzer.analyze(word).words)

    def _cut(self, key: tuple[str, bool]) -> tuple[WordNode, ...]:
        text, in_title = key
        folded = fold_text(text)
        # Nor does Chinese, spaced or beside such words, need the way back to offsets.
        if len(folded) == len(text) and _PLAIN.fullmatch(text) and (folded == text or _PLAIN.fullmatch(folded)):
            return self._cut_plain(folded, in_title=in_title)
        groups = _group_tokens(self._analyzer.analyze(text).words)
        return tuple(self._make_node(text, longest, others, in_title=in_title) for longest, others in groups)

    def _cut_plain(self, folded: str, *, in_title: bool) -> tuple[WordNode, ...]:
        """Return the nodes of a folded text of nothing but Chinese, words of ASCII and spaces."""
        pieces, nodes = _PIECE.findall(folded), list[WordNode]()
        words = iter(self._analyzer.cut_han([piece for piece in pieces if not piece.isascii()]))
        for piece in pieces:
            if piece.isascii():
                nodes.append(WordNode(piece, (word_term(piece),), (), in_title))
                continue
            while (word := next(words)) != "\n":
                subwords = self._analyzer.subwords(word)
                nodes.append(WordNode(word, (word,), _cover(word, subwords) if subwords else (), in_title))
        return tuple(nodes)

    def _make_node(self, text: str, longest: Token, others: Sequence[Token], *, in_title: bool) -> WordNode:
        shorter = [token for token in others if token.end - token.start < longest.end - longest.start]
        forms = dict.fromkeys(token.term for token in (longest, *others) if token not in shorter)
        typed = fold_text(text[longest.start : longest.end])
        subwords = self._analyzer.subwords(typed) if is_han(typed) else ()
        by_position = {token.position: token.term for token in shorter}  # the last form of each part: no v, no article
        parts = tuple(by_position.values()) or _cover(typed, subwords)
        return WordNode(typed, tuple(forms), parts, in_title)


def _cover(word: str, subwords: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Return the longest subwords that, one after the other, make up a word; nothing if they do not.

    Args:
        word: Folded.
        subwords: Each with its offset in the word.
    """
    cover = _pick(word, subwords)
    return cover if sum(map(len, cover)) == len(word) else ()


def _pick(word: str, subwords: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Return subwords of a word that do not overlap: from the left the longest, and nothing for characters between."""
    longest = {offset: subword for subword, offset in sorted(subwords, key=lambda pair: len(pair[0]))}
    picked, offset = [], 0
    while offset < len(word):
        subword = longest.get(offset)
        if subword:
            picked.append(subword)
        offset += len(subword or word[offset])
    return tuple(picked)


def _group_tokens(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Yield each token that no other covers, with those it covers."""
    index = 0
    while index < len(tokens):
        longest = tokens[index]
        following = index + 1
        while following < len(tokens) and tokens[following].start < longest.end:
            following += 1
        yield longest, list(tokens[index + 1 : following])
        index = following
