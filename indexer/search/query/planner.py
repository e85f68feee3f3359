"""A request -> its plan: the one place where plans are made, and where they become complete.

::

    text -> parse_query -> Query -> read_clauses -> Clauses    what was typed, no index looked at
    Clauses, index      -> synonyms, regional words, words still being typed; those that no post has are dropped
    Clauses, index      -> corrections of the words that still find nothing
    all of it           -> Plan, with the request's filters and notes on how the text was read
"""

from collections.abc import Iterable, Iterator, Sequence

from indexer.search.index_view import IndexView
from indexer.search.matching.lookup import Lookup
from indexer.search.query.bounds import leave_out_costly
from indexer.search.query.clauses import Clauses, part_compounds, read_clauses
from indexer.search.query.correction import Corrector, suggest_query
from indexer.search.query.expansion import Expansion, keep_found
from indexer.search.query.grammar import Query, Words, parse_query
from indexer.search.query.inflections import InflectionExpander
from indexer.search.query.lexicon import Lexicon
from indexer.search.query.live_glossary import LiveGlossary
from indexer.search.query.nodes import HAN_RUN, Node, PhraseNode, WordNode, is_han
from indexer.search.query.pieces import PieceExpander
from indexer.search.query.plan import Plan
from indexer.search.query.prefixes import PrefixExpander
from indexer.search.query.regions import RegionalForms
from indexer.search.query.spelling import Speller
from indexer.search.query.thesaurus import Thesaurus
from indexer.search.results import Note, SearchRequest, Sort
from indexer.search.tuning import Tuning
from indexer.text.analysis.folding import simplify
from indexer.text.lexicon.word_lists import stop_words


class Planner:
    """Make plans for one index. Safe to be shared by threads.

    Attributes:
        speller: Finds better spellings among the words of the index.
    """

    def __init__(
        self, reader: IndexView, tuning: Tuning, lexicon: Lexicon, glossary: LiveGlossary | None = None
    ) -> None:
        """Get ready.

        Args:
            reader: The index.
            tuning: What each kind of expansion counts; 0 turns it off.
            lexicon: Of the site.
            glossary: The site's own; None for the one that the index was built with.
        """
        self._lexicon = lexicon
        self._words = words = lexicon.words
        self._glossary = glossary or LiveGlossary(reader.site.glossary)
        self.speller = Speller(reader, stop_words())
        self._regions = RegionalForms(words, tuning.regional)
        self._pieces = PieceExpander(reader, self.speller, tuning.piece)
        self._inflections = InflectionExpander(reader, tuning.inflected)
        self._prefixes = PrefixExpander(words, self.speller, tuning.prefix)
        self._corrector = Corrector(words, self.speller, tuning.corrected)

    def prepare(self) -> None:
        """Work out what only some queries need: how words are spelt and sound, and the whole glossary."""
        self.speller.prepare()
        self._pieces.prepare()
        self._inflections.prepare()
        self._lexicon.thesaurus(self._glossary.current()).prepare()

    def plan(self, request: SearchRequest, lookup: Lookup) -> Plan:
        """Understand a request, its parameters included.

        Args:
            request: What the visitor asks.
            lookup: Of this query; what it finds here ranking need not look up again.
        """
        query = parse_query(request.text)
        glossary = self._glossary.current()
        thesaurus = self._lexicon.thesaurus(glossary)
        clauses, costly = leave_out_costly(read_clauses(query, self._words), lookup)
        scored, simplified = clauses.scored, simplify(query.text)
        unfinished = query.unfinished if request.search_as_you_type else None
        corrector, text = self._corrector, query.text

        def expand(clauses: Clauses) -> tuple[Expansion, ...]:
            return (
                *_find_same(thesaurus, clauses, lookup),
                *keep_found(self._expand(query, clauses, unfinished, lookup), lookup),
            )

        found, is_traditional = expand(clauses), simplified != text
        corrections = corrector.correct(scored, found, lookup, text=text, is_traditional=is_traditional)
        expansions = (*found, *map(corrector.expand, corrections))
        missing = list(_find_missing(scored, expansions, unfinished, lookup))
        parted = part_compounds(clauses, missing, self._words) if missing else clauses
        if parted is not clauses:
            clauses, scored, found = parted, parted.scored, expand(parted)
            expansions = (*found, *map(corrector.expand, corrections))
            missing = list(_find_missing(scored, expansions, unfinished, lookup))
        shortened = _find_shortened((*scored, *clauses.required, *clauses.excluded), lookup)
        is_chinese = HAN_RUN.search(query.text) or any(is_han(each.better) for each in corrections)
        return Plan(
            text=query.text,
            scored=scored,
            required=clauses.required,
            excluded=clauses.excluded,
            expansions=expansions,
            runs=clauses.runs,
            shortened=shortened,
            grams=clauses.grams,
            symbols=clauses.symbols,
            filters=query.filters.add_parameters(request),
            language="zh" if is_chinese else "en",
            stop_words=clauses.stop_words,
            notes=(
                *_note_query(query, simplified),
                *_note_words("shortened", "too frequent beside the others, not searched for", costly),
                *map(_note_shortened, shortened),
                *_note_words("missing", "not found", missing),
            ),
            suggestion=suggest_query(text, (*corrections, *corrector.doubt(scored, found, lookup, text))),
            pins=glossary.pinned_to(query.text) if request.sort is Sort.RELEVANCE else (),
        )

    def _expand(self, query: Query, clauses: Clauses, unfinished: Words | None, lookup: Lookup) -> Iterator[Expansion]:
        """Yield what may stand for the words typed besides words for the same thing, whether a post has it or not."""
        for group in query.groups:
            for leaf in group:
                if isinstance(leaf, Words):
                    yield from self._regions.expand(leaf)
                    yield from self._regions.expand_rare(leaf, lookup)
        prefix = self._prefixes.expand(unfinished, clauses, lookup) if unfinished else None
        if prefix:
            yield prefix
        finished = [word for word in clauses.words if not (prefix and word in prefix.covers)]
        inflected = [*self._inflections.expand(finished, lookup)]
        yield from inflected
        known = {word for each in inflected for word in each.covers}
        yield from self._pieces.expand([word for word in finished if word not in known], lookup)


