"""A rebuild on push, on pull and by cron: with a real Git, and with a program that answers as told."""

import os
import shutil
import subprocess

import pytest
from recipes.live import POST, PROGRAM, RECIPES, put, run

SCRIPT = RECIPES / "rebuild-search"


@pytest.fixture
def surroundings(tmp_path):
    """The variables of whoever pushes."""
    who = {f"GIT_{role}_{what}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    ours = {"SEARCH_PROGRAM": PROGRAM, "REBUILD_SEARCH": SCRIPT, "SEARCH_INDEX": tmp_path / "index"}
    return who | quiet | ours | {"SEARCH_PAUSES": "0 0"}


@pytest.fixture
def git(tmp_path, surroundings):
    """Run Git in a folder below the test's."""
    program = shutil.which("git") or pytest.skip("no git: install it to try its recipe")
    return lambda folder, *words: run(program, "-C", tmp_path / folder, *words, **surroundings)


def program_that_answers(folder, *statuses):
    """Write a program that ends with these statuses, one after the other, and notes each call."""
    program = folder / "program"
    put(folder / "statuses", "".join(f"{status}\n" for status in statuses))
    put(program, f'#!/bin/sh\ncd {folder}\necho "$@" >>calls\nexit "$(sed -n "$(wc -l <calls)p" statuses)"\n')
    program.chmod(0o755)
    return {"SEARCH_PROGRAM": str(program), "SEARCH_PAUSES": "0 0", "PATH": os.environ["PATH"]}


def call(variables, *words):
    return subprocess.run([SCRIPT, *words], env=variables, capture_output=True, text=True, check=False)


def calls(folder):
    return (folder / "calls").read_text(encoding="utf-8").splitlines()


def test_another_writer_is_waited_for(tmp_path):
    done = call(program_that_answers(tmp_path, 75, 75, 0), "/srv/my-site")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert calls(tmp_path) == ["rebuild --quiet /srv/my-site"] * 3


def test_a_writer_that_never_ends_is_told_of(tmp_path):
    done = call(program_that_answers(tmp_path, 75, 75, 75, 0), "/srv/my-site")
    assert done.returncode == 75
    assert "another writer still holds the index" in done.stderr


@pytest.mark.parametrize(
    ("status", "told"), [(3, "without the posts named above"), (1, "failed (1)"), (2, "failed (2)")]
)
def test_what_went_wrong_is_told_and_not_tried_again(tmp_path, status, told):
    done = call(program_that_answers(tmp_path, status, 0), "/srv/my-site")
    assert done.returncode == status
    assert told in done.stderr
    assert len(calls(tmp_path)) == 1


def test_without_a_site_it_asks_for_one():
    done = call({"PATH": os.environ["PATH"]})
    assert done.returncode == 2
    assert "which site?" in done.stderr


def test_a_post_is_found_once_it_is_pushed_and_no_more_once_it_is_taken_back(tmp_path, git, surroundings):
    make_server(tmp_path, git)
    put(tmp_path / "desk/canary.md", POST)
    commit_and_push(git)
    assert found(surroundings) == ["canary.md"]
    (tmp_path / "desk/canary.md").unlink()
    put(tmp_path / "desk/other.md", POST.replace("灰度", "蓝绿"))
    commit_and_push(git)
    assert found(surroundings) == []
    assert sorted(path.name for path in (tmp_path / "site").iterdir()) == ["first.md", "other.md"]


def test_who_pushes_is_told_of_a_post_that_cannot_be_read(tmp_path, git):
    make_server(tmp_path, git)
    put(tmp_path / "desk/broken.md", "---\ntitle: [\n---\ntext\n")
    told = commit_and_push(git)
    assert "broken.md:" in told
    assert "without the posts named above" in told


def test_only_the_published_branch_is_rebuilt(tmp_path, git, surroundings):
    make_server(tmp_path, git)
    git("desk", "checkout", "-q", "-b", "draft")
    put(tmp_path / "desk/canary.md", POST)
    commit_and_push(git, "draft")
    assert found(surroundings) == []


def test_a_hook_without_a_site_says_how_to_name_it(tmp_path, git):
    make_server(tmp_path, git)
    git("server.git", "config", "--unset", "post-search.site")
    put(tmp_path / "desk/canary.md", POST)
    assert "git config post-search.site DIR" in commit_and_push(git)


def test_what_a_pull_brings_is_found(tmp_path, git, surroundings):
    make_server(tmp_path, git)
    git(".", "clone", "-q", "server.git", "pulled")
    shutil.copy(RECIPES / "git/post-merge", tmp_path / "pulled/.git/hooks/post-merge")
    (tmp_path / "server.git/hooks/post-receive").unlink()
    put(tmp_path / "desk/canary.md", POST)
    commit_and_push(git)
    assert found(surroundings) == []
    git("pulled", "pull", "-q")
    assert found(surroundings) == ["canary.md"]


def make_server(folder, git):
    """Make a repository with the hook, and a desk with a first post, pushed."""
    git(".", "init", "-q", "--bare", "-b", "main", "server.git")
    git("server.git", "config", "post-search.site", str(folder / "site"))
    shutil.copy(RECIPES / "git/post-receive", folder / "server.git/hooks/post-receive")
    git(".", "clone", "-q", "server.git", "desk")
    git("desk", "checkout", "-q", "-B", "main")
    put(folder / "desk/first.md", "---\ntitle: First\n---\nHello\n")
    commit_and_push(git)


def commit_and_push(git, branch="main"):
    git("desk", "add", "-A")
    git("desk", "commit", "-q", "-m", "Write")
    return git("desk", "push", "-q", "origin", branch)


def found(surroundings):
    """Return the ids of the posts that a word of the test's post finds."""
    answer = run(PROGRAM, "query", "--json", "灰度", **surroundings)
    return [line.split('"')[3] for line in answer.splitlines() if line.strip().startswith('"id"')]
