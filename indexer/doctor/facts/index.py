"""Facts about the folder of an index: its generations, read to the last byte and post, and what else lies in it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from indexer.errors import (
    FROM_DAMAGED_BYTES,
    WAY_OUT,
    IndexDamagedError,
    IndexMissingError,
    IndexUnusableError,
    IndexVersionError,
    is_passing,
    tell_mistake,
)
from indexer.index.build import last_build
from indexer.index.build.changes.salvage import examine_parts
from indexer.index.build.contents import count_documents
from indexer.index.build.last_build import LastBuild
from indexer.index.build.sources import Sources
from indexer.index.generations import lock
from indexer.index.generations.contents import Contents
from indexer.index.generations.durable import TEMPORARY, sha256
from indexer.index.generations.floor import FLOOR, read_floor
from indexer.index.generations.folder import MARKER, require_index
from indexer.index.generations.generation import (
    CURRENT,
    explain_read_errors,
    generation_name,
    live_number,
    numbers,
    read_pointer,
)
from indexer.index.generations.integrity import require_intact
from indexer.index.generations.manifest import Manifest, read_manifest
from indexer.index.parts.damage import find_damage
from indexer.index.reader.index_reader import IndexReader
from indexer.index.reader.store import open_every_document
from indexer.whoosh_codec import check_store
from indexer.whoosh_codec.installation import find_whoosh_problem

_MOST_DAMAGES = 5
"""Damages of a generation that are told: the first says enough."""


@dataclass(frozen=True, slots=True)
class GenerationFacts:
    """One generation, read as a whole.

    Attributes:
        contents: What it says about itself; None where it cannot be read.
        size: Bytes.
        posts: How many stored posts were read back.
        damage: What is not as it was written, in words.
        is_foreign_version: Whether another version of this program wrote it.
        can_be_mended: Whether only some of its parts are damaged, so that an update need not read the others' posts.
    """

    number: int
    path: Path
    contents: Contents | None = None
    size: int = 0
    posts: int = 0
    damage: tuple[str, ...] = ()
    is_foreign_version: bool = False
    can_be_mended: bool = False


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """The folder of an index.

    Attributes:
        missing, foreign: Why there is no index to be looked at; empty where there is one.
        live: What is served; None where nothing can be.
        previous: The one before, which is served should the live one be damaged; None where there is none.
        bad_files: Which of ``CURRENT`` and ``FLOOR`` are damaged.
        writer: The process that is writing the index now; 0 for one that does not say, None for none.
        stale_holder: The process that ``LOCK`` names although nobody holds it.
        leftovers: What the next writer would delete.
        foreign_files: Names of files that this program did not write.
        last_build: How the last command that wrote here ended; None where nothing is known of it.
    """

    root: Path
    missing: str = ""
    foreign: str = ""
    live: GenerationFacts | None = None
    previous: GenerationFacts | None = None
    bad_files: tuple[str, ...] = ()
    writer: int | None = None
    stale_holder: str = ""
    leftovers: tuple[str, ...] = ()
    foreign_files: tuple[str, ...] = ()
    last_build: LastBuild | None = None


def gather_index(root: Path) -> IndexFacts:
    """Read the live generation of an index and the one before to the last byte, and list what else is there.

    Raises:
        IndexUnreadableError: The system has no descriptors or memory left: nothing is known then.
        IndexDamagedError: A file that joins the generations is there, and cannot be read.
    """
    with explain_read_errors(root):
        try:
            require_index(root)
        except IndexMissingError as error:
            return IndexFacts(root, missing=str(error))
        except (IndexUnusableError, OSError) as error:
            _raise_passing(error)
            return IndexFacts(root, foreign=str(error))
        return _gather(root)


def _gather(root: Path) -> IndexFacts:
    writer, stale_holder = _look_at_lock(root)
    live, floor = live_number(root), read_floor(root)
    known = sorted((number for number in numbers(root) if live is None or number <= live), reverse=True)
    kept = [number for number in known[:2] if number >= (floor or 0)]
    names = {generation_name(number) for number in kept}
    ours = {*names, CURRENT, FLOOR, MARKER, lock.LOCK, last_build.FILE}
    others = sorted(path.name for path in root.iterdir() if path.name not in ours)
    leftovers = tuple(name for name in others if name.startswith((TEMPORARY, "g-")))
    facts = [_read_generation(root, number) for number in kept]
    newest = live or (kept[0] if kept else 0)
    return IndexFacts(
        root,
        live=next((each for each in facts if each.number == newest), None),
        previous=next((each for each in facts if each.number < newest), None),
        bad_files=(
            *([CURRENT] if not live or not _is_pointer_true(root, live) else []),
            *([FLOOR] if floor is None else []),
        ),
        writer=writer,
        stale_holder=stale_holder,
        leftovers=() if writer is not None else leftovers,
        foreign_files=tuple(name for name in others if name not in leftovers),
        last_build=last_build.read_last_build(root),
    )


def _is_pointer_true(root: Path, live: int) -> bool:
    """Say whether ``CURRENT`` names the digest of the generation that it names, as far as that can be read."""
    with suppress(IndexUnusableError):
        return read_manifest(root / generation_name(live)).digest in read_pointer(root)
    return True


def _look_at_lock(root: Path) -> tuple[int | None, str]:
    """Return the process that holds the lock, if any, and the one that it names though nobody does."""
    path = root / lock.LOCK
    try:
        noted = path.read_text("ascii", errors="replace").strip()
    except OSError:
        return None, ""
    if lock.is_locked(path):
        return (int(noted) if noted.isdecimal() else 0), ""
    return None, noted


def _read_generation(root: Path, number: int) -> GenerationFacts:
    path = root / generation_name(number)
    try:
        manifest = read_manifest(path)
        require_intact(path, manifest)
    except IndexVersionError as error:
        return GenerationFacts(number, path, damage=(str(error),), is_foreign_version=True)
    except (IndexUnusableError, OSError) as error:
        _raise_passing(error)
        return GenerationFacts(number, path, damage=(str(error),), can_be_mended=_can_be_mended(path))
    posts = [0]
    found = islice(_find_damage(path, manifest, posts), _MOST_DAMAGES)
    damage = tuple(each.removesuffix(WAY_OUT) for each in found)  # a finding has its own command
    can_be_mended = bool(damage) and _can_be_mended(path)
    return GenerationFacts(
        number, path, manifest.contents, manifest.size, posts[0], damage, can_be_mended=can_be_mended
    )


def _can_be_mended(path: Path) -> bool:
    try:
        return examine_parts(path, read_manifest(path)).can_be_mended
    except (IndexUnusableError, OSError, *FROM_DAMAGED_BYTES) as error:
        _raise_passing(error)
        return False


def _raise_passing(error: Exception) -> None:
    """Raise what tells nothing of the index: else a repair would build anew what is intact."""
    if is_passing(error):
        raise error


def _find_damage(path: Path, manifest: Manifest, posts: list[int]) -> Iterator[str]:
    """Yield what is wrong with a generation: by its checksums, its parts, its posts, and as a Whoosh index.

    Args:
        path: Its folder.
        manifest: What it says about itself.
        posts: Its only number becomes how many posts were read back.
    """
    yield from _compare_checksums(path, manifest)
    try:
        index = open_every_document(path)
        for part in index.parts:
            yield from part.find_changed_bytes()
            yield from (f"{part.folder}: {damage}" for damage in find_damage(part))
        ids = set[str]()
        for doc in _living(index):
            ids.add(_read_post(index, doc))
            posts[0] += 1
        yield from _compare_posts(path, ids, count_documents(manifest.contents))
        if not find_whoosh_problem():  # told by the area of software
            check_store(path)  # updates write what only Whoosh reads, and do not load Whoosh
    except (IndexUnusableError, OSError) as error:
        _raise_passing(error)
        yield str(error)
    except FROM_DAMAGED_BYTES as error:
        yield f"{path}: cannot be read ({tell_mistake(error)})"


def _compare_checksums(path: Path, manifest: Manifest) -> Iterator[str]:
    for name, seal in sorted(manifest.files.items()):
        try:
            digest = sha256(path / name)
        except OSError as error:
            _raise_passing(error)
            yield f"{path / name}: cannot be read ({error.strerror or error})"
            continue
        if digest != seal.sha256:
            yield f"{path / name}: has another checksum than was published"


def _living(index: IndexReader) -> Iterator[int]:
    deleted = set(index.deleted.tolist())
    return (doc for doc in range(index.max_doc) if doc not in deleted)


def _read_post(index: IndexReader, doc: int) -> str:
    """Read all that is kept of a post, and its tokens; return its id.

    Raises:
        IndexDamagedError: They do not belong together.
    """
    stored, stream = index.stored(doc), index.stream(doc)
    if not stored.metadata.id or (len(stream.ends) and int(stream.ends.max()) > len(stored.text)):
        part, local = index.locate(doc)
        raise IndexDamagedError(f"{part.folder}: the stored post {local} is not what was indexed")
    return stored.metadata.id


def _compare_posts(path: Path, ids: set[str], posts: int) -> Iterator[str]:
    """Compare the posts that were read back with the table of sources and what the generation says."""
    known = Sources.read(path).digests_of_posts.keys()
    if ids != known or len(ids) != posts:
        yield f"{path}: holds {len(ids)} posts, its table of sources {len(known)}, its manifest says {posts}"
