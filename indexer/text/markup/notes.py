"""Marks of programs for notes: Obsidian, Logseq, Foam, Notion and those that publish what these keep (Quartz).

Links to other notes (``[[note#heading|shown]]``) show what they are called by; comments are not seen, and neither are
the names and records of blocks.

Source:
    help.obsidian.md: "Internal links", "Embed files", "Basic formatting syntax"; docs.logseq.com: "Properties",
    "Built-in properties", "Block references", "Macros", "Cloze".
"""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from indexer.patterns import compile_later
from indexer.text.markup.code_ranges import verbatim_test
from indexer.text.markup.inline_marks import Mark
from indexer.text.markup.line_begin import begins_line, find_line_begin
from indexer.text.markup.liquid import STRONG, strong_mark

# Each begins with the sign that it is looked for by, so that a search need not try every place.
_LINK = compile_later(
    r"\[\[(?<![A-Za-z0-9_)\]\[]\[\[)(?=[^\s:-])(?!@?_?toc_?\]\])(?=[^\]\n]{0,300}?[^\W\d_])"
    r"(?P<note>[^\[\]\n]{1,300})\]\](?!\]|\((?!\())",
    re.IGNORECASE,
)
_MEDIA = "png|jpe?g|gif|svg|webp|avif|bmp|ico|heic|mp[34]|m4a|wav|ogg|flac|webm|ogv|mov|mkv|pdf|canvas|base"
_GOAL = compile_later(
    r"\]\((?:\[\[[^\[\]\n]{1,300}\]\]|\(\([\w-]{1,100}\)\)"
    r"|(?=[^()<>\"'\n]{0,300}? )(?:file:|[A-Z]:(?=/)|https?:(?=[^()\n]{0,300}\{\{))?[^()<>\"':：\n]{1,300}"
    rf"\.(?:{_MEDIA}|mdx?|html?|xml|docx?|xlsx?|pptx?|txt|zip|rar)"
    r"|data:image/svg\+xml[^\n]{0,9000}?%3C/svg%3E)\)",
    re.IGNORECASE,
)
"""Where a link of Markdown leads: to a note, a block, a file with spaces in its name, or a drawing written out (which
Yuque exports)."""
_MARKED = compile_later(r"==(?<![A-Za-z0-9=)\]\"']==)(?=[^\s=])(?P<shown>[^=\n`]{1,500})(?<=\S)==(?![=A-Za-z0-9])")
_COMMENT = compile_later(
    r"%%(?<![A-Za-z0-9%\\]%%)(?!%)(?:[^%\n]|%(?!%)){1,2000}%%(?![A-Za-z0-9%])"
    r"|%%(?<![^\n]%%)(?!%)(?:[^%]|%(?!%)){1,9000}%%(?=[ \t]*(?:\n|\Z))"
)
_BLOCK_NAME = compile_later(r"\^(?<=\s\^)(?=[A-Za-z0-9-]{0,60}[A-Za-z])[A-Za-z0-9-]{2,60}[ \t]*(?=\n|\Z)")
_BLOCK = compile_later(r"\(\([0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}\)\)")
_PROPERTY = compile_later(r"::(?=[ \t\n]|\Z)(?P<value>[^\n]*)")
_KEY = compile_later(r"(?P<item>[ \t]*(?:[-*+][ \t]+)?)(?P<key>[A-Za-z][\w./-]{0,40})")
_ITEM = compile_later(r"(?P<tabs>\t+)- ")
_RECORDS = compile_later(r":LOGBOOK:[ \t]*\n(?:(?![ \t]*:END:)[^\n]*\n){0,200}[ \t]*:END:")
_EDGE = compile_later(
    r"#\+(?:BEGIN_QUERY\b.{0,4000}?#\+END_QUERY|(?:BEGIN|END)_[A-Z]+[^\n]*)", re.DOTALL | re.IGNORECASE
)
_BEFORE_EDGE = compile_later(r"[ \t>]*(?:[-*+][ \t]+)?[ \t>]*")
_MACRO = compile_later(
    r"\{\{[ \t]*(?:cloze (?P<shown>[^{}\n]{0,500})|(?:bilibili|embed|function|namespace|query|renderer|tweet|twitter"
    r"|video|vimeo|youtube|youtube-timestamp|zotero-[\w-]+)[ \t]+(?![|}\s])[^{}\n]{1,500})\}\}"
)
_ATTRIBUTES = compile_later(r"\{(?<=\)\{):? ?(?:(?:height|width) |[.#][A-Za-z]|[\w-]{1,30}=)[^{}\n]{0,200}\}")
_CALLOUT = compile_later(r"<aside>[ \t]*(?=\n)")
"""Notion's, whose text is Markdown."""
_COMPONENT = compile_later(
    r"<(?=/?[A-Z])/?[A-Z][\w.]*(?<=[a-z\d])(?:\s(?:[^<>{}\"'\n]|\"[^\"\n]*\"|'[^'\n]*'|\{[^{}\n]*\}){0,500})?>"
    r"(?=[ \t]*(?:\n|\Z))"
)
_STRONG = compile_later(STRONG)

