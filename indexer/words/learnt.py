"""What an index has learnt from posts, and what its site's glossary says to that."""

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.index.reader.index_reader import IndexReader
from indexer.text.analysis.folding import fold_text
from indexer.text.lexicon.glossary import shipped_glossary
from indexer.text.lexicon.site_glossary import Glossary, apply_vetoes
from indexer.words.evidence import Sentence, find_posts, find_run, find_sentences


@dataclass(frozen=True, slots=True)
class KnownPair:
    """A Chinese and a Latin name that posts use for the same thing.

    Attributes:
        posts: How many set them beside each other.
        is_vetoed: Whether the glossary says that they do not stand for each other.
        evidence: Sentences with both.
    """

    han: str
    latin: str
    posts: int
    is_vetoed: bool
    evidence: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word that the segmenter has learnt.

    Attributes:
        source: ``posts`` for tags, categories, keywords and what titles quote; ``glossary`` for the site's own;
            ``shipped`` for the glossary that ships.
        posts: How many name it so; 0 where the glossary alone does.
        is_vetoed: Whether the glossary forbids it, from the next update on.
        evidence: Sentences with it.
    """

    word: str
    source: str
    posts: int
    is_vetoed: bool
    evidence: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class KnownPin:
    """A post that is pinned to a query.

    Attributes:
        is_found: Whether there is such a post.
    """

    query: str
    post: str
    is_found: bool


def read_pairs(reader: IndexReader, glossary: Glossary, limit: int) -> tuple[KnownPair, ...]:
    """Return the pairs that posts have taught, those of most posts first."""
    pairs = sorted(reader.site.pairs, key=lambda pair: (-pair.posts, pair.han, pair.latin))
    return tuple(
        KnownPair(
            pair.han,
            pair.latin,
            pair.posts,
            not [*apply_vetoes([(pair.han, pair.latin)], glossary.vetoes)],
            find_sentences(reader, (pair.han, pair.latin), find_posts(reader, pair.examples)),
        )
        for pair in pairs[:limit]
    )


def read_words(reader: IndexReader, glossary: Glossary, names: Mapping[str, int], limit: int) -> tuple[KnownWord, ...]:
    """Return the words that the segmenter has learnt, those of most posts first.

    Args:
        reader: The index.
        glossary: The site's own.
        names: In how many posts each name stands as one.
        limit: How many at most.
    """
    shipped = {fold_text(form) for entry in shipped_glossary() for form in entry}
    words = sorted(reader.site.taught, key=lambda word: (-names.get(word, 0), word))
    return tuple(
        KnownWord(
            word,
            "posts" if names.get(word, 0) > 0 else "shipped" if word in shipped else "glossary",
            max(names.get(word, 0), 0),
            word in glossary.not_learnt,
            find_sentences(reader, (word,), find_run(reader, word).tolist()),
        )
        for word in words[:limit]
    )


def read_pins(reader: IndexReader, glossary: Glossary) -> tuple[KnownPin, ...]:
    """Return the pins, and whether their posts are there."""
    return tuple(KnownPin(pin.query, pin.post, reader.find_document(pin.post) >= 0) for pin in glossary.pins)
