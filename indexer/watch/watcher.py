"""The loop of a watch: wait, update, say what came of it; nothing but being told to stop ends it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from indexer.errors import IndexBusyError, NotAtRestError, PublishRefusedError, SearchIndexError, tell_mistake
from indexer.index.build.changes.hold import Hold
from indexer.index.build.report import BuildReport, Changes, NullProgress, Progress
from indexer.posts.post import Problem, group_problems
from indexer.posts.site_folders import split_folders
from indexer.watch.events import Events, EventsLostError, NoEvents, prefixed_folders
from indexer.watch.journal import Journal, Level
from indexer.watch.schedule import Schedule
from indexer.watch.settling import Settling
from indexer.wording import count

_POLL_SECONDS = 2.0
"""Between two looks at a site where the system does not tell of changes; more where a look takes long."""
_ABSENT_SECONDS = 0.5
_AFTER_FAILURE_SECONDS = 60.0
_LONGEST_REST_SECONDS = 30.0
"""After so long a build of everything no longer waits for a file that is written to again and again."""
_SAID_AFTER_SECONDS = 10.0
_LIMITS = ("limit", "too many open files", "no space left")
"""What the system says, in small letters, where a limit keeps it from telling."""
_CONFIGURATION = (".toml", ".yaml", ".yml", ".json")

Build = Callable[[Hold | None, Progress], BuildReport]
"""Brings the index up to date; reads settings and configuration anew each time, and reports problems as it goes."""


class _Problems(NullProgress):
    """Keeps what was found in the posts of a build that may be refused."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def report(self, problem: Problem) -> None:
        self.found.append(problem)


