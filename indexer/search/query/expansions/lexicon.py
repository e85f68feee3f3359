"""The words of a site's queries: how they are cut, and which of them mean the same."""

import logging

from indexer.errors import UsageError
from indexer.index.reader.site import Site
from indexer.search.query.expansion import ExpansionKind
from indexer.search.query.expansions.synonyms import Synonyms
from indexer.search.query.expansions.thesaurus import Thesaurus
from indexer.search.query.words import WordReader
from indexer.search.tuning import Tuning
from indexer.text.analysis.analyzer import Analyzer
from indexer.text.analysis.segmenter import LazySegmenter
from indexer.text.lexicon.glossary import everyday_words, shipped_glossary
from indexer.text.lexicon.site_glossary import Glossary, apply_vetoes
from indexer.text.lexicon.word_lists import stop_words

_log = logging.getLogger(__name__)


class Lexicon:
    """Cuts queries, and knows words for the same thing. Safe to be shared by threads.

    It holds nothing of an index, so that one index takes it over from the one before: cutting the whole glossary takes
    longer than all else that a new index needs before it answers.

    Attributes:
        analyzer: The one that cut the posts.
        words: Cuts texts into nodes.
    """

    def __init__(self, site: Site, tuning: Tuning) -> None:
        """Get ready.

        Args:
            site: What posts have taught, and the glossary that the index was built with.
            tuning: What words for the same thing count; 0 leaves these out.
        """
        self._made_for = (site.taught, site.pairs, tuning)
        self.analyzer = Analyzer(LazySegmenter(site.taught))
        self.words = WordReader(self.analyzer, stop_words())
        self._latest: tuple[Glossary, Thesaurus] | None = None

    def fits(self, site: Site, tuning: Tuning) -> bool:
        """Say whether an index needs no other, having taught the same."""
        return (site.taught, site.pairs, tuning) == self._made_for

    def thesaurus(self, glossary: Glossary) -> Thesaurus:
        """Return the words for the same thing under a site's glossary; that of the last glossary is kept."""
        latest = self._latest
        if latest is None or latest[0] is not glossary:  # two threads may do this at once; either result will do
            try:
                same = latest[1] if latest and latest[0] == glossary else self._make_thesaurus(glossary)
            except UsageError as error:  # what ships cannot be read again: its files are being replaced
                if latest is None:
                    raise
                _log.warning("%s; the words of the glossary before it stay", error)
                return latest[1]
            latest = self._latest = (glossary, same)
        return latest[1]

    def prepare(self, glossary: Glossary) -> None:
        """Cut the whole glossary now; what ships of it is not needed any more then, and read again for another one."""
        self.words.cut("热身")  # before all that is gone afterwards: the dictionaries of Chinese, which stay
        self.thesaurus(glossary).prepare()
        for shipped in (shipped_glossary, everyday_words):
            shipped.forget()

    def _make_thesaurus(self, glossary: Glossary) -> Thesaurus:
        _, pairs, tuning = self._made_for
        sources = (
            (shipped_glossary(), tuning.synonym, ExpansionKind.SYNONYM),
            (everyday_words(), tuning.everyday, ExpansionKind.EVERYDAY),
            (glossary.entries, tuning.synonym, ExpansionKind.SYNONYM),
            ([(pair.han, pair.latin) for pair in pairs], tuning.learnt, ExpansionKind.LEARNT),
        )
        chosen = [
            Synonyms(entry, weight, kind)
            for entries, weight, kind in sources
            if weight
            for entry in apply_vetoes(entries, glossary.vetoes)
        ]
        return Thesaurus(chosen, self.words)
