import pickle
import shutil

import pytest

from indexer.errors import ConfigurationError
from indexer.posts.generators.hexo.permalinks import read_name
from indexer.posts.generators.hexo.rules import recognise
from indexer.posts.post import AnchorOptions, Dialect, SkipReason
from indexer.text.hexo_slugs import hexo_slug

STYLES = [
    "permalink=:year/:i_month/:i_day/:hour-:minute-:second/:name/",
    "permalink=:month-:day/:post_title.html ;; pretty_urls={trailing_html: false, trailing_index: false}",
    "permalink=:category/:title ;; filename_case=1",
    "permalink=:category/:title ;; post_asset_folder=true",
    "permalink=:lang/:custom/:abbrlink/:timestamp.html ;; pretty_urls={trailing_index: false}",
    "permalink=:id/:hash/:layout/",
    "permalink=:year-:title/ ;; new_post_name=:year-:month-:day-:title.md",
    "permalink=:lang/:title/ ;; new_post_name=:lang/:title.md",
    "permalink=posts/:missing/ ;; new_post_name=:title.md",
]


@pytest.fixture
def rules(oracles):
    return recognise(oracles / "hexo-rules" / "site")


def test_a_site_has_the_posts_and_addresses_that_hexo_prints(rules, oracles, published, read_oracle):
    assert published(rules) == read_oracle(oracles / "hexo-rules" / "published.tsv")


@pytest.mark.parametrize("style", STYLES)
def test_every_permalink_gives_the_addresses_that_hexo_prints(style, oracles, published, tmp_path):
    shutil.copytree(oracles / "hexo-styles" / "site", tmp_path / "site")
    with (tmp_path / "site" / "_config.yml").open("a", encoding="utf-8") as config:
        config.writelines(f"{option.replace('=', ': ', 1)}\n" for option in style.split(" ;; "))
    lines = (oracles / "hexo-styles" / "published.tsv").read_text(encoding="utf-8").splitlines()[1:]
    expected = dict(line.split("\t")[1:] for line in lines if line.startswith(f"{style}\t"))

    assert len(expected) == 4
    assert published(recognise(tmp_path / "site")) == expected


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("_posts/_hidden.md", SkipReason.IGNORED),
        ("_posts/_inner/post.md", SkipReason.IGNORED),
        ("_posts/skipped/post.md", SkipReason.IGNORED),
        ("_posts/ignored/post.md", SkipReason.IGNORED),
        ("private/one.md", SkipReason.IGNORED),
        ("raw/one.md", SkipReason.IGNORED),
        ("_unshown/page.md", SkipReason.IGNORED),
        ("_shown/page.md", None),
        ("index.md", SkipReason.SECTION_PAGE),
        ("404.md", SkipReason.NOT_A_POST),
        ("404/index.md", SkipReason.NOT_A_POST),
        ("_posts/404.md", None),
        ("about/index.md", None),
        ("about/index.mdx", SkipReason.NOT_A_POST),
    ],
)
def test_a_path_alone_says_why_a_file_is_no_post(rules, name, reason):
    assert rules.skip_reason(f"source/{name}") == reason


def test_a_draft_is_one_by_its_folder(rules, place):
    assert place(rules, "source/_drafts/draft.md").front_matter.get("draft") is True


def test_the_address_of_a_draft_needs_no_date_yet(tmp_path, place):
    (tmp_path / "_config.yml").write_text("permalink: :year/:title/\n")
    for folder in ("_posts", "_drafts"):
        (tmp_path / "source" / folder).mkdir(parents=True)
        (tmp_path / "source" / folder / "undated.md").write_text("---\ntitle: x\n---\n")
    rules = recognise(tmp_path)
    assert place(rules, "source/_posts/undated.md").problems
    assert not place(rules, "source/_drafts/undated.md").problems


def test_dates_are_in_the_zone_of_the_site(rules, place):
    assert place(rules, "source/_posts/simple.md").date.isoformat() == "2020-01-02T03:04:05+08:00"
    assert place(rules, "source/_posts/zoned.md").date.isoformat() == "2020-01-06T12:30:00+08:00"


