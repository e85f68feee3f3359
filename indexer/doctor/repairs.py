"""Run what mends an index, each once and in an order in which one does not undo another."""

import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.doctor.examine import Examination
from indexer.doctor.facts.permissions import OTHERS_MAY_WRITE
from indexer.doctor.findings import Commands, Finding, Repair
from indexer.errors import SearchIndexError
from indexer.index.build.last_build import record_build, record_rollback
from indexer.index.build.rebuild import rebuild
from indexer.index.build.report import Progress
from indexer.index.build.rollback import rollback
from indexer.index.build.update import update
from indexer.index.generations.publish import discard, stage


@dataclass(frozen=True, slots=True)
class RepairResult:
    """One repair that was run.

    Attributes:
        command: As it would be typed.
        failure: Why it failed; empty where it did not.
    """

    command: str
    failure: str = ""


def choose_repairs(findings: Iterable[Finding]) -> list[Repair]:
    """Return the repairs to run, in order, without those that a rebuild includes."""
    wanted = {repair for finding in findings for repair in finding.repairs}
    if Repair.REBUILD in wanted:
        wanted -= {Repair.UPDATE, Repair.ROLLBACK}
    return [repair for repair in Repair if repair in wanted]


def repair(examination: Examination, progress: Progress | None = None) -> Iterator[RepairResult]:
    """Run the repairs of what was found; yield each when it is done. One that fails does not stop the next.

    Args:
        examination: What was found.
        progress: Receives the progress of a build.
    """
    actions = _actions(examination, progress)
    for each in choose_repairs(examination.findings):
        command, run = actions[each]
        try:
            run()
        except (SearchIndexError, OSError) as error:
            yield RepairResult(command, str(error))
        else:
            yield RepairResult(command)


def _actions(examination: Examination, progress: Progress | None) -> Mapping[Repair, tuple[str, Callable[[], object]]]:
    """Return, for each repair, its command and the function that does the same."""
    commands, options = examination.commands, examination.options
    root, site = commands.index, commands.site or commands.index

    def build_anew() -> None:
        with record_build(root, "rebuild") as reports:
            reports.append(rebuild(site, root, options, progress))
        discard(root, examination.damaged)  # else the damaged live one would be what readers fall back upon

    def bring_up_to_date() -> None:
        with record_build(root, "update") as reports:
            reports.append(update(site, root, options, progress))
        discard(root, examination.damaged)  # as above: a part that is mended leaves the damaged one behind

    def take_back() -> None:
        with record_rollback(root):
            rollback(root, options.query_log, progress)

    return {
        Repair.CLOSE: (f"chmod -R go-w {root}", lambda: _close(commands)),
        Repair.SWEEP: (commands.repair, lambda: _sweep(commands)),
        Repair.ROLLBACK: (commands.run("rollback"), take_back),
        Repair.REBUILD: (commands.rebuild, build_anew),
        Repair.UPDATE: (commands.update, bring_up_to_date),
    }


def _close(commands: Commands) -> None:
    """Remove the write permission of group and others from the index folder and everything in it."""
    for path in (commands.index, *commands.index.rglob("*")):
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & OTHERS_MAY_WRITE:
            path.chmod(stat.S_IMODE(mode) & ~OTHERS_MAY_WRITE)


def _sweep(commands: Commands) -> None:
    """Take the lock and release it: every writer first mends ``FLOOR`` and deletes what stopped builds left."""
    with stage(commands.index, renews=True):
        pass