_HTML = compile_later(
    r"\s*</?(?:article|blockquote|center|dd|details|div|dl|dt|figcaption|figure|h[1-6]|li|ol|p|section|summary|table|tbody"
    r"|td|th|thead|tr|ul)\b",
    re.IGNORECASE,
)
"""Begins a block of HTML, in which nothing is a link."""
_LONGEST_BLOCK = 2_000
_SEPARATOR = compile_later(r"\\?\|")
_SIZE = compile_later(r"\d+(?:x\d+)?")
_FILE = compile_later(rf"[^#|]*\.(?:{_MEDIA})\b", re.IGNORECASE)
_LONGEST_ADDRESS = 2_000
_TITLE = compile_later(r"\s(?:title|label|caption)=([\"'])(?P<shown>[^\"'\n]+)\1")
_STEP = compile_later(r"(?<!\s)#(?=\S)|\A#")
_UNSEEN_KEYS = frozenset({
    "background-color", "collapsed", "created-at", "exclude-from-graph-view", "heading", "icon", "id", "public",
    "template", "template-including-parent", "updated-at",
})  # fmt: skip
_UNSEEN_PREFIXES = ("card-", "hl-", "logseq.", "ls-", "query-")


def unwrap_notes(body: str, generator: str, signs: AbstractSet[str] | None = None) -> str:
    """Return Markdown of a folder without a generator, without the marks of programs for notes but those in code.

    Args:
        body: Markdown.
        generator: Of the site.
        signs: Those that may stand there, see ``SIGNS``; None for all.
    """
    if generator != "plain":
        return body
    body = _outdent(body)
    written, at = list[str](), 0
    for mark in _find_marks(body, SIGNS if signs is None else signs):
        if mark.start >= at:
            written += (body[at : mark.start], mark.shown)
            at = mark.end
    return "".join([*written, body[at:]]) if at else body


def _outdent(body: str) -> str:
    """Take from lists that Logseq indents below a heading or properties what makes code of them elsewhere."""
    if "\n\t" not in body:
        return body
    lines, margin, above = list[str](), "", ""
    for line in body.split("\n"):
        if margin and line.strip() and not line.startswith(margin):
            margin = ""
        if not margin and (item := _ITEM.match(line)) and (above.startswith("#") or _PROPERTY.search(above)):
            margin = item["tabs"]
        lines.append(line.removeprefix(margin))
        above = line.strip() or above
    return "\n".join(lines)


def _find_marks(body: str, signs: AbstractSet[str]) -> list[Mark]:
    """Return the marks outside of code, in the order in which they stand; of two that overlap the first counts."""
    marks = sorted(
        mark
        for sign, (pattern, read) in _MARKS.items()
        if sign in signs
        for found in pattern.finditer(body)
        if (whole := read(found))
        for mark in (_ends(whole) if sign in _AROUND else (whole,))
    )
    if not marks:
        return []
    in_code = verbatim_test(body)
    return [mark for mark in marks if not (in_code(mark.start) or in_code(mark.end - 1))]


def _ends(mark: Mark) -> tuple[Mark, Mark]:
    """Return the two ends of a mark around words, between which others may stand."""
    return Mark(mark.start, mark.start + 2, ""), Mark(mark.end - 2, mark.end, "")


def _leave_out(found: re.Match[str]) -> Mark:
    return Mark(found.start(), found.end(), "")


def _show(found: re.Match[str]) -> Mark:
    return Mark(found.start(), found.end(), "", shown=(found["shown"] or "").strip())


def _read_edge(found: re.Match[str]) -> Mark | None:
    line = find_line_begin(found.string, found.start())
    return _leave_out(found) if line is not None and _BEFORE_EDGE.fullmatch(found.string, line, found.start()) else None