def test_a_folder_may_name_one_of_several_languages(rules, place):
    assert place(rules, "source/en/notes.md").language == "en"
    assert place(rules, "source/about/index.md").language == ""


def test_posts_of_the_same_path_in_the_folders_of_several_languages_are_translations(make_site, place):
    names = (
        "_posts/en/a.md",
        "_posts/zh-cn/a.md",
        "_posts/a.md",
        "_posts/en/b.md",
        "about/index.md",
        "en/about/index.md",
    )
    config = "language: [en, zh-CN]\nsource_dir: source"
    site = recognise(make_site({"_config.yml": config, **{f"source/{name}": "---\ntitle: a\n---\n" for name in names}}))
    keys = [place(site, f"source/{name}").translation_key for name in names]
    assert keys == ["a", "a", "a", "b", "about/index", "about/index"]


def test_posts_of_a_site_of_one_language_are_no_translations(rules, make_site, place):
    site = make_site({"_config.yml": "source_dir: source", "source/_posts/en/a.md": "---\ntitle: a\n---\n"})
    assert place(recognise(site), "source/_posts/en/a.md").translation_key == ""


def test_an_address_that_hexo_completes_later_is_a_warning(make_site, place):
    config = "permalink: p/:abbrlink/\nsource_dir: source"
    site = make_site({"_config.yml": config, "source/_posts/a.md": "---\n---\n"})

    problem = place(recognise(site), "source/_posts/a.md").problems[0]

    assert "the site's permalink needs 'abbrlink'" in problem.message
    assert not problem.refused


@pytest.mark.parametrize(
    ("options", "addresses"),
    [
        ("{}", ["/p/24808/", "/p/mine/"]),
        ("{alg: crc32, rep: hex}", ["/p/e55c28af/", "/p/mine/"]),
        ("{rep: hex, force: true}", ["/p/60e8/", "/p/3eeb/"]),
    ],
)
def test_a_post_without_an_abbrlink_has_the_one_that_the_plugin_makes_of_its_title(
    options, addresses, make_site, place
):
    site = make_site(
        {
            "_config.yml": f"permalink: p/:abbrlink/\nabbrlink: {options}\nsource_dir: source",
            "package.json": '{"dependencies": {"hexo": "*", "hexo-abbrlink": "^2.2.1"}}',
            "source/_posts/a.md": "---\ntitle: 😀 emoji\n---\n",
            "source/_posts/b.md": "---\ntitle: Hello World\nabbrlink: mine\n---\n",
            "source/_posts/page.md": "---\ntitle: Hello World\nlayout: mine\n---\n",
        }
    )
    rules = recognise(site)
    found = [place(rules, f"source/_posts/{name}.md") for name in ("a", "b")]

    assert [one.url for one in found] == addresses
    assert not any("abbrlink" in problem.message for one in found for problem in one.problems)
    assert "'abbrlink'" in place(rules, "source/_posts/page.md").problems[0].message


def test_an_undated_post_whose_address_needs_a_date_is_a_warning(make_site, place):
    site = make_site({"_config.yml": "source_dir: source", "source/_posts/a.md": "---\ntitle: a\n---\n"})

    found = place(recognise(site), "source/_posts/a.md")

    assert found.date is None
    assert "the site's permalink needs 'date'" in found.problems[0].message


def test_a_post_may_be_called_like_its_file(make_site, place):
    config = "use_filename_as_post_title: true\nsource_dir: source"
    site = make_site({"_config.yml": config, "source/_posts/sub/My Post.md": "---\n---\n"})

    assert place(recognise(site), "source/_posts/sub/My Post.md").title == "My Post"


def test_a_site_may_say_that_it_publishes_the_future(make_site, published):
    post = {"source/_posts/a.md": "---\ndate: 2999-01-01\n---\n"}

    assert published(recognise(make_site({"_config.yml": "title: x", **post}))) == {}
    assert published(recognise(make_site({"_config.yml": "future: true", **post}))) == {
        "source/_posts/a.md": "/2999/01/01/a/"
    }


