"""The loop of a watch, with scripted events, a clock that moves when somebody waits, and updates that end as told."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from indexer.errors import IndexBusyError, NotAtRestError, PublishRefusedError, SearchIndexError
from indexer.index.build.report import Changes
from indexer.posts.post import Problem
from indexer.watch.events import EventsLostError
from indexer.watch.journal import Journal, Level
from indexer.watch.watcher import Watcher

RESCAN = 300
REFUSED = "OS file watch limit reached"


class World:
    """Time, the system's events, and the updates; everything that happens is in ``journal``."""

    def __init__(self, site):
        self.site, self.now, self.end = site, 0.0, 0.0
        self.script = []  # (time, paths or error)
        self.outcomes = []  # of updates, the first first
        self.found = []  # problems that each of them reports as it goes
        self.updates, self.holds, self.opened, self.refuses = [], [], [], ""
        self.journal = []

    def clock(self):
        return self.now

    def open_events(self):
        if self.refuses:
            raise EventsLostError(self.refuses)
        self.opened.append(self.now)
        return self

    def wait(self, seconds):
        due = min([self.now + max(0.0, min(seconds, 0.2)), *(when for when, _ in self.script)])
        self.now = max(self.now, due) + 0.001
        happened = [what for when, what in self.script if when <= self.now]
        self.script = [(when, what) for when, what in self.script if when > self.now]
        for what in happened:
            if isinstance(what, Exception):
                raise what
        return frozenset().union(*happened)

    def close(self):
        pass

    def build(self, hold, progress):
        self.updates.append(round(self.now, 1))
        self.holds.append(hold)
        outcome = self.outcomes.pop(0) if self.outcomes else report()
        for problem in self.found:
            progress.report(problem)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def run(self, seconds):
        """Watch for so long, and return when updates were made."""
        self.end = seconds
        self.watcher = Watcher(
            self.site,
            self.build,
            self.open_events,
            Journal(self.journal.append, lambda: datetime(2026, 1, 2, tzinfo=UTC), Level.NEWS),
            RESCAN,
            lambda: self.now >= self.end,
            self.clock,
        )
        self.watcher.run()
        return self.updates

    def told(self, word):
        return [line for line in self.journal if word in line]


def report(changes=None, *problems):
    generation = SimpleNamespace(name="g-1-abc", number=1)
    contents = SimpleNamespace(posts=3)
    changes = Changes() if changes is None else changes
    return SimpleNamespace(problems=problems, changes=changes, contents=contents, generation=generation)


@pytest.fixture
def world(tmp_path, monkeypatch):
    (tmp_path / "site").mkdir()
    world = World(tmp_path / "site")

    def sleep(seconds):
        world.now += seconds

    monkeypatch.setattr("indexer.watch.watcher.time.sleep", sleep)
    monkeypatch.setattr("indexer.watch.events.time.sleep", sleep)
    return world


def changes(*times):
    return [(when, frozenset({f"post{number}.md"})) for number, when in enumerate(times)]


def test_the_site_is_looked_through_at_the_start_and_every_few_minutes(world):
    assert world.run(700) == [0.0, 300.0, 600.0]


def test_a_change_leads_to_an_update_at_once_and_one_more_look(world):
    world.script = changes(10)
    assert world.run(20) == [0.0, 10.2, 13.2]


def test_twenty_thousand_changes_lead_to_a_few_updates(world):
    world.script = [(10 + at / 100, frozenset(f"{at}-{name}.md" for name in range(200))) for at in range(100)]
    assert len(world.run(200)) == 3  # at the start, after it, and one look more


def test_changes_that_never_end_are_not_waited_for_forever(world):
    world.script = changes(*(10 + at / 10 for at in range(100)))
    assert 10 <= len(world.run(20)) - 1 <= 12


def test_where_events_are_lost_the_site_is_looked_through_and_listened_to_anew(world):
    world.script = [(10, EventsLostError("gone"))]
    assert world.run(20)[:2] == [0.0, 10.0]
    assert len(world.opened) == 2
    assert len(world.told("gone; the site is looked through")) == 1


def test_where_the_system_does_not_tell_of_changes_the_site_is_looked_at_again_and_again(world):
    world.refuses = REFUSED
    assert world.run(9) == pytest.approx([0, 2, 4, 6, 8], abs=0.3)
    [line] = world.told("fs.inotify.max_user_watches")
    assert REFUSED in line


def test_limits_are_advised_to_be_raised_only_where_one_is_reached(world):
    world.refuses = 'Unable to decode path "/site/\\xFF" to string'
    world.run(5)
    [line] = world.told("looked through every 2 s")
    assert "Unable to decode" in line
    assert "sysctl" not in line


def test_a_system_that_tells_again_is_listened_to(world, monkeypatch):
    world.refuses = REFUSED
    build = world.build

    def raise_the_limit(*given):
        world.refuses = REFUSED if world.now < 100 else ""
        return build(*given)

    world.build = raise_the_limit
    updates = world.run(1000)
    assert len(world.told("tells of changes again")) == 1
    assert [when for when in updates if when > 310] == pytest.approx([600, 900], abs=2)


