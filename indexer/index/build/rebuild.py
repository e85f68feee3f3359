"""A site -> a published index of it, built from nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.index.build.job import (
    BuildJob,
    BuildOptions,
    BuildReport,
    Progress,
    approve,
    begin_job,
    live_contents,
    outcome_of,
)
from indexer.index.build.memory import BuildMemory, write_memory
from indexer.index.build.pipeline import AnalyzedSite, cut_documents, group_parts, read_files
from indexer.index.build.reading import BatchAnalyzer, BatchReader, Outcome
from indexer.index.build.sources import REFUSED, SourceRow, Sources, reason_code, settle
from indexer.index.build.survey import Findings, choose_taught, mine_pairs
from indexer.index.format.layout import Details
from indexer.index.generations.manifest import Contents
from indexer.index.generations.publish import publish, require_space
from indexer.index.parts.part_writer import write_part
from indexer.index.reader.site import Site
from indexer.index.reader.store import open_store, part_folder, write_store
from indexer.posts.files import SourceFile
from indexer.posts.generators.base import Rules
from indexer.posts.site import existing_folder
from indexer.text.analysis.segmenter import segmenter_for
from indexer.text.lexicon.glossary import Entry, read_glossary, shipped_glossary
from indexer.text.lexicon.word_lists import data_folder
from indexer.whoosh_codec import check_store

GLOSSARY = "search-glossary.tsv"
"""The site's own glossary, in its root: what the shipped one is, for the site's words."""
_SIZE_RATIO = 4
"""An index is smaller than this many times its sources; only asked where no index tells its size."""


def rebuild(
    site: Path, root: Path, options: BuildOptions | None = None, progress: Progress | None = None
) -> BuildReport:
    """Read every post of a site, build a complete new index beside the live one, check it, and publish it.

    The index is the same whatever the number of workers.

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
    jobs: list[BuildJob] = []

    def build(folder: Path) -> Contents:
        jobs.append(begin_job(site, options, progress))  # listed now that no other writer is
        return build_whole(jobs[0], root, folder)

    generation = publish(root, build, check=lambda folder, _: check_store(folder))
    assert generation is not None, "a rebuild always publishes"
    return jobs[0].report(generation)


def build_whole(job: BuildJob, root: Path, folder: Path) -> Contents:
    """Build an index of everything.

    Args:
        job: The site.
        root: The index folder, for what the live index says about itself.
        folder: The new generation's.
    """
    sources, tally = job.sources, job.tally
    require_space(root, _SIZE_RATIO * sum(file.size for file in sources))
    tally.progress.start(len(sources) + len(job.others))
    tally.progress.advance(len(job.others))
    with TemporaryDirectory(dir=folder, prefix="drafts-") as drafts:
        reader = BatchReader(job.rules, job.now, job.options.admission, Path(drafts))
        read = read_files(sources, reader, job.crew, tally.progress.advance)
        site = make_site(job.rules, read.findings)
        segmenter_for(site.taught)  # loaded here, once, for all workers that are forked
        cut = cut_documents(read, BatchAnalyzer(job.rules, site.taught), job.crew, Path(drafts))
        outcomes = read.outcomes(cut.lost)
        tally.repeated = read.repeated_addresses()
        for file in job.found:
            tally.count(outcome_of(file, outcomes))
        parts = list(_write_parts(folder, cut))
    write_store(folder, site, len(parts))
    job.write_toc(folder)
    numbers = {post_id: number for number, post_id in enumerate(cut.ids)}
    Sources.of(row_of(file, outcomes[file.id], numbers, job.listed) for file in job.listing).write(folder)
    write_memory(folder, BuildMemory.of(job.rules, job.options.admission, read.findings))
    languages = sum((Counter(details.languages) for details in parts), Counter[str]())
    posts, terms = len(cut.ids), open_store(folder).terms
    contents = job.describe(posts, terms, dict(sorted(languages.items())), tally.reasons(), tally.refused)
    approve(contents, job.options, _live_site(root))
    return contents


def _live_site(root: Path) -> Contents | None:
    """Return what the live index says; nothing where it is of the sample posts, which any site may replace."""
    live = live_contents(root)
    return live if live and Path(live.site) != data_folder() / "posts" else None


def _write_parts(folder: Path, cut: AnalyzedSite) -> Iterator[Details]:
    """Write one part, or several where one's line of characters would be too long for its numbers."""
    for number, sources in enumerate(group_parts(cut.parts)):
        part_folder(folder, number).mkdir()
        yield write_part(part_folder(folder, number), sources)


def make_site(rules: Rules, findings: Findings) -> Site:
    """Put together what is known of a site."""
    own = own_glossary(rules)
    glossary = (*shipped_glossary(), *own)
    return Site(
        name=rules.title,
        base_url=rules.base_url,
        time_zone=str(rules.time_zone),
        taught=choose_taught(findings, glossary),
        glossary=own,
        mined=mine_pairs(findings, glossary),
    )


def own_glossary(rules: Rules) -> tuple[Entry, ...]:
    """Return what the site's own glossary holds."""
    return tuple(read_glossary(rules.root / GLOSSARY)) if (rules.root / GLOSSARY).is_file() else ()


def row_of(file: SourceFile, outcome: Outcome, numbers: Mapping[str, int], listed: int) -> SourceRow:
    """Return what is remembered of a file.

    Args:
        file: As it was listed.
        outcome: What came of it.
        numbers: The document of each post.
        listed: When, in nanoseconds since 1970.
    """
    code = reason_code(outcome.left_out) if outcome.left_out else REFUSED
    doc = numbers.get(file.id, code)
    until = outcome.until if doc != REFUSED else 0  # what was refused is named each time
    ctime = settle(file.ctime_ns, listed)
    return SourceRow(file.id, file.size, file.mtime_ns, ctime, outcome.digest, doc, until)
