"""The anchors that site generators give to headings.

Checked against what the generators themselves print, see ``tests/oracles/anchors``.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from html import escape, unescape
from typing import Literal, NamedTuple

from indexer.patterns import compile_later
from indexer.posts.post import AnchorOptions
from indexer.text.docsify_slugs import docsify_4_slug, docsify_slug
from indexer.text.hexo_slugs import hexo_slug
from indexer.text.slugs import zola_slug


class HeadingPart(NamedTuple):
    """A piece of a heading.

    Attributes:
        kind: Plain ``text``, a ``code`` span, an image's ``alt``, or a ``link`` in ``<…>``.
        within: Which emphasis, link or image of the heading it stands in, counted from 1; 0 for none.
    """

    kind: Literal["text", "code", "alt", "link"]
    text: str
    within: int = 0


class Heading(NamedTuple):
    r"""A heading as far as its anchor depends on it.

    Attributes:
        parts: In reading order; a line end is ``\n``.
        given: The anchor that the author chose, or empty.
        source: The heading's Markdown, without what makes it a heading.
        level: 1 to 6.
        begins_with_link: Nothing stands before its first link.
    """

    parts: Sequence[HeadingPart]
    given: str = ""
    source: str = ""
    level: int = 1
    begins_with_link: bool = False


_NO_OPTIONS = AnchorOptions()
_DASHES = compile_later(r"---?")
_FIRST_SEGMENT = compile_later(r"['\"]|---?|\.\.\.|(?:(?!--|\.\.\.)[^'\"_])*_?")
_ADDRESS = compile_later(r"(?:https?|ftp)://\S+|www\.\S+")
_BEFORE_LETTER = compile_later(r"\A[^a-zA-Z]+")
_NOT_KRAMDOWN = compile_later(r"[^a-zA-Z0-9 -]")
_HTML_TAG = compile_later(r"<[^>]*(?:>|\Z)")
_ENTITY = compile_later(r"&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);", re.IGNORECASE)
_DECODED_BY_HEXO = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#96;", "&#x2F;", "&#x3D;"})
"""Entities that hexo-util ``unescape_html.js`` knows; the names of others become part of an anchor."""


def _typeset(part: HeadingPart) -> str:
    # Both typographers make dashes of hyphens in text, and both anchor rules then drop the dashes.
    return part.text if part.kind == "code" or "--" not in part.text else _DASHES.sub("", part.text)


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub("", text) if "://" in text or "www." in text else text


def _hugo_text(heading: Heading) -> str:
    texts, begun = [], 0
    for part in heading.parts:
        if not part.within:
            texts.append("" if part.kind == "link" else _without_addresses(_typeset(part)))
        elif part.within > begun:
            # Of emphasis, a link or an image, Hugo takes what its parser holds as the first piece of text.
            begun = part.within
            texts.append(_first_segment(part))
    return "".join(texts).rpartition("\n")[2]


def _first_segment(part: HeadingPart) -> str:
    if part.kind in ("code", "link"):
        return part.text if part.kind == "code" else ""
    found = _FIRST_SEGMENT.match(part.text)
    return found[0] if found else ""


class _Kept(dict[int, str]):
    """Each character as an anchor keeps it, in small letters, filled as they are met; for ``str.translate``."""

    def __init__(self, *categories: str) -> None:
        super().__init__({ord("-"): "-", ord(" "): "-", ord("_"): "_"})
        self._categories = categories

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = self[code] = char.lower()[:1] if unicodedata.category(char).startswith(self._categories) else ""
        return kept


_LETTERS_AND_DIGITS = _Kept("L", "Nd")


def _github(heading: Heading) -> str | None:
    text = _hugo_text(heading).strip()
    return (text.translate(_LETTERS_AND_DIGITS) or "heading") if text else None


def _github_ascii(heading: Heading) -> str | None:
    text = unicodedata.normalize("NFD", _hugo_text(heading)).strip()
    ascii_text = text.encode("ascii", "ignore").decode()
    return (ascii_text.translate(_LETTERS_AND_DIGITS) or "heading") if text else None


def _blackfriday(heading: Heading) -> str | None:
    text = _hugo_text(heading)
    words = "".join(char.lower()[:1] if unicodedata.category(char)[0] in "LN" else " " for char in text).split()
    return ("-".join(words) or "heading") if text else None


def _kramdown_gfm(heading: Heading) -> str:
    text = "".join(_typeset(part) for part in heading.parts if part.kind != "alt").lower().replace("\t", "-")
    kept = ("L", "M", "Nd", "Nl", "Pc")
    return "".join(
        "-" if char == " " else char for char in text if char in " -" or unicodedata.category(char).startswith(kept)
    )


def _kramdown(heading: Heading) -> str:
    letters = _NOT_KRAMDOWN.sub("", _BEFORE_LETTER.sub("", heading.source))
    return letters.replace(" ", "-").lower() or "section"


def _zola_text(heading: Heading) -> str:
    return "".join(part.text for part in heading.parts).replace("\n", "")


def _zola(heading: Heading) -> str:
    return zola_slug(_zola_text(heading))


def _zola_safe(heading: Heading) -> str:
    return re.sub(r"[ \t\f\r]", "_", _zola_text(heading))


def _smartypants(text: str) -> str:
    text = text.replace("---", "—").replace("--", "–")
    text = re.sub(r"(^|[-—/(\[{\"\s])'", r"\1‘", text).replace("'", "’")
    return re.sub(r"(^|[-—/(\[{‘\s])\"", r"\1“", text).replace('"', "”").replace("...", "…")


def _hexo(heading: Heading) -> str:
    return _hexo_plain(heading, _smartypants)


def _hexo_plain(heading: Heading, typeset: Callable[[str], str] = str) -> str:
    texts = [typeset(part.text) if part.kind == "text" else part.text for part in heading.parts if part.kind != "alt"]
    text = _HTML_TAG.sub("", "".join(texts))
    for entity in set(_ENTITY.findall(heading.source)) - _DECODED_BY_HEXO:
        text = text.replace(unescape(entity), entity)
    return hexo_slug(text.strip())


def _hexo_markdown_it(heading: Heading) -> str:
    texts = (_smartypants(part.text) if part.kind in {"text", "alt"} else part.text for part in heading.parts)
    return hexo_slug("".join(texts).replace("\n", ""))


def _hexo_markdown_it_plus(heading: Heading) -> str:
    parts = heading.parts[:1] if heading.begins_with_link else heading.parts
    text = unicodedata.normalize("NFKC", "".join(map(_typeset, parts)).replace("\n", ""))
    words = text.translate(_KEPT_BY_USLUG).split()
    return _RUNS_OF_DASHES.sub("-", "-".join(words)).lower()


def _docsify(heading: Heading) -> str:
    return docsify_slug(heading.given or heading.source)


def _docsify_4(heading: Heading) -> str:
    parts = ("<img>" if part.kind == "alt" else escape(part.text).replace("&#x27;", "&#39;") for part in heading.parts)
    return docsify_4_slug(heading.given or "".join(parts))


class _KeptByUslug(dict[int, str]):
    """Each character as uslug keeps it, filled as they are met; for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        char, category = chr(code), unicodedata.category(chr(code))[0]
        is_kept = char in "-_~" or (category in "LNM" and code <= _LAST_OF_UTF_16)
        kept = self[code] = char if is_kept else " " if category == "Z" or char in "\u3001\u3002" else ""
        return kept