def _read_goal(found: re.Match[str]) -> Mark:
    return Mark(found.start(), found.end(), "", shown="](#)")


def _read_link(found: re.Match[str]) -> Mark | None:
    """Write a link to a note as one of Markdown: lists of links are told by these.

    An embedded note is a post itself, and a picture has words only where its author gives it some.
    """
    text = found.string
    if _is_in_html(text, found.start()):
        return None
    note, *others = _SEPARATOR.split(found["note"], maxsplit=1)
    shown = others[0].strip() if others else ""
    if not text.endswith("!", 0, found.start()):
        return Mark(found.start(), found.end(), "", shown=f"[{shown or _name(note)}](#)")
    called = "" if _SIZE.fullmatch(shown) else shown
    words = called if called or _FILE.match(note) else _name(note)
    start, end = found.start() - 1, found.end()
    before, after = (_space(text[at : at + 1]) for at in (max(0, start - 1), end))
    return Mark(start, end, "", shown=f"{before if start else ''}{words}{after}")


def _is_in_html(text: str, at: int) -> bool:
    """Check whether an offset lies in a block of HTML, which ends with a blank line."""
    first = max(0, at - _LONGEST_BLOCK)
    begin = text.rfind("\n\n", first, at)
    return (begin >= 0 or not first) and bool(_HTML.match(text, max(begin, 0)))


def _space(beside: str) -> str:
    """Return what parts a picture from a character beside it; more space at the beginning of a line would be code."""
    return " " if beside.strip() else ""


def _name(note: str) -> str:
    """Return what is seen of an address: ``note#heading`` as ``note > heading``; the name of a block is not seen."""
    return " > ".join(part for part in map(str.strip, _STEP.split(note)) if part and not part.startswith("^"))


def _read_attributes(found: re.Match[str]) -> Mark | None:
    """Leave out ``{width=50%}`` behind a picture or a link, whose address has neither spaces nor brackets."""
    before = found.string[max(0, found.start() - _LONGEST_ADDRESS) : found.start() - 1]
    address = before.rpartition("](")[2]
    is_link = len(address) < len(before) and not any(sign in address for sign in " ()\n")
    return _leave_out(found) if is_link else None


def _begin_block(found: re.Match[str]) -> Mark:
    return Mark(found.start(), found.end(), "", shown="<aside>\n")


def _read_component(found: re.Match[str]) -> Mark | None:
    """Leave a tag of React's or Vue's out of a line of its own, which made HTML of the lines below; its title stays."""
    if not begins_line(found.string, found.start()):
        return None
    title = _TITLE.search(found[0])
    return Mark(found.start(), found.end(), "", shown=f"{title['shown']}\n" if title else "")


def _read_property(found: re.Match[str]) -> Mark | None:
    """Read ``key:: value``, alone on a line or the first of a list's item; each is seen on a line of its own."""
    line = find_line_begin(found.string, found.start())
    begin = None if line is None else _KEY.fullmatch(found.string, line, found.start())
    if begin is None:
        return None
    key = begin["key"].casefold()
    # What is more than a word is a sentence: ``id:: gives back what it takes``.
    if (key in _UNSEEN_KEYS and len(found["value"].split()) <= 1) or key.startswith(_UNSEEN_PREFIXES):
        return Mark(begin.end("item"), found.end(), "")
    return Mark(begin.end("item"), found.start("value"), "", shown=f"<br>{begin['key']}:")


_MARKS: Mapping[str, tuple[re.Pattern[str], Callable[[re.Match[str]], Mark | None]]] = {
    "[[": (_LINK, _read_link),
    "](": (_GOAL, _read_goal),
    "==": (_MARKED, _show),
    "%%": (_COMMENT, _leave_out),
    "^": (_BLOCK_NAME, _leave_out),
    "((": (_BLOCK, _leave_out),
    "::": (_PROPERTY, _read_property),
    ":LOGBOOK:": (_RECORDS, _leave_out),
    "#+": (_EDGE, _read_edge),
    "{{": (_MACRO, _show),
    "){": (_ATTRIBUTES, _read_attributes),
    "<": (_COMPONENT, _read_component),
    "<aside>": (_CALLOUT, _begin_block),
    "**": (_STRONG, strong_mark),
}
"""By sign what looks for a mark, and reads what is found."""
_AROUND = frozenset(("==", "**"))
"""Those that stand on both sides of the words that they mark."""
SIGNS = frozenset(_MARKS)
