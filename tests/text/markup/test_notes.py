"""Marks of Obsidian, Logseq and Foam: what readers of a vault see of them."""

import pytest
from growth import grows_in_proportion

from indexer.posts.post import Dialect
from indexer.text.markup.markdown import parse_sections
from indexer.text.markup.notes import unwrap_notes

BLOCK = "((6389a1b2-1111-2222-3333-444455556666))"


def read(written):
    (section,) = parse_sections(written, Dialect())
    return section.prose


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        ("见[[养猫笔记]]。", "见养猫笔记。"),
        ("见[[养猫笔记|那一篇]]。", "见那一篇。"),
        ("[[Cats#第二章]] [[#本章]] [[Cats#^a1b2c3]]", "Cats > 第二章 本章 Cats"),
        ("| [[Cats\\|猫]] | b |\n|---|---|", "猫 | b"),
        ("照片：![[sea.png]]完", "照片： 完"),
        ("![[sea.png|300]] ![[sea.png|日落时的海]] ![[Cats]]", "日落时的海 Cats"),
        ("[从这里开始]([[How to begin]])", "从这里开始"),
        (f"[the block]({BLOCK}) [[Cats]]{BLOCK}", "the block Cats"),
        ("![票](../assets/my ticket 2.png) [书](old books/one.pdf)", "票 书"),
        ('[题](a.png "my title.png")', "题"),
        ("前![](data:image/svg+xml,%3Csvg a='1' b='translate(2, 3)' c='4'%3E%3C/svg%3E)后", "前 后"),
    ],
)
def test_a_link_to_a_note_shows_what_the_note_is_called(written, prose):
    assert read(written) == prose


@pytest.mark.parametrize(
    "written",
    [
        "rows[[0]]",
        "[[1, 2], [3, 4]]",
        "[[ -f x ]]",
        "cp [[-r|--recursive]] [[:alpha:]]",
        "a [[toc]]",
        "x[[index]]",
        "a == b and c == d",
        "x==1 or y==2",
        "http ==name==value",
        "[注](参考: https://example.org/a.html) [注](参见 example.org)",
        "{{ query }} {{ video.title }} {{ function | safe }}",
        "between #+begin_LATEX and #+end_LATEX, then convert",
        "%% one\n\ntwo %% three",
    ],
)
def test_brackets_and_signs_of_programs_stay(written):
    assert read(written) == written


def test_a_link_in_a_block_of_html_is_none():
    long = "text " * 500
    assert read("<div>\n[[a|b]] [[c]]\n</div>\n\n[[d|e]]") == "[[a|b]] [[c]]\n\ne"
    assert read(f"<p>{long}</p>\n\n{long}[[d|e]]").endswith("text e")


def test_a_list_that_is_indented_below_a_heading_or_properties_is_no_code():
    body = "type:: x\n\n\t- 一\n\t  ```\n\t  a\n\t  ```\n\n## 题\n\t\t- [[二]]\n\t\t\t- 三\n\n## 完\n\n\tcode"

    first, second, third = parse_sections(body, Dialect())

    assert (first.prose, first.code) == ("type: x\n\n一", "a")
    assert (second.prose.split(), second.code) == (["二", "三"], "")
    assert (third.prose, third.code) == ("", "code")


@pytest.mark.parametrize("code", ["```\n{}\n```", "    {}", "<pre>\n{}\n</pre>", "- a\n\n      {}"])
def test_code_keeps_them(code):
    marks = ["[[c]] %%d%% ==e== ^abc123", "id:: 5", BLOCK, "<ItemGroup>", "{{embed x}}", "#+BEGIN_X"]
    body = "`[[a]]` `==b==`\n\n" + code.format("\n      ".join(marks)) + "\n"

    assert unwrap_notes(body, "plain") == body


def test_a_comment_neither_begins_nor_ends_in_code():
    body = "```\n%%time\n```\n\nwords\n\n```\n%%\n```\n\n%%\n"

    assert unwrap_notes(body, "plain") == body


def test_marks_within_marks_are_read():
    assert read("==[[Cats|猫]]== **[[Cats]]。**字 **==b==**") == "猫 Cats。字 b"


@pytest.mark.parametrize("generator", ["hugo", "zola", "jekyll", "hexo", "mdx"])
def test_generators_print_them(generator):
    assert unwrap_notes("[[a]] ==b==", generator) == "[[a]] ==b=="


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        ("中文==重点==继续", "中文重点继续"),
        ("seen %%not seen%% seen", "seen seen"),
        ("前文\n\n%%\n不给人看\n\n也不\n%%\n\n后文", "前文\n\n后文"),
        ("100%% of it, and 50%% more", "100%% of it, and 50%% more"),
        ("一段话。 ^note-1\n\n- 一项 ^a1b2c3\n\n^whole-list", "一段话。\n\n一项"),
        ("x ^2", "x ^2"),
        ('![海边](a.png){width=50%}后 [书](b){target="_blank"} ![山](<c>){.wide}', "海边 后 书 山"),
        ("run(){x=1} f(a){b=2}", "run(){x=1} f(a){b=2}"),
        ("<aside>\n💡 **提示**\n\n</aside>\n\n后", "💡 提示\n\n后"),
        ("译文**“引号”**后", "译文“引号”后"),
    ],
)
def test_comments_and_names_of_blocks_are_not_seen(written, prose):
    assert read(written) == prose


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        ("type:: [[Recipe]]\nserves:: 4\nid:: 6389\n\n煮饭", "type: Recipe\nserves: 4\n\n煮饭"),
        ("- 一项\n  collapsed:: true\n- id:: 12\n  另一项", "一项\n另一项"),
        ("- 一项\n  :LOGBOOK:\n  CLOCK: [2022-01-01]\n  :END:\n- 完", "一项\n完"),
        (f"- {{{{embed {BLOCK}}}}}甲 {BLOCK} {{{{cloze 乙}}}}", "甲 乙"),
        ("- #+BEGIN_NOTE\n  提示\n  #+END_NOTE", "提示"),
        ("甲\n\n#+BEGIN_QUERY\n{:title 1}\n#+END_QUERY\n\n乙", "甲\n\n乙"),
        ("![海边](a.png){:height 12, :width 3}", "海边"),
        ("std::string and\nstd::vector", "std::string and std::vector"),
        ("id:: gives back what it takes", "id: gives back what it takes"),
        ("[a book](C:/My Books/a.pdf) [new]({{ site.url }}/a.md) [log](https://a.b/{{ c }}/d.md)", "a book new log"),
    ],
)
def test_properties_and_records_of_logseq_are_read(written, prose):
    shown = [line.strip() for line in read(written).split("\n")]

    assert [line for line in shown if line] == [line for line in prose.split("\n") if line]


@pytest.mark.parametrize(
    "piece", ["[[", "[[a", "==a", "%%", "%%a\n", " ^a", "((", "a:: ", "#+BEGIN_QUERY ", "{{cloze ", "]("]
)
def test_openings_that_are_never_closed_take_time_by_their_number(piece):
    assert grows_in_proportion(lambda count: unwrap_notes(piece * count, "plain"), 2_000)
