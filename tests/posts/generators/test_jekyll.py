import pickle
import shutil
from datetime import UTC, datetime

import pytest

from indexer.errors import ConfigurationError
from indexer.posts.generators.jekyll.rules import recognise
from indexer.posts.post import FrontMatter, Skipped, SkipReason
from indexer.text.slugs import jekyll_slug

NOW = datetime(2024, 6, 1, tzinfo=UTC)
STYLES = [
    "date",
    "pretty",
    "ordinal",
    "weekdate",
    "none",
    "/:categories/:title",
    "/:year/:i_month/:i_day/:short_year/:slug/",
    "/x/:short_month/:long_month/:short_day/:long_day/:w_year/:week/:w_day/:y_day/:hour:minute:second/:name:output_ext",
    "/:slugified_categories/:title.html",
    "/:collection/:path/:month_:day",
]


@pytest.fixture
def rules(oracles):
    return recognise(oracles / "jekyll-rules" / "site")


def test_a_site_has_the_posts_and_addresses_that_jekyll_prints(rules, oracles, published, read_oracle):
    assert published(rules) == read_oracle(oracles / "jekyll-rules" / "published.tsv")


@pytest.mark.parametrize("style", STYLES)
def test_every_permalink_style_gives_the_addresses_that_jekyll_prints(style, oracles, published, tmp_path):
    shutil.copytree(oracles / "jekyll-styles" / "site", tmp_path / "site")
    with (tmp_path / "site" / "_config.yaml").open("a", encoding="utf-8") as config:
        config.write(f"permalink: '{style}'\n")
    lines = (oracles / "jekyll-styles" / "published.tsv").read_text(encoding="utf-8").splitlines()[1:]
    expected = dict(line.split("\t")[1:] for line in lines if line.startswith(f"{style}\t"))

    assert published(recognise(tmp_path / "site")) == expected


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("index.md", SkipReason.SECTION_PAGE),
        ("404.md", SkipReason.NOT_A_POST),
        ("_posts/no-date.md", SkipReason.NOT_A_POST),
        ("_secret/one.md", SkipReason.IGNORED),
        ("_underscore/page.md", SkipReason.IGNORED),
        ("attic/old.md", SkipReason.IGNORED),
        ("excluded/_posts/2020-02-03-excluded.md", SkipReason.IGNORED),
        ("_posts/2020-01-17-skipped.skip.md", SkipReason.IGNORED),
        ("_posts/_inner/2020-01-18-underscore.md", SkipReason.IGNORED),
        ("docs/index.md", None),
    ],
)
def test_a_path_alone_says_why_a_file_is_no_post(rules, name, reason):
    assert rules.skip_reason(name) == reason


@pytest.mark.parametrize("permalink", ["/404.html", "/404/"])
def test_a_page_for_errors_is_one_by_its_address(rules, permalink):
    front_matter = FrontMatter({"permalink": permalink}, {}, "Nothing here", 1, "yaml")
    assert rules.place("docs/gone.md", front_matter, NOW) == Skipped("docs/gone.md", SkipReason.NOT_A_POST)


def test_a_page_without_front_matter_is_copied_and_no_post(rules, place):
    assert place(rules, "README.md") == Skipped("README.md", SkipReason.NOT_A_POST)


def test_a_draft_is_one_by_its_folder(rules, place):
    assert place(rules, "_drafts/idea.md").front_matter.get("draft") is True


def test_defaults_fill_what_the_front_matter_does_not_say(rules, place):
    assert place(rules, "about.md").front_matter.get("author") == "Everybody"
    assert place(rules, "_posts/2020-01-02-simple.md").front_matter.get("layout") == "post"
    assert place(rules, "hidden-pages/one.md").front_matter.get("published") is None


def test_categories_come_from_folders_defaults_and_front_matter(rules, place):
    news = place(rules, "news/World Wide/_posts/2020-02-02-more.md")

    assert news.front_matter.get("categories") == ["news", "World Wide", "default-news", "extra"]
    assert news.section == "news"


