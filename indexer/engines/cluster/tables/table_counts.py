"""The tables as they are published: counts at one moment, which those at another are made of by adding and taking off.

They name every term, spelling and sound of every post, whenever visitors may find it, with the counts of the posts that
they may find at the moment of the build. A post that came or went by the clock since is counted by its stored form.
"""

import io
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import orjson

from indexer.arrays import Int32s, Int64s, UInt64s
from indexer.engines.cluster.stored_document import StoredForm
from indexer.engines.cluster.tables.tables import GramCounts, Tables, Totals, Vocabulary
from indexer.errors import IndexDamagedError
from indexer.index.format.arrays import find_sorted
from indexer.index.format.layout import FACETS, FIELD_COUNT, FIELD_NUMBERS, NAMING_FIELDS, hash_term
from indexer.index.format.string_table import StringTable, order_texts
from indexer.index.parts.part import find_surfaces
from indexer.index.reader.site import Site, load_site
from indexer.text.analysis.folding import fold_text
from indexer.text.document import BODY, SUBWORDS, TITLE

_BODY, _TITLE, _SUBWORDS = (FIELD_NUMBERS[name] for name in (BODY, TITLE, SUBWORDS))
_COUNTED = ("posting_counts", "doc_freqs", "word_freqs", "title_freqs")


@dataclass(frozen=True, slots=True)
class TableCounts:
    """What is counted of a site at one moment.

    Attributes:
        surfaces: Latin words as written, folded, and in how many posts.
        sounds: Chinese words, their pinyin, and how many of their postings name something.
        facets: Of each facet its values, each with how it is spelt and by how many posts.
        num_docs: Posts that visitors may find.
        lengths: int64[2, 8], words in each field, and posts that have it.
        newest_date: Of these posts, in seconds since 1970; 0 where none has a date.
        has_translations: Whether any post is there in several languages, whenever it may be found.
    """

    site: Site
    vocabulary: Vocabulary
    grams: GramCounts
    surfaces: Mapping[str, int]
    sounds: Sequence[tuple[str, str, int]]
    facets: Mapping[str, Sequence[Mapping[str, int]]]
    num_docs: int
    lengths: Int64s
    newest_date: int
    has_translations: bool

    def tables(self) -> Tables:
        """Return the tables for the moment of the counts."""
        facets = {name: _name_values(values) for name, values in self.facets.items()}
        return Tables(
            site=self.site,
            totals=self._total(facets["lang"]),
            vocabulary=self.vocabulary,
            grams=self.grams,
            surfaces=sorted((word, posts) for word, posts in self.surfaces.items() if posts > 0),
            sounds=self._list_sounds(),
            facets=facets,
        )

    def _total(self, languages: Sequence[tuple[str, int]]) -> Totals:
        words, posts = self.lengths
        most = max(languages, key=lambda row: row[1], default=("", 0))
        return Totals(
            num_docs=self.num_docs,
            average_lengths=np.maximum(words / np.maximum(posts, 1), 1).astype(np.float32),
            mean_body_length=max(int(words[_BODY]) / self.num_docs, 1.0) if self.num_docs else 1.0,
            newest_date=self.newest_date,
            has_translations=self.has_translations,
            main_language=most[0],
        )

    def _list_sounds(self) -> list[tuple[str, str]]:
        """Return the Chinese words that name something or are said more than once."""
        places = find_sorted(self.vocabulary.keys, _hash_words(self.sounds))
        found, said = places >= 0, np.zeros(len(places), dtype=np.int32)
        said[found] = self.vocabulary.posting_counts[places[found]]
        rows = zip(self.sounds, said.tolist(), strict=True)
        return [(word, pinyin) for (word, pinyin, names), times in rows if times > (names <= 0)]


def _name_values(values: Sequence[Mapping[str, int]]) -> list[tuple[str, int]]:
    """Return the values that posts have, as most authors write them, each with how many posts."""
    counted = [(min(spelt, key=lambda name: (-spelt[name], name)), sum(spelt.values())) for spelt in values]
    return [(name, posts) for name, posts in counted if posts > 0]


def _hash_words(sounds: Sequence[tuple[str, str, int]]) -> UInt64s:
    return np.fromiter((hash_term(word) for word, _, _ in sounds), dtype=np.uint64, count=len(sounds))


