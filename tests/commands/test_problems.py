import pytest

from indexer.commands import progress
from indexer.posts.post import Problem, group_problems

PROBLEMS = (
    Problem("a.md", 3, "date: “soon” cannot be read as a date", refused=False),
    Problem("b.md", 1, "the key 'x' stands twice", refused=False),
    Problem("c.md", 2, "no YAML"),
    Problem("d.md", 9, "date: “2024-13-01” cannot be read as a date", refused=False),
    Problem("e.md", 0, "no page of it (/e/)", refused=False, topic="no page"),
    Problem("f.md", 0, "no page of it (/f/)", refused=False, topic="no page"),
    Problem("g.md", 2, "no YAML"),
)
GROUPED = [
    "c.md:2: no YAML",
    "g.md:2: no YAML",
    "warning: a.md:3: date: “soon” cannot be read as a date (and 1 more like it; --verbose names each)",
    "warning: b.md:1: the key 'x' stands twice",
    "warning: e.md: no page of it (/e/) (and 1 more like it; --verbose names each)",
]


def tell(capsys, *, quiet=False):
    with progress.show_progress(quiet=quiet) as shown:
        for problem in PROBLEMS:
            shown.report(problem)
    return capsys.readouterr().err.splitlines()


def test_each_refused_file_is_named_and_one_warning_of_each_kind_with_a_count(capsys):
    assert tell(capsys) == GROUPED


def test_quiet_names_the_files_that_were_refused_alone(capsys):
    assert tell(capsys, quiet=True) == GROUPED[:2]


def test_verbose_names_everything_in_the_order_of_the_files(capsys, monkeypatch):
    monkeypatch.setattr(progress, "is_verbose", lambda: True)
    assert [line.removeprefix("warning: ") for line in tell(capsys)] == [str(problem) for problem in PROBLEMS]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_many_warnings_of_a_kind_are_one_with_the_number_of_the_others(count):
    [only] = group_problems(PROBLEMS[:1] * count, " and {}")
    assert only.message == PROBLEMS[0].message + (f" and {count - 1}" if count > 1 else "")
