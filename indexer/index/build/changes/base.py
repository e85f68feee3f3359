"""What an update builds upon: the live generation, with the table of its sources and what was learnt of its posts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from indexer.index.build.memory import BuildMemory, read_memory
from indexer.index.build.passes.outcomes import Outcome
from indexer.index.build.passes.pipeline import BATCH_FILES
from indexer.index.build.passes.reading import ReadBatch, write_batch
from indexer.index.build.passes.survey import Findings
from indexer.index.build.sources import Sources
from indexer.index.generations.generation import Generation
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.store import open_every_document
from indexer.text.document import Document
from indexer.text.lexicon.pairs import Saying


@dataclass(frozen=True, slots=True)
class Lost:
    """What damage took from a generation that is built upon.

    Attributes:
        damage: What is wrong with each damaged part, in words.
        digests: The digests of the files of the posts that were in them, by their ids.
    """

    damage: tuple[str, ...]
    digests: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Base:
    """The live generation that an update builds upon, and what it was made of.

    Attributes:
        index: All its documents, those that nobody may find now too.
        memory: Its findings are of the documents that visitors could find when it was built: ``index.counted.docs`` are
            the others.
        lost: What is missing in the index and the sources, because its part is damaged; None where all is there.
    """

    generation: Generation
    index: IndexReader
    sources: Sources
    memory: BuildMemory
    lost: Lost | None = None

    @classmethod
    def open(cls, generation: Generation) -> "Base":
        """Open a generation to build upon it.

        Raises:
            IndexUnusableError: It cannot be opened.
            OSError, ValueError, KeyError: What only updates read of it is damaged.
        """
        path = generation.path
        return cls(generation, open_every_document(path), Sources.read(path), read_memory(path))

    def restore_batches(self, docs: Sequence[int], folder: Path, now: datetime) -> Iterator[ReadBatch]:
        """Take documents out of the index, and store them in files to be cut into words anew."""
        for first in range(0, len(docs), BATCH_FILES):
            documents = [self._restore(doc) for doc in docs[first : first + BATCH_FILES]]
            outcomes = [Outcome(document.metadata.id, document.metadata.url) for document in documents]
            yield write_batch(folder, outcomes, documents, now)

    def _restore(self, doc: int) -> Document:
        """Return a document as it was before its words were cut, from what the index keeps of it."""
        stored, record = self.index.stored(doc), self.index.record(doc)
        return Document(
            metadata=stored.metadata,
            text=stored.text,
            zones=stored.zones,
            sections=stored.sections,
            names=tuple(record["names"]),
            pairs=tuple(Saying(*each) for each in record["pairs"]),
            period=self.index.documents.period_of(doc),
        )

    def holds_any(self, outcomes: Iterable[Outcome]) -> bool:
        """Tell whether any of some posts is in the index."""
        return not self.sources.digests_of_posts.keys().isdisjoint(outcome.id for outcome in outcomes)


def read_findings(index: IndexReader, doc: int) -> Findings:
    """Return the names and pairs of names in one document."""
    record = index.record(doc)
    return Findings(Counter(record["names"]), Counter(Saying(*each) for each in record["pairs"]))
