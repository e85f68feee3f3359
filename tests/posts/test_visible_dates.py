"""From when and until when a post may be seen, by each generator's own words."""

from datetime import UTC, datetime

import pytest
from site_reading import read_posts, read_site

from indexer.posts.post import IncludePolicy, SkipReason
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


def test_a_reading_says_when_to_read_again(tmp_path):
    write(tmp_path, "x.txt", "", "due.md", "date: 2025-01-02")
    write(tmp_path, "x.txt", "", "ending.md", "date: 2020-01-02\nexpiryDate: 2030-07-08")
    write(tmp_path, "x.txt", "", "over.md", "expiryDate: 2024-06-01")
    due, ending, over = read_site(recognise_site(tmp_path), NOW)
    assert (due.outcome.reason, due.until) == (SkipReason.FUTURE, datetime(2025, 1, 2, tzinfo=UTC))
    assert ending.until == END
    assert (over.outcome.reason, over.until) == (SkipReason.EXPIRED, None)
