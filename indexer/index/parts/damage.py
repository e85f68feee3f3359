"""Find out that a part is not as it was written, without reading all of it.

What is short is looked at whole: how the arrays fit together. Of what is long, samples are read in two ways that have
to agree: a word by its text and by its number, the tokens of a document and the words counted in it.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from indexer.index.format.layout import FIELD_COUNT, hash_term
from indexer.index.parts.document_positions import read_positions
from indexer.index.parts.inverted_reader import InvertedReader
from indexer.index.parts.part_reader import PartReader

_SAMPLES = 50
"""Keys and documents of each part that are read."""


def find_damage(part: PartReader) -> Iterator[str]:
    """Yield what is wrong with a part, in words."""
    yield from _find_bad_arrays(part)
    yield from _find_bad_keys("words", part.words, part.max_doc * FIELD_COUNT, int(part.position_bases[-1]))
    yield from _find_bad_keys("grams", part.grams, part.max_doc, int(part.offset_bases[-1]))
    for number in sample_numbers(part.details.terms):
        if hash_term(part.term_at(number)) != int(part.words.keys[number]):
            yield f"term {number} has another text"
    for doc in sample_numbers(part.max_doc):
        yield from _find_bad_document(part, doc)


def _find_bad_arrays(part: PartReader) -> Iterator[str]:
    """Compare lengths: of documents' columns, and of lines with where the last stretch in them ends."""
    columns = (part.lengths, part.dates, part.days, part.visible_from, part.visible_until, part.translations)
    if any(len(column) != part.max_doc for column in columns):
        yield "a column is too short or too long"
    for line in (part.position_bases, part.offset_bases):
        if not _divides(line, part.max_doc, int(line[-1])):
            yield "the documents' places are out of order"
    if not _divides(part.paragraph_offsets, part.max_doc, len(part.paragraphs)):
        yield "paragraphs are cut short"
    if not _divides(part.load("streams"), part.max_doc, len(part.tokens)) or not part.tokens.fits:
        yield "the documents' tokens are cut short"


def _find_bad_keys(name: str, inverted: InvertedReader, entries: int, places: int) -> Iterator[str]:
    """Look at the words or grams of a part.

    Args:
        name: How to call them.
        inverted: They.
        entries: Past the highest entry.
        places: Past the highest place.
    """
    size = len(inverted.keys)
    if size and not (inverted.keys[1:] > inverted.keys[:-1]).all():
        yield f"{name}.keys are out of order"
    for offsets, table in ((inverted.postings, inverted.posted), (inverted.occurrences, inverted.placed)):
        if not _divides(offsets, size, len(table)) or not table.fits:
            yield f"{name} are cut short"
            return
    for number in sample_numbers(size):
        posted, _ = inverted.read_postings(number)
        for values, end in ((posted, entries), (inverted.read_places(number), places)):
            if not _ascends(values, end):
                yield f"what {name[:-1]} {number} occurs in is no list"


def _find_bad_document(part: PartReader, doc: int) -> Iterator[str]:
    if not part.metadata(doc).id:
        yield f"document {doc} has no id"
    if len(part.text(doc)) + 1 != int(part.offset_bases[doc + 1] - part.offset_bases[doc]):
        yield f"the text of document {doc} has another length"
    if not np.array_equal(np.bincount(read_positions(part, doc).fields, minlength=FIELD_COUNT), part.lengths[doc]):
        yield f"document {doc} has another number of words"


def _divides(offsets: NDArray[np.integer], size: int, end: int) -> bool:
    """Say whether offsets part a line of ``end`` things into ``size`` stretches."""
    fits = len(offsets) == size + 1 and int(offsets[0]) == 0 and int(offsets[-1]) == end
    return fits and bool((offsets[1:] >= offsets[:-1]).all())


def _ascends(values: NDArray[np.integer], end: int) -> bool:
    """Say whether numbers from 0 up to but not including ``end`` ascend, each once."""
    in_range = not len(values) or (int(values[0]) >= 0 and int(values[-1]) < end)
    return in_range and bool((values[1:] > values[:-1]).all())


def sample_numbers(size: int) -> Iterator[int]:
    """Yield numbers below ``size``, evenly spread, the last among them; all, if they are few."""
    step = max(1, size // _SAMPLES)
    return iter(range((size - 1) % step, size, step))
