from pathlib import Path

import pytest

from indexer.posts.post import AnchorOptions, Dialect
from indexer.text.markup.anchors import Heading, HeadingPart, make_anchors
from indexer.text.markup.markdown import parse_sections

ORACLES = Path(__file__).parents[2] / "oracles" / "anchors"
GENERATORS = {
    "github": "hugo",
    "github-ascii": "hugo",
    "blackfriday": "hugo",
    "zola": "zola",
    "zola-safe": "zola",
    "zola-off": "zola",
    "kramdown": "jekyll",
    "kramdown-gfm": "jekyll",
    "hexo": "hexo",
    "hexo-plain": "hexo",
    "hexo-markdown-it": "hexo",
    "hexo-markdown-it-plus": "hexo",
    "docsify": "docsify",
    "docsify-4": "docsify",
}
TWO_LINES = "A heading of two lines"
NO_SETEXT_OF_TWO_LINES = {"kramdown", "kramdown-gfm", "docsify-4"}
DIFFERENT = {
    # Zola's table has shorter names for some emoji: tada.
    ("zola", "发布 🎉 了"),
    ("zola", "🎉"),
    # kramdown reads nothing but an id between a heading's braces.
    ("kramdown", "Classy"),
    ("kramdown", "Both"),
    ("kramdown-gfm", "Classy"),
    ("kramdown-gfm", "Both"),
    # markdown-it's typographer has rules of its own for odd signs, and the renderer takes tags of HTML for text.
    ("hexo-markdown-it", "Inline HTML here"),
    ("hexo-markdown-it", "What is the --flag for"),
    ("hexo-markdown-it", '\'90s rock -"x"'),
    ("hexo-markdown-it", "Wait....what"),
    ("hexo-markdown-it", "it's x"),
    ("hexo-markdown-it", "a & b! (c) d: e, f. g"),
    ("hexo-markdown-it", "C++ x y"),
    ("hexo-markdown-it", "a b'c'"),
    # Its other renderer writes emoji and © out, takes tags of HTML for text, and counts what they become.
    ("hexo-markdown-it-plus", "Inline HTML here"),
    ("hexo-markdown-it-plus", "Emoji :smile: shortcode"),
    ("hexo-markdown-it-plus", "b c"),
    ("hexo-markdown-it-plus", "a & b! (c) d: e, f. g"),
    ("hexo-markdown-it-plus", "a b'c'"),
    ("hexo-markdown-it-plus", "a:smile: b"),
    ("hexo-markdown-it-plus", "a c d f'gh"),
    # Docsify reads nothing between a heading's braces, and leaves names of characters as they are written.
    *(
        (style, heading)
        for style in ("docsify", "docsify-4")
        for heading in ("Custom id", "自定义", "custom", "my id", "Two", "Three", "Classy", "Both")
    ),
    ("docsify-4", "AT&T <tag> © 2020"),
}


def printed_by(style):
    name = "zola-safe" if style == "zola-off" else style
    return (ORACLES / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:-1]


@pytest.mark.parametrize("style", GENERATORS)
def test_anchors_are_those_that_the_generator_printed(style):
    body = (ORACLES / "headings.md").read_text(encoding="utf-8")
    sections = parse_sections(body, Dialect(GENERATORS[style], style))
    if style in NO_SETEXT_OF_TWO_LINES:  # for which it is a paragraph
        sections = [section for section in sections if section.heading != TWO_LINES]
    ours = {i: section.anchor for i, section in enumerate(sections) if (style, section.heading) not in DIFFERENT}
    printed = printed_by(style)
    assert len(sections) == len(printed) > 120
    assert ours == {i: printed[i] for i in ours}


def test_every_known_difference_is_one():
    body = (ORACLES / "headings.md").read_text(encoding="utf-8")
    for style, generator in GENERATORS.items():
        sections = parse_sections(body, Dialect(generator, style))
        sections = [s for s in sections if s.heading != TWO_LINES or style not in NO_SETEXT_OF_TWO_LINES]
        pairs = zip(sections, printed_by(style), strict=True)
        assert {(style, s.heading) for s, anchor in pairs if s.anchor != anchor} == {
            known for known in DIFFERENT if known[0] == style
        }


@pytest.mark.parametrize(
    ("style", "text", "anchor"),
    [
        ("zola", "旅行", "lv-xing"),
        ("zola", "テスト・ケース", "tesuto-kesu"),
        ("hexo", "Þór og Œuvre", "Þor-og-OEuvre"),
    ],
)
def test_anchors_are_made_as_the_generator_makes_addresses(style, text, anchor):
    assert make_anchors(style, [heading(text)]) == [anchor]


def heading(text, given=""):
    return Heading((HeadingPart("text", text),), given, text)


def test_a_number_is_free_for_hugo_and_repeated_by_kramdown():
    headings = [heading("a"), heading("a"), heading("a 1")]
    assert make_anchors("github", headings) == ["a", "a-1", "a-1-1"]
    assert make_anchors("kramdown-gfm", headings) == ["a", "a-1", "a-1"]


def test_an_anchor_given_later_is_taken_for_zola_alone():
    headings = [heading("own"), heading("x", given="own")]
    assert make_anchors("zola", headings) == ["own-1", "own"]
    assert make_anchors("github", headings) == ["own", "own"]


def test_what_a_site_of_markdown_it_chooses_is_heeded():
    headings = [heading("Top"), *(heading("A b")._replace(level=2) for _ in range(3))]
    anchors = make_anchors("hexo-markdown-it", headings, AnchorOptions(2, "v", 1))
    assert anchors == ["", "a-b", "a-b-v2", "a-b-v3"]


def test_ten_thousand_equal_headings_are_numbered_through():
    for style in GENERATORS:
        anchors = make_anchors(style, [heading("same")] * 10_000)
        assert anchors[0] == "same"
        assert anchors[-1] == ("same-10000" if "markdown-it" in style else "same-9999")
