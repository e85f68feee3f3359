"""Containers of VitePress, VuePress, Docusaurus, HackMD and markdown-it: their marks are no text."""

import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.containers import unwrap_containers
from indexer.text.markup.markdown import parse_sections


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        ("before\n:::info\ninside\n:::\nafter", "before\n\ninside\n\nafter"),
        ("::: tip 小提示\n内容\n:::", "小提示\n\n内容"),
        (":::note[A title]\n\ninside\n\n:::", "A title\n\ninside"),
        (":::warning{title=x}\ninside\n:::", "inside"),
        ("::: {.callout-note}\ninside\n:::", "inside"),
        ("::::outer\n:::inner Words\ninside\n:::\n::::", "Words\n\ninside"),
        ("- item\n  ::: tip\n  inside\n  :::\n- next", "item\n\ninside\n\nnext"),
        (":::info\r\ninside\r\n:::\r\n", "inside"),
        ("before\n\n[[toc]]\n\n @[TOC] \n\nafter\n\n[TOC]\r\n[[_TOC_]]", "before\n\nafter"),
        ("a [[toc]]", "a [[toc]]"),
        ("std::string and ::: in a line", "std::string and ::: in a line"),
    ],
)
@pytest.mark.parametrize("generator", ["plain", "hexo"])
def test_the_marks_vanish_and_the_title_and_the_text_stay(written, prose, generator):
    (section,) = parse_sections(written, Dialect(generator))

    assert [line for line in section.prose.split("\n") if line] == [line for line in prose.split("\n") if line]


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        ("> [!tip] 小贴士\n> 内容", "小贴士\n\n内容"),
        ("> [!QUESTION]-\n> 内容", "内容"),
        ("> [!note|wide]+ *一* `b`\n> 内容\n> > [!todo] 待办\n> > 里面", "一 b\n\n内容\n\n待办\n\n里面"),
        ("- > [!info] 题\n  > 内容\n- 完", "题\n\n内容\n\n完"),
        ("> [!important]\xa0题\n> 内容", "题\n\n内容"),
        ("> [!note][ref]\n\n[ref]: x", "!note"),
        ("[!tip] 正文", "[!tip] 正文"),
    ],
)
@pytest.mark.parametrize("generator", ["plain", "hugo", "jekyll", "hexo"])
def test_of_a_callout_the_title_and_the_text_are_seen(written, prose, generator):
    (section,) = parse_sections(written, Dialect(generator))

    assert [line for line in section.prose.split("\n") if line] == [line for line in prose.split("\n") if line]


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_code_keeps_them(fence):
    body = f"{fence}md\n> [!tip] x\n::: tip\ninside\n:::\n[[toc]]\n{fence}\n"

    assert unwrap_containers(body, "plain") == body


@pytest.mark.parametrize("generator", ["hugo", "zola", "jekyll"])
def test_generators_that_print_them_keep_them(generator):
    assert unwrap_containers("::: tip\ninside\n:::", generator) == "::: tip\ninside\n:::"


@pytest.mark.parametrize(
    ("before", "piece", "after"), [(":::a", "    ", "{"), ("", ":::[", ""), (":::", "    ", "x {")]
)
def test_lines_that_are_nearly_marks_take_time_by_their_length(before, piece, after):
    """None is longer than what a mark may be: longer ones are not looked at."""

    def read(count):
        return unwrap_containers("\n".join([before + piece * count + after] * 10_000), "plain")

    assert grows_in_proportion(read, 55)
