"""The interface of an engine, which the command line and the web app use, wherever the index lives."""

from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Protocol

from indexer.search.explain import Explanation
from indexer.search.results import Results, SearchRequest, Suggestion


@dataclass(frozen=True, slots=True)
class Health:
    """The state of an engine: the generation that is served, and any fault.

    Attributes:
        generation: A name that changes with every published index; empty when there is none.
        posts: How many can be found.
        site_name, base_url: What the indexed site calls itself; may be empty.
        degraded: Why an older generation is served than the newest, or a damaged one; empty when all is well.
        is_damaged: Whether what is served is itself damaged; what can be found in it is right, but some questions
            cannot be answered.
        damaged: Where damage was found: file below the index folder, and bytes.
        built: When the generation was built, aware; None where nobody knows.
        words: Changes with the site's glossary where that is another than the generation was built with; else empty.
        since: When a post last came or went by the clock, in seconds since 1970: the same in every process.
        seconds_left: Until one will.
    """

    generation: str
    posts: int
    site_name: str = ""
    base_url: str = ""
    degraded: str = ""
    is_damaged: bool = False
    damaged: tuple[str, ...] = ()
    words: str = ""
    since: float = -inf
    seconds_left: float = inf
    built: datetime | None = None


class Engine(Protocol):
    """An index that can be searched. Safe to be used from several threads.

    Attributes:
        answers_at_once: Whether ``health`` and ``search`` keep to ``deadline.at_once``.
    """

    answers_at_once: bool

    def follow(self) -> None:
        """Take up what is published in the background from now on, so that no question waits for it."""
        ...

    def start(self) -> None:
        """Do so from now on; returns when the index is open, or is found to be missing."""
        ...

    def search(self, request: SearchRequest) -> Results:
        """Answer one question.

        Raises:
            IndexUnusableError: There is no index, or it cannot be read.
        """
        ...

    def find(self, text: str, limit: int) -> list[str]:
        """Return the ids of the best posts, best first, without what is needed to show them.

        Raises:
            IndexUnusableError: As ``search``.
        """
        ...

    def has_post(self, post_id: str) -> bool:
        """Tell whether there is a post with an id.

        Raises:
            IndexUnusableError: As ``search``.
        """
        ...

    def explain(self, request: SearchRequest) -> Explanation:
        """Say why a question is answered as it is.

        Raises:
            IndexUnusableError: As ``search``.
        """
        ...

    def suggest(self, request: SearchRequest, limit: int = 8) -> tuple[Suggestion, ...]:
        """Guess what a visitor is about to type, under the request's filters, best first."""
        ...

    def health(self) -> Health:
        """Say which generation is served, and whether all is well.

        Raises:
            IndexUnusableError: There is no index, or it cannot be read.
        """
        ...

    def close(self) -> None:
        """Close every open file."""
        ...
