"""Check the owners and modes of an index folder."""

from collections.abc import Iterator

from indexer.doctor.facts.permissions import PermissionFacts
from indexer.doctor.findings import Area, Commands, Finding, Repair, Severity, name_some


def check_permissions(facts: PermissionFacts, commands: Commands) -> Area:
    """Judge who owns an index folder and who may write to it."""
    summary = f"only user {facts.user} may write to {facts.root}" if facts.is_there else f"{facts.root} is not there"
    return Area("permissions", summary, tuple(_find(facts, commands)))


def _find(facts: PermissionFacts, commands: Commands) -> Iterator[Finding]:
    root = str(facts.root)
    if facts.foreign:
        path, owner = facts.foreign[0]
        what = f"belongs to user {owner}, not to {facts.user}" + _others(len(facts.foreign))
        command = f"run search-index as user {owner}, or: sudo chown -R {facts.user} {root}"
        yield Finding(Severity.ERROR, what, path, command)
    if facts.open_to_others:
        what = "other users may write here, and so could run code as you" + _others(len(facts.open_to_others))
        command = f"chmod -R go-w {root} && {commands.rebuild}"
        repairs = (Repair.CLOSE, *((Repair.REBUILD,) if commands.site else ()))
        yield Finding(Severity.ERROR, what, facts.open_to_others[0], command, repairs)
    if facts.unreadable:
        command = "run search-index as the user who built the index"
        yield Finding(Severity.ERROR, f"cannot be read: {name_some(facts.unreadable)}", root, command)
    elif not facts.may_write:
        yield Finding(Severity.NOTE, "this user may not write here: enough to serve the index, not to repair it", root)
    if facts.reason and not (facts.foreign or facts.open_to_others or facts.unreadable):
        yield Finding(Severity.ERROR, facts.reason, root, "name the folder of an index with --index")


def _others(found: int) -> str:
    return f" (and {found - 1} more in the index)" if found > 1 else ""
