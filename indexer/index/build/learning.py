"""The pairs of names that a site's posts teach: those that the posts not only say are the same, but use alike."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial, reduce
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.arrays import Int32s, Int64s, Mask
from indexer.index.build.passes.survey import Findings
from indexer.index.build.site_info import SiteInfo
from indexer.index.format.layout import FIELD_BITS, FIELD_COUNT, FIELD_NUMBERS
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.site import LearntPair, write_site
from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.word_forms import word_term
from indexer.text.document import SUBWORDS
from indexer.text.lexicon.glossary import Entry, shipped_glossary
from indexer.text.lexicon.pairs import LATIN_WORD, OFTEN, Candidate, Saying, abbreviates, choose_candidates

_CHINESE = "zh"
EXAMPLES = 3
"""Posts that are named as the evidence of a pair."""
_SHARED = 0.5
"""The share of the Chinese posts with the Latin name that have the Chinese name too: what 通过主机网络 (etcd) lacks."""
_LIFT = 4.0
"""So many times more often than by chance the two stand in the same post: what 代理 (Envoy) lacks."""
_COMMON = 0.1
"""A name in more than this share of all Chinese posts is too general to be another name of anything."""

_NOWHERE: Int32s = np.empty(0, dtype=np.int32)
_SUBWORDS = FIELD_NUMBERS[SUBWORDS]
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
    known = set(fold_text("\n".join(term for entry in glossary for term in entry)).split("\n")) if candidates else set()
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
    """Where names stand in the Chinese posts of an index: which do is bool[N], for the sets are large."""

    def __init__(self, index: IndexReader) -> None:
        self._index = index
        self._chinese = _mark_chinese(index)
        self._posts = _count(self._chinese)
        self._read: dict[int, tuple[str, frozenset[Saying]]] = {}

    def judge(self, candidate: Candidate) -> LearntPair | None:
        """Return a pair with its evidence; None where the posts do not use its names alike."""
        han = self._find_han(candidate.han)
        with_han = _count(han)
        if with_han > max(_COMMON * self._posts, 2 * OFTEN):
            return None
        latin = self._find_latin(candidate.latin)
        with_latin, with_both = _count(latin), _count(both := han & latin)
        lift = with_both * self._posts / max(with_han * with_latin, 1)
        alike = lift >= _LIFT and with_both >= _SHARED * with_latin
        if candidate.is_abbreviated:
            alike |= lift >= 2 * _LIFT and with_both >= _SHARED * with_han
        if not alike:  # most are not; of the others, the records of many posts are read
            return None
        ids: list[str] = []
        contexts: set[Saying] = set()
        for doc in np.flatnonzero(both).tolist():
            post_id, sayings = self._read_sayings(doc)
            if said := sayings & candidate.sayings:
                ids.append(post_id)
                contexts |= {saying._replace(latin="", is_abbreviation=False) for saying in said}
        if min(len(ids), len(contexts)) < OFTEN:
            return None
        return LearntPair(candidate.han, candidate.latin, len(ids), tuple(sorted(ids)[:EXAMPLES]))

    def _read_sayings(self, doc: int) -> tuple[str, frozenset[Saying]]:
        """Return the id of a document's post, and what it says."""
        if doc not in self._read:
            kept = self._index.documents.contents.frame(doc).read_metadata()
            self._read[doc] = kept["id"], frozenset(Saying(*each) for each in kept["pairs"])
        return self._read[doc]

    def _find_han(self, name: str) -> Mask:
        """Find the Chinese posts in which every pair of a name's characters stands."""
        found = self._chinese
        for first, second in pairwise(name):
            number = self._index.find_gram(first + second)
            found = found & self._mark(self._index.gram_postings(number).entries if number >= 0 else _NOWHERE)
        return found

    def _find_latin(self, name: str) -> Mask:
        """Find the Chinese posts in which the words of a name stand one after the other."""
        numbers = [self._index.find_term(word_term(word)) for word in LATIN_WORD.findall(name)]
        if min(numbers, default=-1) < 0:
            return self._mark(_NOWHERE)
        if len(numbers) == 1:
            entries = self._index.postings(numbers[0]).entries
            docs = entries[(entries & (FIELD_COUNT - 1)) != _SUBWORDS] >> FIELD_BITS  # subwords have no positions
            return self._chinese & self._mark(docs)
        begins = (self._index.positions(number) - at for at, number in enumerate(numbers))
        found = reduce(partial(np.intersect1d, assume_unique=True), begins)
        return self._chinese & self._mark(self._index.position_bases.searchsorted(found, side="right") - 1)

    def _mark(self, docs: Int32s | Int64s) -> Mask:
        marks = np.zeros(self._index.max_doc, dtype=bool)
        marks[docs] = True
        return marks


def _count(marks: Mask) -> int:
    return int(np.count_nonzero(marks))


def _mark_chinese(index: IndexReader) -> Mask:
    """Mark the living posts in Chinese: bool[N]."""
    facet = index.languages
    mask = np.zeros(index.max_doc, dtype=bool)
    if _CHINESE in facet.names:
        mask[facet.owners[facet.values == facet.names.index(_CHINESE)]] = True
    return mask if index.live is None else mask & index.live
