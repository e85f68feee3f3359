"""Results -> the JSON of the public contract: plain values, marks turned into HTML.

The web app sends this and ``search-index query --json`` prints it, so that both say the same. Marks stay
ranges everywhere else; this is the last step.
"""

import json
import re
from collections.abc import Iterable
from html import escape

import orjson

from indexer.search.results import Hit, Note, Results, SectionHit, Snippet, Suggestion

FACETS = ("lang", "tag", "category", "author", "year")
"""Every answer names all of these, in this order."""
OPTIONAL_FACETS = ("site",)
"""There only where posts have values of it: an index of one site says nothing of sites."""

_ELLIPSIS = "…"
_SPECIAL = re.compile("[&<>\"']")
_SENTENCE_ENDS = tuple(".!?…。！？")

# A browser drops tabs and line ends inside an address, and reads "\" as "/": neither may slip past the test
# for what an address starts with.
_SAFE_URL = re.compile(r"(?:https?://|/(?![/\\]))[^\x00-\x1f\x7f\ud800-\udfff]*", re.IGNORECASE)


def safe_url(url: str) -> str:
    """Return an address that can be followed without running anything, else an empty text.

    Safe are ``http:``, ``https:`` and paths on the same site (``/``). An author's ``javascript:`` or ``data:``
    address is not, nor is one that hides its kind behind control characters.
    """
    return url if _SAFE_URL.fullmatch(url) else ""


def landing_url(hit: Hit | SectionHit) -> str:
    """Return the address of a hit, or a section, that leads to the passage shown, where it is safe; else an empty text.

    A post that has a ``#`` in its own address is led to as it is.
    """
    url = safe_url(hit.url)
    page, *anchors = url.split("#")
    is_plain = len(anchors) == isinstance(hit, SectionHit)
    return f"{page}#{hit.fragment}" if url and hit.fragment and is_plain else url


def snippet_html(snippet: Snippet) -> str:
    """Write a snippet as HTML: escaped text and ``<mark>`` elements, nothing else.

    It can stand in an element or in a quoted attribute. ``…`` stands where the post's text goes on, except
    after the end of a sentence.
    """
    text, marks, cut_before, cut_after = snippet
    if not text:
        return ""
    write = escape if _SPECIAL.search(text) else str
    if not (marks or cut_before or cut_after):
        return write(text)
    pieces = [_ELLIPSIS] if cut_before else []
    end = 0
    for start, stop in marks:
        pieces += write(text[end:start]), "<mark>", write(text[start:stop]), "</mark>"
        end = stop
    pieces.append(write(text[end:]))
    if cut_after and not text.endswith(_SENTENCE_ENDS):
        pieces.append(_ELLIPSIS)
    return "".join(pieces)


def results_payload(results: Results) -> dict[str, object]:
    """Write results as the answer of ``GET /api/search``.

    Returns:
        Only dicts, lists, texts, numbers and None. Every text ending in ``_html`` is safe to be put into a
        page; ``url`` is empty where a post's address would not be safe to follow.
    """
    return {
        "query": results.query,
        "total": results.total,
        "complete": results.complete,
        "page": results.page,
        "per_page": results.per_page,
        "took_ms": round(results.took_ms, 2),
        "hits": [_hit_payload(hit) for hit in results.hits],
        "facets": {
            name: [list(pair) for pair in results.facets.get(name, ())]
            for name in (*FACETS, *OPTIONAL_FACETS)
            if name in FACETS or results.facets.get(name)
        },
        "suggestion": results.suggestion,
        "notes": [_note_payload(note) for note in results.notes],
    }


def write_json(payload: object) -> bytes:
    """Write a payload as JSON in UTF-8; a lone surrogate, which UTF-8 cannot hold, becomes a question mark."""
    try:
        return orjson.dumps(payload)
    except orjson.JSONEncodeError:
        return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def suggestions_payload(text: str, suggestions: Iterable[Suggestion]) -> dict[str, object]:
    """Write suggestions as the answer of ``GET /api/suggest``."""
    return {
        "query": text,
        "suggestions": [{"text": each.text, "kind": each.kind, "url": safe_url(each.url)} for each in suggestions],
    }


def _hit_payload(hit: Hit) -> dict[str, object]:
    return {
        "id": hit.id,
        "url": safe_url(hit.url),
        "title": hit.title.text,
        "title_html": snippet_html(hit.title),
        "snippet_html": snippet_html(hit.snippet),
        "sections": [_section_payload(section) for section in hit.sections],
        "date": hit.date.isoformat() if hit.date else None,
        "language": hit.language,
        "authors": list(hit.authors),
        "tags": list(hit.tags),
        "categories": list(hit.categories),
        "score": hit.score,
        "translations": [
            {"language": each.language, "title": each.title, "url": safe_url(each.url)} for each in hit.translations
        ],
        **({"pinned": True} if hit.is_pinned else {}),
        **({"fragment": hit.fragment} if hit.fragment else {}),
        **({"image": image} if (image := safe_url(hit.image)) else {}),
    }


def _note_payload(note: Note) -> dict[str, object]:
    return {
        "kind": note.kind,
        "text": note.text,
        **({"words": list(note.words)} if note.words else {}),
        **({"exactly": note.exactly} if note.exactly else {}),
    }


def _section_payload(section: SectionHit) -> dict[str, object]:
    return {
        "heading": section.heading.text,
        "url": safe_url(section.url),
        "snippet_html": snippet_html(section.snippet),
        "heading_html": snippet_html(section.heading),
        **({"fragment": section.fragment} if section.fragment else {}),
    }