class Tally:
    """Counts that posts are added to and taken off. For one thread."""

    def __init__(self, counts: TableCounts) -> None:
        """Begin with what was counted before, which stays as it is."""
        self._counts = counts
        vocabulary = counts.vocabulary
        self._columns = [getattr(vocabulary, name).copy() for name in _COUNTED]
        self._grams = counts.grams.doc_freqs.copy()
        self._surfaces = Counter(counts.surfaces)
        self._sound_keys = _hash_words(counts.sounds)
        self._order = self._sound_keys.argsort()
        self._names = np.array([names for _, _, names in counts.sounds], dtype=np.int64)
        self._facets = {name: [Counter(spelt) for spelt in values] for name, values in counts.facets.items()}
        self._numbers = {
            name: {fold_text(next(iter(spelt))): number for number, spelt in enumerate(values)}
            for name, values in counts.facets.items()
        }
        self._num_docs, self._lengths = counts.num_docs, counts.lengths.copy()

    def add(self, form: StoredForm, times: int) -> None:
        """Count a post: 1 for one that came, -1 for one that went."""
        self._num_docs += times
        lengths = form.lengths.astype(np.int64)
        self._lengths += times * np.stack([lengths, lengths > 0])
        self._add_terms(form, times)
        places = find_sorted(self._counts.grams.keys, form.gram_keys)
        self._grams[places[places >= 0]] += times
        words = find_surfaces(str(form.text.tobytes(), "utf-8"))
        self._surfaces.update(dict.fromkeys(words, times))
        for name, values in orjson.loads(form.facets.tobytes()).items():
            for value in values:
                number = self._numbers[name].get(fold_text(value))
                if number is not None:
                    self._facets[name][number][value] += times

    def _add_terms(self, form: StoredForm, times: int) -> None:
        owners = np.repeat(np.arange(len(form.keys)), form.posting_sizes)
        fields = form.posting_fields
        masks = (np.ones(len(fields), dtype=bool), fields != _SUBWORDS, fields == _TITLE, NAMING_FIELDS[fields])
        postings, words, titles, names = (np.bincount(owners[mask], minlength=len(form.keys)) for mask in masks)
        places = find_sorted(self._counts.vocabulary.keys, form.keys)
        found = places >= 0
        rows = (postings, postings > 0, words > 0, titles > 0)
        for column, row in zip(self._columns, rows, strict=True):
            column[places[found]] += times * row[found].astype(np.int32)
        places = find_sorted(self._sound_keys[self._order], form.keys)
        found = places >= 0
        self._names[self._order[places[found]]] += times * names[found]

    def finish(self, newest_date: int) -> TableCounts:
        """Return the counts; the date of the newest post is not among what can be added up."""
        before = self._counts
        sounds = zip(before.sounds, self._names.tolist(), strict=True)
        return replace(
            before,
            vocabulary=replace(before.vocabulary, **dict(zip(_COUNTED, self._columns, strict=True))),
            grams=replace(before.grams, doc_freqs=self._grams),
            surfaces=self._surfaces,
            sounds=[(word, pinyin, names) for (word, pinyin, _), names in sounds],
            facets=self._facets,
            num_docs=self._num_docs,
            lengths=self._lengths,
            newest_date=newest_date,
        )


def read_tables(packed: Mapping[str, bytes]) -> TableCounts:
    """Read what ``make_tables`` returned.

    Raises:
        IndexDamagedError: It is not that.
    """
    try:
        words, totals, facets = (orjson.loads(zlib.decompress(packed[name])) for name in ("words", "totals", "facets"))
        vocabulary, grams = (np.load(io.BytesIO(packed[name]), allow_pickle=False) for name in ("vocabulary", "grams"))
        texts = StringTable(vocabulary["texts"], vocabulary["text_offsets"])
        columns: dict[str, Int32s] = {name: vocabulary[name] for name in _COUNTED}
        lengths = np.array(totals.pop("lengths"), dtype=np.int64).reshape(2, FIELD_COUNT)
        return TableCounts(
            site=load_site(zlib.decompress(packed["site"])),
            vocabulary=Vocabulary(keys=vocabulary["keys"], **columns, texts=texts, order=order_texts(texts)),
            grams=GramCounts(grams["keys"], grams["doc_freqs"]),
            surfaces=words["surfaces"],
            sounds=[(word, pinyin, names) for word, pinyin, names in words["sounds"]],
            facets={name: facets[name] for name in FACETS},
            lengths=lengths,
            **totals,
        )
    except (KeyError, TypeError, ValueError, zlib.error) as error:
        raise IndexDamagedError(
            f"the tables of the index cannot be read ({error}); run search-index rebuild"
        ) from error
