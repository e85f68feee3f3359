"""A post's body -> its sections, whatever it is written in."""

import re
from collections.abc import Iterable
from html import escape

from indexer.posts.post import Block, Post
from indexer.text.markup.asides import set_bylines_aside
from indexer.text.markup.html_text import read_html, split_unclosed
from indexer.text.markup.markdown import parse_sections, replace_surrogates
from indexer.text.markup.section import Section
from indexer.text.markup.shortcodes import unwrap_shortcodes

_BLANK_LINES = re.compile(r"\n\s*\n")


def read_sections(post: Post) -> tuple[Section, ...]:
    """Cut a post's body into its headings and what stands under each; it never raises."""
    return tuple(map(set_bylines_aside, _read_sections(post)))


def _read_sections(post: Post) -> tuple[Section, ...]:
    if post.blocks:
        return group_blocks(post.blocks)
    match post.markup:
        case "html":
            body = replace_surrogates(post.body)
            return read_html_sections(unwrap_shortcodes(body, post.dialect.generator, _write_code))
        case "plain":
            return read_plain_sections(post.body)
        case _:
            return parse_sections(post.body, post.dialect)


def _write_code(code: str) -> str:
    return f"<pre>{escape(code)}</pre>"


def read_html_sections(html: str) -> tuple[Section, ...]:
    """Cut HTML into its headings (``h1`` to ``h6``) and what stands under each; ``pre`` is code.

    A heading's anchor is its ``id``. A comment, script or style sheet that is never closed hides nothing.
    """
    closed, unclosed = split_unclosed(replace_surrogates(html).replace("\0", "\ufffd"))
    return group_blocks([*read_html(closed), *read_html(unclosed)])


def group_blocks(blocks: Iterable[Block]) -> tuple[Section, ...]:
    """Put what was read of a page under its headings."""
    sections: list[Section] = []
    heading = Block("heading", "")
    texts: dict[str, list[str]] = {"prose": [], "code": [], "aside": []}
    for block in (*blocks, Block("heading", "")):
        if block.kind != "heading":
            texts[block.kind].append(block.text)
            continue
        if heading.text or any(texts.values()):
            title, asides = " ".join(heading.text.split()), "\n".join(texts["aside"])
            prose, code = _join(*texts["prose"]), _join(*texts["code"])
            sections.append(Section(title, heading.level, heading.anchor, prose, code, asides))
        heading, texts = block, {kind: [] for kind in texts}
    return tuple(sections)


def _join(*blocks: str) -> str:
    return "\n\n".join(filter(None, blocks))


def read_plain_sections(text: str) -> tuple[Section, ...]:
    """Take text as it is: one section without a heading, its paragraphs between blank lines."""
    prose = _join(*(paragraph.strip() for paragraph in _BLANK_LINES.split(text)))
    return (Section("", 0, "", prose, ""),) if prose else ()
