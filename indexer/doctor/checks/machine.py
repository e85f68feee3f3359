"""Check the machine: clock and time zone, free space, folders that can be watched."""

import math
from collections.abc import Iterator
from datetime import timedelta

from indexer.doctor.facts.machine import MachineFacts
from indexer.doctor.findings import Area, Commands, Finding, Repair, Severity, name_some
from indexer.wording import count

_TOLERANCE = timedelta(minutes=1)
"""By how much clocks of two machines that share an index may differ."""
_REBUILD_FACTOR = 2
"""A rebuild takes the size of the index twice while it is written, see ``generations/publish.py``."""
_WATCH_SHARE = 0.9
"""Of the folders that a user may watch: other programs of the same user watch some, too."""


def check_clock(facts: MachineFacts, commands: Commands) -> Area:
    """Judge the clock and the time zone."""
    now = facts.now.astimezone().isoformat(" ", "seconds")
    summary = f"{now}, later than all that was built" if facts.built else now
    return Area("clock", summary, tuple(_find_clock(facts, commands)))


def _find_clock(facts: MachineFacts, commands: Commands) -> Iterator[Finding]:
    set_clock = "timedatectl set-ntp true"
    for number, built in facts.built:
        if built > facts.now + _TOLERANCE:
            what = f"g-{number} was built in the future, at {built.isoformat(' ', 'seconds')}: a clock was or is wrong"
            repairs = (Repair.REBUILD,) if commands.site else ()
            yield Finding(Severity.WARNING, what, command=f"{set_clock}, then: {commands.rebuild}", repairs=repairs)
    if facts.future_files:
        what = f"{count(len(facts.future_files), 'file')} of the site changed in the future"
        yield Finding(Severity.WARNING, what, name_some(facts.future_files), f"{set_clock}, then: touch these files")
    if facts.bad_zone:
        what = f"the site's time zone {facts.bad_zone} is not known here, so no build can date posts by it"
        yield Finding(Severity.ERROR, what, command="python -m pip install --upgrade tzdata")


def check_space(facts: MachineFacts) -> Area:
    """Judge whether a rebuild has room."""
    needed = _REBUILD_FACTOR * facts.index_size
    free = facts.free
    summary = "unknown" if free is None else f"{_whole_megabytes(free)} free"
    if free is not None and needed:
        summary += f", a rebuild needs up to {_begun_megabytes(needed)}"
    if free is None or free >= needed:
        return Area("space", summary)
    what = f"a rebuild may need {_begun_megabytes(needed)} and {_whole_megabytes(free)} are free"
    return Area("space", summary, (Finding(Severity.WARNING, what, command="make room on this disk"),))


def check_watches(facts: MachineFacts) -> Area:
    """Judge whether ``watch`` may watch every folder of the site."""
    most = facts.most_watches
    if most is None:
        return Area("watching", "this system has no limit of folders that are watched")
    summary = f"{count(facts.folders, 'folder')} of the site, {most} may be watched"
    if facts.folders <= most * _WATCH_SHARE:
        return Area("watching", summary)
    what = f"the site has {facts.folders} folders, and this user may watch {most}: watch may miss changes"
    command = f"sudo sysctl fs.inotify.max_user_watches={max(524_288, 2 * facts.folders)}"
    return Area("watching", summary, (Finding(Severity.WARNING, what, command=command),))


def _whole_megabytes(size: int) -> str:
    return f"{size // 1_000_000:,} MB"


def _begun_megabytes(size: int) -> str:
    return f"{math.ceil(size / 1e6):,} MB"
