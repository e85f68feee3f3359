import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def read_commands():
    """Yield each command of the README's examples with the lines it says come out."""
    for block in BLOCKS:
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = example.splitlines()
            yield command, [line for line in lines if line.strip("… ")]


def run(command, home):
    program = Path(sys.executable).parent / shlex.split(command)[0]
    environment = os.environ | {"HOME": str(home), "XDG_DATA_HOME": str(home), "SEARCH_INDEX": str(home / "index")}
    arguments = [str(program), *shlex.split(command)[1:]]
    return subprocess.run(
        arguments, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False
    )


def test_the_examples_print_what_the_readme_says(tmp_path):
    commands = list(read_commands())
    assert len(commands) >= 4
    for command, lines in commands:
        done = run(command, tmp_path)
        assert done.returncode == 0, (command, done.stderr)
        for line in lines:
            pattern = ".*".join(map(re.escape, line.strip().split("…")))
            assert re.search(pattern, done.stdout), (command, line, done.stdout)


@pytest.mark.parametrize("name", re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README))
def test_pictures_are_there(name):
    assert (ROOT / name).is_file()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:indexer|search_app|tests|data)/[\w./-]*)`", README))))
def test_files_named_in_the_readme_are_there(name):
    assert (ROOT / name).exists()
