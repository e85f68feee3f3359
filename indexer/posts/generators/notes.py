"""What programs for notes say of a note: Obsidian's ``aliases``, and Logseq's properties at the top of a page."""

import re
from collections.abc import Iterator
from dataclasses import replace

from indexer.patterns import compile_later
from indexer.posts.fields import texts_of
from indexer.posts.post import FrontMatter

_PROPERTY = compile_later(r"[ \t]*(?:-[ \t]+)?([A-Za-z][\w./-]{0,40})::(?:[ \t]+([^\n]*))?(?:\n|\Z)")
_LINK = compile_later(r"#?\[\[([^\[\]\n]{1,300})\]\]")
_DAY = compile_later(r"\d{4}-\d{1,2}-\d{1,2}\b")
_LISTS = frozenset({"alias", "aliases", "tags"})


def read_note(front_matter: FrontMatter) -> FrontMatter:
    """Return the front matter with a page's properties (``tags:: a, b``), and with a note's other names as keywords.

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


def _properties(body: str) -> Iterator[tuple[str, object]]:
    at = 0
    while found := _PROPERTY.match(body, at):
        key, value = found[1].casefold(), _LINK.sub(r"\1", found[2] or "").strip()
        at = found.end()
        if key in _LISTS:
            yield key, [name.strip().removeprefix("#") for name in re.split("[,，]", value) if name.strip()]
        elif "date" not in key or _DAY.match(value):  # a day of Logseq's own, “Nov 30th, 2026”, is a link to its page
            yield key, value
