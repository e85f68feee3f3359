"""Bring an index up to date: only what changed is read, and laid beside what is there.

The parts of the live generation are taken over by hard links; the posts that are new or changed become a part of their
own, and the documents they replace are dead. Small parts are merged now and then, so that there are never many. What
comes out answers as a rebuild would: words are counted over the documents that live, and where a changed post teaches
the segmenter a new word, the posts that hold its characters are cut anew too. Where too much has changed, or anything
that decides over every post, everything is built anew.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from indexer.errors import IndexUnusableError
from indexer.index.build import Changes, Job, Options, Progress, Report, approve, begin_job, outcome_of
from indexer.index.generations import Generation, current_generation
from indexer.index.layout import Int32s, Mask
from indexer.index.manifest import Contents
from indexer.index.memory import Memory, read_memory, write_memory
from indexer.index.old_part import OldPart
from indexer.index.part import find_surfaces
from indexer.index.part_merger import Source
from indexer.index.part_writer import write_part
from indexer.index.pipeline import Crew, Cut, Read, cut_documents, read_files
from indexer.index.publish import publish
from indexer.index.reader import IndexReader
from indexer.index.reading import Cutter, Reader
from indexer.index.rebuild import build_whole, make_site, row_of
from indexer.index.site import Site
from indexer.index.sources import REFUSED, SourceRow, Sources, digest_file, reason_of
from indexer.index.store import check_store, open_store, part_folder, write_store
from indexer.index.survey import Findings
from indexer.posts.files import SourceFile
from indexer.posts.post import Problem

MOST_DEAD = 0.2
"""The share of documents that may be dead or lie in later parts before everything is built anew."""
_FEW = 64
"""So many may, whatever their share."""
_FILES_A_WORKER = 16


class _UpToDate(Exception):  # noqa: N818  no error: there is nothing to do
    """Nothing has changed."""


@dataclass(frozen=True, slots=True)
class _Base:
    """The live generation, and what it was made of."""

    generation: Generation
    index: IndexReader
    sources: Sources
    memory: Memory


@dataclass(frozen=True, slots=True)
class _Difference:
    """How the site differs from what the live index was made of.

    Attributes:
        changed: Files that are new, or whose content changed.
        touched: Rows of files of which only the time of the last change is another.
        gone: bool[rows of the sources].
        dead: Documents of what changed or is gone.
    """

    changed: tuple[SourceFile, ...]
    touched: tuple[SourceRow, ...]
    gone: Mask
    dead: tuple[int, ...]


def update(site: Path, root: Path, options: Options | None = None, progress: Progress | None = None) -> Report:
    """Bring a site's index up to date, and publish it in one step; build it where there is none.

    Nothing is published where nothing changed.

    Args:
        site: A site's root, or a folder of Markdown posts.
        root: The index folder.
        options: How to build.
        progress: Who is told how it goes.

    Raises:
        UsageError: The site is no folder, or its configuration cannot be read.
        PublishRefusedError: The new index looks wrong, see ``Options``; the live one is untouched.
        SearchIndexError: As ``publish``.
    """
    job = begin_job(site, options, progress)
    work = _Update(job, root)
    try:
        generation = publish(root, work.build, check=work.check, renews=True)
    except _UpToDate:
        generation = current_generation(root)
    return job.report(generation, work.changes)


class _Update:
    """One update under way."""

    def __init__(self, job: Job, root: Path) -> None:
        self._job = job
        self._root = root
        self.changes: Changes | None = None

    def check(self, folder: Path, contents: Contents) -> None:
        """Make sure that what was built can be searched."""
        del contents
        if self.changes is None:
            check_store(folder)

    def build(self, folder: Path) -> Contents:
        """Build what is to be published.

        Raises:
            _UpToDate: Nothing is.
        """
        base = _open_base(self._job, self._root)
        if base is None:
            return build_whole(self._job, self._root, folder)
        difference = _compare(base.sources, self._job)
        with TemporaryDirectory(dir=folder, prefix="drafts-") as drafts:
            contents = self._build_onto(base, difference, folder, Path(drafts))
        return contents or build_whole(self._job, self._root, folder)

    def _build_onto(self, base: _Base, difference: _Difference, folder: Path, drafts: Path) -> Contents | None:
        """Build on what is there; None where too much changed."""
        job, index = self._job, base.index
        job.tally.progress.start(len(difference.changed))
        read = self._read(difference.changed, drafts)
        findings = _revise(base, difference.dead, read.findings)
        gone = Counter(index.site.surfaces_gone)
        site = make_site(job.rules, findings)
        recut = _find_recut(index, site, difference.dead, job.sources)
        dead = sorted({*difference.dead, *recut})
        fresh = [outcome.id for each in read.drafts for outcome in each.outcomes if outcome.url is not None]
        later = index.posts - index.first_posts + len(dead) + len(fresh)
        if later > max(_FEW, index.documents * MOST_DEAD):
            return None
        self.changes = Changes(len(difference.changed), len(recut), int(difference.gone.sum()))
        _tell(job, difference, read)
        if not (difference.changed or difference.touched or difference.gone.any()):
            raise _UpToDate
        again = self._read(tuple(recut.values()), drafts)
        both = Read(read.outcomes | again.outcomes, (*read.drafts, *again.drafts), findings)
        cut = cut_documents(both, Cutter(job.rules, site.taught), self._crew(len(fresh) + len(recut)), drafts)
        for doc in dead:
            gone.update(find_surfaces(index.text(doc)))
        posts = _write_parts(base, cut, folder, job)
        write_store(folder, replace(site, surfaces_gone=dict(gone)), posts, [*index.dead.tolist(), *dead])
        sources = _revise_sources(base, difference, tuple(recut.values()), both, cut)
        sources.write(folder)
        write_memory(folder, Memory(base.memory.signature, findings))
        return self._describe(base, folder, dead, sources)

    def _read(self, files: Sequence[SourceFile], drafts: Path) -> Read:
        reader = Reader(self._job.rules, self._job.now, self._job.options.admission, drafts)
        return read_files(files, reader, self._crew(len(files)), self._job.tally.progress.advance)

    def _crew(self, files: int) -> Crew:
        crew = self._job.crew
        return Crew(max(1, min(crew.workers, files // _FILES_A_WORKER)), crew.limits)

    def _describe(self, base: _Base, folder: Path, dead: Sequence[int], sources: Sources) -> Contents:
        job, fresh = self._job, open_store(folder)
        languages = Counter(base.generation.manifest.contents.languages)
        languages.subtract(base.index.metadata(doc).language for doc in dead)
        languages.update(fresh.metadata(doc).language for doc in range(base.index.posts, fresh.posts))
        others = [outcome_of(file, {}).left_out for file in job.others]
        reasons = Counter(reason_of(code).value for code in sources.docs[sources.docs < REFUSED].tolist())
        reasons.update(reason.value for reason in others if reason)
        refused = int((sources.docs == REFUSED).sum()) + others.count(None)
        spoken = {language: posts for language, posts in sorted(languages.items()) if posts > 0}
        contents = job.describe(fresh.documents, fresh.terms, spoken, dict(reasons.most_common()), refused)
        approve(contents, job.options, base.generation.manifest.contents)
        return contents


def _open_base(job: Job, root: Path) -> _Base | None:
    """Open what an update builds on; None where there is nothing it could build on."""
    try:
        generation = current_generation(root)
        memory = read_memory(generation.path)
        expected = Memory.of(job.rules, job.options.admission, memory.findings)
        same_site = generation.manifest.contents.site == str(job.rules.root)
        if generation.degraded or memory.signature != expected.signature or not same_site:
            return None
        return _Base(generation, open_store(generation.path), Sources.read(generation.path), memory)
    except (IndexUnusableError, OSError, ValueError, KeyError):
        return None


def _compare(sources: Sources, job: Job) -> _Difference:
    """Find what changed: by size and time first, and only where these differ by content."""
    now, found = job.now.timestamp(), job.sources
    doubtful, gone = sources.compare(found, now)
    changed, touched = [], []
    dead = sources.docs[gone].tolist()
    for file in (found[at] for at in np.flatnonzero(doubtful).tolist()):
        row = sources.row_of(file.id)
        if row and row[0] and row[2] > now and job.rules.name != "hexo" and digest_file(file) == row[0]:
            touched.append(SourceRow(file.id, file.size, file.mtime_ns, *row))
        else:
            changed.append(file)
            dead += [row[1]] if row else []
    return _Difference(tuple(changed), tuple(touched), gone, tuple(doc for doc in dead if doc >= 0))


def _revise(base: _Base, dead: Iterable[int], added: Findings) -> Findings:
    """Return what the posts call things now."""
    findings = Findings(Counter(base.memory.findings.names), Counter(base.memory.findings.pairs))
    for doc in dead:
        record = base.index.record(doc)
        findings.remove(Findings(Counter(record["names"]), Counter(map(tuple, record["pairs"]))))
    findings.add(added)
    return findings


def _find_recut(
    index: IndexReader, site: Site, dead: Iterable[int], sources: Iterable[SourceFile]
) -> dict[int, SourceFile]:
    """Return the documents, with their files, that hold the characters of a word that was learnt or forgotten."""
    words = set(site.taught) ^ set(index.site.taught)
    docs = {doc for word in words for doc in _docs_with(index, word).tolist()} - set(dead)
    if not docs:
        return {}
    files = {file.id: file for file in sources}
    return {doc: files[index.metadata(doc).id] for doc in sorted(docs)}


def _docs_with(index: IndexReader, word: str) -> Int32s:
    """Return documents in which every pair of a word's characters stands: all that hold the word, and some more."""
    numbers = [index.find_gram(first + second) for first, second in pairwise(word)]
    found = [index.gram_postings(number).entries if number >= 0 else np.empty(0, dtype=np.int32) for number in numbers]
    return reduce(np.intersect1d, found)


