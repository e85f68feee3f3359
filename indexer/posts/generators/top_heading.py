"""The heading at the very top of a post, which is its title where nothing else tells one."""

from indexer.patterns import compile_later
from indexer.posts.post import Dialect

_FIRST_LINE = compile_later(r"\s*#[^\S\n]+(\S[^\n]*?)[^\S\n]*#*[^\S\n]*(?:\n|\Z)")
_ID = compile_later(r"\s+\{#[\w.:-]+\}\Z")
"""Behind a heading, as VitePress, Docusaurus and others have it."""
_MARKUP = compile_later(r"[\[\]{*_`<>\\&!$~=]")
_HEADING = compile_later(r"(?ms)^ {0,3}(?:#[^\S\n]+\S[^\n]*|\S[^\n]*\n {0,3}=+[^\S\n]*$)|<h1\b[^<>]*>.{1,500}?</h1>")
"""What may be one of the first level: ``# Title``, a line with ``===`` below, or HTML."""
_SHOWS_NO_TEXT = compile_later(
    r"(?ms)<!--.*?-->|<p\b[^<>]*\balign\b[^<>]*>(?:(?!<h1|</p>).){0,2000}</p>|<center>(?:(?!<h1|</center>).){0,2000}</center>"
    r"|!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)|<img\b[^<>]*>"
    r"|^ {0,3}\[[^\[\]\n]{1,60}\]:[^\n]*$"
    r"|^import\s(?:[^\n'\"]{1,300}\sfrom\s+)?(?:'[^'\n]+'|\"[^\"\n]+\");?[^\S\n]*$"
)
"""Comments, banners, pictures and badges, definitions of links, and what MDX imports."""
_LINK = compile_later(r"\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]\((?:[^()\n]|\([^()\n]*\))*\)|https?://[^\s)>]+")
_MOST_ABOVE = 4000
"""Characters of a post in which the heading has to be: a licence in a comment and rows of badges find room."""
_MOST_BESIDE_LINKS = 40
"""Characters besides links in a line of links above, such as ``[English](README.en.md) | 中文`` or ``译者：[…](…)``."""


def find_top_heading(body: str, dialect: Dialect) -> str:
    """Return the first heading as it is seen, where it is of the first level and no text stands above it; else nothing.

    Args:
        body: Markdown.
        dialect: How it is read.

    Source:
        MkDocs, "Writing your docs", "Meta-Data": the title is a level 1 header on the first line, without metadata;
        Docusaurus, "Markdown features", "Headings": a level 1 heading is the title of a document without one.
    """
    found = _FIRST_LINE.match(body)
    if found is None:
        return _find_below(body[:_MOST_ABOVE], dialect)
    written = _ID.sub("", found[1])
    return _read_heading(f"# {written}", dialect, may_have_text=False) if _MARKUP.search(written) else written


def _find_below(top: str, dialect: Dialect) -> str:
    """Find a heading below what shows no text, or only links and who wrote what is below."""
    if not _HEADING.search(top):  # as in most posts
        return ""
    shown = _SHOWS_NO_TEXT.sub("", top)
    found = _HEADING.search(shown)
    if found is None:
        return ""
    above = shown[: found.start()]
    are_links = bool(_LINK.search(above)) and all(
        len(_LINK.sub("", line).strip()) <= _MOST_BESIDE_LINKS for line in above.splitlines()
    )
    return _ID.sub("", _read_heading(shown[: found.end()], dialect, may_have_text=are_links))


def _read_heading(markdown: str, dialect: Dialect, *, may_have_text: bool) -> str:
    """Return the first heading, where it is of the first level and the only text above is one that may be there."""
    from indexer.text.markup.markdown import parse_sections  # noqa: PLC0415  most headings need no parser

    for section in parse_sections(markdown, dialect):
        if section.level:
            return section.heading if section.level == 1 else ""
        if section.code or (section.prose and not may_have_text):
            return ""
    return ""
