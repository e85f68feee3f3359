"""Bring an index up to date: only what changed is read, and laid beside what is there.

The parts of the live generation are taken over by hard links; the posts that are new or changed become a part of their
own, and the documents they replace are dead. Small parts are merged now and then, so that there are never many. What
comes out answers as a rebuild would: words are counted over the documents that live, and where a changed post teaches
the segmenter a new word, the posts that hold its characters are cut anew too. Where too much has changed, or anything
that decides over every post, everything is built anew.
"""

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from indexer.errors import IndexDamagedError, IndexUnusableError, tell_mistake
from indexer.index.build.difference import Difference, compare
from indexer.index.build.job import (
    BuildJob,
    BuildOptions,
    BuildReport,
    Changes,
    Progress,
    approve,
    begin_job,
    outcome_of,
)
from indexer.index.build.memory import BuildMemory, read_memory, write_memory
from indexer.index.build.pipeline import ReadSite, WorkerPool, cut_documents, read_files
from indexer.index.build.reading import BatchAnalyzer, BatchReader, Outcome
from indexer.index.build.rebuild import build_whole, make_site, own_glossary, row_of
from indexer.index.build.renewal import write_parts
from indexer.index.build.sources import REFUSED, Sources, reason_of
from indexer.index.build.survey import Findings
from indexer.index.format.layout import Int32s
from indexer.index.generations.generation import Generation, current_generation
from indexer.index.generations.manifest import Contents
from indexer.index.generations.publish import publish
from indexer.index.parts.damage import find_damage
from indexer.index.parts.part_reader import PartReader
from indexer.index.reader.count_deletions import lose
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.site import Site
from indexer.index.reader.store import open_store, write_store
from indexer.posts.files import SourceFile
from indexer.posts.generators.base import Rules
from indexer.posts.post import Problem
from indexer.posts.site import existing_folder
from indexer.whoosh_codec import check_store

MOST_LATER = 0.2
"""The share of documents that may be dead or lie in later parts before everything is built anew."""
_FEW = 64
"""So many may, whatever their share."""
_FILES_A_WORKER = 16


@dataclass(frozen=True, slots=True)
class _Base:
    """The live generation, and what it was made of."""

    generation: Generation
    index: IndexReader
    sources: Sources
    memory: BuildMemory


def update(
    site: Path, root: Path, options: BuildOptions | None = None, progress: Progress | None = None
) -> BuildReport:
    """Bring a site's index up to date, and publish it in one step; build it where there is none.

    Nothing is published where nothing changed.

    Args:
        site: A site's root, or a folder of Markdown posts.
        root: The index folder.
        options: How to build.
        progress: Who is told how it goes.

    Raises:
        UsageError: The site is no folder, or its configuration cannot be read.
        PublishRefusedError: The new index looks wrong, see ``BuildOptions``; the live one is untouched.
        SearchIndexError: As ``publish``.
    """
    existing_folder(site)
    work = _Update(site, root, options, progress)
    generation = publish(root, work.build, check=work.check, renews=True)
    return work.job.report(generation or current_generation(root), work.changes)