def test_text_is_cut_at_spaces_under_plural_keys_only(rules, place):
    assert place(rules, "_posts/2020-01-05-categories.md").front_matter.get("categories") == ["One", "Two", "Third One"]
    assert place(rules, "_posts/2020-01-06-category-list.md").front_matter.get("tags") == ["one", "two"]


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2020-01-02-simple.md", "2020-01-02T00:00:00+08:00"),
        ("2020-01-09-naive-time.md", "2020-01-10T07:30:00+08:00"),
        ("2020-01-10-zoned-time.md", "2020-01-11T12:30:00+08:00"),
        ("2020-01-11-short-time.md", "2020-01-11T23:30:00+08:00"),
    ],
)
def test_dates_are_in_the_zone_of_the_site(rules, place, name, date):
    assert place(rules, f"_posts/{name}").date == datetime.fromisoformat(date)
    assert place(rules, f"_posts/{name}").date.isoformat() == date


@pytest.mark.parametrize(("date", "says"), [("", "'2020-13-45'"), ("date: nonsense", "date: “nonsense”")])
def test_a_name_with_a_day_that_does_not_exist_gives_a_warning(make_site, place, date, says):
    root = make_site({"_config.yml": "", "_posts/2020-13-45-bad.md": f"---\n{date}\n---\n正文\n"})

    found = place(recognise(root), "_posts/2020-13-45-bad.md")

    assert found.date is None
    [problem] = found.problems
    assert says in problem.message
    assert not problem.refused


def test_a_post_with_a_date_of_its_own_may_have_any_name(make_site, place):
    root = make_site({"_config.yml": "", "_posts/2020-13-45-good.md": "---\ndate: 2020-01-02\n---\n正文\n"})

    found = place(recognise(root), "_posts/2020-13-45-good.md")

    assert (found.date.year, found.problems) == (2020, ())


def test_a_post_without_a_title_is_called_like_its_file(rules, place):
    assert place(rules, "_posts/2020-01-07-no-front-matter.md").title == "No Front Matter"


def test_a_site_may_say_that_it_publishes_the_future(make_site, published):
    post = {"_posts/2999-01-02-x.md": "---\n---\n"}

    assert published(recognise(make_site({"_config.yml": "title: x", **post}))) == {}
    assert published(recognise(make_site({"_config.yml": "future: true", **post}))) != {}


def test_sources_and_collections_may_lie_in_folders_of_their_own(make_site, published):
    site = make_site(
        {
            "_config.yml": "source: src\ncollections_dir: all\ncollections: {tips: {output: true}}",
            "src/all/_posts/2020-01-02-post.md": "---\n---\n",
            "src/all/_tips/tip.md": "---\n---\n",
            "src/_posts/2020-01-02-elsewhere.md": "---\n---\n",
            "src/page.md": "---\n---\n",
            "page.md": "---\n---\n",
        }
    )

    assert published(recognise(site)) == {
        "src/all/_posts/2020-01-02-post.md": "/2020/01/02/post.html",
        "src/all/_tips/tip.md": "/tips/tip.html",
        "src/page.md": "/page.html",
    }


@pytest.mark.parametrize(
    ("text", "pretty", "slug"),
    [
        ("Hello,  World!", False, "hello-world"),
        ("Hello, World!", True, "hello,-world!"),
        ("中文 标题：测试", False, "中文-标题-测试"),
        ("-both-", False, "both"),
        ("C# & C++", True, "c-&-c++"),
    ],
)
def test_slugs_are_those_of_jekyll(text, pretty, slug):
    assert jekyll_slug(text, pretty=pretty) == slug


def test_the_site_says_its_title_base_url_zone_and_anchors(rules, oracles):
    assert (rules.name, rules.title, rules.base_url) == ("jekyll", "Jekyll's rules", "https://example.org/sub")
    assert str(rules.time_zone) == "Asia/Shanghai"
    assert rules.dialect.anchors == "kramdown-gfm"
    assert recognise(oracles / "jekyll-styles" / "site").dialect.anchors == "kramdown"


def test_rules_can_be_sent_to_another_process(rules, published):
    assert published(pickle.loads(pickle.dumps(rules))) == published(rules)


def test_a_broken_configuration_is_named_with_its_line(make_site):
    with pytest.raises(ConfigurationError, match=r"_config.yml:2: this YAML cannot be read"):
        recognise(make_site({"_config.yml": "title: 'a'\nb: c: d\n"}))


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"_config.yml": "title: Hexo\nnew_post_name: :title.md"},
        {"_config.yml": "title: Hexo", "source/_posts/a.md": ""},
    ],
)
def test_other_folders_are_no_jekyll_site(make_site, files):
    assert recognise(make_site(files)) is None
