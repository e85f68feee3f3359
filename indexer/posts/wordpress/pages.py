"""What a site of WordPress has published -> a page of HTML for each, as ``generators.html`` reads them."""

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from indexer.errors import UsageError
from indexer.posts.wordpress.export import Export, ExportedPost

GENERATOR = '<meta name="generator" content="search-index unpack">'
"""Stands in each page, so that no other folder is written over."""
HOME = "index.html"
_LONGEST_NAME = 200
"""Bytes; most file systems take 255."""
_TAG = re.compile(r"<[^<>]*>")
_PLAIN = re.compile(r"(?:p|page_id)=(\d+)")
_CODE = re.compile(r"\[(code|sourcecode)\b[^\[\]]*\]")
_NO_TEXT = re.compile(r"(?<!\[)\[(gallery|playlist|audio|video|embed)\b[^\[\]]*\](?:[^\[]*\[/\1\])?")
_SHORTCODE = re.compile(r"(?<!\[)\[/?([A-Za-z][\w-]*)(?:\s+[\w-]+=[^\[\]]*|\s*/)?\](?!\])")
_CLOSING = re.compile(r"\[/([A-Za-z][\w-]*)\]")
_OPENING = re.compile(r"\[([A-Za-z][\w-]*)\s+[\w-]+=")
_ESCAPED = re.compile(r"\[(\[[A-Za-z][^\[\]]*\])\]")
_PRE = re.compile(r"<pre\b", re.IGNORECASE)
_PRE_END = re.compile(r"</pre\s*>", re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_BLOCK = re.compile(
    r"\s*(?:<!--|</?(?:address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form"
    r"|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)\b)",
    re.IGNORECASE,
)


def make_pages(export: Export) -> Mapping[str, str]:
    """Return the HTML of every page by its path; the home page, which lists all, is ``index.html``."""
    pages = {_path_of(post.url): _make_page(post, export) for post in export.posts if post.url}
    links = "".join(f'<li><a href="{escape(post.url)}">{post.title}</a></li>\n' for post in export.posts)
    head = f'<link rel="canonical" href="{escape(export.url)}/">'
    return {**pages, HOME: _wrap(export.language, export.title, head, f"<main><ul>\n{links}</ul></main>")}


def _path_of(url: str) -> str:
    """Return where the page of an address lies: ``2024/05/06/title/index.html``; without permalinks ``p-12/…``.

    Raises:
        UsageError: It is no address.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UsageError(f"{url!r} in the export is no address ({error}); correct the <link> of that post") from error
    path = parts.path.removesuffix(f"/{HOME}")
    steps = [_name_of(step) for step in unquote(path).split("/") if step.strip(". \0") and "\0" not in step]
    if plain := _PLAIN.fullmatch(parts.query):
        steps.append(f"p-{plain[1]}")
    return "/".join([*steps, HOME])


def _name_of(step: str) -> str:
    """Return a step of an address as a name for a folder that a file system takes."""
    data = step.encode("utf-8", "replace")
    if len(data) <= _LONGEST_NAME:
        return f"{step}-" if step == HOME else step
    return f"{data[: _LONGEST_NAME - 32].decode(errors='ignore')}-{blake2b(data, digest_size=8).hexdigest()}"


def _make_page(post: ExportedPost, export: Export) -> str:
    metas = {
        "og:site_name": export.title,
        "article:published_time": post.date,
        "description": _plain(post.excerpt),
        "author": post.author,
        "og:image": post.image,
    }
    head = [f'<link rel="canonical" href="{escape(post.url)}">']
    head += [f'<meta property="{name}" content="{escape(value)}">' for name, value in metas.items() if value]
    head += [f'<meta property="article:tag" content="{escape(tag)}">' for tag in post.tags]
    head += [
        f'<link rel="alternate" hreflang="{escape(language)}" href="{escape(url)}">'
        for language, url in post.translations.items()
    ]
    named = "".join(f'<a rel="category tag">{escape(name)}</a> ' for name in post.categories)
    text = f'<div class="entry-content">{_make_text(post.content)}</div>'
    body = f"<article><h1>{post.title}</h1>\n{text}\n<footer>{named}</footer></article>"
    return _wrap(post.language or export.language, f"{post.title} – {export.title}", "\n".join(head), body)


def _wrap(language: str, title: str, head: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">{GENERATOR}\n'
        f"<title>{escape(_plain(title))}</title>\n{head}\n</head><body>\n{body}\n</body></html>\n"
    )


def _plain(html: str) -> str:
    return unescape(_TAG.sub("", html))


def _make_text(content: str) -> str:
    """Return HTML as WordPress shows a post: shortcodes gone, blank lines between paragraphs made into these."""
    text, parts = _mark_code(content.replace("\r\n", "\n")), list[str]()
    done = 0
    for start, end in _kept(text):
        parts += (_make_paragraphs(_drop_shortcodes(text[done:start])), text[start:end])
        done = end
    return "".join((*parts, _make_paragraphs(_drop_shortcodes(text[done:]))))


def _mark_code(text: str) -> str:
    """Make ``<pre>`` of ``[code]`` and ``[sourcecode]``, as far as they are closed."""
    last = {name: text.rfind(f"[/{name}]") for name in ("code", "sourcecode")}
    parts, done = list[str](), 0
    for opening in _CODE.finditer(text):
        if opening.start() >= done and opening.end() <= last[opening[1]]:
            closing = f"[/{opening[1]}]"
            end = text.index(closing, opening.end())
            code = escape(text[opening.end() : end], quote=False)
            parts += (text[done : opening.start()], f"<pre>{code}</pre>")
            done = end + len(closing)
    return "".join((*parts, text[done:]))


def _kept(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each ``<pre>`` that is closed begins and ends."""
    end = 0
    for closing in _PRE_END.finditer(text):
        if opening := _PRE.search(text, end, closing.start()):
            yield opening.start(), closing.end()
        end = closing.end()


def _drop_shortcodes(text: str) -> str:
    """Take the tags of shortcodes out, and keep what stands inside; ``[1]`` and ``[[gallery]]`` are text."""
    text = _NO_TEXT.sub("", text)
    names = {*_CLOSING.findall(text), *_OPENING.findall(text)}
    shown = _SHORTCODE.sub(lambda found: "" if found[1] in names else found[0], text)
    return _ESCAPED.sub(r"\1", shown)


def _make_paragraphs(text: str) -> str:
    """Wrap what is no block of its own into paragraphs.

    Source:
        WordPress 6.1 ``wpautop``, of which this is what matters to the text. Where blocks are marked
        (``<!-- wp:paragraph -->``), WordPress leaves it out.
    """
    return text if "<!-- wp:" in text else "\n".join(_paragraphs(text))


def _paragraphs(text: str) -> Iterator[str]:
    for part in _BLANK.split(text):
        if part.strip():
            yield part if _BLOCK.match(part) else f"<p>{part.strip()}</p>"
