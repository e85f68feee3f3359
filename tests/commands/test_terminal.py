"""Results on a terminal: as wide as it is, marked, linked, and no more of them than it shows."""

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console
from web.engine import CANARY, MESH, results_of

from indexer.commands.terminal import hits_that_fit, open_console, print_results
from indexer.search.results import Snippet

LONG = "服务网格把重试和超时从代码里拿出来 and leaves them to the sidecar proxies of every service. " * 3


def shown(*hits, width=60, **changes):
    written = io.StringIO()
    console = Console(
        file=written, force_terminal=True, width=width, color_system="standard", highlight=False, emoji=False
    )
    print_results(console, results_of(*hits, **changes), "2 posts")
    return written.getvalue()


def plain(text):
    return re.sub(r"\x1b\]8;.*?\x1b\\|\x1b\[[\d;]*m", "", text)


def test_lines_are_no_wider_than_the_terminal_and_begin_below_the_title():
    lines = plain(shown(MESH._replace(snippet=Snippet(LONG)))).splitlines()
    assert lines[0].split() == ["1", "服务网格里的流量管理", "2019-07-02", "·", "zh"]
    assert all(cell_len(line) <= 60 for line in lines)
    assert len([line for line in lines if line.startswith("    ") and line[4:5] != " "]) > 5
    assert "proxies" in plain(shown(MESH._replace(snippet=Snippet(LONG)))), "no word is broken"


def test_marks_are_coloured_and_titles_are_links():
    text = shown(MESH)
    assert "\x1b[1;33m服务网格\x1b[0m" in text
    assert re.search(r"\x1b\]8;id=\d+;https://example.org/blog/mesh-traffic/\x1b\\", text)
    assert "https://example.org/blog/mesh-traffic/" in plain(text)


def test_what_a_post_says_cannot_steer_the_terminal():
    hostile = Snippet("\x1b]0;owned\x07[red]title[/red]\x9b31m :smile:")
    text = shown(MESH._replace(title=hostile, snippet=hostile, url="javascript:\x1b[2J", sections=()))
    assert "\x1b]0" not in text
    assert "\x9b" not in text
    assert "\x1b[2J" not in text
    assert "[red]title[/red]" in plain(text)
    assert ":smile:" in plain(text)


@pytest.mark.parametrize(("height", "hits"), [(24, 2), (80, 10), (8, 2), (50, 6)])
def test_no_more_hits_are_asked_for_than_fit(height, hits):
    assert hits_that_fit(height, 10) == hits


@pytest.mark.parametrize("setting", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_pipes_and_those_who_want_no_colour_get_plain_text(monkeypatch, setting):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout.isatty", lambda: bool(setting), raising=False)
    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    assert open_console() is None


def test_notes_and_a_better_spelling_stand_above():
    assert plain(shown(CANARY, suggestion="istio")).startswith("Did you mean: istio\n 1  Canary releases")