@dataclass(slots=True)
class Watcher:
    """Keeps one site's index up to date.

    Attributes:
        site: The site's folder, absolute.
        build: Makes an update.
        open_events: Listens to the site from now on; called again when that has to begin anew.
        journal: Is told what happens.
        rescan_seconds: The longest time between two updates.
        must_stop: Asked several times a second.
        clock: Seconds of a monotonic clock.
        settling: Knows which files are being written to.
    """

    site: Path
    build: Build
    open_events: Callable[[], Events]
    journal: Journal
    rescan_seconds: float
    must_stop: Callable[[], bool] = bool
    clock: Callable[[], float] = time.monotonic
    settling: Settling = field(default_factory=Settling)
    _events: Events | None = None
    _schedule: Schedule = field(init=False)
    _prefixes: tuple[str, ...] = ()
    _folder: tuple[tuple[int, int], ...] | None = None
    _is_gone: bool = False
    _listens_again_at: float = 0.0
    _told: frozenset[str] = frozenset()
    _failure: str = ""
    _waits_since: float | None = None
    _has_said_waiting: bool = False

    def __post_init__(self) -> None:
        self._prefixes = tuple(prefix for prefix, _ in prefixed_folders(self.site) if prefix)
        self._schedule = Schedule(self.rescan_seconds, self.clock())

    def run(self) -> None:
        """Watch until ``must_stop`` says so.

        Raises:
            KeyboardInterrupt, SystemExit: The process was told to stop; an update under way has been taken back.
        """
        self.journal.tell("watching", f"watching {self.site}", site=str(self.site))
        try:
            while not self.must_stop():
                self._step()
        finally:
            self._close_events()

    def _step(self) -> None:
        """Wait a moment, and update if it is time."""
        if not self._find_site():
            time.sleep(_ABSENT_SECONDS)
            return
        changed = self._wait()
        self.settling.notice(changed)
        self._schedule.notice(self.clock(), len(changed))
        if any(_is_configuration(path, self._prefixes) for path in changed):
            self._close_events()  # the folders that matter may be others now
        if self.clock() >= self._schedule.due:
            self._update()

    def _find_site(self) -> bool:
        """Tell whether the site's folder is there; where it is another than before, begin anew with it."""
        found = _identify(self.site)
        if found == self._folder:
            return found is not None
        if found is None:
            message = f"{self.site}: the folder is gone; the index stays as it is until it is back"
            self.journal.tell("site-gone", message, Level.WRONG)
        elif self._is_gone:
            self.journal.tell("site-back", f"{self.site}: the folder is back")
        self._close_events()
        self._folder, self._is_gone = found, found is None
        self._schedule.scan(self.clock())
        return found is not None

    def _wait(self) -> frozenset[str]:
        if self._schedule.poll_seconds is not None and self.clock() >= self._listens_again_at:
            self._close_events()
        events = self._events or self._open_events()
        try:
            return events.wait(self._schedule.due - self.clock())
        except EventsLostError as error:
            self.journal.tell("events-lost", f"{error}; the site is looked through", Level.WRONG)
            self._close_events()
            self._schedule.scan(self.clock())
            return frozenset()

    def _open_events(self) -> Events:
        """Listen to the site; where the system does not tell of changes, look at the site again and again."""
        try:
            self._events = self.open_events()
        except EventsLostError as error:
            self._events = NoEvents()
            if self._schedule.poll_seconds is None:
                self.journal.tell("polling", _explain_polling(error), Level.WRONG)
            self._schedule.poll_seconds = _POLL_SECONDS
            self._listens_again_at = self.clock() + self.rescan_seconds
        else:
            if self._schedule.poll_seconds is not None:
                self.journal.tell("listening", "the system tells of changes again")
            self._schedule.poll_seconds = None
        self._schedule.scan(self.clock())  # what happened before is not told
        return self._events

    def _close_events(self) -> None:
        if self._events:
            self._events.close()
            self._events = None

    def _update(self) -> None:
        """Make an update; whatever goes wrong is said, and tried again."""
        begin, problems = self.clock(), _Problems()
        self.settling.begin()
        try:
            report = self.build(self._hold(), problems)
        except IndexBusyError as error:
            self._fail("waiting", str(error).replace("Try again later", "Waiting for it"), after=_ABSENT_SECONDS)
        except NotAtRestError as error:
            self._await_rest(str(error))
        except PublishRefusedError as error:
            self._tell_problems(problems.found)
            self._fail("refused", f"not published: {error}", after=self.rescan_seconds)
        except SearchIndexError as error:
            self._fail("failed", str(error))
        except Exception as error:  # noqa: BLE001  a mistake of ours, too, costs one update and not the watch
            self._fail("failed", f"the update failed ({tell_mistake(error)}); please report this")
        else:
            self._schedule.finish(begin, self.clock(), self.settling.rests_at)
            self._tell(report, self.clock() - begin)

    def _hold(self) -> Hold | None:
        """Return what holds files back; None where everything is to be built anew and has waited long enough."""
        since = self._waits_since
        has_waited = since is not None and self.clock() - since > _LONGEST_REST_SECONDS
        return None if has_waited else self.settling

    def _await_rest(self, reason: str) -> None:
        """Have the update made again once what was written to may be at rest."""
        now = self.clock()
        if self._waits_since is None:
            self._waits_since, self._has_said_waiting = now, False
        elif now - self._waits_since > _SAID_AFTER_SECONDS and not self._has_said_waiting:
            self._has_said_waiting = True
            self.journal.tell("waiting", f"{reason}; waiting until it is left alone", Level.WRONG)
        rests_at = self.settling.rests_at
        self._schedule.finish(now, now)
        self._schedule.retry(now, *([max(rests_at - now, 0.05)] if rests_at is not None else []))

    def _fail(self, event: str, message: str, after: float = _AFTER_FAILURE_SECONDS) -> None:
        """Say once what is wrong, and have the update made again later, or with the next change."""
        now = self.clock()
        self._schedule.finish(now, now)
        self._schedule.retry(now, min(after, self.rescan_seconds))
        level = Level.DETAIL if message == self._failure else Level.WRONG
        self._failure = message
        self.journal.tell(event, message, level)

    def _tell(self, report: BuildReport, seconds: float) -> None:
        self._failure, self._waits_since = "", None
        self._tell_problems(report.problems)
        changes, contents = report.changes, report.contents
        values: dict[str, Any] = {
            "generation": report.generation.name,
            "posts": contents.posts,
            "seconds": round(seconds, 3),
        }
        name = f"g-{report.generation.number}, {count(contents.posts, 'post')}"
        if changes == Changes():
            self.journal.tell("unchanged", f"nothing has changed: {name}", Level.DETAIL, **values)
            return
        values |= {"changes": asdict(changes) if changes else None}
        what = f"{changes.read} new or changed, {changes.removed} gone" if changes else "everything built anew"
        self.journal.tell("published", f"published {name}: {what}, in {seconds:.1f} s", **values)

    def _tell_problems(self, problems: Sequence[Problem]) -> None:
        """Say what is wrong in posts, but what was said of the build before."""
        shown = group_problems(problems, " (and {} more like it; rebuild --verbose names each)")
        found = {str(problem): problem for problem in shown}
        for line, problem in found.items():
            if line not in self._told:
                level = Level.WRONG if problem.refused else Level.NEWS
                self.journal.tell("problem", line, level, path=problem.path, line=problem.line, refused=problem.refused)
        self._told = frozenset(found)


def _explain_polling(error: EventsLostError) -> str:
    advice = (
        " More may be watched after: sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512"
        if any(words in str(error).lower() for words in _LIMITS)
        else ""
    )
    return (
        f"the system does not tell of changes ({error}), so the site is looked through every {_POLL_SECONDS:g} s or "
        f"less often where that takes long.{advice}"
    )


def _identify(site: Path) -> tuple[tuple[int, int], ...] | None:
    try:
        found = [each.folder.stat() for each in split_folders(site)]
    except OSError:
        return None
    return tuple((status.st_dev, status.st_ino) for status in found)


def _is_configuration(path: str, prefixes: tuple[str, ...]) -> bool:
    """Say whether a path, with the name of its site before it where there are several, is of a configuration."""
    below = path.removeprefix(next((prefix for prefix in prefixes if path.startswith(prefix)), ""))
    return below.endswith(_CONFIGURATION) and ("/" not in below or below.startswith("config/"))
