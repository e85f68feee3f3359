"""Facts about this machine: its clock, its disk, and how many folders it can watch."""

import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

_INOTIFY = Path("/proc/sys/fs/inotify")


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """The machine that builds and serves an index.

    Attributes:
        now: What its clock says, aware.
        built: When each generation was built, by its number.
        future_files: Files of the site that were changed later than now.
        bad_zone: The site's time zone, where this machine does not know it; else empty.
        free, index_size: Bytes; free None where the disk does not say.
        folders: How many folders of the site ``watch`` would watch.
        most_watches: How many folders one user may watch in all; None where there is no such limit.
    """

    now: datetime
    built: tuple[tuple[int, datetime], ...] = ()
    future_files: tuple[str, ...] = ()
    bad_zone: str = ""
    free: int | None = None
    index_size: int = 0
    folders: int = 0
    most_watches: int | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """What an index and its site ask of a machine.

    Attributes:
        root: The index folder.
        index_size: Bytes of the live generation.
        built: When each generation was built, by its number.
        zone: The site's time zone, as the index names it; may be empty.
        folders: Of the site.
        future_files: Of the site, changed later than now.
    """

    root: Path
    index_size: int = 0
    built: tuple[tuple[int, datetime], ...] = ()
    zone: str = ""
    folders: int = 0
    future_files: tuple[str, ...] = ()


def gather_machine(demand: Demand) -> MachineFacts:
    """Look at the clock, the disk and the limits of this machine."""
    return MachineFacts(
        now=datetime.fromtimestamp(time.time(), UTC),
        built=demand.built,
        future_files=demand.future_files,
        bad_zone="" if _is_known_zone(demand.zone) else demand.zone,
        free=_free_bytes(demand.root),
        index_size=demand.index_size,
        folders=demand.folders,
        most_watches=_read_number(_INOTIFY / "max_user_watches"),
    )


def _is_known_zone(name: str) -> bool:
    if not name or name.startswith("UTC"):
        return True
    try:
        ZoneInfo(name)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError
        return False
    except KeyError:
        return False
    return True


def _free_bytes(root: Path) -> int | None:
    existing = next((each for each in (root, *root.parents) if each.exists()), Path("/"))
    try:
        return shutil.disk_usage(existing).free
    except OSError:
        return None


def _read_number(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None
