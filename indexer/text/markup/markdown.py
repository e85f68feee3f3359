"""Markdown -> the sections that a reader sees.

The parser is pulldown-cmark behind pyromark's event stream: CommonMark with the extensions of the generators.
"""

from pyromark import Options, events_with_range

from indexer.posts.post import Dialect
from indexer.text.markup import containers, formula_marks, indented, notes
from indexer.text.markup.anchors import make_anchors
from indexer.text.markup.block_attributes import drop_block_attributes
from indexer.text.markup.code_title import read_hexo_title, read_named_title
from indexer.text.markup.formulas import has_formulas
from indexer.text.markup.kramdown_fences import escape_open_fences
from indexer.text.markup.kramdown_html import read_kramdown_html
from indexer.text.markup.mdx_blocks import free_blocks
from indexer.text.markup.section import Section
from indexer.text.markup.section_reader import SectionReader
from indexer.text.markup.shortcodes import unwrap_shortcodes
from indexer.text.signs import Signs

PLAIN = Dialect()

_EVERYWHERE = Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH | Options.ENABLE_TASKLISTS | Options.ENABLE_GFM
_MOST = _EVERYWHERE | Options.ENABLE_FOOTNOTES | Options.ENABLE_HEADING_ATTRIBUTES | Options.ENABLE_DEFINITION_LIST
_OPTIONS = {"hexo": _EVERYWHERE | Options.ENABLE_FOOTNOTES}
"""Hexo's renderer knows no ``{#anchor}`` and no definition lists: there they are text. Footnotes are a plugin's
(hexo-reference, hexo-footnotes, markdown-it-footnote); who writes them has one."""
_SIGNS = Signs((*containers.SIGNS, *formula_marks.SIGNS))
_SIGNS_OF_PLAIN = Signs((*indented.SIGNS, *containers.SIGNS, *notes.SIGNS, *formula_marks.SIGNS))
"""What most bodies have little of, all looked for at once: everywhere, and in folders without a generator."""


def parse_sections(body: str, dialect: Dialect = PLAIN) -> tuple[Section, ...]:
    """Cut a post into its headings and what stands under each.

    Every word of ``body`` is found in exactly one section, but for what no reader sees: addresses, comments,
    scripts and style sheets, attributes (except a description of an image), shortcodes (except the text they show),
    the language of a code block, cells beyond a table's width. What is never closed hides nothing.

    Args:
        body: Markdown, as written; anything at all, it never raises.
        dialect: How the site's generator reads it.

    Returns:
        In reading order. The first has level 0 and no heading when there is anything before the first heading.
    """
    markdown, generator = replace_surrogates(body), dialect.generator
    if generator == "mdx":
        markdown = free_blocks(markdown)
    marks = "plain" if generator == "eleventy" else generator  # its Markdown has whatever its plugins add
    signs = (_SIGNS_OF_PLAIN if marks == "plain" else _SIGNS).find(markdown)
    for unwrap in (indented.unwrap_indented, containers.unwrap_containers, notes.unwrap_notes):
        markdown = unwrap(markdown, marks, signs)
    if dialect.block_attributes:
        markdown = drop_block_attributes(markdown)
    markdown = unwrap_shortcodes(markdown, generator)
    if dialect.anchors.startswith("kramdown"):
        markdown = read_kramdown_html(escape_open_fences(markdown))
    markdown = formula_marks.unify_formulas(markdown, signs)
    options = _OPTIONS.get(generator, _MOST)
    if has_formulas(markdown):
        options |= Options.ENABLE_MATH
    reader = SectionReader(options, read_hexo_title if generator == "hexo" else read_named_title)
    reader.read(markdown)
    headings = reader.headings
    is_written = dialect.anchors in ("kramdown", "docsify")
    if is_written or (dialect.anchors in ("hexo", "hexo-plain") and "&" in markdown):
        sources = _heading_sources(markdown, reader.options)
        # What stands in HTML that is never closed is read as Markdown, and has headings beyond these.
        sources += [""] * (len(headings) - len(sources))
        headings = [heading._replace(source=source) for heading, source in zip(headings, sources, strict=False)]
    return reader.sections(make_anchors(dialect.anchors, headings, dialect.options))


def replace_surrogates(text: str) -> str:
    """Replace lone surrogates by question marks: they cannot be passed to parsers."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _heading_sources(markdown: str, options: Options) -> list[str]:
    """Return the Markdown inside each heading, as written."""
    encoded = markdown.encode()
    sources: list[str] = []
    start = end = -1
    for event, span in events_with_range(markdown, options=options):
        if _is_tag(event, "Start", "Heading"):
            start = end = 0
        elif _is_tag(event, "End", "Heading"):
            sources.append(encoded[start:end].decode())
            start = -1
        elif start >= 0:
            start, end = start or span["start"], max(end, span["end"])
    return sources


def _is_tag(event: object, edge: str, tag: str) -> bool:
    if not isinstance(event, dict) or edge not in event:
        return False
    return tag in event[edge]
