"""A request -> its plan: the one place where plans are made, and where they become complete.

::

    text -> parse_query -> Query -> read_clauses -> Clauses    what was typed, no index looked at
    Clauses, index      -> synonyms, regional words, words still being typed; those that no post has are dropped
    Clauses, index      -> corrections of the words that still find nothing
    all of it           -> Plan, with the request's filters and notes on how the text was read
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from indexer.index.reader.title_table import make_title_key
from indexer.search.index_view import IndexView
from indexer.search.matching.lookup import Lookup
from indexer.search.query.bounds import leave_out_costly
from indexer.search.query.clauses import Clauses, leave_out_last, read_clauses
from indexer.search.query.compounds import join_parts, part_compounds
from indexer.search.query.expansion import Expansion, keep_found, keep_matched
from indexer.search.query.expansions.dotted_names import expand_dotted_names
from indexer.search.query.expansions.inflections import InflectionExpander
from indexer.search.query.expansions.lexicon import Lexicon
from indexer.search.query.expansions.live_glossary import LiveGlossary
from indexer.search.query.expansions.number_words import expand_number_words
from indexer.search.query.expansions.numbered_names import expand_numbered
from indexer.search.query.expansions.pieces import PieceExpander
from indexer.search.query.expansions.prefixes import PrefixExpander
from indexer.search.query.expansions.regions import RegionalForms
from indexer.search.query.expansions.thesaurus import Thesaurus
from indexer.search.query.expansions.versions import expand_versions, widen_versions
from indexer.search.query.expansions.word_breaks import expand_word_breaks
from indexer.search.query.nodes import HAN_RUN, Node, WordNode, is_han
from indexer.search.query.notes import list_notes
from indexer.search.query.parsing.grammar import parse_query
from indexer.search.query.parsing.query_tree import Phrase, Query, Words
from indexer.search.query.plan import Plan
from indexer.search.query.spelling.correction import Correction, join_covered, suggest_query
from indexer.search.query.spelling.corrector import Corrector
from indexer.search.query.spelling.spelling import Speller
from indexer.search.query.title_keys import list_other_keys
from indexer.search.query.unquoted import suggest_unquoted
from indexer.search.results import SearchRequest, Sort
from indexer.search.tuning import Tuning
from indexer.text.analysis.folding import fold_text, simplify
from indexer.text.lexicon.word_lists import stop_words


class _Asked(NamedTuple):
    """What is to be understood, and by what.

    Attributes:
        query: Its text, parsed.
        is_traditional: Whether the text has Traditional characters.
        unfinished: What is still being typed of it.
        thesaurus: With the glossary of this moment.
        lookup: Of this query.
    """

    query: Query
    is_traditional: bool
    unfinished: Words | Phrase | None
    thesaurus: Thesaurus
    lookup: Lookup


class _Understood(NamedTuple):
    """The words of a query, and what stands for them.

    Attributes:
        clauses: The words typed.
        found: What stands for some of them, corrections aside; posts have it.
        corrections: Better spellings of words that no post has.
        expansions: All that stands for words: ``found``, then the corrections.
        missing: Words that no post has, and that nothing stands for.
    """

    clauses: Clauses
    found: tuple[Expansion, ...]
    corrections: Sequence[Correction]
    expansions: tuple[Expansion, ...]
    missing: Sequence[WordNode]


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
        self._lexicon, self._site_name = lexicon, fold_text(" ".join(reader.site.name.split()))
        self._words = words = lexicon.words
        self._glossary = glossary or LiveGlossary(reader.site.glossary)
        self.speller = Speller(reader, stop_words())
        self._regions = RegionalForms(words, tuning.regional)
        self._pieces = PieceExpander(reader, self.speller, tuning.piece)
        self._inflections = InflectionExpander(reader, tuning.inflected)
        self._prefixes = PrefixExpander(words, self.speller, tuning.prefix)
        self._numbered, self._version = tuning.numbered, tuning.version
        self._corrector = Corrector(words, self.speller, tuning.corrected)

    def prepare(self) -> None:
        """Work out what only some queries need: how words are spelt and sound, and the whole glossary."""
        self._lexicon.prepare(self._glossary.current())
        self.speller.prepare()
        self._regions.prepare()
        self._inflections.prepare()

    def plan(self, request: SearchRequest, lookup: Lookup) -> Plan:
        """Understand a request, its parameters included.

        Args:
            request: What the visitor asks.
            lookup: Of this query; what it finds here ranking need not look up again.
        """
        query, glossary = parse_query(request.text), self._glossary.current()
        unfinished = query.unfinished if request.search_as_you_type else None
        is_traditional = query.folded != query.text and simplify(query.text) != query.text
        asked = _Asked(query, is_traditional, unfinished, self._lexicon.thesaurus(glossary), lookup)
        affordable, costly = leave_out_costly(read_clauses(query, self._words), lookup)
        completed = self._prefixes.complete(unfinished, affordable, lookup) if unfinished else affordable
        understood = self._understand(widen_versions(completed, lookup, self._version), asked)
        clauses = understood.clauses
        if not clauses.are_words:
            _match_others(clauses, lookup)
        shortened = tuple(dict.fromkeys(lookup.shortened)) if lookup.shortened else ()
        name, language = self._site_name, _choose_language(query.text, understood.corrections)
        is_odd = understood.corrections or (name and not query.is_plain and query.without_filters.endswith(name))
        return Plan(
            text=query.text,
            title_key=make_title_key(query.without_filters),
            is_unfinished=unfinished is not None,
            phrase=leave_out_last(clauses.phrase) if unfinished and clauses.phrase else clauses.phrase,
            other_keys=list_other_keys(query, understood.corrections, name) if is_odd else (),
            scored=clauses.scored,
            required=clauses.required,
            excluded=clauses.excluded,
            expansions=understood.expansions,
            runs=clauses.runs,
            shortened=shortened,
            grams=clauses.grams,
            symbols=clauses.symbols,
            filters=query.filters.add_parameters(request),
            language=language,
            stop_words=clauses.stop_words,
            notes=list_notes(query, language, costly, shortened, understood.missing, is_traditional=is_traditional),
            suggestion=self._suggest(understood, asked),
            pins=glossary.pinned_to(query.text) if glossary.pins and request.sort is Sort.RELEVANCE else (),
        )

    def _understand(self, clauses: Clauses, asked: _Asked) -> _Understood:
        """Find what stands for the words of clauses; compounds that nothing is found for become their parts."""
        found, absent = self._expand(clauses, asked)
        if not absent and asked.query.is_latin:  # as mostly
            return _Understood(clauses, found, (), found, ())
        text, is_traditional = asked.query.text, asked.is_traditional
        corrections = self._corrector.correct(
            clauses.scored, found, asked.lookup, text=text, is_traditional=is_traditional
        )
        if not (absent or corrections):
            return _Understood(clauses, found, (), found, ())
        whole = self._add_corrections(clauses, found, corrections, asked)
        last = clauses.scored[-1] if asked.unfinished and clauses.scored else None
        # A Latin word may go on, and a visitor who still types is told of no word that is last.
        whole_words = [word for word in whole.missing if word is not last or is_han(word.text)]
        told = [word for word in whole.missing if word is not last] if last else whole.missing
        parted = part_compounds(clauses, whole_words, self._words, lambda word: asked.lookup.match(word).found)
        if parted is clauses:
            return whole._replace(missing=told)
        understood = self._add_corrections(parted, self._expand(parted, asked)[0], corrections, asked)
        return understood._replace(missing=told) if last else understood

    def _add_corrections(
        self, clauses: Clauses, found: tuple[Expansion, ...], corrections: Sequence[Correction], asked: _Asked
    ) -> _Understood:
        """Return clauses with corrections among what stands for their words, and the words that are still missing."""
        typed = [each for each in corrections if each.is_searched]
        if not typed:
            return _Understood(clauses, found, corrections, found, _find_missing(clauses.scored, found, asked))
        searched = [join_covered(each) for each in typed]
        joined = join_parts(clauses, [each.covers[0] for each, was in zip(searched, typed, strict=True) if each != was])
        kept = found if joined is clauses else tuple([each for each in found if not joined.lack(each.covers)])
        expansions = (*kept, *map(self._corrector.expand, searched))
        missing = _find_missing(joined.scored, expansions, asked)
        return _Understood(joined, kept, corrections, expansions, missing)

    def _suggest(self, understood: _Understood, asked: _Asked) -> str | None:
        """Return the query better spelt, with what may be meant by words that few posts have; or without its quotes."""
        text = asked.query.text
        doubts = self._corrector.doubt(understood.clauses.scored, understood.found, asked.lookup, text)
        if understood.corrections or doubts:
            return suggest_query(text, (*understood.corrections, *doubts))
        return suggest_unquoted(text, understood.clauses, asked.lookup) if understood.clauses.required else None

    def _expand(self, clauses: Clauses, asked: _Asked) -> tuple[tuple[Expansion, ...], Sequence[WordNode]]:
        """Return what stands for the words typed: words for the same thing, then others, that posts have.

        And the words typed that no post has.
        """
        same, match, query = _find_same(clauses, asked), asked.lookup.match, asked.query
        otherwise = (
            *expand_word_breaks(clauses.typed, query.folded, self._words, asked.lookup, self._numbered),
            *expand_number_words(clauses.typed, query.folded, self._words, self._numbered),
        )
        same = (*same, *keep_found(otherwise, asked.lookup))
        absent = [word for word in clauses.words if not match(word).found]
        is_regional = not query.is_latin and self._regions.concern(query.folded)
        if query.is_alphabetic and not (is_regional or absent or asked.unfinished or self._inflections.are_any):
            return same, absent
        names = expand_dotted_names(absent, self._words, asked.lookup, self._numbered)
        others = self._list_others(clauses, asked, is_regional=is_regional)
        return (*same, *keep_found((*names, *others), asked.lookup)), absent

    def _list_others(self, clauses: Clauses, asked: _Asked, *, is_regional: bool) -> Iterator[Expansion]:
        """Yield what may stand for the words typed besides words for the same thing, whether a post has it or not."""
        unfinished, lookup = asked.unfinished, asked.lookup
        for group in asked.query.groups if is_regional else ():
            for leaf in group:
                if isinstance(leaf, Words) and not leaf.text.isascii():
                    yield from self._regions.expand(leaf)
                    yield from self._regions.expand_rare(leaf, lookup)
        yield from expand_numbered(clauses.typed, self._words, lookup, self._numbered)
        yield from expand_versions(clauses.typed, self._words, lookup, self._version)
        prefix = self._prefixes.expand(unfinished, clauses, lookup) if isinstance(unfinished, Words) else None
        if prefix:
            yield prefix
        finished = [word for word in clauses.words if word not in prefix.covers] if prefix else clauses.words
        inflected = [*self._inflections.expand(finished, lookup)]
        yield from inflected
        known = {word for each in inflected for word in each.covers}
        yield from self._pieces.expand([word for word in finished if word not in known] if known else finished, lookup)


def _find_same(clauses: Clauses, asked: _Asked) -> tuple[Expansion, ...]:
    """Return words for the same things that posts have; for a term for which they have none, those for a shorter one.

    All of them are looked up together with the words typed: mostly posts have them.
    """
    thesaurus, lookup = asked.thesaurus, asked.lookup
    likely = tuple(thesaurus.expand(clauses.words))
    lookup.match_words((*clauses.scored, *[node for each in likely for node in each.nodes]), clauses.runs)
    found = tuple([kept for each in likely if (kept := keep_matched(each, lookup))]) if likely else ()
    if len(found) == len(likely) or {each.covers for each in found} == {each.covers for each in likely}:
        return found
    return tuple(thesaurus.expand(clauses.words, lambda each: tuple(keep_found(each, lookup))))


def _match_others(clauses: Clauses, lookup: Lookup) -> None:
    """Look phrases and their like up, as ranking would: so it is known for which of them that would cost too much."""
    for nodes in (clauses.scored, clauses.required, clauses.excluded):
        for node in nodes:
            if not isinstance(node, WordNode):
                lookup.match(node)


def _choose_language(text: str, corrections: Sequence[Correction]) -> str:
    """Return the language that a visitor means who typed a text: ``zh`` or ``en``."""
    has_han = not text.isascii() and HAN_RUN.search(text)
    return "zh" if has_han or any(is_han(each.better) for each in corrections) else "en"


def _find_missing(scored: Sequence[Node], expansions: Sequence[Expansion], asked: _Asked) -> Sequence[WordNode]:
    """Return the words that no post has and that nothing stands for."""
    match = asked.lookup.match
    # That no title has it does not say that no post has.
    nowhere = [n for n in scored if isinstance(n, WordNode) and not n.in_title and not match(n).found]
    if not nowhere:
        return nowhere
    known = {word for each in expansions if not each.finds_nothing_alone for word in each.covers}
    return [word for word in nowhere if word not in known]
