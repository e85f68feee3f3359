import csv
import pickle
from datetime import UTC, datetime

import pytest

from indexer.errors import ConfigurationError
from indexer.posts.generators.base import Place
from indexer.posts.generators.hugo.rules import recognise
from indexer.posts.post import IncludePolicy, Problem, Skipped, SkipReason


@pytest.mark.parametrize("site", ["rules", "suffixes", "folders", "mounts", "hosts", "odd", "old"])
def test_a_site_has_the_posts_and_addresses_that_hugo_prints(site, oracles, published, read_oracle):
    rules = recognise(oracles / f"hugo-{site}" / "site")

    assert published(rules) == read_oracle(oracles / f"hugo-{site}" / "published.tsv")


def test_servicemesher_has_the_posts_and_addresses_that_hugo_prints(shared, published):
    with (shared / "oracles" / "servicemesher-hugo-list.csv").open(encoding="utf-8") as printed:
        expected = {row["path"]: row["permalink"] for row in csv.DictReader(printed)}

    assert published(recognise(shared / "corpora" / "servicemesher")) == expected


def test_kubernetes_has_the_posts_and_addresses_that_hugo_prints(shared, oracles, published, read_oracle):
    expected = read_oracle(oracles / "kubernetes-hugo.tsv", base="https://kubernetes.io")
    searches = ("content/en/search.md", "content/zh/search.md")  # Hugo's pages, but no posts

    assert published(recognise(shared / "corpora" / "kubernetes")) == {
        path: address for path, address in expected.items() if path not in searches
    }


@pytest.fixture
def rules(oracles):
    return recognise(oracles / "hugo-rules" / "site")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("plain/_index.md", SkipReason.SECTION_PAGE),
        ("plain/bundle/resource.md", SkipReason.PAGE_RESOURCE),
        ("plain/bundle/deeper/index.md", SkipReason.PAGE_RESOURCE),
        ("plain/ignored-one.md", SkipReason.IGNORED),
        ("plain/attic/old.md", SkipReason.IGNORED),
        ("plain/.dot/inner.md", SkipReason.IGNORED),
        ("plain/#hash.md", SkipReason.IGNORED),
    ],
)
def test_a_path_alone_says_why_a_file_is_no_post(rules, name, reason):
    assert rules.skip_reason(f"content/{name}") == reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("plain/headless/index.md", SkipReason.UNLISTED),
        ("plain/publish-later.md", SkipReason.FUTURE),
        ("plain/expired.md", SkipReason.EXPIRED),
        ("plain/gone.md", SkipReason.EXPIRED),
        ("cascaded/old-page.md", SkipReason.EXPIRED),
    ],
)
def test_front_matter_says_why_a_page_is_not_published(rules, place, name, reason):
    assert place(rules, f"content/{name}") == Skipped(f"content/{name}", reason)


@pytest.mark.parametrize("name", ["not-listed", "listed-locally", "listed-false", "not-rendered", "only-linked"])
def test_build_options_leave_a_page_out(rules, outcomes, name):
    post_id = f"content/plain/{name}.md"
    assert outcomes(rules)[post_id] == Skipped(post_id, SkipReason.UNLISTED)


def test_build_options_are_handed_down(rules, outcomes):
    post_id = "content/cascaded/unlisted/one.md"
    assert outcomes(rules)[post_id] == Skipped(post_id, SkipReason.UNLISTED)


def test_future_and_expired_posts_can_be_let_in(rules, place):
    everything = IncludePolicy(future=True, expired=True)

    assert isinstance(place(rules, "content/plain/publish-later.md", everything), Place)
    assert isinstance(place(rules, "content/plain/expired.md", everything), Place)


def test_a_site_may_say_that_it_publishes_the_future_and_the_past(make_site, published):
    posts = {
        "content/future.md": "---\ndate: 2999-01-01\n---\n",
        "content/expired.md": "---\nexpiryDate: 2001-01-01\n---\n",
    }

    assert published(recognise(make_site({"hugo.toml": "", **posts}))) == {}
    assert len(published(recognise(make_site({"hugo.toml": "buildFuture = true\nbuildExpired = true", **posts})))) == 2


def test_an_event_of_next_year_is_visible_from_its_publishing_date(rules, place):
    event = place(rules, "content/plain/event.md")

    assert event.date.year == 2999
    assert event.visible_from == datetime.fromisoformat("2020-01-01T00:00:00+08:00")


def test_a_cascade_puts_its_values_into_the_front_matter(rules, place):
    merged = place(rules, "content/cascaded/drafts/one.md").front_matter

    assert merged.get("draft") is True
    assert merged.get("colour") == "blue"


def test_dates_without_a_zone_are_in_the_zone_of_the_site(rules, place):
    assert place(rules, "content/words/one.md").date.isoformat() == "2020-02-29T00:00:00+08:00"


def test_a_date_that_cannot_be_read_is_a_warning_and_the_next_source_is_asked(make_site, place):
    site = make_site(
        {
            "hugo.toml": "[frontmatter]\ndate = ['date', ':filename']\n[permalinks]\nblog = '/:year/:slug/'",
            "content/blog/2020-01-02-post.md": "---\ntitle: x\ndate: some day\n---\n",
        }
    )

    found = place(recognise(site), "content/blog/2020-01-02-post.md")

    assert found.url == "/2020/post/"
    assert found.date == datetime(2020, 1, 2, tzinfo=UTC)
    assert [(problem.line, problem.refused) for problem in found.problems] == [(3, False)]


