"""From when and until when a post may be seen, by each generator's own words."""

from datetime import UTC, date, datetime

import pytest
from site_reading import outcome_at, read_posts, read_site

from indexer.posts.period import Period
from indexer.posts.post import IncludePolicy, Post, Skipped, SkipReason
from indexer.posts.site import recognise_site

NOW = datetime(2024, 6, 1, tzinfo=UTC)
HUGO = "baseURL = 'https://a.org'\n"
JEKYLL = "timezone: UTC\n"
HEXO = "new_post_name: ':title.md'\npermalink: ':title/'\ntimezone: UTC\n"
OLD, NEW = datetime(2020, 1, 2, tzinfo=UTC), datetime(2021, 3, 4, 5, 6, tzinfo=UTC)
END = datetime(2030, 7, 8, tzinfo=UTC)
CASES = {
    "Hugo: a date": ("hugo.toml", HUGO, "content/a.md", "date: 2020-01-02", OLD, None),
    "Hugo: publishDate goes before the date": (
        "hugo.toml",
        HUGO,
        "content/a.md",
        "date: 2020-01-02\npublishDate: 2021-03-04T05:06:00Z\nexpiryDate: 2030-07-08",
        NEW,
        END,
    ),
    "Hugo: a site that publishes the future": (
        "hugo.toml",
        HUGO + "buildFuture = true",
        "content/a.md",
        "date: 2020-01-02",
        None,
        None,
    ),
    "Hugo: a site that publishes the expired": (
        "hugo.toml",
        HUGO + "buildExpired = true",
        "content/a.md",
        "expiryDate: 2030-07-08",
        None,
        None,
    ),
    "Zola: a date": ("config.toml", "base_url = 'https://a.org'", "content/a.md", "date: 2020-01-02", OLD, None),
    "Jekyll: a date": ("_config.yml", JEKYLL, "_posts/2019-01-02-a.md", "date: 2020-01-02", OLD, None),
    "Jekyll: a dated name": ("_config.yml", JEKYLL, "_posts/2020-01-02-a.md", "title: x", OLD, None),
    "Jekyll: a site that publishes the future": (
        "_config.yml",
        JEKYLL + "future: true",
        "_posts/2020-01-02-a.md",
        "title: x",
        None,
        None,
    ),
    "Hexo: a date": ("_config.yml", HEXO, "source/_posts/a.md", "date: 2020-01-02", OLD, None),
    "Hexo: a site that publishes the future": (
        "_config.yml",
        HEXO + "future: true",
        "source/_posts/a.md",
        "date: 2020-01-02",
        None,
        None,
    ),
    "plain: a date": ("x.txt", "", "a.md", "date: 2020-01-02", OLD, None),
    "plain: both": ("x.txt", "", "a.md", "publishDate: 2021-03-04T05:06:00Z\nunpublishDate: 2030-07-08", NEW, END),
    "plain: undated": ("x.txt", "", "a.md", "title: x", None, None),
}


def write(root, config, text, name, head):
    (root / config).write_text(text, encoding="utf-8")
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(f"---\n{head}\n---\ntext\n", encoding="utf-8")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_generator_says_from_when_and_until_when(tmp_path, case):
    *files, begin, end = case
    write(tmp_path, *files)
    [post] = read_posts(tmp_path, NOW)
    assert (post.visible_from, post.visible_until) == (begin, end)
    assert all(moment.tzinfo for moment in (post.visible_from, post.visible_until) if moment)


def test_whoever_includes_future_and_expired_posts_sees_them_at_any_time(tmp_path):
    write(tmp_path, "x.txt", "", "a.md", "publishDate: 2999-01-01\nexpiryDate: 2001-01-01")
    [post] = read_posts(tmp_path, NOW, IncludePolicy(future=True, expired=True))
    assert (post.visible_from, post.visible_until) == (None, None)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("date: 2024-06-02", SkipReason.FUTURE),
        ("date: 2020-01-01\npublishDate: 2024-06-02", SkipReason.FUTURE),
        ("date: 2024-06-02\nexpiryDate: 2024-05-31", SkipReason.FUTURE),
        ("expiryDate: 2024-05-31", SkipReason.EXPIRED),
        ("expiryDate: 2024-06-01", SkipReason.EXPIRED),
        ("date: 2024-06-01\nexpiryDate: 2024-06-02", None),
    ],
)
def test_a_post_is_read_whatever_the_time_and_hidden_by_it(tmp_path, head, reason):
    write(tmp_path, "x.txt", "", "a.md", head)
    [post] = read_posts(tmp_path, NOW)
    assert Period.of(post).hidden_at(NOW.timestamp()) is reason


