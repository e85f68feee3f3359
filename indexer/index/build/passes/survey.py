"""Names in posts: Chinese words for the segmenter's user dictionary, and pairs of names for the same thing."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from indexer.text.analysis.folding import fold_text
from indexer.text.analysis.scripts import NAME
from indexer.text.analysis.segmenter import default_segmenter
from indexer.text.document import Document
from indexer.text.lexicon.glossary import Entry
from indexer.text.lexicon.pairs import Saying


@dataclass(frozen=True, slots=True)
class Findings:
    """Names and pairs of names in posts, counted.

    Attributes:
        names: Chinese tags, categories, keywords, and what is quoted in titles; in how many posts each.
        pairs: What they set beside each other, see ``find_pairs``; in how many posts each.
    """

    names: Counter[str] = field(default_factory=Counter)
    pairs: Counter[Saying] = field(default_factory=Counter)

    def add(self, other: "Findings") -> None:
        """Add the counts of other posts."""
        self.names.update(other.names)
        self.pairs.update(other.pairs)

    def remove(self, other: "Findings") -> None:
        """Subtract the counts of posts that are gone."""
        self.names.subtract(other.names)
        self.pairs.subtract(other.pairs)


def count_names(documents: Iterable[Document]) -> Findings:
    """Count the names and pairs of names in documents."""
    findings = Findings()
    for document in documents:
        findings.names.update(document.names)
        findings.pairs.update(document.pairs)
    return findings


def choose_taught(findings: Findings, glossary: Iterable[Entry], asked: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the words that the segmenter would cut and should keep whole, sorted.

    These are the names in posts, what the site asks for, and those glossary terms of which it would leave single
    characters; a term that it cuts into words is recognised in a query as these words.
    """
    names = {name for name, count in findings.names.items() if count > 0}.union(asked)
    cut = {name for name, words in _segment(names) if len(words) > 1}
    terms = {term for entry in glossary for form in entry if NAME.fullmatch(term := fold_text(form))}
    torn = {term for term, words in _segment(terms) if len(words) > 1 and min(map(len, words)) == 1}
    return tuple(sorted(cut | torn))


def _segment(names: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield names, each with its words."""
    words = iter(default_segmenter().segment_runs([*names]) if names else ())
    return ((name, list(iter(words.__next__, "\n"))) for name in names)
