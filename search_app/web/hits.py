"""Hits as the page shows them: a line of title, what is not as with most, a few lines of text, and one section."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from indexer.search.addresses import safe_url
from indexer.search.results import Hit, SectionHit, Snippet

_LEAD = 36
"""Columns that may stand before the first mark, for the mark to be seen; a wide character takes two."""
_SECTION_LEAD = 16
_FIRST_WIDE = "\u2e80"
_BREAKS = frozenset("，。、；：！？")
_ENDS = ("。", "！", "？", "；", "…", ".", "!", "?", ";", "·")
"""What ends a sentence, a row or an item: what follows begins with no ellipsis."""
_BETWEEN = frozenset("…·|")


@dataclass(frozen=True, slots=True)
class ShownHit:
    """What the page shows of a hit.

    Attributes:
        snippet: Its own, begun near its first mark.
        section: The best section that has a mark, its snippet begun near the first; None where no section has one.
        language: Of the post where most of the hits have another; else its script where most have another; or empty.
        site: The host of its address, likewise.
        image: The address of its picture; empty where most of the hits have none of their own.
    """

    snippet: Snippet
    section: SectionHit | None
    language: str
    site: str
    image: str = ""


def show_hits(hits: Sequence[Hit]) -> dict[str, ShownHit]:
    """Choose what the page shows of each of its hits, by their ids."""
    usual_language = _most_of(hit.language for hit in hits)
    usual_locale = _most_of(hit.locale for hit in hits if hit.language == usual_language)
    usual_site = _most_of(_site_of(hit) for hit in hits)
    images = choose_images(hits)
    return {
        hit.id: ShownHit(
            begin_near_mark(hit.snippet, _LEAD),
            _choose_section(hit),
            hit.language if hit.language != usual_language else hit.locale if hit.locale != usual_locale else "",
            _site_of(hit) if _site_of(hit) != usual_site else "",
            images.get(hit.id, ""),
        )
        for hit in hits
    }


def choose_images(hits: Sequence[Hit]) -> dict[str, str]:
    """Return the pictures of hits by their ids: none at all unless most of the hits have one.

    One that several hits have is a site's logo, and shows nothing of any; the page's policy allows no ``http:`` ones.
    """
    shared = Counter(hit.image for hit in hits)
    own = {hit.id: hit.image for hit in hits if shared[hit.image] == 1 and _is_shown(hit.image)}
    return own if 2 * len(own) > len(hits) else {}


def _is_shown(image: str) -> bool:
    return bool(safe_url(image)) and not image.lower().startswith("http:")


def begin_near_mark(snippet: Snippet, lead: int) -> Snippet:
    """Return a snippet without its beginning where more than ``lead`` columns stand before its first mark.

    It then begins with a sentence or an item, or else after a space or a wide sign; where there is none near enough, it
    stays as it is.
    """
    first = snippet.marks[0][0] if snippet.marks else 0
    at, width = first, 0
    while at and width <= lead:
        at -= 1
        width += 1 + (snippet.text[at] >= _FIRST_WIDE)
    begins = [i + 1 for i in range(at, first) if _is_break(snippet.text[i]) and snippet.text[i + 1] not in _BETWEEN]
    if width <= lead or not begins:
        return snippet
    whole = [begin for begin in begins if snippet.text[:begin].rstrip().endswith(_ENDS)]
    begin = (whole or begins)[0]
    marks = tuple((start - begin, stop - begin) for start, stop in snippet.marks)
    return Snippet(snippet.text[begin:], marks, cut_before=not whole, cut_after=snippet.cut_after)


def _is_break(character: str) -> bool:
    return character.isspace() or character in _BREAKS


def _choose_section(hit: Hit) -> SectionHit | None:
    for section in hit.sections:
        if section.heading.marks or section.snippet.marks:
            return section._replace(snippet=begin_near_mark(section.snippet, _SECTION_LEAD))
    return None


def _most_of(values: Iterable[str]) -> str:
    """Return the value that most have; of equals, the first."""
    most = Counter(values).most_common(1)
    return most[0][0] if most else ""


def _site_of(hit: Hit) -> str:
    return urlsplit(safe_url(hit.url)).hostname or ""
