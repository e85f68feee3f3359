"""The folder of an index, and the choice of the generation to read.

::

    ROOT/                 owned by one user, nobody else may write here
    ├── SEARCH-INDEX      says that the folder is ours
    ├── LOCK              one writer at a time
    ├── CURRENT           "g-7 <digest of its manifest>": what readers open
    ├── LAST-BUILD.json   how the last command that wrote here ended, see ``build/last_build``
    ├── FLOOR             "g-6 <digest>": none below it may be opened, see ``floor``; missing until a post is withdrawn
    ├── g-7/              a generation: complete, never changed again
    │   ├── MANIFEST.json
    │   └── …
    ├── g-6/              the one before, for readers still in it, and should g-7 be damaged
    └── tmp-…             unfinished; the next writer deletes it

``stage`` writes all this; here it is only read.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from indexer.errors import (
    IndexDamagedError,
    IndexMissingError,
    IndexUnreadableError,
    IndexUnusableError,
    SearchIndexError,
    judge_read_error,
)
from indexer.index.generations.floor import FLOOR, read_floor
from indexer.index.generations.folder import missing_index, require_index, require_private
from indexer.index.generations.integrity import require_intact
from indexer.index.generations.manifest import Manifest, read_manifest

CURRENT = "CURRENT"
_ATTEMPTS = 20
"""How often a reader starts again when the generation it was opening is swept away; twice is rare."""
_GENERATION = re.compile(r"g-([1-9][0-9]*)")
_POINTER = re.compile(r"g-([1-9][0-9]*) ([0-9a-f]{64})\n")

Opened = TypeVar("Opened")


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete published index.

    Attributes:
        path: Its folder.
        degraded: Why it is read although it is not the newest; empty when all is well.
        pointer: What ``CURRENT`` said when it was found.
    """

    number: int
    path: Path
    manifest: Manifest
    degraded: str = ""
    pointer: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """Return a name that no other generation ever has."""
        return f"g-{self.number}-{self.manifest.digest[:12]}"


def current_generation(root: Path) -> Generation:
    """Find the generation to read: checked, whole, and safe to be opened; as ``open_current``."""
    return open_current(root, lambda generation: generation)


def open_current(root: Path, opener: Callable[[Generation], Opened]) -> Opened:
    """Open the generation to read.

    Where the live one is damaged or cannot be opened, the newest one before it that can be is opened, but none from
    before the last withdrawal; its ``degraded`` says why. Starts again when a writer swept a generation away between
    finding and opening it.

    Args:
        root: The index folder.
        opener: Opens a generation; raises an ``IndexUnusableError`` or an ``OSError`` where it cannot.

    Raises:
        IndexMissingError: There is no index yet.
        IndexForeignError: The folder is not ours, or others may write to it.
        IndexVersionError: Another version of this program wrote the index.
        IndexDamagedError: No generation can be opened, or the disk does not give it.
    """
    with explain_read_errors(root):
        for _ in range(_ATTEMPTS):
            require_index(root)
            pointer = read_pointer(root)
            try:
                opened, is_newest = _open_newest(root, pointer, opener)
            except IndexUnusableError:
                if read_pointer(root) == pointer:
                    raise
            else:
                if is_newest or read_pointer(root) == pointer:
                    return opened
    raise IndexDamagedError(f"{root}: is being replaced faster than it can be read. Try again later")


@contextmanager
def explain_read_errors(root: Path) -> Iterator[None]:
    """Turn an ``OSError`` of reading into an error that says what it means for the index.

    Raises:
        IndexMissingError: There is a file where a folder should be.
        IndexDamagedError: Something cannot be read.
        IndexUnreadableError: The system does not give it now.
    """
    try:
        yield
    except NotADirectoryError as error:
        raise IndexMissingError(f"{root}: a file stands where a folder should. Name a folder with --index") from error
    except OSError as error:
        damage = IndexDamagedError(
            f"{error.filename or root}: cannot be read ({error.strerror or error}). "
            "Remove the cause; if the index is damaged, mend it: search-index update SITE"
        )
        raise judge_read_error(error, root, damage) from error


def generation_name(number: int) -> str:
    """Return the name of a generation's folder."""
    return f"g-{number}"


def numbers(root: Path) -> list[int]:
    """Return the numbers of all generations in an index folder, in no order."""
    return [int(match[1]) for path in root.iterdir() if (match := _GENERATION.fullmatch(path.name))]


def read_pointer(root: Path) -> str:
    """Return the text of ``CURRENT``; empty where it is missing.

    Raises:
        OSError: It is there, and cannot be read.
    """
    try:
        return (root / CURRENT).read_text("ascii", errors="replace")
    except FileNotFoundError:
        return ""


def live_number(root: Path) -> int | None:
    """Return the number that ``CURRENT`` names; None where it is missing or damaged."""
    match = _POINTER.fullmatch(read_pointer(root))
    return int(match[1]) if match else None


def pointer_to(generation: Generation) -> str:
    """Return the text by which ``CURRENT`` names a generation."""
    return f"g-{generation.number} {generation.manifest.digest}\n"


