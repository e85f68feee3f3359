"""A document turned round: its terms, each with where it occurs. Made in the worker, written by the one writer."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, tzinfo

import numpy as np

from indexer.index.layout import NO_DATE, Int32s, UInt16s, term_key
from indexer.text.document import GRAMS, WORD_FIELDS, Document
from indexer.text.folding import fold_text
from indexer.text.token import Token

_SURFACE = re.compile(r"[a-z][a-z0-9]{2,31}")


@dataclass(frozen=True, slots=True)
class Entry:
    """All that an index keeps of one document; plain arrays, cheap to send between processes.

    Attributes:
        keys: The document's different terms, word fields' first.
        counts: int32[len(keys)], occurrences of each.
        located: int32[len(keys)], how many of these have a place in ``positions``: all, or none.
        positions: int32[sum(located)], key by key, ascending within one.
        starts, lengths: int32 and uint16, the same for the words (the first of ``positions``), not for grams.
        field_lengths: int32[F], words in each field of ``FIELDS``.
        facets: Values by facet.
        date: Seconds since 1970, or ``NO_DATE``.
        day: Ordinal of the day in the site's zone, or 0.
        stored: Metadata, zones and sections as JSON.
        text: UTF-8.
        surfaces: The different Latin words as written, folded.
    """

    id: str
    url: str
    title: str
    language: str
    translation_key: str
    keys: list[str]
    counts: Int32s
    located: Int32s
    positions: Int32s
    starts: Int32s
    lengths: UInt16s
    field_lengths: Int32s
    facets: dict[str, tuple[str, ...]]
    date: int
    day: int
    stored: bytes
    text: bytes
    surfaces: frozenset[str]


def make_entry(document: Document, zone: tzinfo = UTC) -> Entry:
    """Turn a document round.

    Args:
        document: Any.
        zone: The site's, in which a day begins and ends.
    """
    words: dict[str, list[Token]] = defaultdict(list)
    for field in WORD_FIELDS:
        for token in document.tokens[field]:
            words[term_key(field, token.term)].append(token)
    grams: dict[str, list[int]] = defaultdict(list)
    for gram in document.grams:
        grams[term_key(GRAMS, gram.term)].append(gram.start)
    tokens = [token for found in words.values() for token in found]
    counts = [*map(len, words.values()), *map(len, grams.values())]
    located = [count if _is_located(key) else 0 for key, count in zip((*words, *grams), counts, strict=True)]
    pairs = (start for key, starts in grams.items() if _is_located(key) for start in starts)
    date = document.metadata.date
    return Entry(
        id=document.metadata.id,
        url=document.metadata.url,
        title=document.metadata.title,
        language=document.metadata.language,
        translation_key=document.metadata.translation_key,
        keys=[*words, *grams],
        counts=np.array(counts, dtype=np.int32),
        located=np.array(located, dtype=np.int32),
        positions=np.array([*(token.position for token in tokens), *pairs], dtype=np.int32),
        starts=np.array([token.start for token in tokens], dtype=np.int32),
        lengths=np.array([min(token.end - token.start, 0xFFFF) for token in tokens], dtype=np.uint16),
        field_lengths=np.array([*(len(document.tokens[name]) for name in WORD_FIELDS), len(document.grams)], np.int32),
        facets=_make_facets(document, zone),
        date=NO_DATE if date is None else int(date.timestamp()),
        day=0 if date is None else date.astimezone(zone).toordinal(),
        stored=_store(document),
        text=document.text.encode("utf-8", "replace"),
        surfaces=_find_surfaces(document.text),
    )


def _is_located(key: str) -> bool:
    """Say whether a term's places are kept: not those of single characters, which are too many and too common."""
    return len(key) > 2 or not key.startswith(term_key(GRAMS, ""))  # noqa: PLR2004  a field letter and one character


def _make_facets(document: Document, zone: tzinfo) -> dict[str, tuple[str, ...]]:
    metadata = document.metadata
    return {
        "lang": _present((metadata.language,)),
        "tag": _present(metadata.tags),
        "category": _present(metadata.categories),
        "author": _present(metadata.authors),
        "section": _present((metadata.section,)),
        "year": (str(metadata.date.astimezone(zone).year),) if metadata.date else (),
    }


def _present(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _store(document: Document) -> bytes:
    """Keep what is shown of a post: everything of the document but its text and tokens."""
    metadata = asdict(document.metadata)
    metadata["date"] = document.metadata.date.isoformat() if document.metadata.date else None
    zones = [[zone.field, zone.start, zone.end] for zone in document.zones]
    sections = [[s.heading, s.anchor, s.level, s.start, s.body, s.end] for s in document.sections]
    record = {"metadata": metadata, "zones": zones, "sections": sections}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _find_surfaces(text: str) -> frozenset[str]:
    return frozenset(_SURFACE.findall(fold_text(text)))
