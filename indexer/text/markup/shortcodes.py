"""Shortcodes and tags: they vanish, and the text inside them stays.

What only looks like one (Go templates, Jinja, a mark that is never closed) is text, and is left alone.
"""

import re
from collections.abc import Callable, Iterator

from indexer.patterns import compile_later
from indexer.text.markup.code_ranges import verbatim_test
from indexer.text.markup.docsify_marks import SIGNS as SIGNS_OF_DOCSIFY
from indexer.text.markup.docsify_marks import find_docsify_marks
from indexer.text.markup.foreign_tags import around_blocks, is_known_shortcode, is_known_tag
from indexer.text.markup.hexo_tags import find_hexo_tags
from indexer.text.markup.inline_marks import Mark, fence_code, replace_marks, shown_arguments
from indexer.text.markup.liquid import find_eleventy_tags, find_jekyll_tags, name_headings
from indexer.text.markup.mdx import find_mdx_marks

# A mark is at most 4000 characters long and holds no other, so that every search ends soon.
_HUGO = compile_later(
    r"\{\{<(?P<html>(?:(?!\{\{[<%]).){0,4000}?)>\}\}|\{\{%(?P<markdown>(?:(?!\{\{[<%]).){0,4000}?)%\}\}", re.DOTALL
)
_ZOLA = compile_later(
    r"\{\{(?P<inline>(?:(?!\{[{%]).){0,4000}?)\}\}|\{%(?P<body>(?:(?!\{[{%]).){0,4000}?)%\}", re.DOTALL
)
_MDBOOK = compile_later(
    r"(?<!\\)\{\{\s*#(?:include|rustdoc_include|playground|playpen|template|title)\s[^{}\n]{1,1000}\}\}"
)
_TAG_SIGN = compile_later(r"\{%(?<!\{\{%)")
_NAME = compile_later(r"\s*(/?)\s*([\w./-]+)")
_WITH_BODY = "a body"  # Zola closes all of its shortcodes alike
_TITLE_AT = {
    **dict.fromkeys(("collapse", "details", "expand", "spoiler", "tab"), 0),
    **dict.fromkeys(("admonition", "link", "notice"), 1),
}
"""Shortcodes of Hugo's themes that take a title without a name, and which of their arguments it is.

Source:
    Hugo LoveIt, DoIt and FixIt, “Extended shortcodes” (admonition, link); Relearn, “Notice”, “Expand”; Hugo Book and
    Geekdoc, “Shortcodes” (details, expand, tab).
"""
_CALL = compile_later(r"\s*(\w+)\((.*)\)\s*\Z", re.DOTALL)


def unwrap_shortcodes(body: str, generator: str, write_code: Callable[[str], str] = fence_code) -> str:
    """Return Markdown or HTML without the generator's shortcodes and tags.

    Args:
        body: As written.
        write_code: Writes what stands between marks for code as the markup has it.
        generator: ``hugo``, ``zola``, ``jekyll``, ``hexo``, ``docsify``, ``eleventy``, ``mdx``, or ``plain`` for posts
            without their generator's configuration, of which the best known tags of Hexo, Jekyll and Hugo are read, and
            those of mdBook.

    Source:
        gohugo.io/content-management/shortcodes; getzola.org/documentation/content/shortcodes;
        jekyllrb.com/docs/liquid; kramdown.gettalong.org/syntax.html; hexo.io/docs/tag-plugins;
        rust-lang.github.io/mdBook/format/mdbook.html (``{{#include file}}``).
    """
    if generator not in _FIND or not any(sign in body for sign in _SIGNS.get(generator, ("{",))):
        return body
    if generator == "jekyll":
        body = name_headings(body)
    return replace_marks(body, list(_FIND[generator](body)), write_code)


def _find_hugo_shortcodes(body: str) -> Iterator[Mark]:
    for found in _HUGO.finditer(body):
        inner = found["markdown"] if found["html"] is None else found["html"]
        if inner.startswith("/*") and inner.endswith("*/"):
            # Written to be seen; the spaces keep it from being read as an HTML tag.
            shown = f"{found[0][:3]} {inner[2:-2].strip()} {found[0][-3:]}"
            yield Mark(found.start(), found.end(), "", shown=shown)
        elif name := _NAME.match(inner):
            called = name[2].rpartition("/")[2]
            more = ("name",) if called == "tab" else ()
            shown = shown_arguments(inner[name.end() :], *more, title=_TITLE_AT.get(called, -1))
            yield Mark(found.start(), found.end(), name[2], bool(name[1]), shown)


def _find_zola_shortcodes(body: str) -> Iterator[Mark]:
    for found in _ZOLA.finditer(body):
        inner = found["body"] if found["inline"] is None else found["inline"]
        if inner.startswith("/*") and inner.endswith("*/"):
            yield Mark(found.start(), found.end(), "", shown=f"{found[0][:2]}{inner[2:-2]}{found[0][-2:]}")
        elif call := _CALL.match(inner):
            name = "" if found["body"] is None else _WITH_BODY
            yield Mark(found.start(), found.end(), name, shown=shown_arguments(call[2]))
        elif found["inline"] is None and inner.strip(" -\n") == "end":
            yield Mark(found.start(), found.end(), _WITH_BODY, closes=True)


def _find_foreign_tags(body: str) -> Iterator[Mark]:
    shortcodes = (mark for mark in _find_hugo_shortcodes(body) if is_known_shortcode(mark, body))
    tags = map(around_blocks, filter(is_known_tag, find_hexo_tags(body))) if _TAG_SIGN.search(body) else ()
    in_code = verbatim_test(body)
    marks = [mark for mark in (*shortcodes, *tags) if mark.name == "raw" or not in_code(mark.start)]
    behind = 0
    for mark in sorted([*marks, *_find_included(body)]):
        if mark.start >= behind:
            yield mark
            behind = mark.end


def _find_included(body: str) -> Iterator[Mark]:
    """Find where mdBook puts other files in, mostly inside of code."""
    return (Mark(found.start(), found.end(), "") for found in _MDBOOK.finditer(body))


_SIGNS = {
    "mdx": ("",),
    "jekyll": ("{", "**"),
    "hexo": ("{", "**"),
    "docsify": SIGNS_OF_DOCSIFY,
    "plain": ("{%", "{{<", "{{#", "{{ #"),
}
"""By generator, what at least one of must stand in a body with marks; of the others a brace."""
_FIND: dict[str, Callable[[str], Iterator[Mark]]] = {
    "hugo": _find_hugo_shortcodes,
    "zola": _find_zola_shortcodes,
    "jekyll": find_jekyll_tags,
    "hexo": find_hexo_tags,
    "docsify": find_docsify_marks,
    "eleventy": find_eleventy_tags,
    "mdx": find_mdx_marks,
    "plain": _find_foreign_tags,
}
