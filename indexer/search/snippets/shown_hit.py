"""What is shown of a hit, found by Python or by the kernel, and the hit that is made of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from indexer.search.addresses import safe_url
from indexer.search.results import Hit, SectionHit, Snippet, Translation
from indexer.search.snippets.records import Record

_SURE, _NEARLY_HALF = 1e12, 0.499
"""Products up to the first are off by less than the second is from a half."""


class ShownHit(NamedTuple):
    """The texts of a hit.

    Attributes:
        title: Marked.
        fragment: What leads to the snippet's passage, see ``Hit``; empty where it shows none.
    """

    title: Snippet
    snippet: Snippet
    fragment: str
    sections: tuple[SectionHit, ...]


def round_score(score: float) -> float:
    """Round a score to four decimals: to what ``round`` makes of it, which writes it out and reads it again."""
    scaled = score * 1e4
    if not 0 < scaled < _SURE:
        return round(score, 4)
    whole = int(scaled + 0.5)
    return whole / 1e4 if -_NEARLY_HALF < scaled - whole < _NEARLY_HALF else round(score, 4)


class Standing(NamedTuple):
    """What is known of a hit besides its texts and its record; its score is not rounded."""

    score: float
    translations: tuple[Translation, ...] = ()
    is_pinned: bool = False


class Standings(NamedTuple):
    """The standings of a page's hits.

    Attributes:
        scores: Of each, not rounded.
        translations: Of those that have any, by their numbers on the page.
        pinned: The numbers of those that stand where they do because they are pinned.
    """

    scores: Sequence[float]
    translations: Mapping[int, tuple[Translation, ...]] = MappingProxyType({})
    pinned: Collection[int] = ()

    def of(self, hit: int) -> Standing:
        """Return the standing of a hit, by its number on the page."""
        return Standing(self.scores[hit], self.translations.get(hit, ()), hit in self.pinned)

    def each(self) -> Iterator[Standing]:
        """Yield the standing of each hit."""
        return map(self.of, range(len(self.scores)))


def make_hit(record: Record, shown: ShownHit, standing: Standing) -> Hit:
    """Put together all that is told of a hit."""
    metadata = record.metadata
    return Hit(
        id=metadata.id,
        url=metadata.url,
        title=shown.title,
        snippet=shown.snippet,
        sections=shown.sections,
        date=metadata.date,
        language=metadata.language,
        authors=metadata.authors,
        tags=metadata.tags,
        categories=metadata.categories,
        score=round_score(standing.score),
        translations=standing.translations,
        is_pinned=standing.is_pinned,
        fragment=shown.fragment,
        image=metadata.image,
        locale=metadata.locale,
    )


def describe_translation(translation: Translation) -> dict[str, object]:
    """Write a translation of a hit."""
    return {
        "language": translation.language,
        "title": translation.title,
        "url": safe_url(translation.url),
        **({"locale": translation.locale} if translation.locale else {}),
    }
