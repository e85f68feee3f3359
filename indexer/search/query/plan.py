"""A query understood: what is looked up, and how it counts. It can print itself."""

from dataclasses import dataclass, field

from indexer.search.query.expansion import Expansion
from indexer.search.query.grammar import Filters
from indexer.search.query.nodes import Node, Run
from indexer.search.results import Note


@dataclass(frozen=True, slots=True)
class Plan:
    """A query understood.

    Attributes:
        text: As typed.
        wanted: Each counts; posts with all of them come first.
        required: Without them a post is no hit (phrases, ``title:``). They are among ``wanted`` too.
        excluded: With one of them a post is no hit.
        expansions: Other words for some of those wanted.
        runs: Chinese that was typed in one piece and cut into several words: where it stands in one piece, all of
            them are there.
        grams: Pairs of characters of the text's Chinese, which count a little wherever they stand.
        language: The one the visitor typed in, ``zh`` or ``en``.
        stop_words: Words left out because they carry no meaning.
    """

    text: str
    wanted: tuple[Node, ...] = ()
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    runs: tuple[Run, ...] = ()
    grams: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    language: str = ""
    stop_words: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def asks_for_posts(self) -> bool:
        """Whether there is anything to go by: a query of nothing but punctuation finds nothing, an empty one all."""
        return bool(not self.text or self.excluded or self.filters != Filters())

    def describe(self) -> str:
        """Return the plan as lines of text, for people."""
        rows = (
            ("wanted", " ".join(map(str, self.wanted))),
            ("also", " · ".join(map(str, self.expansions))),
            ("required", " ".join(map(str, self.required))),
            ("excluded", " ".join(map(str, self.excluded))),
            ("left out", " ".join(self.stop_words)),
            ("filters", _describe_filters(self.filters)),
        )
        return "\n".join(f"{name:9} {value}" for name, value in rows if value)


def _describe_filters(filters: Filters) -> str:
    parts = [*(f"{name}={value}" for name, value in filters.values), *(f"{n}≠{v}" for n, v in filters.excluded)]
    if filters.since or filters.until:
        parts.append(f"date={filters.since or ''}..{filters.until or ''}")
    return " ".join(parts)
