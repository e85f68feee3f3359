"""Score the stretches of text that could be shown, for all documents of a page at once."""

from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np

from indexer.arrays import Doubles, Int64s
from indexer.search.matching.match import begin_runs
from indexer.search.snippets.display_width import DisplayWidth
from indexer.search.snippets.highlights import Highlights, PageSpans
from indexer.units import Columns


@dataclass(frozen=True, slots=True)
class HighlightKinds:
    """Which words of the query each kind of highlight shows: a table of R rows.

    Attributes:
        kinds: int64[R], a kind of highlight; it may have several rows, for a run of characters shows several words.
        labels: int64[R], the word that such a highlight shows; the same word may be shown by several kinds.
        weights: float64[R], how telling that word is where it is shown so: never negative.
    """

    kinds: Int64s
    labels: Int64s
    weights: Doubles


@dataclass(frozen=True, slots=True)
class CandidatePassages:
    """For each highlight inside any of some spans, the stretch that begins with it.

    Attributes:
        firsts: int64[w], the number of the highlight each begins with, ascending.
        stops: int64[w], past the number of the last highlight that still fits.
        spans: int64[w], in which span it lies.
        scores: float64[w], how much of the query it shows.
    """

    firsts: Int64s
    stops: Int64s
    spans: Int64s
    scores: Doubles


class PassageScorer:
    """Scores passages: the different words they show by their weights; then how often they repeat them.

    Repetitions only decide between passages that show the same words: all of them together count less than the least
    of the words that were found. So no passage ever wins over one that shows all of its words, and another one. (Where
    each repetition counted a tenth of its word, 22 of 1,200 passages drawn from three corpora won over one that shows
    more words.)
    """

    def __init__(self, highlights: Highlights, kinds: HighlightKinds, widths: DisplayWidth) -> None:
        """Prepare running sums.

        Args:
            highlights: All of a page.
            kinds: Theirs.
            widths: Of the same page's text.
        """
        self._highlights = highlights
        self._left, self._right = widths.columns_before(highlights.starts), widths.columns_before(highlights.ends)
        present = np.bincount(highlights.kinds, minlength=int(kinds.kinds.max(initial=-1)) + 1)
        rows = present[kinds.kinds].nonzero()[0]
        rows = rows[np.argsort(kinds.labels[rows], kind="stable")]
        self._weights = kinds.weights[rows]
        self._label_begins = begin_runs(kinds.labels[rows])
        # A line for each row: going along lines takes a tenth of the time of going along short columns.
        self._counts = np.zeros((len(rows), len(highlights.kinds) + 1), dtype=np.int32)
        np.cumsum(highlights.kinds == kinds.kinds[rows, None], axis=1, out=self._counts[:, 1:])
        totals = np.bincount(kinds.kinds, kinds.weights, minlength=len(present))
        self._sums = np.concatenate([[0.0], np.cumsum(totals[highlights.kinds])])
        self._least = float(min(self._weights[self._weights > 0], default=0.0))

    def score_passages(self, spans: PageSpans, width: Columns) -> CandidatePassages:
        """Score the stretches of at most ``width`` columns that begin with a highlight and end in the same span.

        Args:
            spans: Ascending, apart from each other.
            width: A highlight wider than that is a passage of its own.
        """
        starts, ends = spans
        if not len(starts) or not len(self._highlights.starts):
            nothing = np.empty(0, dtype=np.int64)
            return CandidatePassages(nothing, nothing, nothing, np.empty(0))
        owners = starts.searchsorted(self._highlights.starts, side="right") - 1
        firsts = ((owners >= 0) & (self._highlights.ends <= ends[owners])).nonzero()[0]
        owners = owners[firsts]
        fitting = self._right.searchsorted(self._left[firsts] + np.int32(width), side="right")
        in_span = self._highlights.ends.searchsorted(ends, side="right")[owners]
        stops = np.maximum(np.minimum(fitting, in_span), firsts + 1)
        return CandidatePassages(firsts, stops, owners, self._score(firsts, stops))

    def _score(self, firsts: Int64s, stops: Int64s) -> Doubles:
        different = np.zeros(len(firsts))
        for begin, end in pairwise([*self._label_begins.tolist(), len(self._weights)]):
            different += reduce(np.maximum, (self._weigh_shown(row, firsts, stops) for row in range(begin, end)))
        repeated = self._sums[stops] - self._sums[firsts]
        scores: Doubles = different + self._least * repeated / (1 + repeated)
        return scores

    def _weigh_shown(self, row: int, firsts: Int64s, stops: Int64s) -> Doubles:
        """Return the weight of a row where a stretch shows it, else 0: float64[w]."""
        counts = self._counts[row]
        weights: Doubles = (counts.take(stops) > counts.take(firsts)) * self._weights[row]
        return weights


def find_best(groups: Int64s, scores: Doubles, tolerance: float = 0.0) -> Int64s:
    """Return the number of the first of the highest scores of each group.

    Args:
        groups: int64[w], ascending.
        scores: float64[w].
        tolerance: Scores that differ by no more are equal: sums of the same numbers in another order.
    """
    begins = begin_runs(groups)
    if not len(begins):
        return begins
    least = np.maximum.reduceat(scores, begins) - tolerance
    high = (scores >= least.repeat(np.diff(begins, append=len(groups)))).nonzero()[0]
    return high[begin_runs(groups[high])]