class _Update:
    """One update under way."""

    job: BuildJob

    def __init__(self, site: Path, root: Path, options: BuildOptions | None, progress: Progress | None) -> None:
        self._site, self._root, self._options, self._progress = site, root, options, progress
        self.changes: Changes | None = None

    def build(self, folder: Path) -> Contents | None:
        """Build what is to be published; None where nothing is. The site is listed now that no other writer is."""
        self.job = begin_job(self._site, self._options, self._progress)
        base = _open_base(self.job, self._root)
        if base:
            try:
                with TemporaryDirectory(dir=folder, prefix="drafts-") as drafts:
                    contents = self._build_onto(base, compare(base.sources, self.job), folder, Path(drafts))
                if self.changes:
                    return contents
                doubt = ""
            except (ValueError, KeyError, IndexError, IndexUnusableError) as error:  # it is not what it seemed
                self.changes, doubt = None, tell_mistake(error)
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            self.job = begin_job(self._site, self._options, self._progress)
            if doubt:
                told = f"cannot be built upon ({doubt}); everything is built anew"
                self.job.tally.tell(Problem(str(base.generation.path), 0, told, refused=False))
        return build_whole(self.job, self._root, folder)

    def check(self, folder: Path, contents: Contents) -> None:
        """Make sure that what was built can be searched; what was taken over has been checked before.

        Raises:
            IndexDamagedError: It cannot.
        """
        if self.changes is None:
            check_store(folder)
            return
        index = open_store(folder)
        fault = next(find_damage(PartReader(index.parts[-1].folder)), None)
        if fault or index.num_docs != contents.posts:
            raise IndexDamagedError(f"{folder}: {fault or 'posts are missing'}; run search-index rebuild")

    def _build_onto(self, base: _Base, difference: Difference, folder: Path, drafts: Path) -> Contents | None:
        """Build on what is there; nothing where nothing changed, or (with no ``changes``) where too much did."""
        job, index = self.job, base.index
        job.tally.progress.start(len(difference.changed))
        read = self._read(difference.changed.values(), drafts)
        findings = _revise(base, difference.dead, read.findings)
        site = _revise_site(base, job.rules, findings)
        recut = _find_recut(base, site, difference)
        dead = sorted({*difference.dead, *recut.values()})
        fresh = sum(drafted.posts for drafted in read.drafts) + len(recut)
        if _is_too_much(index, len(dead), fresh):
            return None
        outcomes = read.outcomes()
        _tell(job, difference, outcomes)
        self.changes = Changes(difference.count_new(base.sources, outcomes), len(recut), difference.gone)
        if not (self.changes.read or difference.is_worth_it) and self._is_as_before(base, site):
            self.changes = Changes()
            return None
        files = {at: job.listing[at] for at in recut}
        again = self._read(files.values(), drafts)
        both = ReadSite((*read.drafts, *again.drafts), findings)
        cut = cut_documents(both, BatchAnalyzer(job.rules, site.taught), self._crew(fresh), drafts)
        for lost in cut.lost:
            job.tally.count(lost)
        posts = write_parts(index.parts, cut, folder, job.rules.time_zone)
        numbers = {post_id: index.max_doc + at for at, post_id in enumerate(cut.ids)}
        outcomes = both.outcomes(cut.lost)
        read_now = {**difference.changed, **files}.items()
        rows = {at: row_of(file, outcomes[file.id], numbers, job.listed) for at, file in read_now}
        sources = base.sources.renew(job.listing, difference.places, {**difference.touched, **rows})
        every = [*index.deleted.tolist(), *dead]
        ranks = _rank(base, difference, sources, sum(posts))
        write_store(folder, site, len(posts), dead=every, lost=lose(index, dead), ranks=ranks)
        job.write_toc(folder)
        sources.write(folder)
        write_memory(folder, BuildMemory(base.memory.signature, findings))
        return self._describe(base, folder, dead, sources)

    def _read(self, files: Iterable[SourceFile], drafts: Path) -> ReadSite:
        wanted = sorted(files)
        reader = BatchReader(self.job.rules, self.job.now, self.job.options.admission, drafts)
        return read_files(wanted, reader, self._crew(len(wanted)), self.job.tally.progress.advance)

    def _crew(self, files: int) -> WorkerPool:
        crew = self.job.crew
        return WorkerPool(max(1, min(crew.workers, files // _FILES_A_WORKER)), crew.limits)

    def _is_as_before(self, base: _Base, site: Site) -> bool:
        """Say whether all but the posts is as it was; with ``strict`` what is refused still fails."""
        contents = base.generation.manifest.contents
        left_out, refused = _count_absent(self.job, base.sources)
        if self.job.options.strict and refused:
            approve(replace(contents, refused=refused), self.job.options, contents)
        return site == base.index.site and (left_out, refused) == (dict(contents.left_out), contents.refused)

    def _describe(self, base: _Base, folder: Path, dead: Sequence[int], sources: Sources) -> Contents:
        fresh = open_store(folder)
        languages = Counter(base.generation.manifest.contents.languages)
        languages.subtract(base.index.metadata(doc).language for doc in dead)
        languages.update(fresh.metadata(doc).language for doc in range(base.index.max_doc, fresh.max_doc))
        spoken = {language: posts for language, posts in sorted(languages.items()) if posts > 0}
        contents = self.job.describe(fresh.num_docs, fresh.terms, spoken, *_count_absent(self.job, sources))
        approve(contents, self.job.options, base.generation.manifest.contents)
        return contents


def _open_base(job: BuildJob, root: Path) -> _Base | None:
    """Open what an update builds on; None where there is nothing it could build on."""
    try:
        generation = current_generation(root)
        memory = read_memory(generation.path)
        expected = BuildMemory.of(job.rules, job.options.admission, memory.findings)
        same_site = generation.manifest.contents.site == str(job.rules.root)
        if generation.degraded or memory.signature != expected.signature or not same_site:
            return None
        return _Base(generation, open_store(generation.path), Sources.read(generation.path), memory)
    except (IndexUnusableError, OSError, ValueError, KeyError):
        return None


def _is_too_much(index: IndexReader, dead: int, fresh: int) -> bool:
    """Say whether an index would hold so much that is dead or lies in later parts that it is built anew."""
    later = max(len(index.deleted) + dead, index.max_doc - index.parts[0].max_doc + fresh)
    return later > max(_FEW, index.num_docs * MOST_LATER)


def _revise(base: _Base, dead: Iterable[int], added: Findings) -> Findings:
    """Return what the posts call things now."""
    findings = Findings(Counter(base.memory.findings.names), Counter(base.memory.findings.pairs))
    for doc in dead:
        record = base.index.record(doc)
        findings.remove(Findings(Counter(record["names"]), Counter(map(tuple, record["pairs"]))))
    findings.add(added)
    return findings


def _revise_site(base: _Base, rules: Rules, findings: Findings) -> Site:
    """Return what is known of the site now; what its configuration says is as it was."""
    if own_glossary(rules) == base.index.site.glossary and findings == base.memory.findings:
        return base.index.site
    return make_site(rules, findings)


def _find_recut(base: _Base, site: Site, difference: Difference) -> dict[int, int]:
    """Return the files that hold the characters of a word that was learnt or forgotten, with their documents.

    Returns:
        By places among the files found.
    """
    words = set(site.taught) ^ set(base.index.site.taught)
    docs = {doc for word in words for doc in _docs_with(base.index, word).tolist()} - set(difference.dead)
    if not docs:
        return {}
    known = np.flatnonzero(difference.places >= 0)
    documents = base.sources.docs[difference.places[known]]
    held = np.isin(documents, list(docs))
    return dict(zip(known[held].tolist(), documents[held].tolist(), strict=True))


def _docs_with(index: IndexReader, word: str) -> Int32s:
    """Return documents in which every pair of a word's characters stands: all that hold the word, and some more."""
    numbers = [index.find_gram(first + second) for first, second in pairwise(word)]
    found = [index.gram_postings(number).entries if number >= 0 else np.empty(0, dtype=np.int32) for number in numbers]
    return reduce(np.intersect1d, found)


def _rank(base: _Base, difference: Difference, sources: Sources, posts: int) -> Int32s:
    """Return the place of each of so many documents in the order of ids; what replaces a document takes its place."""
    docs, places = sources.docs, difference.places
    kept = docs >= 0
    before = base.sources.docs[places[kept]]
    if (places < 0).any() or (before < 0).any():
        return sources.ranks(posts)
    ranks = np.zeros(posts, dtype=np.int32)
    ranks[docs[kept]] = base.index.id_ranks[before]
    return ranks


def _tell(job: BuildJob, difference: Difference, outcomes: Mapping[str, Outcome]) -> None:
    """Count and tell what came of the files that were read, and what cannot be read at all."""
    problems = [file for file in job.others if isinstance(file, Problem)]
    told: list[Problem | SourceFile] = [*problems, *difference.changed.values()]
    for file in sorted(told, key=lambda file: file.path if isinstance(file, Problem) else file.id):
        job.tally.count(outcome_of(file, outcomes))


def _count_absent(job: BuildJob, sources: Sources) -> tuple[dict[str, int], int]:
    """Return how many files were left out for each reason, and how many refused."""
    others = [outcome_of(file, {}).left_out for file in job.others]
    reasons = Counter(reason_of(code).value for code in sources.docs[sources.docs < REFUSED].tolist())
    reasons.update(reason.value for reason in others if reason)
    return dict(reasons.most_common()), int((sources.docs == REFUSED).sum()) + others.count(None)
