"""Check the libraries and word lists."""

from collections.abc import Iterator

from indexer.doctor.facts.software import SoftwareFacts
from indexer.doctor.findings import Area, Commands, Finding, Repair, Severity
from indexer.requirements import install_command

_REINSTALL = "python -m pip install --force-reinstall post-search"


def check_software(facts: SoftwareFacts, commands: Commands) -> Area:
    """Judge whether words are cut as they were when the index was built."""
    programs = ", ".join(f"{name} {version}" for name, version in facts.installed.items())
    cut = f"{programs}: as the index was built" if facts.built_with else programs
    return Area("software", f"{cut}; native kernel: {facts.kernel}", tuple(_find(facts, commands)))


def _find(facts: SoftwareFacts, commands: Commands) -> Iterator[Finding]:
    if facts.unmet:
        command = install_command([each.requirement for each in facts.unmet])
        yield Finding(Severity.ERROR, "; ".join(map(str, facts.unmet)), command=command)
    for each in facts.failures:
        what = f"{' or '.join(each.libraries)} {each.what}: words cannot be cut"
        yield Finding(Severity.ERROR, what, command=install_command(each.libraries, anew=True))
    for bad in facts.bad_lists:
        yield Finding(Severity.ERROR, bad, command=_REINSTALL)
    if facts.foreign_whoosh:
        what = "Python imports a package whoosh from here that no distribution owns, in place of the required one"
        advice = f"move it elsewhere, or: python -m pip install {facts.requirement}"
        yield Finding(Severity.ERROR, what, facts.foreign_whoosh, advice)
    if facts.whoosh_problem:
        what, _, advice = facts.whoosh_problem.rpartition("; ")
        yield Finding(Severity.ERROR, what, command=advice)
    if facts.has_changed:
        what = f"the index was built with {_tell_changes(facts)}: queries may be cut into other words than its posts"
        repairs = (Repair.UPDATE,) if commands.site else ()
        yield Finding(Severity.WARNING, what, command=commands.update, repairs=repairs)


def _tell_changes(facts: SoftwareFacts) -> str:
    names = dict.fromkeys((*facts.built_with, *facts.installed))
    changed = (name for name in names if facts.built_with.get(name) != facts.installed.get(name))
    return ", ".join(
        f"{name} {facts.built_with.get(name, 'missing')} and not {facts.installed.get(name, 'missing')}"
        for name in changed
    )
