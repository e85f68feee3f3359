"""The kernel shows of every page exactly what Python shows of it."""

import random
import sys
from math import nextafter
from pathlib import Path

import pytest
from native.hostile_pages import make_hostile_page, make_page
from search.snippets.test_any_post import list_questions
from site_reading import read_posts
from small_index import read_index

from indexer.search.json_text import write_json
from indexer.search.notes import _list_marked
from indexer.search.payload import _hit_payload, results_payload, write_results
from indexer.search.results import SearchRequest, Translation
from indexer.search.searcher import Searcher
from indexer.search.snippets.hits import RULES, _HitMaker
from indexer.search.snippets.rendered_hits import RenderedHits, read_shown
from indexer.search.snippets.rendering import render_hits
from indexer.search.snippets.shown_hit import Standings, make_hit

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "posts"


def draw_standings(hits, chance):
    """Draw standings, many of their scores half between two that are told, or nearly."""
    half = chance.choice((chance.randint(0, 99) / 32, chance.randint(0, 10**7) / 2e4, chance.random() * 50))
    some = 0.0, -0.0, 1.5, 120.0, 1e-4, 1e-5, 1e17, 1.00005, -1.5, 99999999.99995, *[half] * 9, nextafter(half, 99)
    translations = (Translation("zh", 'a "<b>', "/zh/"), Translation("de", "", "javascript:x"))
    return Standings(
        chance.choices(some, k=hits) if chance.random() < 0.5 else [max(half, 0.1)] * hits,
        {hit: translations for hit in range(hits) if chance.random() < 0.2},
        [hit for hit in range(hits) if chance.random() < 0.2],
    )


def answer(make_hits):
    """Return hits, or that there are none: half of a surrogate pair cannot be quoted in an address."""
    try:
        return make_hits()
    except ValueError:
        return "an error"


def show_twice(library, hostile, standings):
    """Return what Python shows of a page, and what the kernel does."""
    page = hostile.page
    python = answer(lambda: tuple(map(make_hit, page.records, _HitMaker(page, hostile).show_hits(), standings.each())))
    rendered = answer(
        lambda: RenderedHits(render_hits(library, page, hostile, standings, RULES), page.frames, standings)
    )
    return python, rendered


def check_hostile_pages(library, seed, count):
    shown = 0
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        hostile = make_hostile_page(chance)
        expected, got = show_twice(library, hostile, draw_standings(len(hostile.page.docs), chance))
        if got != expected:  # said briefly: comparing texts of this length at length takes minutes
            pytest.fail(f"page {number} of seed {seed} is shown otherwise")
        if expected == "an error":
            continue
        if got.to_json() != write_json([*map(_hit_payload, expected)]):
            pytest.fail(f"page {number} of seed {seed} is written otherwise")
        if {*got.marked.split()} != {word for text in _list_marked(expected) for word in text.split()}:
            pytest.fail(f"page {number} of seed {seed}: other words are said to be marked")
        shown += sum(bool(each.snippet.marks) for each in expected)
    assert shown > count / 10  # else the pages would show little of what is to be tested


def test_hostile_pages_are_shown_as_python_shows_them(library, run_seed):
    check_hostile_pages(library, run_seed, 250)


@pytest.mark.slow
def test_many_hostile_pages_are_shown_as_python_shows_them(library, run_seed):
    check_hostile_pages(library, run_seed, 6_000)


def check_questions(seed, without_kernel, count, posts=None):
    searcher = Searcher(read_index(list(read_posts(SAMPLES))[:posts]), clock=lambda: 0.0)
    chance = random.Random(f"{seed} questions")
    questions = [SearchRequest(text, per_page=chance.choice((1, 10, 50)), search_as_you_type=chance.random() < 0.3)
                 for text in chance.choices(sorted(list_questions(searcher.reader, chance)), k=count)]  # fmt: skip
    python = [write_results(searcher.search(each)) for each in questions]
    without_kernel.undo()
    for each, expected in zip(questions, python, strict=True):
        results = searcher.search(each)
        assert write_results(results) == expected, each
        assert write_json(results_payload(results)) == expected, each


@pytest.mark.slow
def test_two_thousand_questions_to_the_sample_posts_are_answered_as_python_answers_them(
    library, run_seed, without_kernel
):
    check_questions(run_seed, without_kernel, 2_000)


def test_questions_to_the_sample_posts_are_answered_as_python_answers_them(library, run_seed, without_kernel):
    check_questions(run_seed, without_kernel, 60, posts=12)


def test_white_space_is_what_python_takes_for_it(library):
    """Each between two letters of a text of its own: what is white space becomes one space, a line end a point."""
    spaces = {code for code in range(sys.maxunicode + 1) if chr(code).isspace()}
    codes = sorted({*range(0x100), *(code + near for code in spaces for near in (-1, 0, 1))} - {-1})
    page = make_page([f"a{chr(code)}b" for code in codes])
    rendered = render_hits(library, page.page, page, Standings([0.0] * len(codes)), RULES)
    shown = [each.snippet.text for each in read_shown(rendered, page.page.records)]
    assert shown == ["a · b" if code == 10 else "a b" if code in spaces else f"a{chr(code)}b" for code in codes]
    assert shown == [each.snippet.text for each in _HitMaker(page.page, page).show_hits()]
