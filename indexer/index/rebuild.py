"""A site -> a published index of it, built from nothing."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.index.build import Job, Options, Progress, Report, approve, begin_job, live_contents, outcome_of
from indexer.index.manifest import Contents
from indexer.index.memory import Memory, write_memory
from indexer.index.part_writer import write_part
from indexer.index.pipeline import cut_documents, read_files
from indexer.index.publish import publish
from indexer.index.reading import Cutter, Outcome, Reader
from indexer.index.site import Site
from indexer.index.sources import REFUSED, SourceRow, Sources, reason_code
from indexer.index.store import check_store, part_folder, write_store
from indexer.index.survey import Findings, choose_taught, mine_pairs
from indexer.posts.files import SourceFile
from indexer.posts.generators.base import Rules
from indexer.text.glossary import read_glossary, shipped_glossary

GLOSSARY = "search-glossary.tsv"
"""The site's own glossary, in its root: what the shipped one is, for the site's words."""
_SIZE_RATIO = 4
"""An index is smaller than this many times its sources; only asked where no index tells its size."""


def rebuild(site: Path, root: Path, options: Options | None = None, progress: Progress | None = None) -> Report:
    """Read every post of a site, build a complete new index beside the live one, check it, and publish it.

    The index is the same whatever the number of workers.

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
    size = sum(file.size for file in job.sources)
    generation = publish(
        root,
        lambda folder: build_whole(job, root, folder),
        check=lambda folder, _: check_store(folder),
        expected_bytes=_SIZE_RATIO * size,
    )
    return job.report(generation)


def build_whole(job: Job, root: Path, folder: Path) -> Contents:
    """Build an index of everything.

    Args:
        job: The site.
        root: The index folder, for what the live index says about itself.
        folder: The new generation's.
    """
    sources, tally = job.sources, job.tally
    tally.progress.start(len(job.found))
    tally.progress.advance(len(job.found) - len(sources))
    with TemporaryDirectory(dir=folder, prefix="drafts-") as drafts:
        reader = Reader(job.rules, job.now, job.options.admission, Path(drafts))
        read = read_files(sources, reader, job.crew, tally.progress.advance)
        site = make_site(job.rules, read.findings)
        cut = cut_documents(read, Cutter(job.rules, site.taught), job.crew, Path(drafts))
        outcomes = read.outcomes | {outcome.id: outcome for outcome in cut.lost}
        for file in job.found:
            tally.count(outcome_of(file, outcomes))
        part_folder(folder, 0).mkdir()
        details = write_part(part_folder(folder, 0), cut.parts)
    write_store(folder, site, [details.posts])
    numbers = {post_id: number for number, post_id in enumerate(cut.ids)}
    Sources.of(row_of(file, outcomes[file.id], numbers) for file in sources).write(folder)
    write_memory(folder, Memory.of(job.rules, job.options.admission, read.findings))
    contents = job.describe(details.posts, details.terms, details.languages, tally.reasons(), tally.refused)
    approve(contents, job.options, live_contents(root))
    return contents


def make_site(rules: Rules, findings: Findings) -> Site:
    """Put together what is known of a site."""
    own = read_glossary(rules.root / GLOSSARY) if (rules.root / GLOSSARY).is_file() else []
    glossary = (*shipped_glossary(), *own)
    return Site(
        name=rules.title,
        base_url=rules.base_url,
        time_zone=str(rules.time_zone),
        taught=choose_taught(findings, glossary),
        glossary=tuple(own),
        mined=mine_pairs(findings, glossary),
    )


def row_of(file: SourceFile, outcome: Outcome, numbers: Mapping[str, int]) -> SourceRow:
    """Return what is remembered of a file.

    Args:
        file: As it was listed.
        outcome: What came of it.
        numbers: The document of each post.
    """
    code = reason_code(outcome.left_out) if outcome.left_out else REFUSED
    doc = numbers.get(file.id, code)
    return SourceRow(file.id, file.size, file.mtime_ns, outcome.digest, doc, outcome.until if doc != REFUSED else 0)
