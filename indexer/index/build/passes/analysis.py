"""The second pass of a build, done in workers: documents -> parts, a batch at a time."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from indexer.index.parts.make_part import VocabularyHashes, make_part
from indexer.index.parts.spool import SpooledPart, spool
from indexer.text.analysis.segmenter import Segmenter, light_segmenter_for, preload_dictionary, segmenter_for
from indexer.text.analysis.vocabulary import Vocabulary
from indexer.text.document import Document

FEW_POSTS = 64
"""So many posts are cut sooner by a segmenter that takes longer for each and is there sooner."""
MOST_TERMS = 1 << 19
"""Terms, and forms, that a worker remembers: what bounds its memory."""


@dataclass(frozen=True, slots=True)
class BatchRef:
    """The documents in a file: all of a batch, or one of them."""

    path: Path
    only: int | None = None

    def load(self) -> list[Document]:
        """Load them."""
        documents: list[Document] = pickle.loads(self.path.read_bytes())  # noqa: S301  we wrote it, in a folder of ours
        return documents if self.only is None else [documents[self.only]]


@dataclass(frozen=True, slots=True)
class BatchAnalyzer:
    """How documents are cut into words and inverted; sent to each worker once.

    Attributes:
        taught: Words the segmenter is taught besides those that ship.
        are_few: Whether there is so little to cut that it is cut by what is loaded soonest.
    """

    taught: tuple[str, ...]
    are_few: bool = False

    def preload(self) -> None:
        """Load jieba's dictionary; where posts are few the process that leads needs its segmenter, too, for names."""
        if self.are_few:
            self.load_segmenter()
        else:
            preload_dictionary()

    def load_segmenter(self) -> Segmenter:
        """Return what cuts runs of Chinese characters; which of the two it is makes no difference to the words."""
        return (light_segmenter_for if self.are_few else segmenter_for)(self.taught)

    def __call__(self) -> Callable[[BatchRef], SpooledPart]:
        """Load dictionaries, and return the function that cuts a batch."""
        return _Inverter(self).invert


@dataclass(slots=True)
class _Inverter:
    """Cuts and inverts batches in one worker; remembers the words of the batches before."""

    analyzer: BatchAnalyzer
    vocabulary: Vocabulary = field(init=False)
    hashes: VocabularyHashes = field(init=False)

    def __post_init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.vocabulary = Vocabulary(self.analyzer.load_segmenter())
        self.hashes = VocabularyHashes(self.vocabulary)

    def invert(self, ref: BatchRef) -> SpooledPart:
        if max(len(self.vocabulary.terms), len(self.vocabulary.latin_words)) > MOST_TERMS:
            self._clear()
        part = make_part(ref.load(), self.vocabulary, self.hashes)
        name = ref.path.stem if ref.only is None else f"{ref.path.stem}-{ref.only}"
        return spool(part, ref.path.with_name(f"{name}.part"))