@pytest.mark.parametrize(
    ("begin", "end", "moment", "is_hidden"),
    [(10.5, 20.5, 10.9, True), (10.5, 20.5, 11, False), (10.5, 20.5, 19.9, False), (10.5, 20.5, 20, True),
     (None, 20, -1e11, False), (10, None, 1e11, False), (None, None, 0, False)],
)  # fmt: skip
def test_a_fraction_of_a_second_makes_a_period_shorter(begin, end, moment, is_hidden):
    moments = [None if seconds is None else datetime.fromtimestamp(seconds, UTC) for seconds in (begin, end)]
    period = Period.of(Post("a.md", visible_from=moments[0], visible_until=moments[1]))
    assert bool(period.hidden_at(moment)) == is_hidden


@pytest.mark.parametrize(
    ("before", "after", "withdraws"),
    [
        ((0, 90), (0, 90), False),  # nothing changed
        ((0, 90), (60, 90), True),  # it may be found now, and is moved into the future
        ((0, 90), (0, 40), True),  # and is made to have expired
        ((0, 90), (0, 80), True),  # it expires earlier
        ((0, 90), (40, 90), False),  # only its past changes
        ((60, 90), (70, 90), True),  # it is to come, and comes later
        ((60, 90), (0, 99), False),  # it comes earlier, and stays longer
        ((0, 40), (0, 30), False),  # it had expired
        ((70, 60), (80, 90), False),  # it never was to be found
    ],
)
def test_an_edit_withdraws_a_post_that_might_have_been_found_at_a_time_at_which_it_may_be_no_more(
    before, after, withdraws
):
    assert Period(*after).withdraws(Period(*before), moment=50) == withdraws


ZONE = "timezone: Asia/Tokyo\n"
SOURCES = {
    "Hugo": ("hugo.toml", HUGO + "timeZone = 'Asia/Tokyo'", "content/a.md"),
    "Zola": ("config.toml", "base_url = 'https://a.org'", "content/a.md"),
    "Jekyll": ("_config.yml", ZONE, "_posts/2001-02-03-a.md"),
    "Hexo": ("_config.yml", "new_post_name: ':title.md'\npermalink: ':title/'\n" + ZONE, "source/_posts/a.md"),
    "plain": ("x.txt", "", "a.md"),
}


@pytest.mark.parametrize(
    ("written", "generator", "expected"),  # from Hugo 0.111, Jekyll 4.3 with Ruby 3.1, Hexo 8.1 with Node 20
    [
        ("Tue, 10 May 2016 09:30:00 CST", "Hugo", "2016-05-10T00:30"),
        ("Tue, 10 May 2016 09:30:00 GMT", "Hugo", "2016-05-10T00:30"),
        ("Tue, 10 May 2016 09:30:00 CST", "Jekyll", "2016-05-10T15:30"),
        ("Tue, 10 May 2016 09:30:00 CST", "Hexo", "2016-05-10T15:30"),
        ("Tue, 10 May 2016 09:30:00 CST", "Zola", None),
        ("Tue, 10 May 2016 09:30:00 CST", "plain", None),
        ("2016-05-10 09:30:00 BST", "Jekyll", "2016-05-10T00:30"),
        ("2016-05-10 09:30:00 BST", "Hexo", None),
        ("05/10/2016 12:00", "Jekyll", "2016-10-05T03:00"),
        ("05/10/2016 12:00", "Hexo", "2016-05-10T03:00"),
        ("05/10/2016 12:00", "plain", None),
        ("2019-03-05", "Hexo", "2019-03-04T15:00"),
        ("'2019-03-05'", "Hexo", "2019-03-05T00:00"),
        ("'2019-03-05 00:00'", "Hexo", "2019-03-04T15:00"),
        ("Tue Mar 05 2019 10:00:00 GMT+0800 (CST)", "Hexo", "2019-03-05T02:00"),
        ("Tue Mar 05 2019 10:00:00 GMT+0800 (CST)", "Jekyll", "2019-03-05T01:00"),
        ("Tue Mar 05 2019 10:00:00 GMT+0800 (CST)", "plain", "2019-03-05T02:00"),
    ],
)
def test_a_date_means_what_its_generator_takes_it_for_and_is_told_where_that_is_nothing(
    tmp_path, written, generator, expected
):
    write(tmp_path, *SOURCES[generator], f"title: x\ndate: {written}")
    [reading] = read_site(recognise_site(tmp_path), NOW)
    if expected is None:
        [problem] = reading.problems
        assert str(problem).startswith(f"{reading.id}:3: date: “{written}” cannot be read as a date")
    else:
        assert reading.outcome.date == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def outcome_of(tmp_path, generator, head):
    write(tmp_path, *SOURCES[generator], head)
    [reading] = read_site(recognise_site(tmp_path), NOW)
    return outcome_at(reading, NOW), reading.problems


