"""Check the folder of an index."""

from collections.abc import Iterator

from indexer.doctor.facts.index import GenerationFacts, IndexFacts
from indexer.doctor.findings import Area, Commands, Finding, Repair, Severity, name_some
from indexer.wording import count


def check_index(facts: IndexFacts, commands: Commands) -> Area:
    """Judge the generations and the other files of an index folder."""
    return Area("index", _summarise(facts), tuple(_find(facts, commands)))


def _summarise(facts: IndexFacts) -> str:
    if not facts.live:
        return f"{facts.root}"
    if facts.live.damage:
        return f"g-{facts.live.number}: not intact"
    posts = f"g-{facts.live.number}, {count(facts.live.posts, 'post')}"
    before = f" and of g-{facts.previous.number} before it" if facts.previous and not facts.previous.damage else ""
    return f"{posts}: every byte and every post of it{before} read"


def _find(facts: IndexFacts, commands: Commands) -> Iterator[Finding]:
    if facts.missing:
        repairs = (Repair.REBUILD,) if commands.site else ()
        yield Finding(Severity.ERROR, "there is no index yet", str(facts.root), commands.rebuild, repairs)
    elif facts.foreign:
        return  # told by the area of permissions
    else:
        yield from _check_live(facts, commands)
        yield from _check_previous(facts, commands)
        yield from _check_small_files(facts, commands)
        yield from _check_lock(facts, commands)
        yield from _check_others(facts, commands)
        yield from _check_last_build(facts, commands)


def _check_live(facts: IndexFacts, commands: Commands) -> Iterator[Finding]:
    damage = facts.live.damage if facts.live else ("the generation that is to be served is not there",)
    where = str(facts.live.path if facts.live else facts.root)
    can_go_back = bool(facts.previous and not facts.previous.damage)
    command, repairs = _repair_of(facts, commands)
    if not commands.site and can_go_back:
        command, repairs = commands.run("rollback"), (Repair.ROLLBACK,)
    for each in damage:
        yield Finding(Severity.ERROR, each, where, command, repairs)


def _check_previous(facts: IndexFacts, commands: Commands) -> Iterator[Finding]:
    if not facts.previous or not facts.previous.damage:
        return
    if _is_upgrade(facts.live, facts.previous):
        what = "of another version of this program: rollback cannot publish it, the next publication deletes it"
        yield Finding(Severity.NOTE, what, str(facts.previous.path))
        return
    command, repairs = _repair_of(facts, commands)
    for each in facts.previous.damage:
        what = f"{each}: it cannot be served should the live index be damaged"
        yield Finding(Severity.WARNING, what, str(facts.previous.path), command, repairs)


def _repair_of(facts: IndexFacts, commands: Commands) -> tuple[str, tuple[Repair, ...]]:
    """Return the command that puts an intact index in the place of what is damaged, and the repair that does so."""
    if facts.live and facts.live.can_be_mended and commands.site:
        return commands.update, (Repair.UPDATE,)
    return commands.rebuild, (Repair.REBUILD,) if commands.site else ()


def _is_upgrade(live: GenerationFacts | None, previous: GenerationFacts) -> bool:
    return previous.is_foreign_version and live is not None and not live.damage


def _check_small_files(facts: IndexFacts, commands: Commands) -> Iterator[Finding]:
    """Report ``CURRENT`` and ``FLOOR``: any writer mends the one, a publication the other."""
    for name in facts.bad_files:
        repairs = (Repair.SWEEP,) if name == "FLOOR" else (Repair.REBUILD,) if commands.site else ()
        command = commands.repair if name == "FLOOR" else commands.rebuild
        yield Finding(Severity.ERROR, f"{name} is missing or damaged", str(facts.root / name), command, repairs)


def _check_lock(facts: IndexFacts, commands: Commands) -> Iterator[Finding]:
    if facts.writer is not None:
        who = f"process {facts.writer}" if facts.writer else "another process"
        yield Finding(Severity.NOTE, f"{who} is writing this index; what is unfinished is not reported")
    if facts.stale_holder:
        what = f"the lock names process {facts.stale_holder}, which does not hold it: it was killed"
        yield Finding(Severity.WARNING, what, str(facts.root / "LOCK"), commands.repair, (Repair.SWEEP,))


def _check_others(facts: IndexFacts, commands: Commands) -> Iterator[Finding]:
    if facts.leftovers:
        what = f"left by a build that was stopped: {name_some(facts.leftovers)}"
        yield Finding(Severity.WARNING, what, str(facts.root), commands.repair, (Repair.SWEEP,))
    if facts.foreign_files:
        what = f"not written by search-index: {name_some(facts.foreign_files)}"
        yield Finding(
            Severity.WARNING, what, str(facts.root), "move it elsewhere: anything in this folder may be deleted"
        )


def _check_last_build(facts: IndexFacts, commands: Commands) -> Iterator[Finding]:
    last = facts.last_build
    if last and not last.is_success:
        ended = last.ended_at.astimezone().isoformat(" ", "seconds")
        what = f"the last {last.command} published nothing and ended as {last.outcome}, at {ended}"
        repairs = (Repair.UPDATE,) if commands.site else ()
        yield Finding(Severity.WARNING, what, command=commands.update, repairs=repairs)
