"""Write a question as an address of the page: the inverse of ``request.read_request``."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from indexer.search.results import SearchRequest, Sort
from search_app.web.request import DEFAULT_PER_PAGE

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the page is, and what every address of it carries along.

    Attributes:
        path: Of the page, with the prefix under which the app is mounted.
        ui: The interface language the visitor chose, kept in every link; empty to follow the browser.
    """

    path: str
    ui: str = ""

    def of(self, asked: SearchRequest, ui: str = "") -> str:
        """Return the address that asks ``asked`` again, in the interface language ``ui`` if one is named."""
        language = ui or self.ui
        pairs = [*parameters(asked), *([("ui", language)] if language else [])]
        # Surrogates may stand in a post's tags, but in no address.
        query = urlencode(pairs, errors="replace")
        return f"{self.path}?{query}" if query else self.path

    def page(self, asked: SearchRequest, number: int) -> str:
        """Return the address of another page of the same."""
        return self.of(replace(asked, page=number))

    def text(self, asked: SearchRequest, text: str) -> str:
        """Return the address that asks for another text under the same filters."""
        return self.of(replace(asked, text=text, page=1))

    def sorted(self, asked: SearchRequest, order: str) -> str:
        """Return the address of the same in another order, from its first page on."""
        return self.of(replace(asked, sort=Sort(order), page=1))


def parameters(asked: SearchRequest) -> Pairs:
    """Write a question as parameters, leaving out what is as it would be without being named."""
    return tuple((name, value) for name, value in _all_parameters(asked) if value)


def form_parameters(asked: SearchRequest) -> Pairs:
    """Return what the search form carries along unseen: the filters without a field of their own.

    A new text starts from the first page again.
    """
    typed = {"q", "from", "to", "page"}
    return tuple((name, value) for name, value in parameters(asked) if name not in typed)


def _all_parameters(asked: SearchRequest) -> Iterator[tuple[str, str]]:
    yield "q", asked.text
    yield "lang", asked.language
    yield from (("tag", tag) for tag in asked.tags)
    yield from (("category", category) for category in asked.categories)
    yield from (("author", author) for author in asked.authors)
    yield from (("section", section) for section in asked.sections)
    yield from (("year", year) for year in asked.years)
    yield from (("site", site) for site in asked.sites)
    yield "from", asked.since.isoformat() if asked.since else ""
    yield "to", asked.until.isoformat() if asked.until else ""
    yield "sort", "" if asked.sort is Sort.RELEVANCE else asked.sort.value
    yield "per_page", "" if asked.per_page == DEFAULT_PER_PAGE else str(asked.per_page)
    yield "page", "" if asked.page == 1 else str(asked.page)