def test_another_writer_is_waited_for_and_named_once(world):
    world.outcomes = [IndexBusyError("index: process 7 is writing this index. Try again later")] * 4
    assert world.run(10) == pytest.approx([0, 0.5, 1, 1.5, 2], abs=0.2)
    assert len(world.told("process 7 is writing this index. Waiting for it")) == 1


def test_what_is_refused_is_said_and_tried_again_with_the_next_change(world):
    world.outcomes = [PublishRefusedError("1 posts found, the live index holds 9")] * 2
    world.script = changes(100, 200)
    assert world.run(202) == [0.0, 100.2, 200.2]
    assert len(world.told("not published: 1 posts found")) == 1


def test_of_what_is_refused_each_file_that_cannot_be_read_is_named_once(world):
    world.found = [Problem("a.md", 3, "is no YAML")]
    world.outcomes = [PublishRefusedError("1 file could not be read, and --strict was given")] * 2
    world.script = changes(100)
    world.run(102)
    assert len(world.updates) == 2
    assert len(world.told("a.md:3: is no YAML")) == 1


@pytest.mark.parametrize("error", [SearchIndexError("disk full"), ValueError("a mistake"), MemoryError(), OSError(5)])
def test_no_error_ends_the_watch(world, error):
    world.outcomes = [error, error]
    world.script = changes(10)
    assert world.run(100) == [0.0, 10.2, 70.2]
    assert len(world.journal) == 2  # the beginning, and the error once


def test_an_error_is_said_again_once_all_was_well_in_between(world):
    world.outcomes = [SearchIndexError("disk full"), report(), SearchIndexError("disk full")]
    world.script = changes(10, 20)
    world.run(21)
    assert len(world.told("disk full")) == 2


def test_a_folder_that_is_gone_is_waited_for(world):
    build = world.build
    aside = world.site.with_name("aside")

    def move(*given):
        if world.updates == [0.0]:
            world.site.rename(aside)
        return build(*given)

    world.build = move
    world.script = changes(10)
    world.run(20)
    assert len(world.updates) == 2
    assert len(world.told("the folder is gone")) == 1
    assert len(world.opened) == 1
    aside.rename(world.site)
    world.end = 30
    world.watcher.run()
    assert len(world.told("the folder is back")) == 1
    assert len(world.opened) == 2
    assert world.updates[2] == pytest.approx(20, abs=1)


def test_another_folder_in_its_place_is_looked_through(world):
    build = world.build

    def replace(*given):
        if len(world.updates) == 1:
            world.site.rename(world.site.with_name("old"))
            world.site.mkdir()
        return build(*given)

    world.build = replace
    world.script = changes(10)
    world.run(20)
    assert len(world.opened) == 2
    assert len(world.updates) == 4  # the start, the change, the new folder, and one look after the change


def test_a_configuration_that_changed_is_listened_to_anew(world):
    world.script = [(10, frozenset({"hugo.toml"})), (20, frozenset({"content/a.toml", "b.md"}))]
    world.run(30)
    assert len(world.opened) == 2


def test_what_is_written_to_is_waited_for_and_told_only_where_that_takes_long(world):
    world.outcomes = [NotAtRestError("a.md: is being written to")] * 8
    world.run(5)
    assert world.journal == ["2026-01-02T00:00:00.000+00:00 watching " + str(world.site)]
    assert len(world.updates) == 9


def test_where_all_is_to_be_built_anew_a_file_that_never_rests_is_not_waited_for_forever(world):
    world.outcomes = [NotAtRestError("a.md: is being written to")] * 1000
    world.run(31)
    assert world.holds[0] is not None
    assert world.holds[-1] is None
    assert len(world.told("a.md: is being written to; waiting")) == 1


def test_a_problem_is_told_once_and_again_when_it_comes_back(world):
    broken = Problem("a.md", 3, "is no YAML")
    world.outcomes = [report(Changes(1), broken), report(Changes(1), broken), report(Changes(1)), report(None, broken)]
    world.script = changes(10, 20, 30)
    world.run(32)
    assert len(world.told("a.md:3: is no YAML")) == 2
    assert len(world.told("published g-1, 3 posts: 1 new or changed, 0 gone")) == 3


def test_being_told_to_stop_ends_it(world):
    world.outcomes = [KeyboardInterrupt()]
    world.build = lambda *_given: (_ for _ in ()).throw(KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        world.run(10)


def test_lines_for_programs_are_objects():
    lines = []
    journal = Journal(lines.append, lambda: datetime(2026, 1, 2, tzinfo=UTC), Level.NEWS, as_json=True)
    journal.tell("published", "published g-1, 3 posts: 中文", posts=3)
    journal.tell("unchanged", "nothing has changed", Level.DETAIL)
    [line] = map(json.loads, lines)
    time = "2026-01-02T00:00:00.000+00:00"
    assert line == {"time": time, "event": "published", "message": "published g-1, 3 posts: 中文", "posts": 3}


def test_each_line_for_people_begins_with_the_time():
    lines = []
    Journal(lines.append, lambda: datetime(2026, 1, 2, tzinfo=UTC)).tell("failed", "one\ntwo")
    assert lines == ["2026-01-02T00:00:00.000+00:00 one", "2026-01-02T00:00:00.000+00:00 two"]
