"""What a post says of itself besides front matter: the properties of notes, and comments of Markdown.

That is Obsidian's ``aliases``, Logseq's properties at the top of a page, and definitions of links that define none
(``[title]: <> (Crypto Cities)``).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from indexer.patterns import compile_later
from indexer.posts.dates import UnreadableDateError, parse_date
from indexer.posts.fields import texts_of
from indexer.posts.post import FrontMatter

_PROPERTY = compile_later(r"[ \t]*(?:-[ \t]+)?([A-Za-z][\w./-]{0,40})::(?:[ \t]+([^\n]*))?(?:\n|\Z)")
_DEFINITION = compile_later(r"[ ]{0,3}\[([A-Za-z]\w{0,40})\]:[ \t]*(?:<>|#)[ \t]*[(\"']([^\n]*)[)\"'][ \t]*(?:\n|\Z)")
"""Comments of Markdown that say what front matter would: only what is known is taken."""
_DEFINED = frozenset({"title", "date", "author", "authors", "tags", "category", "categories", "description", "lang"})
_LINK = compile_later(r"#?\[\[([^\[\]\n]{1,300})\]\]")
_DAY = compile_later(r"\d{4}-\d{1,2}-\d{1,2}\b")
_CREATED = ("created", "date created", "date_created")
_LISTS = frozenset({"alias", "aliases", "tags"})
_LISTS_DEFINED = frozenset({"tags", "category", "categories"})


def read_note(front_matter: FrontMatter) -> FrontMatter:
    """Return the front matter with what a page says at its top (``tags:: a, b``), and a note's other names as keywords.

    Source:
        help.obsidian.md/aliases; docs.logseq.com, "Properties" and "Built-in properties".
    """
    told = dict(_properties(front_matter.body)) if front_matter.format == "none" else {}
    whole = replace(front_matter, values={**told, **front_matter.values}) if told else front_matter
    # What has a slash is an address that leads here, as with Hugo.
    names = [name for key in ("aliases", "alias") for name in texts_of(whole.get(key)) if "/" not in name]
    if not names:  # as mostly
        return whole
    return replace(whole, values={**whole.values, "keywords": [*texts_of(whole.get("keywords")), *names]})


def read_creation(front_matter: FrontMatter, zone: tzinfo) -> datetime | None:
    """Return when a note says that it was begun, if that can be read: a plugin writes it, and no visitor waits for it.

    Source:
        platers.github.io/obsidian-linter, “YAML Timestamp”; quartz.jzhao.xyz/plugins/CreatedModifiedDate.
    """
    try:
        return parse_date(front_matter.get(*_CREATED), zone)
    except UnreadableDateError:
        return None


def _properties(body: str) -> Iterator[tuple[str, object]]:
    at = 0
    while found := _PROPERTY.match(body, at):
        key, value = found[1].casefold(), _LINK.sub(r"\1", found[2] or "").strip()
        at = found.end()
        if key in _LISTS:
            yield key, _split_list(value)
        elif "date" not in key or _DAY.match(value):  # a day of Logseq's own, “Nov 30th, 2026”, is a link to its page
            yield key, value
    while found := _DEFINITION.match(body, at):
        key, value = found[1].casefold(), found[2].strip()
        at = found.end()
        if key in _LISTS_DEFINED:
            yield key, _split_list(value)
        elif key in _DEFINED:
            yield key, value


def _split_list(value: str) -> list[str]:
    return [name.strip().removeprefix("#") for name in re.split("[,，]", value) if name.strip()]
