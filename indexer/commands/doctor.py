"""``search-index doctor``."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from indexer.commands import options
from indexer.commands.output import print_aside
from indexer.commands.progress import show_progress
from indexer.commands.terminal import wrap_beside
from indexer.doctor.examine import Examination, Subject, examine
from indexer.doctor.findings import Area, Finding, Severity
from indexer.doctor.repairs import RepairResult, choose_repairs, repair
from indexer.engines.target import local_root, require_client
from indexer.errors import ConfigurationError
from indexer.index.build.approval import live_contents
from indexer.index.build.options import BuildOptions
from indexer.posts.site_folders import resolve_folders
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.load import load_settings
from indexer.settings.settings import Settings
from indexer.settings.trace import trace_settings
from indexer.wording import count

_MARKS = {Severity.ERROR: ("✗", "red"), Severity.WARNING: ("!", "yellow"), Severity.NOTE: ("·", "cyan")}
_WELL = ("✓", "green")
_WIDTH = 13
_INDENT = 2 + _WIDTH


@click.command()
@click.argument("site", nargs=-1, callback=options.join_sites)
@options.shared
@click.option("--repair", "repairs", is_flag=True, help="Repair what was found, and check again.")
@click.pass_context
def doctor(
    ctx: click.Context,
    *,
    site: str | None,
    index: str | None,
    config: str | None,
    as_json: bool,
    quiet: bool,
    repairs: bool,
) -> None:
    """Check the index, its site, the settings and this machine; name for each finding the command that repairs it.

    Every byte and every post of the live index and the one before is read, and every source that differs. Without
    SITE, the site of the index. Nothing is written unless --repair is given.

    \b
    Exit status: 0 all is well · 1 something is to be put right
    """  # noqa: D301  click wants the character
    examination = _examine(site, index, config)
    results = list[RepairResult]()
    if repairs and choose_repairs(examination.findings):
        with show_progress(quiet=True) as progress:
            for each in repair(examination, progress):
                results.append(each)
                _report_repair(each, quiet=quiet)
        examination = _examine(site, index, config)
    if as_json:
        options.print_json(_as_values(examination, results))
    elif text := _describe(examination, quiet=quiet):
        click.echo(text, color=False if os.environ.get("NO_COLOR") else None)
    ctx.exit(0 if examination.is_well else 1)


def _examine(site: str | None, index: str | None, config: str | None) -> Examination:
    settings = _load_readable_settings(site, index, config)
    folder = _find_site(settings, site)
    if folder:
        settings = _load_readable_settings(str(folder), str(settings.index), config)
    trace = trace_settings(folder, config, options={"index": index})
    root, chosen = local_root(settings), BuildOptions.from_settings(settings)
    if isinstance(settings.index, ClusterAddress):
        require_client(settings.index)
        from indexer.doctor.examine_cluster import examine_cluster  # noqa: PLC0415  its libraries may not be there

        return examine_cluster(settings.index, settings, Subject(root, folder, chosen, trace))
    return examine(Subject(root, folder, chosen, trace))


def _load_readable_settings(site: str | None, index: str | None, config: str | None) -> Settings:
    """Return the settings; where one cannot be read, which is a finding, those of the options and else the defaults."""
    try:
        return load_settings(site, {"index": index, "config": config})
    except ConfigurationError:
        named = index or os.environ.get("SEARCH_INDEX")
        return load_settings(options={"index": named, "site": site}, environment={})


def _find_site(settings: Settings, named: str | None) -> Path | None:
    """Return the folder of the site that the index is of, or that is named; None where there is none."""
    if named:
        return resolve_folders(Path(named), Path.cwd())
    live = live_contents(local_root(settings))
    return Path(live.site) if live and live.site else None


def _report_repair(result: RepairResult, *, quiet: bool) -> None:
    if result.failure:
        print_aside(f"could not repair: {result.command}: {options.printable(result.failure)}")
    elif not quiet:
        print_aside(f"repaired: {result.command}")


def _as_values(examination: Examination, results: Iterable[RepairResult]) -> dict[str, object]:
    commands = examination.commands
    return {
        "index": commands.name,
        "site": str(commands.site) if commands.site else None,
        "well": examination.is_well,
        "areas": {area.name: area.summary for area in examination.areas},
        "findings": [
            {
                "area": area.name,
                "severity": str(each.severity),
                "what": each.what,
                "where": each.where or None,
                "command": each.command or None,
                "repairs": [step.name.lower() for step in each.repairs],
            }
            for area in examination.areas
            for each in area.findings
        ],
        "repaired": [{"command": each.command, "failure": each.failure or None} for each in results],
    }


def _describe(examination: Examination, *, quiet: bool) -> str:
    blocks = [_describe_area(area) for area in examination.areas if not quiet or _is_to_be_mended(area.findings)]
    return "\n".join([*blocks, *([] if quiet else [_sum_up(examination)])])


def _is_to_be_mended(findings: Sequence[Finding]) -> bool:
    return any(each.severity is not Severity.NOTE for each in findings)


def _describe_area(area: Area) -> str:
    name = area.name.ljust(_WIDTH)
    lines = (
        []
        if _is_to_be_mended(area.findings)
        else [f"{_mark(*_WELL)} {name}{wrap_beside(options.printable(area.summary), _INDENT)}"]
    )
    for each in area.findings:
        where = f"{each.where}: " if each.where and each.where not in each.what else ""
        lines.append(
            f"{_mark(*_MARKS[each.severity])} {name}{wrap_beside(options.printable(where + each.what), _INDENT)}"
        )
        if each.command:
            lines.append(f"  {'':{_WIDTH}}{click.style('→ ' + options.printable(each.command), dim=True)}")
        name = " " * _WIDTH
    return "\n".join(lines)


def _mark(letter: str, colour: str) -> str:
    return click.style(letter, fg=colour, bold=True)


def _sum_up(examination: Examination) -> str:
    found = [each.severity for each in examination.findings]
    counts = [(severity, found.count(severity)) for severity in (Severity.ERROR, Severity.WARNING)]
    told = ", ".join(count(number, severity) for severity, number in counts if number)
    if not told:
        return click.style("all is well", fg="green")
    mendable = choose_repairs(examination.findings)
    return f"{told}; {examination.commands.repair} mends what can be" if mendable else told