_LAST_OF_UTF_16 = 0xFFFF
_KEPT_BY_USLUG = _KeptByUslug()
_RUNS_OF_DASHES = compile_later("-{2,}")
_MARKDOWN_IT = "hexo-markdown-it"
_MARKDOWN_IT_PLUS = "hexo-markdown-it-plus"
_STYLES: dict[str, Callable[[Heading], str | None]] = {
    "github": _github,
    "github-ascii": _github_ascii,
    "blackfriday": _blackfriday,
    "zola": _zola,
    "zola-safe": _zola_safe,
    "zola-off": _zola_safe,
    "kramdown": _kramdown,
    "kramdown-gfm": _kramdown_gfm,
    "hexo": _hexo,
    "hexo-plain": _hexo_plain,
    _MARKDOWN_IT: _hexo_markdown_it,
    _MARKDOWN_IT_PLUS: _hexo_markdown_it_plus,
    "docsify": _docsify,
    "docsify-4": _docsify_4,
}
_REPEATS = frozenset({"kramdown", "kramdown-gfm", "hexo", "hexo-plain", "docsify", "docsify-4"})
"""Styles that number the second and later uses of a name, whatever the result."""
_REWRITES = frozenset({"docsify", "docsify-4"})
"""Styles that make a name of what the author chose, too."""


class _Names:
    """The anchors of one page."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self._counts: dict[str, int] = {}

    def repeat(self, name: str) -> str:
        """Number a repeated name, even where that makes another repetition."""
        count = self._counts.get(name, 0)
        self._counts[name] = count + 1
        return f"{name}-{count}" if count else name

    def free(self, name: str) -> str:
        """Number a name that is taken with the first number that makes it free."""
        count, free = self._counts.get(name, 0), name
        while free in self.taken:
            count += 1
            free = f"{name}-{count}"
        self._counts[name] = count
        self.taken.add(free)
        return free


def make_anchors(style: str, headings: Sequence[Heading], options: AnchorOptions = _NO_OPTIONS) -> list[str]:
    """Give each heading of a page its anchor; empty where the generator gives none.

    Args:
        style: One of those named at ``Dialect.anchors``.
        headings: All headings of the page, in order.
        options: Of hexo-renderer-markdown-it alone.

    Source:
        Hugo's ``autoIDType``; Zola's ``slugify.anchors``; kramdown's and its GFM parser's ``auto_ids``;
        hexo-renderer-marked's heading renderer; hexo-renderer-markdown-it 7.1 ``lib/anchors.js``;
        hexo-renderer-markdown-it-plus 1.0 ``lib/markdown-it-toc-and-anchor`` with uslug 1.0; Docsify's ``slugify.js``.
    """
    if style in (_MARKDOWN_IT, _MARKDOWN_IT_PLUS):
        return _number_from_two(headings, _STYLES[style], options)
    make = _STYLES[style]
    names = _Names({heading.given for heading in headings if heading.given and style.startswith("zola")})
    number = names.repeat if style in _REPEATS else names.free
    if style in _REWRITES:
        return [number(make(heading) or "") for heading in headings]
    return [_anchor(heading, names, make, number) for heading in headings]


def _number_from_two(
    headings: Sequence[Heading], make: Callable[[Heading], str | None], options: AnchorOptions
) -> list[str]:
    cased = {1: str.lower, 2: str.upper}.get(options.letter_case, str)
    counts: Counter[str] = Counter()
    anchors = []
    for heading in headings:
        name = "" if heading.level < options.first_level else cased(make(heading) or "")
        counts[name] += 1
        is_repeated = counts[name] > 1 and heading.level >= options.first_level
        anchors.append(f"{name}-{options.repeat_suffix}{counts[name]}" if is_repeated else name)
    return anchors


def _anchor(
    heading: Heading, names: _Names, make: Callable[[Heading], str | None], number: Callable[[str], str]
) -> str:
    if heading.given:
        names.taken.add(heading.given)
        return heading.given
    name = make(heading)
    return "" if name is None else number(name)