@pytest.mark.parametrize("generator", SOURCES)
@pytest.mark.parametrize(
    "written", ["2099-02-30", "2099-13-45", "2099", "2024-06-20 25:00", "2024-06-31", "99/99/2099", "明天 2099年5月"]
)
def test_a_date_of_the_future_that_cannot_be_read_shows_no_post(tmp_path, generator, written):
    outcome, [problem, *_] = outcome_of(tmp_path, generator, f"date: {written}")
    assert outcome.reason is SkipReason.FUTURE
    assert ":2: date: " in str(problem)
    assert "cannot be read as a date" in problem.message


@pytest.mark.parametrize("generator", SOURCES)
@pytest.mark.parametrize("written", ["2024-04-31", "2023-02-30", "2024-13-01", "2024", "31/31/2020", "May"])
def test_a_date_that_cannot_be_read_loses_no_post_that_is_due(tmp_path, generator, written):
    outcome, [problem, *_] = outcome_of(tmp_path, generator, f"date: {written}")
    assert isinstance(outcome, Post)
    assert "cannot be read as a date" in problem.message


def test_a_post_whose_date_cannot_be_read_is_to_be_seen_when_no_generator_puts_it_later(tmp_path):
    # Ruby and JavaScript count the 31st of February 2099 as the 3rd of March.
    write(tmp_path, *SOURCES["plain"], "date: 2099-02-31")
    [post] = read_posts(tmp_path, NOW)
    assert post.visible_from == datetime(2099, 3, 5, tzinfo=post.visible_from.tzinfo)
    assert post.date is None


def test_a_readable_date_of_publication_goes_before_a_date_that_cannot_be_read(tmp_path):
    for generator in ("Hugo", "plain"):
        outcome, _ = outcome_of(tmp_path, generator, "publishDate: 2020-01-01\ndate: 2099-02-30")
        assert isinstance(outcome, Post)
        (tmp_path / SOURCES[generator][0]).unlink()
        (tmp_path / SOURCES[generator][2]).unlink()


@pytest.mark.parametrize(
    ("written", "generator"),
    [
        ("“2099-01-01”", "Jekyll"),
        ("2099-05-10,", "Jekyll"),
        ("2099-05-10,", "Hexo"),
        ("10 May 30 09:30 UTC", "Hugo"),
        ("10 May 30 09:30 UTC", "Jekyll"),
        ("Friday, 10-May-30 09:30:00 UTC", "Hexo"),
    ],
)
def test_a_date_of_the_future_that_its_generator_reads_hides_the_post(tmp_path, written, generator):
    outcome, problems = outcome_of(tmp_path, generator, f"title: x\ndate: {written}")
    assert outcome.reason is SkipReason.FUTURE
    assert not any("date: " in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("head", "reasons"),  # from Hugo 0.111, Jekyll 4.3, Hexo 8.1
    [
        ("published:", {"Hugo": SkipReason.DRAFT, "Jekyll": SkipReason.UNLISTED, "Hexo": None, "plain": None}),
        ("published: ''", {"Zola": SkipReason.UNLISTED, "plain": SkipReason.UNLISTED}),
        ("Published: ~", {"Hugo": SkipReason.DRAFT, "Jekyll": None}),
        ("published:\ndraft: false", {"Hugo": None}),
    ],
)
def test_nothing_behind_published_says_what_it_says_to_the_generator(tmp_path, head, reasons):
    for generator, reason in reasons.items():
        outcome, _ = outcome_of(tmp_path, generator, f"title: x\n{head}")
        assert (outcome.reason if isinstance(outcome, Skipped) else None) is reason, generator
        (tmp_path / SOURCES[generator][0]).unlink()
        (tmp_path / SOURCES[generator][2]).unlink()


