"""What the scorer finds with running sums, against every passage looked at by hand."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.snippets.display_width import DisplayWidth
from indexer.search.snippets.highlights import Highlights, make_spans
from indexer.search.snippets.passages import HighlightKinds, PassageScorer, find_best

KINDS = HighlightKinds(
    kinds=np.array([0, 1, 2, 3, 3, 3]),
    labels=np.array([0, 0, 1, 2, 0, 1]),
    weights=np.array([2.0, 0.5, 0.01, 3, 2, 0.01]),
)
"""Two ways to show the first word, one to show the second, and a run that shows both and counts by itself too."""


@st.composite
def pages(draw):
    """Draw a text of letters, with highlights of some kinds, and spans that divide it."""
    gaps = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4), st.integers(0, 3)), max_size=20))
    starts, ends, kinds, at = [], [], [], 0
    for gap, length, kind in gaps:
        starts.append(at + gap)
        at += gap + length
        ends.append(at)
        kinds.append(kind)
    at += draw(st.integers(0, 3))
    text = "".join(draw(st.lists(st.sampled_from("a网"), min_size=at, max_size=at)))
    borders = sorted({0, at, *draw(st.lists(st.integers(0, at), max_size=3))})
    return text, [*zip(starts, ends, kinds, strict=True)], [*pairwise(borders)]


def score(page, width):
    text, marks, spans = page
    highlights = Highlights(*np.array(marks, dtype=np.int64).reshape(-1, 3).T)
    scorer = PassageScorer(highlights, KINDS, DisplayWidth(text))
    return scorer.score_passages(make_spans(*np.array(spans, dtype=np.int64).reshape(-1, 2).T), width)


def shown(marks):
    """Return how well each word of the query is shown by some highlights."""
    rows = [*zip(KINDS.kinds.tolist(), KINDS.labels.tolist(), KINDS.weights.tolist(), strict=True)]
    found = {}
    for _, _, kind in marks:
        for _, label, weight in (row for row in rows if row[0] == kind):
            found[label] = max(found.get(label, 0), weight)
    return found


def columns(text):
    return sum(2 if character == "网" else 1 for character in text)


@given(pages(), st.integers(1, 40))
def test_each_candidate_is_the_longest_stretch_of_its_span_that_fits(page, width):
    text, marks, spans = page
    found = score(page, width)
    rows = [*zip(found.firsts.tolist(), found.stops.tolist(), found.spans.tolist(), strict=True)]
    inside = [
        (n, at) for n, m in enumerate(marks) for at, (low, high) in enumerate(spans) if low <= m[0] and m[1] <= high
    ]
    assert [(first, span) for first, _, span in rows] == inside
    for first, stop, span in rows:
        last = first
        while last + 1 < len(marks) and marks[last + 1][1] <= spans[span][1]:
            if columns(text[marks[first][0] : marks[last + 1][1]]) > width:
                break
            last += 1
        assert stop == last + 1


@given(pages(), st.integers(1, 40))
def test_different_words_count_first_and_all_repetitions_less_than_any_word(page, width):
    _, marks, _ = page
    found = score(page, width)
    least = min((weight for _, _, kind in marks for weight in shown([(0, 0, kind)]).values()), default=0)
    for first, stop, scored in zip(found.firsts.tolist(), found.stops.tolist(), found.scores.tolist(), strict=True):
        different = sum(shown(marks[first:stop]).values())
        assert different < scored < different + least


@given(pages(), st.integers(1, 40))
def test_no_passage_wins_over_one_that_shows_all_its_words_and_another(page, width):
    _, marks, _ = page
    found = score(page, width)
    if not len(found.scores):
        return
    (best,) = find_best(np.zeros(len(found.scores), dtype=np.int64), found.scores)
    chosen = shown(marks[found.firsts[best] : found.stops[best]])
    for first, stop in zip(found.firsts.tolist(), found.stops.tolist(), strict=True):
        other = shown(marks[first:stop])
        assert not (other.keys() > chosen.keys() and all(other[label] >= chosen[label] for label in chosen))


def test_of_passages_with_the_same_words_the_one_that_repeats_them_wins():
    page = "a" * 50, [(0, 1, 0), (20, 21, 0), (22, 23, 0), (40, 41, 2)], [(0, 50)]
    scores = score(page, 5).scores
    assert scores.argmax() == 1
    assert scores[1] - scores[0] < 0.01


def test_words_that_weigh_nothing_are_no_reason_to_fail():
    none = HighlightKinds(np.array([0]), np.array([0]), np.array([0.0]))
    scorer = PassageScorer(Highlights(np.array([0]), np.array([1]), np.array([0])), none, DisplayWidth("a"))
    assert scorer.score_passages(make_spans(np.array([0]), np.array([1])), 9).scores.tolist() == [0]


def test_a_page_without_spans_or_highlights_has_no_passages():
    assert score(("", [], []), 9).scores.tolist() == []
    assert score(("ab", [(0, 1, 0)], []), 9).scores.tolist() == []
    assert score(("ab", [], [(0, 2)]), 9).scores.tolist() == []


@pytest.mark.parametrize(
    ("groups", "scores", "best"),
    [
        ([], [], []),
        ([0], [0.0], [0]),
        ([0, 0, 2], [1.0, 2.0, 0.0], [1, 2]),
        ([0, 0, 1, 1], [1.0, 1.0, 1.0, 2.0], [0, 3]),
        ([3, 3], [1.0, 1.0 + 1e-12], [0]),
    ],
)
def test_the_first_of_the_best_of_each_group_is_found(groups, scores, best):
    assert find_best(np.array(groups, dtype=np.int64), np.array(scores), 1e-9).tolist() == best