def test_tokens_that_give_nothing_leave_no_empty_folder(make_site, place):
    pattern = "/:sections[1:]/:filename/"
    site = make_site(
        {"hugo.toml": f"baseURL='https://e.org/'\n[permalinks]\ndocs='{pattern}'", "content/docs/a.md": ""}
    )

    assert place(recognise(site), "content/docs/a.md").url == "https://e.org/a/"


def test_translations_share_a_key_and_have_their_languages(oracles, place):
    rules = recognise(oracles / "hugo-suffixes" / "site")
    english, chinese = place(rules, "content/one.md"), place(rules, "content/one.zh.md")

    assert (english.language, chinese.language) == ("en", "zh")
    assert english.translation_key == chinese.translation_key == "/one"
    assert place(rules, "content/urls/key.zh.md").translation_key == "shared"


def test_a_language_switched_off_is_told_apart(oracles):
    rules = recognise(oracles / "hugo-suffixes" / "site")

    assert rules.skip_reason("content/one.fr.md") == SkipReason.LANGUAGE_OFF
    assert rules.skip_reason("content/one.de.md") == SkipReason.LANGUAGE_OFF


def test_a_section_that_may_hide_its_pages_and_cannot_be_read_hides_them(make_site, place):
    site = make_site(
        {
            "hugo.toml": "",
            "content/blog/_index.md": "---\ncascade: {draft: true\n---\n",
            "content/blog/post.md": "---\ntitle: x\n---\n",
        }
    )

    found = place(recognise(site), "content/blog/post.md")

    assert isinstance(found, Problem)
    assert found.refused
    assert "content/blog/_index.md" in found.message


def test_a_section_with_a_pattern_that_cannot_be_read_hides_its_pages(make_site, place):
    site = make_site(
        {
            "hugo.toml": "",
            "content/blog/_index.md": "---\ncascade: {draft: true, target: {path: '{/blog/x'}}\n---\n",
            "content/blog/post.md": "---\ntitle: x\n---\n",
        }
    )

    assert "the pattern '{/blog/x' cannot be read" in place(recognise(site), "content/blog/post.md").message


def test_a_site_with_one_language_leaves_the_language_to_the_text(rules, place):
    assert place(rules, "content/about.md").language == ""


def test_a_page_at_the_top_called_index_makes_resources_of_all_others(make_site):
    rules = recognise(make_site({"hugo.toml": "", "content/index.md": "", "content/blog/post.md": ""}))

    assert rules.skip_reason("content/index.md") == SkipReason.SECTION_PAGE
    assert rules.skip_reason("content/blog/post.md") == SkipReason.PAGE_RESOURCE


def test_pages_switched_off_altogether_are_not_listed(make_site):
    rules = recognise(make_site({"hugo.yaml": "disableKinds: [page]", "content/post.md": ""}))

    assert rules.skip_reason("content/post.md") == SkipReason.UNLISTED


def test_the_site_says_its_title_base_url_zone_and_anchors(rules):
    assert (rules.name, rules.title, rules.base_url) == ("hugo", "Rules", "https://example.org/base")
    assert str(rules.time_zone) == "Asia/Shanghai"
    assert (rules.dialect.generator, rules.dialect.anchors) == ("hugo", "github-ascii")


@pytest.mark.parametrize(("setting", "block"), [("block = true", True), ("title = true", False)])
def test_lines_of_attributes_are_no_text_only_where_the_site_switches_them_on(make_site, setting, block):
    site = make_site({"hugo.toml": f"[markup.goldmark.parser.attribute]\n{setting}\n", "content/post.md": ""})

    assert recognise(site).dialect.block_attributes is block


def test_kubernetes_headings_have_the_anchors_of_blackfriday(shared):
    assert recognise(shared / "corpora" / "kubernetes").dialect.anchors == "blackfriday"


def test_rules_can_be_sent_to_another_process(rules, published):
    assert published(pickle.loads(pickle.dumps(rules))) == published(rules)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("hugo.toml", "title = 'a'\ntitle = 'b'\n", "hugo.toml:2: this TOML cannot be read"),
        ("hugo.yaml", "title: 'a'\nx: [\n", "hugo.yaml:2: this YAML cannot be read"),
        ("hugo.json", '{"title": "a"\n', "hugo.json:2: this JSON cannot be read"),
        ("hugo.toml", "timeZone = 'Mars/Olympus'", "no time zone 'Mars/Olympus'"),
        ("hugo.toml", "ignoreFiles = ['(']", "'(' is no regular expression"),
        ("hugo.yaml", "cascade: {draft: true, target: {path: '[z-a]'}}", "the pattern '[z-a]' cannot be read"),
        ("hugo.yaml", "- a list", "hugo.yaml:1: expected names and values, found a list"),
    ],
)
def test_a_broken_configuration_is_named_with_its_line(make_site, name, text, told):
    with pytest.raises(ConfigurationError, match=r".") as refused:
        recognise(make_site({name: text}))

    assert told in str(refused.value)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"config.toml": "base_url = 'https://example.org'\ntitle = 'Zola'", "content/a.md": ""},
        {"config.yaml": "server:\n  port: 80", "content/a.md": ""},
        {"config.json": "not even JSON"},
    ],
)
def test_other_folders_are_no_hugo_site(make_site, files):
    assert recognise(make_site(files)) is None