def test_a_default_of_jekyll_stands_where_a_post_leaves_a_key_empty(tmp_path):
    config = "timezone: UTC\ndefaults: [{scope: {path: ''}, values: {published: true, author: Ann}}]"
    write(tmp_path, "_config.yml", config, "_posts/2001-02-03-a.md", "published:\nauthor:\ntags: [a, [b, [c]]]")
    [post] = read_posts(tmp_path, NOW)
    assert post.authors == ("Ann",)
    assert post.tags == ("a", "b", "c")


@pytest.mark.parametrize("generator", ["Zola", "Jekyll", "Hexo"])
def test_a_key_with_a_capital_is_no_date_to_a_generator_that_heeds_them(tmp_path, generator):
    outcome, problems = outcome_of(tmp_path, generator, "title: x\nDate: 2020-01-01")
    assert outcome.date is None or outcome.date.date() == date(2001, 2, 3)  # of the name of Jekyll's post
    assert any(
        str(problem).endswith(":3: “Date” is no date to the site's generator; write date") for problem in problems
    )


@pytest.mark.parametrize("generator", ["Hugo", "plain"])
def test_a_key_with_a_capital_is_a_date_to_the_others(tmp_path, generator):
    outcome, problems = outcome_of(tmp_path, generator, "title: x\nDate: 2020-01-01")
    assert outcome.date.date() == date(2020, 1, 1)
    assert not problems


def test_a_key_with_a_capital_beside_the_date_changes_nothing(tmp_path):
    outcome, problems = outcome_of(tmp_path, "Jekyll", "title: x\ndate: 2020-01-01\nDATE: 2099-01-01")
    assert outcome.date.date() == date(2020, 1, 1)
    assert len(problems) == 2  # that it stands twice, and that it is no date


@pytest.mark.parametrize(
    ("generator", "name", "day", "advice"),  # from Jekyll 4.3 and Hexo 8.1
    [
        ("Jekyll", "_posts/2020-02-30-a.md", "2020-03-01", "2020-02-30'; Jekyll takes it for 2020-03-01"),
        ("Jekyll", "_posts/20-02-29-a.md", "2020-02-29", ""),
        ("Jekyll", "_posts/2020-13-02-a.md", None, "2020-13-02'; give the post a date of its own"),
        ("Jekyll", "_posts/2020-01-32-a.md", None, "2020-01-32'; give the post a date of its own"),
        ("Hexo", "source/_posts/2020-02-30-a.md", "2020-03-01", ""),
        ("Hexo", "source/_posts/2020-13-02-a.md", "2021-01-02", ""),
        ("Hexo", "source/_posts/2020-00-02-a.md", "2019-12-02", ""),
    ],
)
def test_a_day_in_a_name_that_there_is_not_is_the_one_that_its_generator_counts(tmp_path, generator, name, day, advice):
    config = SOURCES[generator][1].replace("':title.md'", "':year-:month-:day-:title.md'")
    write(tmp_path, SOURCES[generator][0], config, name, "title: x")
    [reading] = read_site(recognise_site(tmp_path), NOW)
    assert (reading.outcome.date and f"{reading.outcome.date:%Y-%m-%d}") == day
    assert [problem.message.partition("no such day: '")[2] for problem in reading.problems] == [advice] * bool(advice)


@pytest.mark.parametrize(("generator", "folder"), [("Jekyll", "_posts"), ("Hexo", "source/_posts")])
@pytest.mark.parametrize("day", ["2099-02-30", "2099-13-02"])
def test_a_day_of_the_future_in_a_name_that_there_is_not_shows_no_post(tmp_path, generator, folder, day):
    config = SOURCES[generator][1].replace("':title.md'", "':year-:month-:day-:title.md'")
    write(tmp_path, SOURCES[generator][0], config, f"{folder}/{day}-a.md", "title: x")
    [reading] = read_site(recognise_site(tmp_path), NOW)
    assert outcome_at(reading, NOW).reason is SkipReason.FUTURE
