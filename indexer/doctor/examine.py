"""Look an index over: gather the facts of every area, and judge them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.doctor.checks.built_site import check_built_site
from indexer.doctor.checks.configuration import check_configuration
from indexer.doctor.checks.index import check_index
from indexer.doctor.checks.machine import check_clock, check_space, check_watches
from indexer.doctor.checks.permissions import check_permissions
from indexer.doctor.checks.software import check_software
from indexer.doctor.checks.sources import check_sources
from indexer.doctor.facts.built_site import gather_built_site
from indexer.doctor.facts.index import GenerationFacts, gather_index
from indexer.doctor.facts.machine import Demand, gather_machine
from indexer.doctor.facts.permissions import gather_permissions
from indexer.doctor.facts.software import gather_software
from indexer.doctor.facts.sources import gather_sources
from indexer.doctor.findings import Area, Commands, Finding, Severity
from indexer.errors import FROM_DAMAGED_BYTES, IndexUnusableError
from indexer.index.build.options import BuildOptions
from indexer.index.generations.manifest import read_manifest
from indexer.index.reader.store import open_store
from indexer.settings.trace import Trace


@dataclass(frozen=True, slots=True)
class Examination:
    """The result of an examination.

    Attributes:
        commands: For this index and its site.
        options: With which the index was built, as far as can be told: a repair builds likewise.
        damaged: The numbers of damaged generations.
    """

    areas: tuple[Area, ...]
    commands: Commands
    options: BuildOptions
    damaged: tuple[int, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the areas."""
        return tuple(finding for area in self.areas for finding in area.findings)

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to be put right."""
        return all(each.severity is Severity.NOTE for each in self.findings)


@dataclass(frozen=True, slots=True)
class Subject:
    """An index and what belongs to it, to be examined.

    Attributes:
        root: The index folder.
        site: The folder of its site; None where it has none, or nobody knows it.
        options: Of builds, as the settings say.
        trace: Where each setting comes from.
    """

    root: Path
    site: Path | None
    options: BuildOptions
    trace: Trace


def examine(subject: Subject) -> Examination:
    """Gather the facts about an index, its site and this machine, and judge them. Nothing is written."""
    commands = Commands(subject.root, subject.site)
    index = gather_index(subject.root)
    live = index.live if index.live and not index.live.damage else None
    generations = [each for each in (index.live, index.previous) if each]
    sources, options = gather_sources(subject.site, live.path if live else None, subject.options)
    software = gather_software(_built_with(live))
    if software.has_changed:  # an update reads everything anew for it, and one finding says so
        sources = replace(sources, has_other_rules=False)
    zone = _zone_of(live)
    machine = gather_machine(
        Demand(
            subject.root,
            index_size=index.live.size if index.live else 0,
            built=tuple((each.number, each.contents.built) for each in generations if each.contents),
            zone=zone,
            folders=sources.folders,
            future_files=sources.from_the_future,
        )
    )
    base_url = live.contents.base_url if live and live.contents else ""
    pages = gather_built_site(subject.site, base_url, _addresses(live))
    areas = (
        check_index(index, commands),
        check_permissions(gather_permissions(subject.root, index.foreign), commands),
        check_sources(sources, commands),
        check_built_site(pages, sources.generator, zone, commands),
        check_configuration(subject.trace),
        check_software(software, commands),
        check_space(machine),
        check_watches(machine),
        check_clock(machine, commands),
    )
    return Examination(areas, commands, options, tuple(each.number for each in generations if each.damage))


def _built_with(live: GenerationFacts | None) -> dict[str, str]:
    try:
        return dict(read_manifest(live.path).software) if live else {}
    except IndexUnusableError:
        return {}


def _zone_of(live: GenerationFacts | None) -> str:
    try:
        return open_store(live.path).site.time_zone if live else ""
    except (IndexUnusableError, OSError):
        return ""


def _addresses(live: GenerationFacts | None) -> Iterator[tuple[str, str]]:
    """Yield the id and address of each post."""
    try:
        index = open_store(live.path) if live else None
        deleted = set(index.deleted.tolist()) if index else set()
        for doc in range(index.max_doc if index else 0):
            if index and doc not in deleted:
                metadata = index.metadata(doc)
                yield metadata.id, metadata.url
    except (IndexUnusableError, OSError, *FROM_DAMAGED_BYTES):
        return
