"""Results on a terminal: as wide as it is, marked, linked, and no more of them than it shows."""

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console
from web.engine import CANARY, MESH, results_of

from indexer.commands.terminal import hits_that_fit, open_console, print_results, wrap_beside
from indexer.commands.terminal_reports import print_explanation, print_facts
from indexer.search.explain import ExplainedHit, ExplainedToken, Explanation
from indexer.search.results import Snippet

LONG = "服务网格把重试和超时从代码里拿出来 and leaves them to the sidecar proxies of every service. " * 3


def screen(width=60, height=25):
    how = {"force_terminal": True, "color_system": "standard", "highlight": False, "emoji": False, "markup": False}
    return Console(file=io.StringIO(), width=width, height=height, **how)


def shown(*hits, width=60, **changes):
    console = screen(width)
    print_results(console, results_of(*hits, **changes), "2 posts")
    return console.file.getvalue()


def plain(text):
    return re.sub(r"\x1b\]8;.*?\x1b\\|\x1b\[[\d;]*m", "", text)


def test_lines_are_no_wider_than_the_terminal_and_begin_below_the_title():
    lines = plain(shown(MESH._replace(snippet=Snippet(LONG)))).splitlines()
    assert lines[0].split() == ["1", "服务网格里的流量管理", "2019-07-02", "·", "zh"]
    assert all(cell_len(line) <= 60 for line in lines)
    assert len([line for line in lines if line.startswith("    ") and line[4:5] != " "]) > 5
    assert "proxies" in plain(shown(MESH._replace(snippet=Snippet(LONG)))), "no word is broken"


@pytest.mark.parametrize("width", [30, 41, 60])
def test_nothing_of_chinese_is_lost_and_no_latin_word_in_it_is_broken(width):
    text = (
        "很多人会和我一样有同样的问题：Traffic Director和Istio到底有什么关系？简单介绍Istio（控制平面），保护连接。" * 2
    )
    lines = plain(shown(MESH._replace(snippet=Snippet(text), sections=()), width=width)).splitlines()
    inside = [line[4:].rstrip() for line in lines if line.startswith("    ")]
    assert text.replace(" ", "") in "".join(inside).replace(" ", "")
    assert sum(line.count("Istio") for line in inside) == text.count("Istio")
    assert all(cell_len(line) <= width for line in lines)
    assert not any(line.startswith(("，", "。", "？", "）", "：")) or line.endswith("（") for line in inside)


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


def test_sentences_break_between_words_beside_a_name_unless_read_by_a_program(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert wrap_beside("305 files of /srv/site, a Hugo site, 305 posts", 15).split("\n") == [
        "305 files of /srv/site, a",
        " " * 15 + "Hugo site, 305 posts",
    ]
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    assert "\n" not in wrap_beside("a " * 90, 15)


def test_notes_and_a_better_spelling_stand_above():
    assert plain(shown(CANARY, suggestion="istio")).startswith("Did you mean: istio\n 1  Canary releases")


def explained(*scores):
    signals = {"words": 3.0, "title": 1.0, "phrase": 0.0}
    hits = tuple(
        ExplainedHit(f"{i}.md", "网格[b]", score, complete=True, signals=signals) for i, score in enumerate(scores)
    )
    return Explanation("网格", (ExplainedToken("网格", "网格", "word", 2),), "wanted    网格", len(hits), hits)


def test_a_score_is_a_bar_as_long_as_it_parted_by_its_signals():
    console = screen()
    print_explanation(console, explained(8.0, 4.0))
    text = console.file.getvalue()
    assert re.findall(r"\x1b\[\d+m(█+)", text) == ["█" * 42, "█" * 14, "█" * 21, "█" * 7]
    lines = plain(text).splitlines()
    assert lines[0] == "cut     网格  word, 2 posts"
    assert lines[4].split() == ["1", "网格[b]", "0.md", "8.000"]
    assert lines[6].split() == ["words", "3.00", "title", "1.00"]
    assert max(map(cell_len, lines)) <= 60


def test_of_an_explanation_the_best_hit_is_not_scrolled_away():
    console = screen(height=20)
    print_explanation(console, explained(*range(9, 0, -1)))
    lines = plain(console.file.getvalue()).splitlines()
    assert len(lines) < 20
    assert lines[-1] == "9 posts; 6 more hits with --json"


def test_posts_by_language_have_bars():
    console = screen()
    print_facts(console, {"posts": "3", "  zh": "2", "  en": "1", "site": "\x1b[2J[red]"}, {"zh": 2, "en": 1})
    lines = [line.rstrip() for line in plain(console.file.getvalue()).splitlines()]
    assert lines[:3] == ["posts        3", f"  zh         {'█' * 30} 2", f"  en         {'█' * 15} 1"]
    assert lines[3].endswith(" [2J[red]")
