"""A query understood: what is looked up, and how it counts. It can print itself."""

from typing import NamedTuple

from indexer.search.query.expansion import Expansion, ExpansionKind
from indexer.search.query.nodes import Node, PhraseNode, Run
from indexer.search.query.parsing.filters import NO_FILTERS, Filters
from indexer.search.results import Note


class Plan(NamedTuple):
    """A query understood, complete: ranking only evaluates it. A named tuple, which is soon made of so much.

    Attributes:
        text: As typed.
        title_key: What a title says that was typed whole, see ``make_title_key``.
        is_unfinished: Whether its last word is still being typed.
        phrase: All that was typed, stop words and what is excluded with it, where that is words and more than a topic.
        other_keys: What else it may say, if no title says that: see ``list_other_keys``.
        scored: Each counts; posts with all of them gain by it.
        required: Without them a post is no hit (phrases, ``title:``). They are among ``scored`` too.
        excluded: With one of them a post is no hit.
        expansions: Nodes that stand for some of the words scored; each is in at least one post.
        runs: Chinese that was typed in one piece and cut into several words: where it stands in one piece, all of
            them are there.
        shortened: Phrases of which only the pairs of neighbours are looked for, as all of it would cost too much.
        grams: Pairs of characters of the text's Chinese, which count a little wherever they stand.
        symbols: Code as it was typed, signs included: posts that have it so gain by it.
        filters: Typed or chosen.
        language: The one the visitor means, ``zh`` or ``en``.
        stop_words: Words left out because they carry no meaning.
        notes: What a visitor is told of how the text was read; ``search.notes`` adds what else brought hits.
        suggestion: The query in a better spelling, or None.
        pins: The ids of posts that come first, whatever their score.
    """

    text: str
    title_key: str = ""
    is_unfinished: bool = False
    phrase: PhraseNode | None = None
    other_keys: tuple[str, ...] = ()
    scored: tuple[Node, ...] = ()
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    runs: tuple[Run, ...] = ()
    shortened: tuple[PhraseNode, ...] = ()
    grams: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    filters: Filters = NO_FILTERS
    language: str = ""
    stop_words: tuple[Node, ...] = ()
    notes: tuple[Note, ...] = ()
    suggestion: str | None = None
    pins: tuple[str, ...] = ()

    @property
    def asks_for_posts(self) -> bool:
        """True if there is anything to go by: a query of one sign finds nothing, an empty one all."""
        return bool(not self.text or self.excluded or self.filters != NO_FILTERS)

    def stays_below_exact(self, expansion: Expansion) -> bool:
        """Check whether an expansion counts less than any document with the words typed, and makes none complete.

        Among several words, one that is half typed may be another word by chance (``gone fi``): what begins so stays.
        """
        is_begun = expansion.kind in (ExpansionKind.PREFIX, ExpansionKind.VERSION)
        return expansion.stays_below_exact and not (is_begun and len(self.scored) > 1)

    def describe(self) -> str:
        """Return the plan as lines of text, for people."""
        rows = (
            ("wanted", " ".join(map(str, self.scored))),
            ("also", " · ".join(map(str, self.expansions))),
            ("required", " ".join(map(str, self.required))),
            ("excluded", " ".join(map(str, self.excluded))),
            ("shortened", " ".join(map(str, self.shortened))),
            ("left out", " ".join(map(str, self.stop_words))),
            ("filters", str(self.filters)),
            ("pinned", " · ".join(self.pins)),
        )
        return "\n".join(f"{name:9} {value}" for name, value in rows if value)