@pytest.mark.parametrize(
    ("path", "pattern", "named"),
    [
        ("sub/a post", ":title", {"title": "sub/a post"}),
        ("2020-01-02-x", ":year-:month-:day-:title", {"year": "2020", "month": "01", "day": "02", "title": "x"}),
        ("sub/no date", ":year-:title", {"title": "sub-no-date"}),
        ("en/x", ":lang/:title", {"lang": "en", "title": "x"}),
        ("2020/x", ":year/x", {"year": "2020", "title": "2020-x"}),
    ],
)
def test_names_of_files_are_read_by_the_pattern_for_new_posts(path, pattern, named):
    assert read_name(path, pattern) == named


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hello, World!", "Hello-World"),
        ("中文 标题：测试", "中文-标题：测试"),
        ("Ünïcode & ß", "Unicode-s"),
        ("a--b__c", "a-b-c"),
        ("Œuvre, Ærø und Þór", "OEuvre-AEro-und-Þor"),
        ("ﬁ ĳ ﬀ \u0130Ŧ\u3000ｆｕｌｌ", "ﬁ-ĳ-ﬀ-IT-full"),
        ("a\u0085b\ufeffc", "a\u0085b-c"),
    ],
)
def test_slugs_are_those_of_hexo(text, slug):
    assert hexo_slug(text) == slug


def test_the_site_says_its_title_base_url_zone_and_anchors(rules):
    assert (rules.name, rules.title, rules.base_url) == ("hexo", "Hexo's rules", "https://example.org/sub")
    assert str(rules.time_zone) == "Asia/Shanghai"
    assert (rules.dialect.generator, rules.dialect.anchors) == ("hexo", "hexo")


def test_rules_can_be_sent_to_another_process(rules, published):
    assert published(pickle.loads(pickle.dumps(rules))) == published(rules)


def test_a_broken_configuration_is_named_with_its_line(make_site):
    with pytest.raises(ConfigurationError, match=r"_config.yml:2: this YAML cannot be read"):
        recognise(make_site({"_config.yml": "source_dir: 'a'\nb: c: d\n"}))


def test_a_number_of_another_kind_for_letter_case_is_none(make_site):
    rules = recognise(make_site({"_config.yml": "filename_case: '\u00b2'\nnew_post_name: ':title.md'\n"}))
    assert rules.addresses.filename_case == 0


@pytest.mark.parametrize("files", [{}, {"_config.yml": "title: Jekyll"}, {"_config.json": '{"other": "program"}'}])
def test_other_folders_are_no_hexo_site(make_site, files):
    assert recognise(make_site(files)) is None


def test_a_site_is_hexos_by_its_package_too(make_site):
    site = make_site({"_config.yml": "title: x", "package.json": '{"dependencies": {"hexo": "8"}}'})

    assert recognise(site).title == "x"


def test_anchors_are_those_of_the_renderer_that_the_site_installs(make_site):
    config = "source_dir: source\nmarkdown:\n  anchors:\n    collisionSuffix: v\n    case: 1\n"
    package = '{"dependencies": {"hexo-renderer-markdown-it": "^7"}}'
    site = make_site({"_config.yml": config, "package.json": package})
    assert recognise(site).dialect == Dialect("hexo", "hexo-markdown-it", AnchorOptions(2, "v", 1))
    (site / "package.json").write_text("{}")
    assert recognise(site).dialect == Dialect("hexo", "hexo")


@pytest.mark.parametrize(
    ("package", "config", "anchors"),
    [
        ("hexo-renderer-marked", "", "hexo"),
        ("hexo-renderer-marked", "marked: {smartypants: false}", "hexo-plain"),
        ("hexo-renderer-markdown-it-plus", "", "hexo-markdown-it-plus"),
    ],
)
def test_anchors_are_those_of_the_renderer_that_is_installed(package, config, anchors, make_site):
    site = make_site(
        {
            "_config.yml": f"source_dir: source\n{config}",
            "package.json": f'{{"dependencies": {{"{package}": "*"}}}}',
        }
    )
    assert recognise(site).dialect == Dialect("hexo", anchors)
