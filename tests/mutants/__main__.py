"""``make mutants``: put faults into the code, one at a time, and see whether the tests notice.

mutmut makes the faults and runs the tests, in a copy of the tree. Of each area a sample is drawn by a seed, or all are
taken (``--sample 0``). Survivors are printed as they were made; the table in ``MUTANTS.md`` gets a new row, and what
stands below it is written by hand: each survivor with the reason why no test can tell it, or a test is missing.
"""

import argparse
import datetime as dt
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mutants.areas import AREAS, TOO_SLOW, Area
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("MUTANTS.md")
COPIED = ("indexer", "search_app", "data", "docs", "tests", "README.md", "LICENSE")
LEAST = 0.9
"""The share of mutants of an area that its tests must notice."""
NOTICED = ("killed", "timeout", "segfault")


def main(arguments: Sequence[str]) -> int:
    """Judge the areas; return 1 where too many mutants of one survive."""
    parser = argparse.ArgumentParser(prog="make mutants MUTANTS=…", description=__doc__)
    parser.add_argument("--only", action="append", choices=AREAS, help="an area; may be repeated")
    parser.add_argument("--sample", type=int, default=60, help="mutants of each area; 0 for all (default: 60)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    chosen = parser.parse_args(arguments)
    print(f"seed {chosen.seed}", flush=True)
    shares = [_judge(name, AREAS[name], chosen.sample, chosen.seed) for name in chosen.only or AREAS]
    return int(min(shares) < LEAST)


def _judge(name: str, area: Area, sample: int, seed: int) -> float:
    """Judge one area, renew its row, and return the share of mutants that were noticed."""
    every = _list_mutants(area)
    drawn = sorted(random.Random(seed).sample(every, min(sample or len(every), len(every))))
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        _copy_tree(Path(folder), area)
        statuses = _run(Path(folder), drawn)
        noticed = sum(statuses[each] in NOTICED for each in drawn)
        print(f"{name}: {dict(Counter(statuses.values()))}")
        for each in drawn:
            if statuses[each] not in NOTICED:
                print(f"* {statuses[each]}: {each}\n{_show(Path(folder), each)}")
    share = noticed / len(drawn)
    date = dt.datetime.now(dt.UTC).date()
    _write_row(name, f"| {name} | {len(every)} | {len(drawn)} | {noticed} | {share:.0%} | {seed} | {date} |")
    return share


def _list_mutants(area: Area) -> list[str]:
    """Return the names of all mutants of an area, as mutmut will make them."""
    names = []
    for path in sorted(path for pattern in area.files for path in ROOT.glob(pattern)):
        relative = path.relative_to(ROOT)
        made = mutate_file_contents(str(relative), path.read_text(encoding="utf-8"))
        names += [get_mutant_name(relative, each) for each in made.mutant_names]
    return names


def _copy_tree(folder: Path, area: Area) -> None:
    for name in COPIED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        options = {"ignore": shutil.ignore_patterns("__pycache__", "oracles")} if source.is_dir() else {}
        copy(source, folder / name, **options)
    options = {
        "only_mutate": area.files,
        "pytest_add_cli_args": [
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "--hypothesis-profile=fast",
            "-k",
            f"not ({' or '.join(TOO_SLOW)})",
        ],
        "pytest_add_cli_args_test_selection": area.tests,
        "also_copy": [name for name in COPIED if name not in ("indexer", "tests")],
    }
    table = "".join(f"{name} = {json.dumps(value)}\n" for name, value in options.items())
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = project.replace("[tool.mutmut]\n", f"[tool.mutmut]\n{table}")
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")


def _run(folder: Path, drawn: Sequence[str]) -> dict[str, str]:
    """Run the tests on each of some mutants; return what became of them."""
    command = [sys.executable, "-m", "mutmut", "run", *drawn]
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    codes = {}
    for path in folder.joinpath("mutants").rglob("*.py.meta"):
        codes |= json.loads(path.read_bytes())["exit_code_by_key"]
    if all(codes.get(each) is None for each in drawn):
        sys.exit(done.stdout.decode(errors="replace")[-5000:])
    return {each: status_by_exit_code[codes.get(each)] for each in drawn}


def _show(folder: Path, mutant: str) -> str:
    command = [sys.executable, "-m", "mutmut", "show", mutant]
    shown = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout.splitlines()
    return "\n".join(f"    {line}" for line in shown if line[:1] in "+-" and line[:3] not in ("+++", "---"))


def _write_row(name: str, row: str) -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(f"| {name} |")]
    end = max(at for at, line in enumerate(kept) if line.startswith("| ")) + 1
    TABLE.write_text("\n".join([*kept[:end], row, *kept[end:]]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
