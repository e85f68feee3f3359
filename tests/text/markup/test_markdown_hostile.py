"""What is written to break a parser takes as long as any text of its size, and stops nothing."""

import pytest

from indexer.posts.post import Dialect
from indexer.text.markup.markdown import parse_sections

N = 100_000
BODIES = {
    "nested quotations": ">" * N + "a",
    "nested brackets": "[" * N + "a" + "]" * N,
    "nested images": "![" * N + "](a)" * 10,
    "nested emphasis": "*a **b " * N,
    "nested lists": "- " * N + "a",
    "a deep list": "\n".join(" " * (2 * i) + "- a" for i in range(1500)),
    "a line of ten megabytes": "词" * 3_400_000,
    "zero bytes": "\0" * N + "<div>\0\1</div>",
    "comments opened": "a\n\n" + "<!-- b\n\n" * N,
    "comments opened in items": "- <!-- a\n" * 10_000,
    "tags opened": "<div>\n" + "<a " * N,
    "quotes in tags opened": "<div>\n" + '<a b="' * N,
    "formatting opened": "<div>\n" + "".join(f"<b a={i}>" for i in range(N)) + "<p>x" * N,
    "scripts opened": "<script>" * N,
    "scripts opened in a paragraph": "a <script> b" * N,
    "shortcodes opened": "{{< " * N,
    "shortcodes with an open quotation mark": '{{< a="' * N,
    "highlights opened": "{{< highlight >}}" * N,
    "tags of Liquid opened": "{% " * N + "{{ " * N,
    "attribute lists opened": "{: .a" * N,
    "equal headings": "# a\n" * 20_000,
    "code fences": "```\n" * N,
    "code spans of every length": "".join("`" * (i % 700) + "a" for i in range(3000)),
    "entities opened": "&#" * N,
    "footnotes": "[^a]" * N + "\n\n" + "[^a]: " * N,
    "a wide table": "a|" * N + "\n" + "-|" * N + "\n",
    "spaces": "a" + " " * N + "b\n<div>" + " " * N + "c",
    "a heading with many hashes": "# " * N + "\n{:",
}


@pytest.mark.parametrize("generator", ["hugo", "zola", "jekyll", "hexo", "eleventy"])
@pytest.mark.parametrize("name", BODIES)
def test_hostile_text_is_read_in_its_time(name, generator):
    sections = parse_sections(BODIES[name], Dialect(generator, "kramdown" if generator == "jekyll" else "github"))
    assert sum(len(section.prose) + len(section.code) for section in sections) <= 2 * len(BODIES[name])


def test_what_follows_hostile_text_is_found():
    body = "[" * 1000 + "\n\n" + "<b " * 1000 + "\n\n# After\n\nfound"
    assert parse_sections(body)[-1].prose == "found"


def test_headings_in_html_that_is_never_closed_have_an_anchor_in_every_dialect():
    for style in ("kramdown", "kramdown-gfm", "hexo", "zola", "github"):
        sections = parse_sections("# One\n\n<!-- open\n\n# Two\n", Dialect("jekyll", style))
        assert [section.heading for section in sections] == ["One", "Two"]
