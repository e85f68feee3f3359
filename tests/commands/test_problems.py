import re

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


class Clock:
    """Tells the time that a test says."""

    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


def send(shown, clock):
    shown.start_sending(1000)
    for _ in range(4):
        clock.now += 6
        shown.advance_sending(250)


def test_a_log_tells_how_much_is_sent_now_and_then_and_how_fast(capsys, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    with progress.show_progress(quiet=False) as shown:
        send(shown, clock)
    assert capsys.readouterr().err.splitlines() == [
        "sending 1000 posts to the cluster",
        "sent 500 of 1000 posts, 42 a second",
        "sent 1000 of 1000 posts, 42 a second",
    ]


def test_quiet_tells_nothing_of_sending(capsys):
    with progress.show_progress(quiet=True) as shown:
        send(shown, Clock())
    assert capsys.readouterr().err == ""


def test_a_terminal_has_a_bar_for_reading_and_one_for_sending(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "100")
    with progress.show_progress(quiet=False) as shown:
        shown.start(3)
        shown.advance(3)
        send(shown, Clock())
    shown = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", capsys.readouterr().err)
    assert re.search(r"Reading posts \S+ 3/3 +100% [\d,]+/s", shown)
    assert re.search(r"Sending posts \S+ 1000/1000 +100% [\d,]+/s", shown)
