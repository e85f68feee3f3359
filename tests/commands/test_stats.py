import json

import pytest
from click.testing import CliRunner

from indexer.cli import search_index
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.update import update

OPTIONS = BuildOptions(workers=1)


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(9):
        (folder / f"post{number}.md").write_text(f"---\ntitle: post {number}\n---\none two three word{number}\n")
    return folder


@pytest.fixture
def root(tmp_path, site):
    rebuild(site, tmp_path / "index", OPTIONS)
    return tmp_path / "index"


@pytest.fixture
def run(root):
    return lambda *arguments: CliRunner().invoke(search_index, [*arguments, "--index", str(root)])


def counted(run):
    told = json.loads(run("stats", "--json").stdout)
    return {name: told[name] for name in ("posts", "words", "terms", "languages", "left_out")}


def test_after_edits_and_withdrawals_only_living_posts_and_their_words_are_counted(tmp_path, site, root, run):
    (site / "post0.md").write_text("---\ntitle: post 0\n---\nentirely other\n")
    update(site, root, OPTIONS)
    (site / "post1.md").unlink()
    (site / "post2.md").write_text("---\ndraft: true\n---\n")
    (site / "post3.md").write_text("---\ntitle: post 3\n---\none two three\n")
    update(site, root, OPTIONS)
    rebuild(site, tmp_path / "fresh", OPTIONS)
    expected = json.loads(run("stats", "--json", "--index", str(tmp_path / "fresh")).stdout)
    assert counted(run) == {name: expected[name] for name in counted(run)}
    assert (counted(run)["posts"], counted(run)["left_out"]) == (7, {"draft": 1})


def test_age_and_what_is_left_out_are_told(site, root, run):
    (site / "draft.md").write_text("---\ndraft: true\n---\n")
    update(site, root, OPTIONS)
    lines = dict(line.split(maxsplit=1) for line in run("stats").stdout.splitlines() if not line.startswith("left"))
    assert "left out    1 draft" in run("stats").stdout
    assert " ago, in " in lines["built"] or "just now, in " in lines["built"]
    assert 0 <= json.loads(run("stats", "--json").stdout)["age_seconds"] < 600


def test_damage_is_told(root, run):
    arrays = root / "g-1" / "part-0" / "arrays"
    status = arrays.stat()
    data = bytearray(arrays.read_bytes())
    data[100] ^= 1
    with arrays.open("r+b") as file:
        file.write(data)
    import os

    os.utime(arrays, ns=(status.st_atime_ns, status.st_mtime_ns))  # as a bit rots, which changes no time
    told = json.loads(run("stats", "--json").stdout)
    assert (told["words"], "part-0" in told["damage"]) == (None, True)
    assert "\ndamage      " in run("stats").stdout


def test_one_post_is_one_post_everywhere(tmp_path, monkeypatch):
    monkeypatch.setenv("SEARCH_INDEX", str(tmp_path / "one"))
    site = tmp_path / "site"
    site.mkdir()
    (site / "only.md").write_text("---\ntitle: only\n---\nwords\n")
    commands = (["rebuild", site], ["update", site], ["query", "words"], ["explain", "words"], ["stats"])
    told = [CliRunner().invoke(search_index, [str(each) for each in command]).output for command in commands]
    (site / "only.md").write_text("---\ntitle: only\n---\nother words\n")
    told += [CliRunner().invoke(search_index, [command]).output for command in ("update", "rollback")]
    assert [text for text in told if "1 posts" in text or "1 files" in text] == []
    assert sum("1 post" in text for text in told) >= 5


def test_a_post_counts_once_its_time_has_come(site, root, run, monkeypatch):
    (site / "later.md").write_text("---\ndate: 2999-01-01\n---\nwords of later\n")
    update(site, root, OPTIONS)
    assert (counted(run)["posts"], counted(run)["left_out"]) == (9, {"dated in the future": 1})
    monkeypatch.setattr("indexer.commands.stats.time.time", lambda: 33_000_000_000.0)
    assert (counted(run)["posts"], counted(run)["left_out"]) == (10, {})
