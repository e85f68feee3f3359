"""Reports of a build: its progress, each problem as it is found, and the result."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from indexer.index.build.passes.outcomes import Outcome
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import Generation
from indexer.posts.post import Problem, Skipped
from indexer.text.lexicon.site_glossary import Glossary


class Progress(Protocol):
    """Receives the progress of a build."""

    def start(self, files: int) -> None:
        """Note how many files there are."""

    def advance(self, files: int) -> None:
        """Note that so many more files have been read."""

    def report(self, problem: Problem) -> None:
        """Note something wrong in a file; called in the order of the files."""


class NullProgress:
    """Ignores the progress of a build."""

    def start(self, files: int) -> None:
        """Ignore it."""

    def advance(self, files: int) -> None:
        """Ignore it."""

    def report(self, problem: Problem) -> None:
        """Ignore it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Counts of posts that differ from those that the index was made of.

    Attributes:
        read: Posts (files of a site) that are new or were changed.
        recut: Posts that were not, but whose words are cut differently now.
        removed: Posts (files of a site) that are gone.
        glossary_added: Lines of the site's glossary that are new.
        glossary_removed: Lines of it that are gone.
        parts_mended: Parts of the index that were damaged and are written anew.
        posts_mended: Posts (files of a site) that are as they were, and were read again for that.
    """

    read: int = 0
    recut: int = 0
    removed: int = 0
    glossary_added: int = 0
    glossary_removed: int = 0
    parts_mended: int = 0
    posts_mended: int = 0


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build.

    Attributes:
        site: The folder of the site; None where posts came from a program.
        generator: What the site was recognised as; empty where posts came from a program.
        generation: What was published.
        problems: In the order of the files; warnings too.
        left_out: Every file that is not searchable, on purpose; of an update those among the files it read.
        changes: What an update found to do; None where everything was built.
        glossary: The site's own words that are in force.
    """

    site: Path | None
    generator: str
    generation: Generation
    problems: tuple[Problem, ...]
    left_out: tuple[Skipped, ...]
    changes: Changes | None = None
    glossary: Glossary = field(default_factory=Glossary)

    @property
    def is_unchanged(self) -> bool:
        """Whether an update found nothing to do."""
        return self.changes == Changes()

    @property
    def contents(self) -> Contents:
        """Return what the new index says about itself."""
        return self.generation.manifest.contents


@dataclass(slots=True)
class BuildLog:
    """Outcomes counted, and problems found so far.

    Attributes:
        progress: Receives each problem too.
        repeated: Hashes of the addresses that several posts have; None where that is not known beforehand.
    """

    progress: Progress
    left_out: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0
    addresses: dict[str, str] = field(default_factory=dict)
    repeated: frozenset[int] | None = None

    def add(self, outcome: Outcome) -> None:
        """Count the outcome of a post, and report its problems."""
        if outcome.left_out:
            self.left_out.append(Skipped(outcome.id, outcome.left_out))
        elif outcome.url is None:
            self.refused += 1
        for problem in (*outcome.problems, *self._find_same_address(outcome)):
            self.report(problem)

    def report(self, problem: Problem) -> None:
        """Keep a problem, and pass it on."""
        self.problems.append(problem)
        self.progress.report(problem)

    def _find_same_address(self, outcome: Outcome) -> Iterator[Problem]:
        # Both stay searchable: perhaps it is we who read the site's rules for addresses wrongly.
        if outcome.url and not outcome.left_out and (self.repeated is None or hash(outcome.url) in self.repeated):
            first = self.addresses.setdefault(outcome.url, outcome.id)
            if first != outcome.id:
                message = f"has the same address as {first}, {outcome.url}; give one of them another slug"
                yield Problem(outcome.id, 0, message, refused=False, topic="same address")

    def reasons(self) -> dict[str, int]:
        """Return how many files were left out for each reason, most frequent first."""
        counted = Counter(left.reason.value for left in self.left_out)
        return dict(counted.most_common())
