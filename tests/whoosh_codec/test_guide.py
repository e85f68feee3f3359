"""The page ``docs/whoosh.md``, held against what happens."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.index.build.rebuild import rebuild
from indexer.index.generations.generation import current_generation
from indexer.whoosh_codec.installation import find_requirement

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "whoosh.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
POSTS = {
    "mesh.md": "# 服务网格入门\n\n服务网格管理流量。\n",
    "istio.md": "# Istio\n\nA mesh.\n",
    "tea.md": "# Tea\n\nGreen.\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with an index of three posts, where the example expects it."""
    folder = tmp_path_factory.mktemp("guide")
    (folder / "site").mkdir()
    for name, text in POSTS.items():
        (folder / "site" / name).write_text(text, encoding="utf-8")
    rebuild(folder / "site", folder / ".search-index")
    return folder


def run(code, folder):
    """Run Python code in a process of its own."""
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)


def test_the_example_finds_posts_with_stock_whoosh(folder):
    done = run(EXAMPLE, folder)
    assert done.stderr == ""
    assert sorted(line.split()[0] for line in done.stdout.splitlines()) == ["Istio", "服务网格入门"]


def test_stock_whoosh_does_not_open_it_where_indexer_cannot_be_imported(folder):
    path = current_generation(folder / ".search-index").path
    code = f"import sys; sys.modules['indexer'] = None\nfrom whoosh.index import open_dir; open_dir({str(path)!r})"
    done = run(code, folder)
    assert done.returncode == 1
    assert "indexer" in done.stderr.splitlines()[-1]


def test_the_commands_install_what_the_project_requires():
    assert f"pip install {find_requirement()}\n" in GUIDE
