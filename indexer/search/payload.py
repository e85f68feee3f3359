"""Results -> the JSON of the public contract: plain values, marks turned into HTML.

The web app sends this and ``search-index query --json`` prints it, so that both say the same. Marks stay
ranges everywhere else; this is the last step.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape

import orjson

from indexer.search.addresses import safe_url
from indexer.search.facets.written_facets import FACETS, OPTIONAL_FACETS, WrittenFacets
from indexer.search.json_text import write_json
from indexer.search.results import Hit, Note, Results, SectionHit, Snippet, Suggestion
from indexer.search.snippets.rendered_hits import RenderedHits
from indexer.search.snippets.shown_hit import describe_translation

_ELLIPSIS = "…"
_SPECIAL = re.compile("[&<>\"']")
_SENTENCE_ENDS = tuple(".!?…。！？")


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
    facets = {name: [list(pair) for pair in counts] for name, counts in _list_facets(results).items()}
    return _describe(results, [_hit_payload(hit) for hit in results.hits], facets)


def write_results(results: Results) -> bytes:
    """Write ``results_payload`` as JSON, with what the kernel has written of the hits already."""
    if isinstance(results.hits, RenderedHits):
        try:
            hits, facets = orjson.Fragment(results.hits.to_json()), results.facets
            written = orjson.Fragment(facets.to_json()) if isinstance(facets, WrittenFacets) else _list_facets(results)
            return orjson.dumps(_describe(results, hits, written))
        except orjson.JSONEncodeError:  # half of a surrogate pair was typed
            pass
    return write_json(results_payload(results))


def _list_facets(results: Results) -> dict[str, Sequence[tuple[str, int]]]:
    """Return the facets that an answer names, with their counts."""
    counted = {name: results.facets.get(name, ()) for name in (*FACETS, *OPTIONAL_FACETS)}
    return {name: counts for name, counts in counted.items() if counts or name in FACETS}


def _describe(results: Results, hits: object, facets: object) -> dict[str, object]:
    return {
        "query": results.query,
        "total": results.total,
        "complete": results.complete,
        "page": results.page,
        "per_page": results.per_page,
        "took_ms": round(results.took_ms, 2),
        "hits": hits,
        "facets": facets,
        "suggestion": results.suggestion,
        "notes": [_note_payload(note) for note in results.notes],
    }


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
        "translations": [describe_translation(each) for each in hit.translations],
        **({"pinned": True} if hit.is_pinned else {}),
        **({"fragment": hit.fragment} if hit.fragment else {}),
        **({"image": image} if (image := safe_url(hit.image)) else {}),
        **({"locale": hit.locale} if hit.locale else {}),
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
