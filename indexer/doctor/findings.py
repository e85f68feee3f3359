"""Findings: what is wrong, where, how bad it is, and what mends it."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from pathlib import Path

_SHOWN = 3


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """Visitors find the wrong posts or none, or may soon."""
    WARNING = "warning"
    """To be put right, but answers are what they should be as far as is known."""
    NOTE = "note"
    """Nothing is wrong; an operator may want to know."""


class Repair(Enum):
    """What ``--repair`` can run, in the order in which it is run."""

    CLOSE = auto()
    """Take other users' right to write from the index folder."""
    SWEEP = auto()
    """Take the lock and let it go: a writer mends ``FLOOR`` and deletes what is unfinished."""
    ROLLBACK = auto()
    REBUILD = auto()
    UPDATE = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes:
        what: In words, on one line.
        where: The file, folder or setting; empty where ``what`` says it.
        command: What mends it, as it is typed; advice where no command does.
        repairs: What ``--repair`` runs for it; empty where a person has to do something.
    """

    severity: Severity
    what: str
    where: str = ""
    command: str = ""
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """What was looked at in one area, and what was found there.

    Attributes:
        name: One word.
        summary: What was looked at, for people.
    """

    name: str
    summary: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands that mend things, as they are typed for one index and its site.

    Attributes:
        index: The index folder.
        site: The site's folder; None where the index has none.
        address: Of a cluster that holds the index; empty where the folder does.
    """

    index: Path
    site: Path | None
    address: str = ""

    @property
    def name(self) -> str:
        """The index as ``--index`` names it."""
        return self.address or str(self.index)

    def run(self, name: str, *arguments: str) -> str:
        """Return a command of this program for the index."""
        return shlex.join(["search-index", name, *arguments, "--index", self.name])

    @property
    def rebuild(self) -> str:
        """The command that builds everything anew."""
        return self.run("rebuild", str(self.site) if self.site else "SITE")

    @property
    def update(self) -> str:
        """The command that reads what changed."""
        return self.run("update", str(self.site) if self.site else "SITE")

    @property
    def repair(self) -> str:
        """The command for what only this examination mends."""
        return self.run("doctor", "--repair")


def name_some(names: Sequence[str]) -> str:
    """Write the first names of a list, and how many more there are."""
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown
