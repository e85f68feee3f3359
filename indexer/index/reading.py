"""The part of a build that is done in workers: files -> documents -> parts, a batch at a time.

A site is read in two passes, because its words can only be cut once all its posts have said what they call things:
the first reads and parses every file and lays the documents by, the second cuts them into words and turns them round.
"""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path

from indexer.index.layout import hash_term
from indexer.index.part import Hashes, Part, make_part
from indexer.index.sources import NEVER, digest_file
from indexer.index.survey import Findings, look_at
from indexer.posts.encoding import FALLBACKS
from indexer.posts.files import SourceFile
from indexer.posts.generators.base import Rules
from indexer.posts.post import Admission, LeftOut, Post, Problem, Reason
from indexer.posts.read import read_post
from indexer.text.compose import compose_document
from indexer.text.document import Document
from indexer.text.segmenter import segmenter_for
from indexer.text.vocabulary import Vocabulary

MOST_TERMS = 1 << 19
"""Terms, and forms, that a worker remembers: what bounds its memory."""
_ALIGNED = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file.

    Attributes:
        url: Of the post; None when there is none.
        left_out: Why it is not searchable, on purpose; None when it is, or was refused.
        digest: Of the file's content, see ``digest_file``.
        until: Seconds since 1970 from when on something else comes of the same file.
    """

    id: str
    url: str | None = None
    left_out: Reason | None = None
    problems: tuple[Problem, ...] = ()
    digest: int = 0
    until: int = NEVER


@dataclass(frozen=True, slots=True)
class Drafts:
    """What came of a batch of files.

    Attributes:
        outcomes: One for each file, in their order.
        path: Where the documents of those that are posts lie, in the same order.
        findings: What they call things.
    """

    outcomes: tuple[Outcome, ...]
    path: Path
    findings: Findings

    @property
    def ids(self) -> list[str]:
        """The ids of those that are posts."""
        return [outcome.id for outcome in self.outcomes if outcome.url is not None]

    @property
    def posts(self) -> int:
        """How many are posts."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Reader:
    """How the files of one site are read; small, and sent to each worker once.

    Attributes:
        now: Aware; what counts as the future.
        folder: Where documents are laid by.
    """

    rules: Rules
    now: datetime
    admission: Admission
    folder: Path
    fallbacks: tuple[str, ...] = FALLBACKS

    def __call__(self) -> Callable[[Sequence[SourceFile]], Drafts]:
        """Return what reads a batch."""
        return self.read

    def read(self, batch: Sequence[SourceFile]) -> Drafts:
        """Read a batch of files, and lay the documents by."""
        outcomes, documents = [], []
        for source in batch:
            digest = digest_file(source)
            reading = read_post(source, self.rules, self.now, self.admission, self.fallbacks)
            url = left_out = None
            if isinstance(reading.outcome, Post):
                documents.append(compose_document(reading.outcome))
                url = reading.outcome.url
            elif isinstance(reading.outcome, LeftOut):
                left_out = reading.outcome.reason
            until = NEVER if reading.until is None else int(reading.until.timestamp())
            outcomes.append(Outcome(reading.id, url, left_out, reading.problems, digest, until))
        path = self.folder / f"{hash_term(batch[0].id):016x}-{len(batch)}.drafts"
        path.write_bytes(pickle.dumps(documents, protocol=pickle.HIGHEST_PROTOCOL))
        return Drafts(tuple(outcomes), path, look_at(documents))


@dataclass(frozen=True, slots=True)
class Laid:
    """Documents that were laid by: all of a batch, or one of them."""

    path: Path
    only: int | None = None

    def load(self) -> list[Document]:
        """Load them."""
        documents: list[Document] = pickle.loads(self.path.read_bytes())  # noqa: S301  we wrote it, in a folder of ours
        return documents if self.only is None else [documents[self.only]]


@dataclass(frozen=True, slots=True)
class SpooledPart:
    """A part that lies in a file.

    Attributes:
        characters: Of all its documents.
    """

    path: Path
    characters: int

    def part(self) -> Part:
        """Map it; only what is no array is loaded."""
        with self.path.open("rb") as file:
            pickled, sizes = pickle.load(file)  # noqa: S301  as above
            mapped, ends = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ)), _place_arrays(file.tell(), sizes)
        arrays = [mapped[end - size : end] for end, size in zip(ends, sizes, strict=True)]
        part: Part = pickle.loads(pickled, buffers=arrays)  # noqa: S301
        return part


def spool(part: Part, path: Path) -> SpooledPart:
    """Lay a part by, its arrays as they are behind all else."""
    buffers: list[pickle.PickleBuffer] = []
    pickled = pickle.dumps(part, protocol=5, buffer_callback=buffers.append)
    raw = [buffer.raw() for buffer in buffers]
    sizes = [len(each) for each in raw]
    with path.open("wb") as file:
        pickle.dump((pickled, sizes), file)
        for each, end in zip(raw, _place_arrays(file.tell(), sizes), strict=True):
            file.seek(end - len(each))
            file.write(each)
        file.truncate()
    return SpooledPart(path, int(part.characters.sum()))


def _place_arrays(begin: int, sizes: Sequence[int]) -> list[int]:
    """Return where arrays end that are laid end to end, each at a place its numbers can be read from."""
    ends = []
    for size in sizes:
        begin = -(-begin // _ALIGNED) * _ALIGNED + size
        ends.append(begin)
    return ends


@dataclass(frozen=True, slots=True)
class Cutter:
    """How documents are cut into words and turned round; sent to each worker once.

    Attributes:
        taught: Words the segmenter is taught besides those that ship.
    """

    rules: Rules
    taught: tuple[str, ...]

    def __call__(self) -> Callable[[Laid], SpooledPart]:
        """Load dictionaries, and return what cuts a batch."""
        return _Bench(self).cut


@dataclass(slots=True)
class _Bench:
    """A worker's own cutter, with what it remembers."""

    cutter: Cutter
    vocabulary: Vocabulary = field(init=False)
    hashes: Hashes = field(init=False)

    def __post_init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.vocabulary = Vocabulary(segmenter_for(self.cutter.taught))
        self.hashes = Hashes(self.vocabulary)

    def cut(self, laid: Laid) -> SpooledPart:
        if max(len(self.vocabulary.terms), len(self.vocabulary.forms)) > MOST_TERMS:
            self._clear()
        part = make_part(laid.load(), self.vocabulary, self.hashes, self.cutter.rules.time_zone)
        name = laid.path.stem if laid.only is None else f"{laid.path.stem}-{laid.only}"
        return spool(part, laid.path.with_name(f"{name}.part"))