def _find_same(thesaurus: Thesaurus, clauses: Clauses, lookup: Lookup) -> tuple[Expansion, ...]:
    """Return words for the same things that posts have; for a term for which they have none, those for a shorter one.

    All of them are looked up together with the words typed: mostly posts have them.
    """
    likely = tuple(thesaurus.expand(clauses.words))
    lookup.match_words((*clauses.scored, *(node for each in likely for node in each.nodes)))
    found = tuple(keep_found(likely, lookup))
    if {each.covers for each in found} == {each.covers for each in likely}:
        return found
    return tuple(thesaurus.expand(clauses.words, lambda each: tuple(keep_found(each, lookup))))


def _find_shortened(nodes: Sequence[Node], lookup: Lookup) -> tuple[PhraseNode, ...]:
    """Look all nodes up, as ranking would, and return the phrases for which that would cost too much."""
    for node in nodes:
        lookup.match(node)
    return tuple(dict.fromkeys(lookup.phrases.shortened))


def _note_shortened(phrase: PhraseNode) -> Note:
    return Note("shortened", f"{phrase}: too many posts have these words, so their exact order was not compared")


def _find_missing(
    scored: Sequence[Node], expansions: Sequence[Expansion], unfinished: Words | None, lookup: Lookup
) -> Iterator[WordNode]:
    """Yield the words that no post has and that nothing stands for; of a query under way, not the last one."""
    known = {word for each in expansions if not each.finds_nothing_alone for word in each.covers}
    for node in scored[:-1] if unfinished else scored:
        if not isinstance(node, WordNode) or node.in_title:  # that no title has it does not say that no post has
            continue
        if node not in known and not lookup.match(node).found:
            yield node


def _note_words(kind: str, what: str, words: Iterable[WordNode]) -> Iterator[Note]:
    named = tuple(dict.fromkeys(word.text for word in words))
    if named:
        yield Note(kind, f"{what}: {', '.join(named)}", named if kind == "missing" else ())


def _note_query(query: Query, simplified: str) -> Iterator[Note]:
    """Yield what a visitor is told of how a text was read."""
    if simplified != query.text:
        yield Note("folded", f"{query.text} = {simplified}")
    if query.ignored:
        yield Note("ignored", f"too long, not searched for: {' '.join(query.ignored)}")
    if query.invalid_dates:
        yield Note("text", f"no date, searched for as text: {' '.join(query.invalid_dates)}")
