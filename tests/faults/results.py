"""The table of what the suites of faults found: a row for each suite, kept until the suite is run again."""

import os
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from benchmarks.machine import describe_machine

TITLE = """# What the suites of faults found

Written by `make faults`; `make faults FAULTS="--only kills --seed 7"` runs one suite again and renews its row,
`FAULTS=--rest` all that have no good row yet, and `FAULTS=--short` the short form of all. A control is a test in which
the protection is taken away: it passes where the suite notices that. What no suite tries is told in
`docs/operation.md`.

"""
HEAD = ("suite", "what is done", "outcome", "figures", "control", "seed", "date", "machine")
NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Case:
    """What became of one test."""

    name: str
    outcome: str
    figures: tuple[str, ...]


def read_cases(path):
    """Read a report in JUnit's format as pytest writes it; empty where there is none."""
    if not path.exists():
        return []
    return [_read_case(element) for element in ET.parse(path).iter("testcase")]


def _read_case(element):
    outcomes = ("failure", "failed"), ("error", "failed"), ("skipped", "skipped")
    outcome = next((outcome for tag, outcome in outcomes if element.find(tag) is not None), "passed")
    figures = [each.get("value") for each in element.iter("property") if each.get("name") == "figures"]
    return Case(element.get("name"), outcome, tuple(figures))


def make_row(suite, cases, seconds, seed):
    """Return the cells of a suite that has been run."""
    counted = {outcome: sum(case.outcome == outcome for case in cases) for outcome in ("passed", "failed", "skipped")}
    outcome = ", ".join(f"{count} {outcome}" for outcome, count in counted.items() if count) or "did not start"
    figures = "; ".join(figure for case in cases for figure in case.figures)
    machine = describe_machine()
    described = f"{machine['processor'] or 'processor unknown'}, {machine['cores']} cores, {machine['memory_gb']} GB, "
    described += f"{machine['system']}, Python {machine['python']}, load {os.getloadavg()[0]:.0f}"
    return [
        suite.name,
        suite.does,
        f"{outcome} in {seconds:.0f} s",
        figures or "none",
        _describe_controls(suite, cases),
        str(seed),
        machine["date"],
        described,
    ]


def is_good(row):
    """Say whether a suite was run, and no test of it failed."""
    return "passed" in row[2] and "failed" not in row[2]


def _describe_controls(suite, cases):
    told = []
    for control in suite.controls:
        outcomes = sorted({case.outcome for case in cases if case.name.startswith(control)})
        told.append(f"`{control}…`: {', '.join(outcomes) or NOT_RUN}")
    return "; ".join(told) or "none"


def read_rows(path):
    """Return the rows of a table by the names of their suites."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return {row[0]: row for row in rows if len(row) == len(HEAD) and row[0] not in (HEAD[0], "---")}


def write_table(path, suites, rows):
    """Write a row for each suite; of one that was never run, that it was not."""
    table = [HEAD, ["---"] * len(HEAD)]
    never = [NOT_RUN, *["–"] * (len(HEAD) - 3)]
    table += [[each.name, each.does, *(rows[each.name][2:] if each.name in rows else never)] for each in suites]
    lines = (f"| {' | '.join(_in_a_cell(cell) for cell in row)} |\n" for row in table)
    path.write_text(TITLE + "".join(lines), encoding="utf-8")


def _in_a_cell(text):
    return " ".join(text.replace("|", "/").split())