def _tell(job: Job, difference: _Difference, read: Read) -> None:
    """Count and tell what came of the files that were read, and what cannot be read at all."""
    problems = [file for file in job.others if isinstance(file, Problem)]
    told: list[Problem | SourceFile] = [*problems, *difference.changed]
    for file in sorted(told, key=lambda file: file.path if isinstance(file, Problem) else file.id):
        job.tally.count(outcome_of(file, read.outcomes))


def _write_parts(base: _Base, cut: Cut, folder: Path, job: Job) -> list[int]:
    """Take over the parts there are, add one of what was cut, and return how many documents each holds.

    Later parts that are no larger than what comes behind them are merged with it: there are never more than a few, and
    no document is merged often.
    """
    parts = list(base.index.parts)
    fresh: list[Source] = list(cut.parts)
    size = len(cut.ids)
    while fresh and len(parts) > 1 and parts[-1].posts <= 2 * size:
        size += parts[-1].posts
        fresh.insert(0, OldPart(parts.pop(), job.rules.time_zone))
    for number, part in enumerate(parts):
        link_folder(part.folder, part_folder(folder, number))
    posts = [part.posts for part in parts]
    if fresh:
        target = part_folder(folder, len(parts))
        target.mkdir()
        posts.append(write_part(target, fresh, heard=False).posts)
    return posts


def link_folder(source: Path, target: Path) -> None:
    """Take over a folder's files by hard links: published files are never changed."""
    target.mkdir()
    for entry in os.scandir(source):
        os.link(entry.path, target / entry.name)


def _revise_sources(base: _Base, difference: _Difference, recut: Sequence[SourceFile], read: Read, cut: Cut) -> Sources:
    numbers = {post_id: base.index.posts + at for at, post_id in enumerate(cut.ids)}
    outcomes = read.outcomes | {outcome.id: outcome for outcome in cut.lost}
    rows = [row_of(file, outcomes[file.id], numbers) for file in (*difference.changed, *recut)]
    return base.sources.replace(difference.gone, [*difference.touched, *rows])
