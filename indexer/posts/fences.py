"""Find a file's front matter without losing or misreading a line of it.

Front matter is found generously and read strictly: text that looks like front matter and cannot be read is an
error, because it may be the place where the author wrote ``draft: true``.
"""

import re
from dataclasses import dataclass

from indexer.patterns import compile_later

LONGEST = 64 * 1024
"""Code points of front matter that are read; more is an error."""

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_LEAD = compile_later(rf"[\s{_INVISIBLE}]*")
_BLANK_REST = compile_later(r"[^\S\n]*(?:\n|\Z)")
_FENCE = compile_later(r"(-{3,}|\+{3,}|;{3,})[^\S\n]*(?:\n|\Z)")
_CLOSING = {
    "-": re.compile(r"^(?:-{3,}|\.{3})[^\S\n]*(?:\n|\Z)", re.MULTILINE),
    "+": re.compile(r"^\+{3,}[^\S\n]*(?:\n|\Z)", re.MULTILINE),
    ";": re.compile(r"^;{3,}[^\S\n]*(?:\n|\Z)", re.MULTILINE),
}
_FORMATS = {"-": "yaml", "+": "toml", ";": "json"}

# Of the names in ``hidden_keys`` those that are no words of a text.
_VISIBILITY = (
    r"draft|published|publish_?date|expiry_?date|password|encrypt\w*|search|hidden|unlisted|no_?index|is_?draft"
    r"|in_search_index|search_?hidden|hidden_?from_?search|exclude_?(?:from_?)?search|search_?exclude|no_?search"
)
_KNOWN = (
    rf"{_VISIBILITY}|title|subtitle|date|updated|lastmod|layout|type|slug|url|path|permalink|template|weight"
    r"|authors?|description|summary|excerpt|tags?|category|categories|keywords|taxonomies|lang|language|aliases"
)
_KNOWN_KEY = compile_later(rf"^[^\S\n]*[\"']?(?:{_KNOWN})[\"']?[^\S\n]*[:：=＝]", re.MULTILINE | re.IGNORECASE)
_VISIBILITY_KEY = compile_later(
    rf"^[^\S\n]*[\"']?(?:{_VISIBILITY})[\"']?[^\S\n]*[:：=＝]", re.MULTILINE | re.IGNORECASE
)
_KEY = compile_later(r"^[^\S\n]*[\"']?[\w-]{1,40}[\"']?[^\S\n]*[:：=＝]", re.MULTILINE)
# Keys that stand in a list: ``- draft: true`` and ``- {draft: true}``.
_DASHES = r"^[^\S\n]*(?:-[^\S\n]++)+(?!-[^\S\n])\{?[^\S\n]*"
_LISTED_KEY = compile_later(rf"{_DASHES}[\"']?[\w-]{{1,40}}[\"']?[^\S\n]*(?::(?=\s)|：)", re.MULTILINE)
_LISTED_KNOWN_KEY = compile_later(rf"{_DASHES}[\"']?(?:{_KNOWN})[\"']?[^\S\n]*[:：]", re.MULTILINE | re.IGNORECASE)
_SKIPPED_LINES = compile_later(r"(?:[^\S\n]*(?:#.*)?\n)*")
# A first line that was meant as a fence: made of other dashes, or with more than dashes on it.
_ALMOST_FENCE = compile_later(r"(?:[^\w\s`~<#>|]{1,12}[^\S\n]*|[-+]{3,}.*|%YAML.*(?:\n-{3,}[^\S\n]*)?)\n")
_HEADLESS_END = compile_later(r"^(?:(?:-{3,}|;{3,}|\.{3})[^\S\n]*(?:\n|\Z)|[^\S\n]*(?:\n|\Z))", re.MULTILINE)
# ``key:: value``, a property of Logseq's.
_PROPERTY = compile_later(r"[^\S\n]*[\w./-]{1,40}::(?:\s|\Z)")
# A string that is never closed reaches to the end at once: trying each of its quotes would be quadratic.
_JSON_TOKEN = compile_later(r'"[^"\\]*+(?:\\.[^"\\]*+)*(?:"|\\?\Z)|[{}]', re.DOTALL)
_JSON_START = compile_later(r"\{\s*(?:\"|\}(?!\}))")
_LOOSE_JSON_START = compile_later(rf"\{{\s*['‘“]?(?:{_KNOWN})['’”]?\s*[:：=]", re.IGNORECASE)


class FrontMatterError(ValueError):
    """A file's head looks like front matter and cannot be read.

    Attributes:
        line: In the file, from 1.
        message: What was found, and what to write instead; one line.
    """

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Block:
    """The lines between two fences.

    Attributes:
        format: ``yaml``, ``toml`` or ``json``.
        text: Without the fences.
        line: Where ``text`` begins in the file, from 1.
        body_start: Offset of the body in the file's text.
        warning: A warning about the fences; mostly empty.
    """

    format: str
    text: str
    line: int
    body_start: int
    warning: str = ""


