"""The pairs of names that a site's posts teach: those that the posts not only say are the same, but use alike."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.index.build.site_info import SiteInfo
from indexer.index.build.survey import Findings
from indexer.index.format.layout import Int32s, Mask
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.site import LearntPair, write_site
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.word_forms import word_term
from indexer.text.lexicon.glossary import Entry, shipped_glossary
from indexer.text.lexicon.pairs import LATIN_WORD, OFTEN, Candidate, Saying, abbreviates, choose_candidates
from indexer.units import Positions

_CHINESE = "zh"
EXAMPLES = 3
"""Posts that are named as the evidence of a pair."""
_SHARED = 0.5
"""The share of the Chinese posts with the Latin name that have the Chinese name too: what 通过主机网络 (etcd) lacks."""
_LIFT = 4.0
"""So many times more often than by chance the two stand in the same post: what 代理 (Envoy) lacks."""
_COMMON = 0.1
"""A name in more than this share of all Chinese posts is too general to be another name of anything."""

_UNCLEAR = 2
"""Letters of an abbreviation that means many things, unless the same posts say what it is short for."""


def learn_pairs(index: IndexReader, findings: Findings, glossary: Iterable[Entry]) -> tuple[LearntPair, ...]:
    """Return the pairs of names that the posts of an index use for the same thing and that no glossary knows.

    Args:
        index: Of the posts.
        findings: What they call things.
        glossary: All entries that are known.
    """
    candidates = choose_candidates(findings.pairs)
    known = {fold_text(term) for entry in glossary for term in entry} if candidates else set()
    evidence = _Evidence(index)
    learnt = [pair for each in candidates if not known & {each.han, each.latin} and (pair := evidence.judge(each))]
    longer = {pair.han: pair.latin for pair in learnt if " " in pair.latin}
    return tuple(
        pair for pair in learnt if len(pair.latin) > _UNCLEAR or abbreviates(pair.latin, longer.get(pair.han, ""))
    )


def write_pairs(folder: Path, index: IndexReader, info: SiteInfo, findings: Findings) -> None:
    """Add the pairs of names that its posts teach to a store that is written but for these.

    Args:
        folder: The store's.
        index: Its posts that visitors may find now.
        info: What is said of all posts.
        findings: What they call things.
    """
    pairs = learn_pairs(index, findings, (*shipped_glossary(), *info.glossary.entries))
    write_site(folder, replace(index.site, pairs=pairs))


class _Evidence:
    """Where names stand in the Chinese posts of an index."""

    def __init__(self, index: IndexReader) -> None:
        self._index = index
        self._chinese = _mark_chinese(index)
        self._posts = int(np.count_nonzero(self._chinese))
        self._sayings: dict[int, frozenset[Saying]] = {}

    def judge(self, candidate: Candidate) -> LearntPair | None:
        """Return a pair with its evidence; None where the posts do not use its names alike."""
        han, latin = self._find_han(candidate.han), self._find_latin(candidate.latin)
        both = np.intersect1d(han, latin, assume_unique=True)
        lift = len(both) * self._posts / max(len(han) * len(latin), 1)
        alike = lift >= _LIFT and len(both) >= _SHARED * len(latin)
        if candidate.is_abbreviated:
            alike |= lift >= 2 * _LIFT and len(both) >= _SHARED * len(han)
        is_common = len(han) > max(_COMMON * self._posts, 2 * OFTEN)
        if is_common or not alike:  # most are; of the others, the records of many posts are read
            return None
        said = {doc: said for doc in both.tolist() if (said := self._read(doc) & candidate.sayings)}
        contexts = {saying._replace(latin="", is_abbreviation=False) for sayings in said.values() for saying in sayings}
        if min(len(said), len(contexts)) < OFTEN:
            return None
        ids = sorted(self._index.metadata(doc).id for doc in said)
        return LearntPair(candidate.han, candidate.latin, len(ids), tuple(ids[:EXAMPLES]))

    def _read(self, doc: int) -> frozenset[Saying]:
        if doc not in self._sayings:
            kept = self._index.documents.frame(doc).read_metadata()
            self._sayings[doc] = frozenset(Saying(*each) for each in kept["pairs"])
        return self._sayings[doc]

    def _find_han(self, name: str) -> Int32s:
        """Return the Chinese posts in which every pair of a name's characters stands."""
        return self._keep_chinese(reduce(np.intersect1d, self._read_grams(name)))

    def _read_grams(self, name: str) -> Iterator[Int32s]:
        for first, second in pairwise(name):
            number = self._index.find_gram(first + second)
            yield self._index.gram_postings(number).entries if number >= 0 else np.empty(0, dtype=np.int32)

    def _find_latin(self, name: str) -> Int32s:
        """Return the Chinese posts in which the words of a name stand one after the other."""
        begins = (self._read_positions(word) - at for at, word in enumerate(LATIN_WORD.findall(name)))
        found = reduce(np.intersect1d, begins)
        docs = np.unique(self._index.position_bases.searchsorted(found, side="right") - 1)
        return self._keep_chinese(docs.astype(np.int32))

    def _read_positions(self, word: str) -> Positions:
        number = self._index.find_term(word_term(word))
        return self._index.positions(number) if number >= 0 else np.empty(0, dtype=np.int64)

    def _keep_chinese(self, docs: Int32s) -> Int32s:
        kept: Int32s = docs[self._chinese[docs]]
        return kept


def _mark_chinese(index: IndexReader) -> Mask:
    """Mark the living posts in Chinese: bool[N]."""
    facet = index.facets["lang"]
    mask = np.zeros(index.max_doc, dtype=bool)
    if _CHINESE in facet.names:
        mask[facet.owners[facet.values == facet.names.index(_CHINESE)]] = True
    return mask if index.live is None else mask & index.live
