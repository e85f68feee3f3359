import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from doctor_site import build_page, write

from indexer.cli import search_index


@pytest.fixture
def site(tmp_path):
    """A Hugo site of five posts that was built."""
    folder = tmp_path / "site"
    (folder / "content" / "posts").mkdir(parents=True)
    (folder / "hugo.toml").write_text("baseURL = 'https://example.org/'\ntimeZone = 'Asia/Shanghai'\n")
    (folder / "public").mkdir()
    (folder / "public" / "index.html").write_text("<title>Home</title>")
    for number in range(5):
        write(folder, f"post{number}")
        build_page(folder, f"post{number}")
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("SEARCH_INDEX", "SEARCH_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return lambda *arguments, **options: CliRunner().invoke(
        search_index, [*map(str, arguments), "--index", str(tmp_path / "index")], **options
    )


@pytest.fixture
def root(tmp_path, site, run):
    """An index of the site, and another generation before it."""
    assert run("rebuild", site).exit_code == 0
    assert run("rebuild", site).exit_code == 0
    return tmp_path / "index"


@pytest.fixture
def examine(run):
    """Run ``doctor --json``; return what it tells, its findings without notes, and its exit status."""

    def act(*arguments, **options):
        result = run("doctor", "--json", *arguments, **options)
        assert result.stdout, (result.stderr, result.exception)
        told = json.loads(result.stdout)
        found = [each for each in told["findings"] if each["severity"] != "note"]
        return SimpleNamespace(told=told, found=found, status=result.exit_code, stderr=result.stderr)

    return act


@pytest.fixture
def mends(examine):
    """Make sure that ``--repair`` mends everything that was found, and that nothing is found after it."""

    def act(*expected):
        first = examine()
        assert first.status == 1
        told = [(each["severity"], each["area"], each["what"]) for each in first.found]
        for severity, area, what in expected:
            assert any(row[:2] == (severity, area) and what in row[2] for row in told), (what, told)
        assert len(told) == len(expected), told
        assert all(each["command"] for each in first.found)
        mended = examine("--repair")
        assert (mended.status, mended.found) == (0, []), mended.stderr
        assert mended.told["repaired"]
        assert [each for each in mended.told["repaired"] if each["failure"]] == []
        assert examine().status == 0
        return first

    return act
