"""Run the suites of faults, and write what they found into ``RESULTS.md``: ``make faults``."""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from faults.results import is_good, make_row, read_cases, read_rows, write_table
from faults.suites import SUITES

TESTS = Path(__file__).resolve().parents[1]
LOW = 10
"""How much every process of a suite gives way to others."""


def run(suite, seed, *, short):
    """Run the tests of a suite, one after the other; return its row."""
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "junit_family=xunit1"]
        command += [f"--junitxml={report}", f"--hypothesis-seed={seed}", "-m", "not slow" if short else ""]
        command += [str(TESTS / file) for file in suite.files]
        subprocess.run(command, check=False, cwd=TESTS.parent, preexec_fn=lambda: os.nice(LOW))
        return make_row(suite, read_cases(report), time.monotonic() - begin, seed)


@click.command()
@click.option("--only", multiple=True, type=click.Choice([each.name for each in SUITES]), help="Else all")
@click.option("--seed", type=int, help="Of all that is random; else drawn")
@click.option("--short", is_flag=True, help="Leave out what takes minutes; the table stays as it is")
@click.option("--rest", is_flag=True, help="Leave out suites whose row says that all passed: to go on another day")
@click.option("--output", type=click.Path(path_type=Path), default=Path(__file__).with_name("RESULTS.md"))
def main(*, only, seed, short, rest, output):
    """Run suites, and renew their rows; exit status 1 where a test failed or none was run."""
    seed = random.SystemRandom().randrange(1 << 32) if seed is None else seed
    bad, known = [], read_rows(output) if rest else {}
    for suite in SUITES:
        if (only and suite.name not in only) or (suite.name in known and is_good(known[suite.name])):
            continue
        row = run(suite, seed, short=short)
        bad += [] if is_good(row) else [suite.name]
        if not short:
            write_table(output, SUITES, read_rows(output) | {suite.name: row})
        print(": ".join(row[:1] + row[2:5]), flush=True)
    if bad:
        sys.exit(f"failed: {', '.join(bad)}; seed {seed}")


if __name__ == "__main__":
    main()
