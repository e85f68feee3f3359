from datetime import date

from indexer.analytics.chart import cut_name, draw_page
from indexer.analytics.query_log import Asked, Counts
from indexer.analytics.usage import DayUsage, read_usage

FIRST, LAST = date(2026, 1, 31), date(2026, 2, 2)
COUNTS = Counts(
    {
        ("2026-01-30", "before"): Asked(9, 1, 9.0, 1.0),
        ("2026-01-31", "istio"): Asked(3, 0, 3.0, 1.0),
        ("2026-02-02", "istio"): Asked(2, 7, 17.0, 16.0),
        ("2026-02-02", "<b>内卷</b>"): Asked(4, 0, 4.0, 1.0),
        ("2026-02-02", "once"): Asked(1, 1, 90.0, 90.0),
    },
    {
        ("2026-01-31", "istio", "a.md"): 1,
        ("2026-02-02", "istio", "b.md"): 2,
        ("2026-02-02", "once", "b.md"): 1,
    },
)
USAGE = read_usage(COUNTS, FIRST, LAST, 2)


def test_queries_are_added_up_over_the_days_asked_for():
    assert [(each.query, each.asked, each.hits, each.mean_ms, each.slowest_ms) for each in USAGE.queries] == [
        ("istio", 5, 7, 4.0, 16.0),
        ("<b>内卷</b>", 4, 0, 1.0, 1.0),
    ]
    assert USAGE.queries[0].chosen == (("b.md", 2), ("a.md", 1))
    assert (USAGE.asked, USAGE.found_nothing, USAGE.rare) == (10, 7, 1)


def test_every_day_is_there():
    assert USAGE.days == (
        DayUsage(date(2026, 1, 31), 3, 3),
        DayUsage(date(2026, 2, 1), 0, 0),
        DayUsage(date(2026, 2, 2), 7, 4),
    )


def test_what_found_nothing_and_what_was_slow_are_named():
    assert [each.query for each in USAGE.nothing] == ["<b>内卷</b>"]
    assert [each.query for each in read_usage(COUNTS, FIRST, LAST, 1).slow] == ["once", "istio", "<b>内卷</b>"]


def test_the_page_runs_nothing_loads_nothing_and_names_no_rare_query():
    page = draw_page(USAGE)
    assert "&lt;b&gt;内卷&lt;/b&gt;" in page
    assert "<b>" not in page
    assert not [word for word in ("<script", "http:", "https:", "url(", "once") if word in page]
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert page.count("<svg ") == 4
    assert "1 different queries" in page


def test_a_page_of_nothing_has_no_plots():
    page = draw_page(read_usage(Counts(), FIRST, LAST, 2))
    assert "<svg " not in page
    assert "<dd>0</dd>" in page


def test_names_are_cut_by_columns():
    assert [cut_name(text, 6) for text in ("abcdef", "abcdefg", "服务网", "服务网格", "服务ab网")] == [
        "abcdef",
        "abcde…",
        "服务网",
        "服务…",
        "服务a…",
    ]
