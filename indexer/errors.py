"""Every error that this package raises on purpose, and the exit status of a command that ends with it.

::

    SearchIndexError              1   something failed; the live index is untouched
    ├── UsageError                2   the caller asked for something that makes no sense
    │   └── ConfigurationError    2   a setting, or the site's own configuration, cannot be read
    ├── IndexBusyError            75  another writer holds the index
    ├── NotAtRestError            75  a file of the site is being written to
    ├── IndexUnusableError        1   the index cannot be opened
    │   ├── IndexMissingError     1   there is none yet
    │   ├── IndexForeignError     1   the folder is not ours, or others may write to it
    │   ├── IndexDamagedError     1   a file is missing, cut short or altered
    │   ├── IndexUnreadableError  75  the system gives no more files or memory: nothing is known of the index
    │   ├── IndexVersionError     1   written by another version of this program
    │   ├── ProgramUnfitError     1   this program can open none: a library is missing
    │   └── ClusterUnreachableError  75  no node of the cluster answers, or not now: try again later
    ├── PublishRefusedError       1   the new index looks wrong and was not published
    └── DeadlineExceededError     1   a search took longer than it may

A message says what was found, where (``path:line`` for a file's text), and what to do next.
"""

import errno
import logging
import traceback
from dataclasses import dataclass
from pathlib import Path

_log = logging.getLogger(__name__)

FROM_DAMAGED_BYTES = (ArithmeticError, AttributeError, EOFError, LookupError, TypeError, ValueError)
"""What comes of taking damaged bytes for JSON, numbers and offsets; running out of memory and failing disks do not."""
WAY_OUT = "; run search-index update"
"""Ends messages of damage: an update reads the posts of what is damaged from the site again, or all posts."""


def tell_mistake(error: Exception) -> str:
    """Say what an error is that nobody foresaw, and where it arose: all that whoever reports it has to send.

    The whole traceback goes to the log at level DEBUG, which ``--verbose`` shows.
    """
    _log.debug("%s", type(error).__name__, exc_info=error)
    places = [f"{Path(frame.f_code.co_filename).name}:{line}" for frame, line in traceback.walk_tb(error.__traceback__)]
    return f"{type(error).__name__}: {error}, at {places[-1] if places else 'an unknown place'}"


class SearchIndexError(Exception):
    """Something failed that a person has to know about."""

    exit_status = 1


class UsageError(SearchIndexError):
    """The caller asked for something that makes no sense."""

    exit_status = 2


class ConfigurationError(UsageError):
    """A setting, or the site's own configuration, cannot be read."""


class IndexBusyError(SearchIndexError):
    """Another writer holds the index: try again later (exit status EX_TEMPFAIL of sysexits.h)."""

    exit_status = 75


class NotAtRestError(SearchIndexError):
    """A file of the site is being written to, and what it says now may not be what its author means."""

    exit_status = 75


class IndexUnusableError(SearchIndexError):
    """The index cannot be opened."""


class IndexMissingError(IndexUnusableError):
    """There is no index at this place yet."""


class IndexForeignError(IndexUnusableError):
    """The folder was not written by this program, or other users may write to it."""


@dataclass(frozen=True, slots=True)
class DamagedBytes:
    """A range of a file that is not as it was written: from the byte ``begin`` up to ``end``."""

    path: Path
    begin: int
    end: int

    @property
    def name(self) -> str:
        """The file below the index folder, and the range: all that others need to know of where the index is."""
        return f"{'/'.join(self.path.parts[-3:])}, bytes {self.begin} to {self.end}"


class IndexDamagedError(IndexUnusableError):
    """A file of the index is missing, cut short or altered.

    Attributes:
        place: Where in which file; None where that is not known to the byte.
    """

    def __init__(self, message: str, place: DamagedBytes | None = None) -> None:
        super().__init__(message)
        self.place = place


class IndexUnreadableError(IndexUnusableError):
    """The system does not give a file of the index now. That tells nothing of the index: try again later."""

    exit_status = 75


_PASSING = {
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
    errno.ENOBUFS,
    errno.EAGAIN,
    errno.EINTR,
    errno.ETIMEDOUT,
    errno.ESTALE,
}
"""What a system says that is out of descriptors or memory for a while, or that waits for a file server."""


def is_passing(error: BaseException) -> bool:
    """Say whether an error of reading tells of the state of the system, and nothing of the file."""
    return isinstance(error, IndexUnreadableError) or (isinstance(error, OSError) and error.errno in _PASSING)


def judge_read_error(error: BaseException, path: Path, damage: IndexUnusableError) -> IndexUnusableError:
    """Return what an error of reading means for the index.

    Args:
        error: As it came.
        path: What was read, where the error does not say.
        damage: What it means if it does not pass.
    """
    if not isinstance(error, OSError) or not is_passing(error):
        return damage
    return IndexUnreadableError(f"{error.filename or path}: cannot be read now ({error.strerror}); try again later")


def places_of(error: IndexUnusableError) -> tuple[str, ...]:
    """Name where an error says that the index is damaged; nothing where it says nothing of that."""
    return (error.place.name,) if isinstance(error, IndexDamagedError) and error.place else ()


class IndexVersionError(IndexUnusableError):
    """The index was written by another version of this program."""


class ProgramUnfitError(IndexUnusableError):
    """This program can open no index here, as a library is missing or it is mistaken. That tells nothing of the index.

    Attributes:
        missing: The library, as pip calls it; empty where none is known to be missing.
    """

    def __init__(self, message: str, missing: str = "") -> None:
        super().__init__(message)
        self.missing = missing


class ClusterUnreachableError(IndexUnusableError):
    """No node of the cluster answers, or it cannot now. That tells nothing of the index: try again later."""

    exit_status = 75


class PublishRefusedError(SearchIndexError):
    """The new index holds no posts, or far fewer than the live one, and was not published."""


class DeadlineExceededError(SearchIndexError):
    """A search took longer than it may, and was stopped."""
