"""What a log says to an operator: the most frequent queries, those that found nothing, the slow ones, and each day."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.analytics.query_log import Asked, Counts

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QueryUsage:
    """One query over all days.

    Attributes:
        asked: How often.
        hits: Posts found, the last time.
        mean_ms: Of an answer.
        slowest_ms: Of the slowest.
        chosen: The posts that were chosen, most often first, with how often.
    """

    query: str
    asked: int
    hits: int
    mean_ms: float
    slowest_ms: float
    chosen: tuple[tuple[str, int], ...] = ()

    @property
    def choices(self) -> int:
        """How often a post was chosen."""
        return sum(count for _, count in self.chosen)


@dataclass(frozen=True, slots=True)
class DayUsage:
    """One day.

    Attributes:
        asked: Queries.
        found_nothing: Those of them that found nothing.
    """

    day: date
    asked: int
    found_nothing: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What was searched for.

    Attributes:
        first: The first day that is looked at.
        last: The last.
        least: How often a query has to have been asked to be named.
        days: Every day from the first to the last.
        queries: Those asked often enough, most frequent first.
        rare: Different queries that were not.
    """

    first: date
    last: date
    least: int
    days: tuple[DayUsage, ...]
    queries: tuple[QueryUsage, ...]
    rare: int

    @property
    def asked(self) -> int:
        """Queries in all."""
        return sum(day.asked for day in self.days)

    @property
    def found_nothing(self) -> int:
        """Those of them that found nothing."""
        return sum(day.found_nothing for day in self.days)

    @property
    def nothing(self) -> tuple[QueryUsage, ...]:
        """Queries that found nothing, most frequent first."""
        return tuple(each for each in self.queries if not each.hits)

    @property
    def slow(self) -> tuple[QueryUsage, ...]:
        """Queries, the slowest answer first."""
        return tuple(sorted(self.queries, key=lambda each: (-each.slowest_ms, each.query)))


def read_usage(counts: Counts, first: date, last: date, least: int) -> Usage:
    """Add up what was counted from one day to another, both included."""
    within = {key: each for key, each in counts.asked.items() if first.isoformat() <= key[0] <= last.isoformat()}
    totals, chosen = _add_up(within), defaultdict[str, Counter[str]](Counter)
    for (_, query, post), count in counts.chosen.items():
        chosen[query][post] += count
    queries = [_make_query(query, asked, chosen[query]) for query, asked in totals.items()]
    named = (each for each in queries if each.asked >= least)
    ordered = tuple(sorted(named, key=lambda each: (-each.asked, each.query)))
    return Usage(first, last, least, tuple(_add_days(within, first, last)), ordered, len(queries) - len(ordered))


def _add_up(asked: dict[tuple[str, str], Asked]) -> dict[str, Asked]:
    totals: dict[str, Asked] = defaultdict(Asked)
    for (_, query), each in sorted(asked.items(), key=lambda row: row[0]):
        totals[query].add(each)
    return totals


def _make_query(query: str, asked: Asked, chosen: Counter[str]) -> QueryUsage:
    posts = tuple(sorted(chosen.items(), key=lambda row: (-row[1], row[0])))
    mean = asked.spent / max(asked.asked, 1)
    return QueryUsage(query, asked.asked, asked.hits, round(mean, 1), round(asked.slowest, 1), posts)


def _add_days(asked: dict[tuple[str, str], Asked], first: date, last: date) -> Iterable[DayUsage]:
    total, nothing = Counter[str](), Counter[str]()
    for (day, _), answers in asked.items():
        total[day] += answers.asked
        nothing[day] += 0 if answers.hits else answers.asked
    for number in range((last - first).days + 1):
        each = first + number * DAY
        yield DayUsage(each, total[each.isoformat()], nothing[each.isoformat()])
