"""Admonitions, details and tabs of MkDocs: their text is indented, and no code."""

import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.indented import unwrap_indented
from indexer.text.markup.markdown import parse_sections
from indexer.text.markup.section import Section


def read(written):
    return parse_sections(written, Dialect())


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        ('!!! note "小贴士"\n    *内容*\n\n    又一段\n\n外面', "小贴士\n\n内容\n\n又一段\n\n外面"),
        ("前\n!!! warning\n    内容\n外面", "前\n\n内容\n\n外面"),
        ('??? tip inline end "题"\n\n    内容', "题\n\n内容"),
        ('???+ question ""\n    内容', "内容"),
        ('=== "甲"\n\n    一\n\n=== "乙"\n\n    二', "甲\n\n一\n\n乙\n\n二"),
        ('!!! note "外"\n    一\n\n    ??? note "内"\n        二\n\n    三\n\n完', "外\n\n一\n\n内\n\n二\n\n三\n\n完"),
        ("!!! note\n\t内容", "内容"),
        ("!!! note\n没有内容", "!!! note 没有内容"),
        ("真的吗 ??? 是的", "真的吗 ??? 是的"),
        ("!!! What a surprise\n    内容", "What a surprise\n\n内容"),
    ],
)
def test_their_titles_and_text_are_seen(written, prose):
    (section,) = read(written)

    assert section == Section("", 0, "", prose, "")


def test_code_in_them_is_code_and_marks_in_code_are_none():
    inside = "    ```py\n    if x:\n        !!! note\n            y\n    ```\n\n    后\n"
    written = f"!!! note\n{inside}\n```\n!!! note\n    z\n```\n"

    assert read(written) == (Section("", 0, "", "后", "if x:\n    !!! note\n        y\n\n!!! note\n    z"),)


@pytest.mark.parametrize("code", ["前\n\n    !!! note\n        x", "<pre>\n!!! note\n    x\n</pre>"])
def test_code_keeps_them(code):
    assert unwrap_indented(code, "plain") == code


def test_in_a_list_the_text_belongs_to_the_item():
    written = "1. 一\n\n    !!! note\n\n        内容\n\n2. 二\n"

    assert unwrap_indented(written, "plain") == "1. 一\n\n\n\n    内容\n\n\n2. 二\n"


@pytest.mark.parametrize("generator", ["hugo", "zola", "jekyll", "hexo", "mdx"])
def test_other_generators_print_them(generator):
    assert unwrap_indented("!!! note\n    x", generator) == "!!! note\n    x"


@pytest.mark.parametrize("piece", ["!!! a\n", '=== "', "??? a\n    b\n", "!!! a\n\n\n", "!!! a "])
def test_many_marks_take_time_by_their_number(piece):
    assert grows_in_proportion(lambda count: unwrap_indented(piece * count, "plain"), 2_000)
