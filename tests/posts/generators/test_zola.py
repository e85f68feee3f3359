import pickle
import re
from datetime import UTC, datetime

import pytest

from indexer.errors import ConfigurationError
from indexer.posts.generators.zola import recognise
from indexer.posts.post import Problem, Skipped, SkipReason
from indexer.text.slugs import zola_slug


@pytest.fixture
def rules(oracles):
    return recognise(oracles / "zola-rules" / "site")


def test_a_site_has_the_posts_and_addresses_that_zola_prints(rules, oracles, published, read_oracle):
    assert published(rules) == read_oracle(oracles / "zola-rules" / "published.tsv")


def test_every_post_of_the_rust_blog_lies_where_its_path_says(shared, published):
    site = shared / "corpora" / "rust-blog"
    found = published(recognise(site))
    said = {post_id: re.search(r'(?m)^path = "(.+)"', (site / post_id).read_text("utf-8")) for post_id in found}

    assert len(found) == 751
    assert [post_id for post_id, path in said.items() if path is None] == ["content/releases/latest.md"]
    assert all(found[post_id] == f"https://blog.rust-lang.org/{path[1]}/" for post_id, path in said.items() if path)


def test_posts_of_the_rust_blog_are_dated_by_their_address(shared, place):
    rules = recognise(shared / "corpora" / "rust-blog")

    assert place(rules, "content/Rust-1.12/index.md").date == datetime(2016, 9, 29, tzinfo=UTC)
    assert place(rules, "content/inside-rust/coroutines.md").date == datetime(2023, 10, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("_index.md", SkipReason.SECTION_PAGE),
        ("_index.zh.md", SkipReason.SECTION_PAGE),
        ("blog/ignored/one.md", SkipReason.IGNORED),
        ("blog/two.draft.md", SkipReason.IGNORED),
        ("blog/.hidden.md", SkipReason.IGNORED),
        ("blog/page.markdown", SkipReason.NOT_A_POST),
    ],
)
def test_a_path_alone_says_why_a_file_is_no_post(rules, name, reason):
    assert rules.skip_reason(f"content/{name}") == reason


def test_front_matter_says_why_a_page_is_not_published(rules, place):
    unrendered, unsearched = "content/blog/unrendered.md", "content/blog/unsearched.md"

    assert place(rules, unrendered) == Skipped(unrendered, SkipReason.UNLISTED)
    assert place(rules, unsearched) == Skipped(unsearched, SkipReason.SEARCH_OFF)


@pytest.mark.parametrize("name", ["secret/one.md", "secret/deeper/two.md"])
def test_pages_below_a_draft_section_are_drafts(rules, place, name):
    assert place(rules, f"content/{name}").front_matter.get("draft") is True


def test_a_language_that_is_not_configured_is_a_problem(rules, place):
    found = place(rules, "content/about.fr.md")

    assert isinstance(found, Problem)
    assert "'about.fr' names a language that the site's configuration does not" in found.message


def test_translations_share_a_key_and_have_their_languages(rules, place):
    english, chinese = place(rules, "content/blog/bundle/index.md"), place(rules, "content/blog/bundle/index.zh.md")

    assert (english.language, chinese.language) == ("en", "zh")
    assert english.translation_key == chinese.translation_key == "blog/bundle"


def test_taxonomies_and_extra_are_lifted_to_where_all_generators_have_them(rules, place):
    front_matter = place(rules, "content/blog/yaml.md").front_matter

    assert front_matter.get("tags") == ["one", "two"]
    assert front_matter.get("authors") == ["Ann"]


def test_a_name_may_hold_a_time(make_site, place):
    name = "content/2018-10-11T08:30:00Z-timed.md"
    found = place(recognise(make_site({"config.toml": "base_url = 'https://a.org'", name: "+++\n+++\n"})), name)

    assert found.url == "https://a.org/timed/"
    assert found.date == datetime(2018, 10, 11, 8, 30, tzinfo=UTC)


def test_the_date_of_a_name_stays_where_the_site_keeps_it(make_site, place):
    config = "base_url = 'https://a.org'\n[slugify]\npaths_keep_dates = true"
    site = make_site({"config.toml": config, "content/2018-10-11-post.md": "+++\n+++\n"})

    assert place(recognise(site), "content/2018-10-11-post.md").url == "https://a.org/2018-10-11-post/"


@pytest.mark.parametrize(
    ("strategy", "path"),
    [("on", "ri-ben-hey"), ("safe", "%E6%97%A5%E6%9C%AC%20(hey)"), ("off", "%E6%97%A5%E6%9C%AC%20(hey).")],
)
def test_names_are_slugged_as_the_site_says(make_site, place, strategy, path):
    config = f"base_url = 'https://a.org'\n[slugify]\npaths = '{strategy}'"
    site = make_site({"config.toml": config, "content/日本 (hey)..md": "+++\n+++\n"})

    assert place(recognise(site), "content/日本 (hey)..md").url == f"https://a.org/{path}/"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("My Test String!!!1!1", "my-test-string-1-1"),
        ("  --test_-_cool", "test-cool"),
        ("Æúű--cool?", "aeuu-cool"),
        ("user@example.com", "user-example-com"),
        ("什么是服务网格，价格与技术", "shen-me-shi-fu-wu-wang-ge-jia-ge-yu-ji-shu"),
    ],
)
def test_slugs_are_those_of_the_slug_crate(text, slug):
    assert zola_slug(text) == slug


def test_the_site_says_its_title_base_url_and_anchors(rules):
    assert (rules.name, rules.title, rules.base_url) == ("zola", "Zola's rules", "https://example.org/sub")
    assert (rules.dialect.generator, rules.dialect.anchors) == ("zola", "zola-safe")


def test_rules_can_be_sent_to_another_process(rules, published):
    assert published(pickle.loads(pickle.dumps(rules))) == published(rules)


def test_a_broken_configuration_is_named_with_its_line(make_site):
    with pytest.raises(ConfigurationError, match=r"config.toml:2: this TOML cannot be read"):
        recognise(make_site({"config.toml": "base_url = 'https://a.org'\ntitle = \n"}))


@pytest.mark.parametrize("files", [{}, {"config.toml": "baseURL = 'https://a.org'"}])
def test_other_folders_are_no_zola_site(make_site, files):
    assert recognise(make_site(files)) is None
