"""The site's glossary as it stands now: what the index was built with, or its file, where that can be read here."""

import logging
import threading
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from indexer.errors import UsageError
from indexer.text.lexicon.glossary_file import GLOSSARY, read_site_glossary
from indexer.text.lexicon.site_glossary import Glossary

_SECONDS_BETWEEN_LOOKS = 1.0
_log = logging.getLogger(__name__)


class LiveGlossary:
    """A glossary that follows its file. Safe to be shared by threads.

    The file is looked at once a second, by whoever asks. While it is absent, or cannot be read, the last that could be
    is in force: at first what the index was built with.
    """

    def __init__(
        self, built_with: Glossary, folder: Path | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Name the site's folder; None where there is none, so that nothing is followed."""
        self._built_with = built_with
        self._glossary = built_with
        self._revision = (built_with, "")
        self._path = folder / GLOSSARY if folder else None
        self._clock = clock
        self._seen: tuple[int, ...] = ()
        self._next_look = 0.0
        self._looking = threading.Lock()

    def current(self) -> Glossary:
        """Return the glossary that is in force: the same object as long as nothing changed."""
        if self._path and self._clock() >= self._next_look and self._looking.acquire(blocking=False):
            try:
                self._look(self._path)
                self._next_look = self._clock() + _SECONDS_BETWEEN_LOOKS
            finally:
                self._looking.release()
        return self._glossary

    def revision(self) -> str:
        """Return a text that changes with the glossary; empty as long as it is the one that the index was built with.

        It is the same in all processes that follow the same file.
        """
        glossary, revision = self.current(), self._revision
        if revision[0] is not glossary:  # two threads may do this at once; either result will do
            revision = self._revision = (glossary, self._make_revision(glossary))
        return revision[1]

    def _make_revision(self, glossary: Glossary) -> str:
        return "" if glossary is self._built_with else blake2b(repr(glossary).encode(), digest_size=8).hexdigest()

    def _look(self, path: Path) -> None:
        try:
            found = path.stat()
        except OSError:
            return
        seen = (found.st_mtime_ns, found.st_size, found.st_ino)
        if seen != self._seen:
            self._seen = seen
            self._read(path)

    def _read(self, path: Path) -> None:
        try:
            glossary, faults = read_site_glossary(path)
        except UsageError as error:
            _log.warning("%s; what was in force before still is", error)
            return
        for fault in faults:
            _log.warning("%s:%s: %s", path, fault.line, fault.reason)
        same = next((each for each in (self._glossary, self._built_with) if each == glossary), glossary)
        self._glossary = same
