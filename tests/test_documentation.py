"""What the documentation says is true: examples are run, links and files exist, every setting is described."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.commands.names import OWN
from indexer.engines.cluster import schema
from indexer.index.format import layout
from indexer.text.analysis import ANALYSIS_VERSION

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in PAGES}
LINKS = [(name, link) for name, text in TEXTS.items() for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)]
FILES = [
    (name, file)
    for name, text in TEXTS.items()
    for file in sorted(set(re.findall(r"`((?:indexer|search_app|tests|data|docs)/[\w./-]*)`", text)))
]


def read_commands():
    """Yield each command of the examples with the lines it says come out."""
    for text in TEXTS.values():
        for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
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


def test_the_examples_print_what_the_documentation_says(tmp_path):
    commands = list(read_commands())
    assert len(commands) >= 4
    for command, lines in commands:
        done = run(command, tmp_path)
        assert done.returncode == 0, (command, done.stderr)
        for line in lines:
            pattern = ".*".join(map(re.escape, line.strip().split("…")))
            assert re.search(pattern, done.stdout), (command, line, done.stdout)


@pytest.mark.parametrize(("page", "link"), [row for row in LINKS if not re.match(r"\w+:", row[1])])
def test_links_lead_to_files_that_are_there(page, link):
    assert ((ROOT / page).parent / link).exists()


@pytest.mark.parametrize(("page", "file"), FILES)
def test_files_that_are_named_are_there(page, file):
    assert (ROOT / file).exists()


def test_every_page_can_be_reached_from_the_readme():
    reached, waiting = set(), ["README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for link in (link for name, link in LINKS if name == page and link.endswith(".md")):
            target = os.path.relpath(((ROOT / page).parent / link).resolve(), ROOT)
            if target in TEXTS and target not in reached:
                waiting.append(target)
    assert set(TEXTS) - reached == set()


def test_every_decision_has_a_number_of_its_own_and_stands_in_their_list():
    pages = sorted(page.name for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    listed = re.findall(r"^\| \[(\d+)\]\((\S+)\)", TEXTS["docs/decisions/README.md"], re.MULTILINE)
    assert [name for _, name in listed] == pages
    assert [number for number, _ in listed] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for number, name in listed:
        assert TEXTS[f"docs/decisions/{name}"].startswith(f"# {number}: ")


def test_the_changelog_names_every_format_up_to_those_in_use():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    _, folders, clusters = re.split(r"^\| format \|.*\n", text, flags=re.MULTILINE)
    for rows, newest in ((folders, layout.FORMAT), (clusters, schema.FORMAT)):
        assert list(map(int, re.findall(r"^\| (\d+) \|", rows, re.MULTILINE))) == list(range(2, newest + 1))
    assert f"a version as well, which is {ANALYSIS_VERSION}." in text


def test_every_command_stands_in_the_table_of_commands():
    table = TEXTS["docs/operation.md"].split("\n## ")[1]
    assert sorted(re.findall(r"^\| `([a-z]+)[ `]", table, re.MULTILINE)) == sorted({*OWN, "serve"})