def live_generation(root: Path) -> Generation:
    """Return the generation that ``CURRENT`` names, whatever has become of its files but the manifest.

    Raises:
        IndexDamagedError: There is none such, or its manifest is not as it was written.
        OSError: ``CURRENT`` is there, and cannot be read.
    """
    pointer = read_pointer(root)
    match = _POINTER.fullmatch(pointer)
    if not match:
        raise IndexDamagedError(f"{root / CURRENT}: is missing or damaged")
    path = root / generation_name(int(match[1]))
    manifest = read_manifest(path)
    if manifest.digest != match[2]:
        raise IndexDamagedError(f"{root / CURRENT}: names another index than stands in {path.name}")
    return Generation(int(match[1]), path, manifest, pointer=pointer)


def previous_generation(root: Path) -> Generation:
    """Find the newest intact generation before the live one that may still be served, checked as a reader checks it.

    Raises:
        SearchIndexError: There is none; says why.
    """
    live, floor = live_number(root), read_floor(root)
    known = sorted(numbers(root), reverse=True)
    newest = live or (known[0] if known else 0)
    failures: list[IndexUnusableError] = []
    for number in known:
        if number >= newest or floor is None or number < floor:
            continue
        try:
            return _open(root, number, None)
        except IndexUnusableError as error:
            failures.append(error)
    raise SearchIndexError(f"{root}: there is nothing to roll back to: {_tell_no_previous(newest, floor, failures)}")


def _tell_no_previous(newest: int, floor: int | None, failures: list[IndexUnusableError]) -> str:
    """Say why there is no generation to roll back to, and what can be done instead."""
    if failures:
        return f"{failures[0]}"
    advice = "to change what is served, mend the site and run search-index update"
    if floor is None:
        return f"{FLOOR} is damaged, so that no older index can be used; {advice}"
    if newest and floor == newest:
        why = "since posts were withdrawn, or it was rolled back or mended"
        return f"what was published before g-{newest} is deleted, {why}; {advice}"
    return f"g-{newest} is the only one that there is; {advice}" if newest else "there is no index yet"


def is_withdrawn(root: Path, generation: Generation) -> bool:
    """Say whether a generation may hold posts that were withdrawn, and so must answer no more."""
    try:
        floor = read_floor(root)
    except OSError:  # it cannot be told: what nobody may have published since is safe
        floor = None
    if floor is not None:
        return generation.number < floor
    try:
        return live_number(root) != generation.number
    except OSError:  # the whole folder is out of reach: nothing tells of a withdrawal
        return False


def _open_newest(root: Path, pointer: str, opener: Callable[[Generation], Opened]) -> tuple[Opened, bool]:
    """Open the newest generation that can be opened, and say whether it is the newest of all."""
    match, floor = _POINTER.fullmatch(pointer), read_floor(root)
    live = int(match[1]) if match else None
    failures: list[IndexUnusableError] = []
    if floor is None:
        failures.append(IndexDamagedError(f"{root / FLOOR}: is damaged, so that no older index can be used"))
    candidates = _allowed_numbers(root, live, floor)
    if live is None and candidates:
        failures.append(IndexDamagedError(f"{root / CURRENT}: is missing or damaged"))
    for number in candidates:
        digest = match[2] if match and number == live else None
        degraded = str(failures[0]) if failures else ""
        try:
            with explain_read_errors(root):
                return opener(replace(_open(root, number, digest), degraded=degraded, pointer=pointer)), not failures
        except IndexUnreadableError:
            raise  # an older one is no answer to that
        except IndexUnusableError as error:
            # Without its traceback, which would keep what the opener had opened until the cyclic collector runs.
            error.__traceback__ = error.__cause__ = error.__context__ = None
            failures.append(error)
    raise _no_way_back(root, failures)


def _allowed_numbers(root: Path, live: int | None, floor: int | None) -> list[int]:
    """Return the generations that may be opened, best first: the live one, and those before it down to the floor.

    Args:
        root: The index folder.
        live: What ``CURRENT`` names; None where it is missing or damaged.
        floor: As ``read_floor`` returned it.
    """
    if floor is None:
        return [] if live is None else [live]
    found = {number for number in numbers(root) if live is None or number < live}
    return sorted((number for number in found | {live or 0} if number and number >= floor), reverse=True)


def _no_way_back(root: Path, failures: list[IndexUnusableError]) -> IndexUnusableError:
    if not failures:
        return missing_index(root)
    if isinstance(failures[0], IndexDamagedError):
        way_out = "No older index is intact; mend it: search-index update SITE"
        return IndexDamagedError(f"{failures[0]}. {way_out}", failures[0].place)
    return failures[0]


def _open(root: Path, number: int, digest: str | None) -> Generation:
    path = root / f"g-{number}"
    try:
        require_private(path, path.lstat())
        manifest = read_manifest(path)
        if digest not in (None, manifest.digest):
            raise IndexDamagedError(f"{root / CURRENT}: names another index than stands in {path.name}")
        require_intact(path, manifest)
    except OSError as error:
        damage = IndexDamagedError(f"{error.filename or path}: cannot be read ({error.strerror})")
        raise judge_read_error(error, path, damage) from error
    return Generation(number, path, manifest)
