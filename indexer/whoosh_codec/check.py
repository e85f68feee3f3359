"""Check a whole store before it is published: its parts by themselves, and that Whoosh reads in it what we read."""

import struct
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from pickle import PickleError

import numpy as np
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import IndexReader as WhooshReader

from indexer.errors import FROM_DAMAGED_BYTES, IndexDamagedError, tell_mistake
from indexer.index.format.layout import FIELD_BITS, FIELD_COUNT
from indexer.index.parts.damage import find_damage, sample_numbers
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.store import open_store
from indexer.text.document import WORD_FIELDS
from indexer.whoosh_codec.table_of_contents import open_whoosh

_MOST_COMPARED = 100
"""Postings of a term that are walked through with Whoosh."""


def check_store(folder: Path) -> None:
    """Make sure that a store can be read, as far as samples tell, and that Whoosh sees in it what we see.

    Raises:
        IndexDamagedError: It cannot, or does not.
    """
    fault, index = "", None
    # A post whose time comes between the two openings is no fault.
    while index is None or (fault and not index.is_valid_at(time.time())):
        index = open_store(folder)
        fault = _find_fault(folder, index)
    if fault:
        raise _damaged(folder, fault)


def _find_fault(folder: Path, index: IndexReader) -> str:
    try:
        return next(_find_faults(folder, index), "")
    except (*FROM_DAMAGED_BYTES, AssertionError, ImportError, PickleError, WhooshIndexError, struct.error) as error:
        raise _damaged(folder, tell_mistake(error)) from error


def find_differences(index: IndexReader, reader: WhooshReader) -> Iterator[str]:
    """Yield what Whoosh reads otherwise than we do, in words."""
    if (reader.doc_count(), reader.doc_count_all()) != (index.num_docs, index.max_doc):
        yield f"{index.num_docs} posts, but {reader.doc_count()} for Whoosh"
    for number in sample_numbers(index.terms):
        if len(index.postings(number).entries) and not _agree(index, reader, number):
            yield f"other documents of {index.term_at(number)} for Whoosh"
    for doc in sample_numbers(index.max_doc):
        if reader.stored_fields(doc)["id"] != index.metadata(doc).id:
            yield f"another document {doc} for Whoosh"


def _find_faults(folder: Path, index: IndexReader) -> Iterator[str]:
    """Yield what is wrong with a store, in words."""
    for part in index.parts:
        yield from find_damage(part)
    with open_whoosh(folder).reader() as reader:
        yield from find_differences(index, reader)


def _agree(index: IndexReader, reader: WhooshReader, number: int) -> bool:
    """Say whether Whoosh walks through the same documents and counts of a term, in the field of its first posting."""
    found = index.postings(number)
    field = int(found.entries[0]) % FIELD_COUNT
    ours = np.flatnonzero(found.entries % FIELD_COUNT == field)[:_MOST_COMPARED]
    expected = list(zip((found.entries[ours] >> FIELD_BITS).tolist(), found.counts[ours].tolist(), strict=True))
    walked = _walk(reader, WORD_FIELDS[field], index.term_at(number))
    return expected == list(islice(walked, _MOST_COMPARED))


def _walk(reader: WhooshReader, field: str, term: str) -> Iterator[tuple[int, int]]:
    """Yield each document of a term and how often it occurs there, as Whoosh tells them."""
    matcher = reader.postings(field, term)
    while matcher.is_active():
        yield matcher.id(), int(matcher.weight())
        matcher.next()


def _damaged(folder: Path, what: str) -> IndexDamagedError:
    return IndexDamagedError(f"{folder}: the index is not as it was written ({what}); run search-index rebuild")
