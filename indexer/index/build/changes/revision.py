"""The live generation with some documents gone and others added: a part laid beside those that there are."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from itertools import pairwise
from pathlib import Path

import numpy as np

from indexer.arrays import Int32s, Int64s
from indexer.errors import IndexDamagedError
from indexer.index.build.changes.base import Base, read_findings
from indexer.index.build.changes.renewal import write_parts
from indexer.index.build.learning import write_pairs
from indexer.index.build.memory import BuildMemory, write_memory
from indexer.index.build.passes.analysis import FEW_POSTS, BatchAnalyzer
from indexer.index.build.passes.pipeline import AnalyzedPosts, ReadPosts, WorkerPool, analyze_batches
from indexer.index.build.passes.survey import Findings
from indexer.index.build.site_info import SiteInfo, make_site
from indexer.index.build.sources import REFUSED, SourceRow, Sources
from indexer.index.generations.contents import Contents
from indexer.index.parts.damage import find_damage
from indexer.index.reader.documents import Documents
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.site import Site
from indexer.index.reader.store import open_store, write_store

MOST_LATER = 0.2
"""The share of documents that may be dead or lie in later parts before everything is built anew."""
_FEW = 64
"""So many may, whatever their share."""


@dataclass(frozen=True, slots=True)
class Revision:
    """The next generation as a difference from the live one.

    Attributes:
        info: What is said of all posts.
        site: What is known of the site now.
        findings: What the posts call things that visitors may find now.
        now: What counts as the future, aware.
        places: int64[n], of the posts that there are now, among the sources of the live generation; -1 for new ones.
        read: Posts that are new or were changed.
        recut: The documents of posts that hold the characters of a word that was learnt or forgotten, by their
            places in ``places``.
        dead: Documents that are replaced or gone, ascending; those of ``recut`` too.
    """

    base: Base
    info: SiteInfo
    site: Site
    findings: Findings
    now: datetime
    places: Int64s
    read: ReadPosts
    recut: Mapping[int, int]
    dead: Sequence[int]

    @property
    def is_too_much(self) -> bool:
        """Whether so many documents would be dead or in later parts that everything is to be built anew.

        Never where a damaged part is replaced: then only the posts that were in it are read.
        """
        return not self.base.lost and self._has_many_later

    @property
    def _has_many_later(self) -> bool:
        index, fresh = self.base.index, self.read.posts + len(self.recut)
        later = max(len(index.deleted) + len(self.dead), index.max_doc - index.parts[0].max_doc + fresh)
        return later > max(_FEW, index.num_docs * MOST_LATER)

    @property
    def taught_alike(self) -> Path | None:
        """The folder of the live generation, where all of it is intact and its segmenter was taught the same words."""
        is_alike = self.site.taught == self.base.index.site.taught and not self.base.lost
        return self.base.generation.path if is_alike else None

    def analyze(self, pool: WorkerPool, scratch: Path) -> AnalyzedPosts:
        """Cut into words what is new, and what has to be cut anew."""
        batches = [*self.read.batches, *self.base.restore_batches(sorted(self.recut.values()), scratch, self.now)]
        posts = sum(each.posts for each in batches)
        analyzer = BatchAnalyzer(self.site.taught, are_few=posts <= FEW_POSTS)
        return analyze_batches(batches, analyzer, pool.for_posts(posts), scratch)

    def number(self, fresh: AnalyzedPosts) -> dict[str, int]:
        """Return the documents of new posts by their ids: they are numbered behind those that there are."""
        return {post_id: self.base.index.max_doc + at for at, post_id in enumerate(fresh.ids)}

    def write(
        self, folder: Path, fresh: AnalyzedPosts, ids: Sequence[str], rows: Mapping[int, SourceRow]
    ) -> tuple[IndexReader, Sources]:
        """Write a generation that takes over the parts of the live one, without what is dead and with what is new.

        Args:
            folder: The new generation's.
            fresh: What ``analyze`` returned.
            ids: Of the posts that there are now.
            rows: What is remembered of those that are new or were changed, by their places in ``ids``.

        Returns:
            Its documents as they are visible now, and the table of the posts.
        """
        index, sources = self.base.index, self._renew_sources(fresh, ids, rows)
        in_one = bool(self.base.lost) and self._has_many_later
        parts = write_parts(index.parts, fresh, folder, in_one=in_one)
        dead = [*index.documents.dead.tolist(), *self.dead]
        ranks = self._rank_ids(sources, sum(part.max_doc for part in parts))
        written = IndexReader(Documents(parts, dead, ranks), self.site, self.now.timestamp(), index.counted)
        write_store(folder, self.site, len(parts), dead=dead, deletions=written.deletions, ranks=ranks)
        write_pairs(folder, written, self.info, self.findings)
        sources.write(folder)
        write_memory(folder, BuildMemory(self.base.memory.signature, self.findings))
        return written, sources

    def _renew_sources(self, fresh: AnalyzedPosts, ids: Sequence[str], rows: Mapping[int, SourceRow]) -> Sources:
        """Return the table of the posts that there are now; those that were cut anew have other documents in it."""
        sources, numbers = self.base.sources, self.number(fresh)
        recut = {
            at: replace(rows.get(at) or sources.row(int(self.places[at])), doc=numbers.get(ids[at], REFUSED))
            for at in self.recut
        }
        return sources.renew(ids, self.places, {**rows, **recut})

    def _rank_ids(self, sources: Sources, posts: int) -> Int32s:
        """Return the place of each document in the order of ids; what replaces a document takes its place."""
        if (self.places < 0).any():
            return sources.ranks(posts)
        docs = sources.docs
        kept = docs >= 0
        before = self.base.sources.docs[self.places[kept]]
        if (before < 0).any():
            return sources.ranks(posts)
        ranks = np.zeros(posts, dtype=np.int32)
        ranks[docs[kept]] = self.base.index.id_ranks[before]
        return ranks


def revise_findings(base: Base, dead: Collection[int], now: datetime) -> Findings:
    """Return the names and pairs of names in those posts of the live generation that stay and can be found now."""
    findings = Findings(Counter(base.memory.findings.names), Counter(base.memory.findings.pairs))
    before = {*base.index.counted.docs.tolist()}
    absent = {*base.index.documents.find_absent(now.timestamp()).tolist(), *dead}
    for doc in sorted(absent - before):
        findings.remove(read_findings(base.index, doc))
    for doc in sorted(before - absent):
        findings.add(read_findings(base.index, doc))
    return findings


def revise_site(base: Base, info: SiteInfo, findings: Findings) -> Site:
    """Return what is known of the site now; what its configuration says is as it was."""
    is_same = info.glossary == base.index.site.glossary and findings == base.memory.findings
    if is_same and not base.lost:
        return base.index.site
    return make_site(info, findings)


def find_recut(base: Base, site: Site, places: Int64s, dead: Collection[int]) -> dict[int, int]:
    """Find the posts that hold the characters of a word that was learnt or forgotten; see ``Revision.recut``.

    Args:
        base: The generation that is built upon.
        site: What is known of the site now.
        places: As in ``Revision``.
        dead: Documents of posts that are replaced or gone.
    """
    words = set(site.taught) ^ set(base.index.site.taught)
    docs = {doc for word in words for doc in _docs_with(base.index, word).tolist()} - set(dead)
    if not docs:
        return {}
    known = np.flatnonzero(places >= 0)
    documents = base.sources.docs[places[known]]
    held = np.isin(documents, list(docs))
    return dict(zip(known[held].tolist(), documents[held].tolist(), strict=True))


def _docs_with(index: IndexReader, word: str) -> Int32s:
    """Return documents in which every pair of a word's characters stands: all that hold the word, and some more."""
    numbers = [index.find_gram(first + second) for first, second in pairwise(word)]
    found = [index.gram_postings(number).entries if number >= 0 else np.empty(0, dtype=np.int32) for number in numbers]
    return reduce(np.intersect1d, found)


def check_revision(folder: Path, contents: Contents, written: IndexReader) -> None:
    """Make sure that what ``Revision.write`` wrote can be searched; what it took over has been checked before.

    Args:
        folder: The new generation's.
        contents: What it says about itself.
        written: What was written.

    Raises:
        IndexDamagedError: It cannot.
    """
    kept = [part for part in written.parts if part.folder.parent != folder]
    index = open_store(folder, contents.built.timestamp(), kept)
    fault = next(find_damage(index.parts[-1]), None)
    if fault or index.num_docs != contents.posts:
        raise IndexDamagedError(f"{folder}: {fault or 'posts are missing'}; run search-index rebuild")