def find_block(text: str) -> Block | None:
    """Find the front matter at the head of a file; None where there is none.

    Blank lines and HTML comments may stand before it, and a comment may enclose it, as Hugo allows. ``...``
    closes YAML, as in Jekyll. The first fence may be missing, as Hexo allows.

    Raises:
        FrontMatterError: It is not closed, or too long, or its fence is mistyped.
    """
    start = _skip_comments(text, _LEAD.match(text).end())  # type: ignore[union-attr]
    if fence := _FENCE.match(text, start):
        return _find_fenced(text, start, fence)
    if text.startswith("{", start):
        return _find_json(text, start)
    return _find_headless(text, start)


def looks_meant(block: str) -> bool:
    """Say whether lines between two fences were meant as front matter rather than as prose between two rules."""
    return _KEY.search(block) is not None


def names_known_key(block: str) -> bool:
    """Say whether any line begins with a key that site generators know, such as ``title`` or ``draft``."""
    return _KNOWN_KEY.search(block) is not None


def find_listed_key(block: str) -> int | None:
    """Return the offset of the first line that is an item of a list and holds a key; None where there is none."""
    match = _LISTED_KEY.search(block)
    return match.start() if match else None


def line_at(text: str, offset: int) -> int:
    """Return the line, from 1, on which an offset stands."""
    return text.count("\n", 0, offset) + 1


def _skip_comments(text: str, start: int) -> int:
    """Step over whole comments, or into one that encloses the front matter."""
    while text.startswith("<!--", start):
        line_end = text.find("\n", start) + 1
        end = text.find("-->", start)
        inside = _LEAD.match(text, line_end).end() if line_end else 0  # type: ignore[union-attr]
        if inside and (end < 0 or end >= line_end) and _FENCE.match(text, inside):
            return inside
        if end < 0:
            break
        start = _LEAD.match(text, end + 3).end()  # type: ignore[union-attr]
    return start


def _find_fenced(text: str, start: int, fence: re.Match[str]) -> Block | None:
    sign = fence[1][0]
    closing = _CLOSING[sign].search(text, fence.end())
    content = text[fence.end() : closing.start() if closing else fence.end() + LONGEST]
    line = line_at(text, fence.end())
    if closing is None:
        _refuse_unclosed(content, line - 1, fence[1])
        return None
    if len(content) > LONGEST:
        if not looks_meant(content[:LONGEST]):
            return None
        raise FrontMatterError(line - 1, f"front matter longer than {LONGEST // 1024} KiB; shorten it")
    if sign == ";":
        content = "{" + content + "}"
    body_start = _leave_comment(text, closing.end()) if start and "<!--" in text[:start] else closing.end()
    return Block(_FORMATS[sign], content, line, body_start)


def _refuse_unclosed(content: str, line: int, fence: str) -> None:
    """Tell front matter that is never closed from a document that begins with a horizontal rule."""
    first = _SKIPPED_LINES.match(content).end()  # type: ignore[union-attr]
    if _KEY.match(content, first) or _LISTED_KNOWN_KEY.match(content, first) or names_known_key(content):
        raise FrontMatterError(
            line, f"front matter is opened here and never closed; put a line {fence} below its last key"
        )


def _leave_comment(text: str, end: int) -> int:
    """Step out of a comment that ends behind the front matter; over the rest of that line where it is blank."""
    after = _LEAD.match(text, end).end()  # type: ignore[union-attr]
    if not text.startswith("-->", after):
        return end
    rest = _BLANK_REST.match(text, after + len("-->"))
    return rest.end() if rest else after + len("-->")


def _find_json(text: str, start: int) -> Block | None:
    line = line_at(text, start)
    if not _JSON_START.match(text, start):
        if _LOOSE_JSON_START.match(text, start):
            raise FrontMatterError(line, 'JSON front matter needs its keys in double quotes: {"title": "…"}')
        return None
    end = _end_of_object(text, start)
    if end is None:
        raise FrontMatterError(
            line, f"JSON front matter opened here is not closed within {LONGEST // 1024} KiB; add the missing }}"
        )
    rest_of_line = re.compile(r"[^\S\n]*\n").match(text, end)
    return Block("json", text[start:end], line, rest_of_line.end() if rest_of_line else end)


def _end_of_object(text: str, start: int) -> int | None:
    level = 0
    for token in _JSON_TOKEN.finditer(text, start, start + LONGEST):
        level += {"{": 1, "}": -1}.get(token[0], 0)
        if level == 0:
            return token.end()
    return None


def _find_headless(text: str, start: int) -> Block | None:
    """Find keys without an opening fence, closed by one or by a blank line."""
    almost = _ALMOST_FENCE.match(text, start)
    first = almost.end() if almost else start
    if not _KNOWN_KEY.match(text, first) or _PROPERTY.match(text, first):
        return None
    end = _HEADLESS_END.search(text, first, first + LONGEST)
    content = text[first : end.start() if end else first + LONGEST]
    line = line_at(text, first)
    fenced = bool(end and end[0].strip())
    if not fenced and not _VISIBILITY_KEY.search(content) and len(_KNOWN_KEY.findall(content)) == 1:
        return None
    if almost:
        raise FrontMatterError(
            line_at(text, start), "looks like the first line of front matter; write --- and nothing else there"
        )
    if end is None:
        raise FrontMatterError(line, "front matter is never closed; put --- above and below it")
    if end[0].startswith(";"):
        return Block("json", "{" + content + "}", line, end.end())
    warning = "" if fenced else "read as front matter although it has no fences; put --- above and below it"
    return Block("yaml", content, line, end.end(), warning)
