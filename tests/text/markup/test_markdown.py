import pytest
from case_sections import read_cases, render

from indexer.posts.post import Dialect
from indexer.text.markup.markdown import parse_sections


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: f"{case.dialect.generator}: {case.name}")
def test_markdown_becomes_the_sections_of_the_case(case):
    assert render(parse_sections(case.body, case.dialect)) == case.expected


def test_an_empty_body_has_no_sections():
    assert parse_sections("") == ()
    assert parse_sections(" \n\n\t\n") == ()


def test_parsing_twice_gives_the_same():
    body = "a\n\n# b\n\n# b\n\n<p>c</p>"
    assert parse_sections(body) == parse_sections(body)


def test_headings_of_a_page_are_numbered_and_those_of_another_are_not():
    assert [section.anchor for section in parse_sections("# a\n\n# a")] == ["a", "a-1"]
    assert [section.anchor for section in parse_sections("# a")] == ["a"]


def test_windows_line_ends_read_like_others():
    body = "# 标题\n\n一行\n又一行\n\n```\nx\ny\n```\n"
    assert parse_sections(body.replace("\n", "\r\n"))[0].prose == parse_sections(body)[0].prose


def test_a_lone_surrogate_does_not_stop_the_rest():
    assert parse_sections("before \ud800 after")[0].prose == "before ? after"


@pytest.mark.parametrize(
    ("body", "prose"),
    [
        ("a <iframe src=x>See <b>b</b></iframe> c", "a\n c"),
        ("a\n\n<iframe src=x>\n  See the Pen <a href='y'>b</a>\n</iframe>\n\nc", "a\n\nc"),
        ("a\n\n<iframe src=x />\n\nb **c**", "a\n\nb c"),
        ("a <iframe src=x> b\n\nc", "a\n b\n\nc"),
        ('![输入说明](a/b.png "屏幕截图.png") ![](c.png "架构图")', "输入说明 架构图"),
        ('![架构图](a.png "架构图 ") ![布局](b.png "甲")', "架构图 布局 甲"),
    ],
)
def test_what_stands_in_for_a_frame_and_the_title_of_an_image_that_names_its_file_are_no_text(body, prose):
    (section,) = parse_sections(body)

    assert section.prose == prose


def test_footnotes_of_hexo_sites_are_text_without_their_marks():
    (section,) = parse_sections("a[^long_name] b\n\n[^long_name]: c\n", Dialect("hexo"))

    assert section.prose == "a b\n\nc"


@pytest.mark.parametrize(
    ("folder", "dialect"),
    [("servicemesher", Dialect("hugo", "github")), ("rust-blog", Dialect("zola", "zola"))],
)
def test_no_section_of_a_real_site_holds_markup(shared, folder, dialect):
    for path in sorted((shared / "corpora" / folder).rglob("*.md"))[:200]:
        for section in parse_sections(path.read_text(encoding="utf-8"), dialect):
            assert "\n" not in section.heading
            assert "<!--" not in section.heading
            assert "{{<" not in section.heading
            assert section.prose == section.prose.strip()


def test_comments_of_the_chinese_kubernetes_posts_are_left_out(shared):
    posts = sorted((shared / "corpora/kubernetes/content/zh/blog/_posts").rglob("*.md"))
    texts = [
        "\n".join(section.prose for section in parse_sections(post.read_text(encoding="utf-8"), Dialect("hugo")))
        for post in posts
    ]
    assert sum(map(len, texts)) > 100_000
    # Three authors closed a comment twice; their readers see the marks too.
    assert sum("-->" in text for text in texts) == 3
    assert not any("<!--" in text for text in texts)
