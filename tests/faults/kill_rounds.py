"""Kill builds at random moments while a reader asks, and look whether every answer is wholly old or wholly new.

    python tests/faults/kill_rounds.py                     200 rounds of rebuild: must not fail once
    python tests/faults/kill_rounds.py --update            the same with update
    python tests/faults/kill_rounds.py --watch             the same with a watch that is told of the change
    python tests/faults/kill_rounds.py --withdraw          the same with update, which withdraws a post each time
    python tests/faults/kill_rounds.py --rollback          the same with rollback, of an index that was built for it
    python tests/faults/kill_rounds.py --control           the same with Whoosh's create_in: must fail

A round writes a new version of a site of 30 posts, each with the version in its title, begins a build in a child
process, and kills that with SIGKILL: in every other round at a moment of the whole build, else at one after the last
post was read, which is when files are written, synced and renamed. A second process asks without pause. Prints a
table, or JSON with --json; exit status 1 when anything was lost or mixed.
"""

import argparse
import json
import os
import random
import re
import select
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from whoosh import fields
from whoosh.index import create_in, open_dir
from whoosh.query import Term

from indexer.engines.embedded import EmbeddedEngine
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.report import NullProgress
from indexer.index.build.rollback import rollback
from indexer.index.build.update import update
from indexer.search.results import SearchRequest
from indexer.watch.events import SystemEvents
from indexer.watch.journal import Journal, Level
from indexer.watch.watcher import Watcher

POSTS = 30
ANSWERS, LONG = 10, 600
MARK = "KILL_ROUNDS_OF"
READ, DONE, LISTENING = b"r", b"d", b"l"


class Telling(NullProgress):
    """Tells when the last post has been read."""

    def __init__(self, tell: Callable[[bytes], object]) -> None:
        self.tell_parent = tell

    def start(self, files: int) -> None:
        self.left = files

    def advance(self, files: int) -> None:
        self.left -= files
        if not self.left:
            self.tell_parent(READ)


class Product:
    """What is tested.

    Attributes:
        mixes: Whether an answer may be of two versions: a watch publishes each file once it is left alone.
        goes_back: Whether a reader may be answered an older version than before.
        listens: Whether the site is changed while it runs, once it tells that it listens.
    """

    name = "rebuild"
    mixes = goes_back = listens = False

    def change(self, site: Path, root: Path, version: int) -> None:
        """Make the change that the command is run for."""
        write_site(site, version)

    def settle(self, site: Path, root: Path) -> None:
        """Bring what a kill left to one version."""

    def write(self, site: Path, root: Path, tell: Callable[[bytes], object]) -> None:
        rebuild(site, root, BuildOptions(workers=1), Telling(tell))

    def open(self, root: Path) -> Callable[[], list[str]]:
        engine = EmbeddedEngine(root)
        return lambda: [hit.title.text for hit in engine.search(SearchRequest("common", per_page=50)).hits]

    def litter(self, root: Path) -> list[str]:
        known = re.compile(r"CURRENT|FLOOR|LOCK|SEARCH-INDEX|g-\d+")
        names = sorted(path.name for path in root.iterdir())
        generations = [name for name in names if name.startswith("g-")]
        return [name for name in names if not known.fullmatch(name)] + generations[:-2]

    def find_withdrawn(self, root: Path, version: int) -> list[str]:
        """Return the files that hold what was withdrawn before a version."""
        return []


class Updated(Product):
    """The same, updated: by a part of its own or, when there is too much in those, by a whole index."""

    name = "update"

    def write(self, site: Path, root: Path, tell: Callable[[bytes], object]) -> None:
        update(site, root, BuildOptions(workers=1), Telling(tell))


class Watched(Updated):
    """The same, updated by a watch that hears of the change."""

    name = "watch"
    mixes = listens = True

    def write(self, site: Path, root: Path, tell: Callable[[bytes], object]) -> None:
        def hear(line: str) -> None:
            if json.loads(line)["event"] in {"unchanged", "published"}:
                is_done = judge(self.open(root)) == (version_of(site), "")
                tell(DONE if is_done and heard else LISTENING)
                heard.append(line)

        heard: list[str] = []
        build = partial(
            update, site, root, BuildOptions(workers=1), Telling(tell)
        )  # which hears of the progress itself
        journal = Journal(hear, lambda: datetime.now(UTC), Level.DETAIL, as_json=True)
        Watcher(site, lambda hold, _: build(hold=hold), partial(SystemEvents, site, root), journal, LONG).run()

    def settle(self, site: Path, root: Path) -> None:
        update(site, root, BuildOptions(workers=1))


class Withdrawing(Updated):
    """The same, and a post of the version before is gone from each."""

    name = "withdrawal"

    def change(self, site: Path, root: Path, version: int) -> None:
        super().change(site, root, version)
        for path in site.glob("secret*.md"):
            path.unlink()
        (site / f"secret{version}.md").write_text(f"---\ntitle: secret\n---\n\ncanary{version}x\n")

    def find_withdrawn(self, root: Path, version: int) -> list[str]:
        return [
            str(path)
            for path in root.rglob("*")
            if path.is_file()
            and any(int(number) < version for number in re.findall(rb"canary(\d+)x", path.read_bytes()))
        ]


class RolledBack(Product):
    """An index that was just published, taken back: what is new is the one before it."""

    name = "rollback"
    goes_back = True

    def change(self, site: Path, root: Path, version: int) -> None:
        write_site(site, version)
        rebuild(site, root, BuildOptions(workers=1))

    def write(self, site: Path, root: Path, tell: Callable[[bytes], object]) -> None:
        rollback(root)


class Control(Product):
    """The same without a protocol: a new index made over the live one."""

    name = "create_in"

    def write(self, site: Path, root: Path, tell: Callable[[bytes], object]) -> None:
        root.mkdir(exist_ok=True)
        writer = create_in(str(root), fields.Schema(title=fields.STORED, body=fields.TEXT)).writer()
        for path in sorted(site.iterdir()):
            lines = path.read_text().splitlines()
            writer.add_document(title=lines[1].removeprefix("title: "), body=lines[-1])
        tell(READ)
        writer.commit()

    def open(self, root: Path) -> Callable[[], list[str]]:
        def read() -> list[str]:
            with open_dir(str(root)).searcher() as searcher:
                return [hit["title"] for hit in searcher.search(Term("body", "common"), limit=None)]

        return read

    def litter(self, root: Path) -> list[str]:
        return []


@dataclass
class Table:
    """What was counted."""

    subject: str
    seed: int
    rounds: int = 0
    old: int = 0
    new: int = 0
    acknowledged: int = 0
    acknowledged_lost: int = 0
    bad: Counter[str] = field(default_factory=Counter)
    reader_answers: int = 0
    reader_bad: Counter[str] = field(default_factory=Counter)
    litter: list[str] = field(default_factory=list)
    processes_left: int = 0
    seconds: float = 0.0

    def failed(self) -> bool:
        return bool(self.acknowledged_lost or self.bad or self.reader_bad or self.litter or self.processes_left)


def write_site(site: Path, version: int) -> None:
    for number in range(POSTS):
        text = f"---\ntitle: post {number} of v{version}\n---\n\nThe common words 服务网格 of post {number}\n"
        (site / f"post{number:02}.md").write_text(text)


def version_of(site: Path) -> int:
    return int((site / "post00.md").read_text().splitlines()[1].rpartition("v")[2])


def judge(read: Callable[[], list[str]], *, mixes: bool = False) -> tuple[int, str]:
    """Return the version that answers, the older where it may be of two, and what is wrong with the answer."""
    try:
        titles = read()
    except Exception as error:  # noqa: BLE001  whatever it is, a visitor would have seen it
        return 0, type(error).__name__
    versions = {int(title.rpartition("v")[2]) for title in titles}
    if len(versions) > 1 + mixes:
        return 0, "mixed"
    if len(titles) != POSTS:
        return 0, f"{len(titles)} posts"
    return min(versions), ""


def read_on(subject: Product, root: Path, log: Path) -> None:
    """Ask without pause, and write down every answer; a version that falls is wrong as well."""
    read, last = subject.open(root), 0
    with log.open("w", buffering=1) as lines:
        while True:
            version, wrong = judge(read, mixes=subject.mixes)
            if version and version < last and not subject.goes_back:
                wrong = "went back"
            last = max(last, version)
            lines.write(f"{wrong or 'good'}\n")


def fork(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    return child


def run_build(
    subject: Product, site: Path, root: Path, version: int, kill_at: tuple[bytes, float] | None
) -> dict[bytes, float]:
    """Build a version in a child; kill it so many seconds after an event. Return when each event came, in seconds."""
    ours, theirs = os.pipe()

    def build() -> None:
        subject.write(site, root, lambda event: os.write(theirs, event))
        os.write(theirs, DONE)
        time.sleep(LONG)

    if not subject.listens:
        subject.change(site, root, version)
    child = fork(build)
    os.close(theirs)
    if subject.listens:
        while os.read(ours, 1) != LISTENING:
            pass
        os.kill(child, signal.SIGSTOP)  # it hears of all files at once, however slowly they are written
        subject.change(site, root, version)
        os.kill(child, signal.SIGCONT)
    begin = time.monotonic()
    came = {b"": 0.0}
    while DONE not in came:
        deadline = came[kill_at[0]] + kill_at[1] if kill_at and kill_at[0] in came else LONG
        rest = max(0.0, begin + deadline - time.monotonic())
        if not select.select([ours], [], [], rest)[0]:
            break
        events = os.read(ours, 10)
        if not events:
            break
        came.update({bytes([event]): time.monotonic() - begin for event in events})
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    came = {**{bytes([event]): time.monotonic() - begin for event in os.read(ours, 10)}, **came}
    os.close(ours)
    return came


def count_processes() -> int:
    """Count the processes that a round left behind."""
    mark = f"{MARK}={os.getpid()}".encode()
    count = 0
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            count += mark in path.read_bytes().split(b"\0") and path.parent.name != str(os.getpid())
        except OSError:
            continue
    return count


def play(subject: Product, rounds: int, seed: int, folder: Path) -> Table:
    dice, table, begin = random.Random(seed), Table(subject.name, seed), time.monotonic()
    site, root, log = folder / "site", folder / "index", folder / "log"
    site.mkdir()
    first_build(subject, site, root)
    log.touch()
    reader = fork(lambda: read_on(subject, root, log))
    wait_for_reader(log)
    first = run_build(subject, site, root, 2, None)  # with the reader at work, as it will be
    pace = {event: first[DONE] - first[event] for event in (b"", READ) if event in first}
    live = look(subject, root)[0]
    for version in range(3, rounds + 3):
        event = READ if version % 2 and READ in pace else b""
        came = run_build(subject, site, root, version, (event, dice.uniform(0, 1.6 * pace[event])))
        # How fast builds are changes with what else the machine does: follow it, or all kills come too early.
        pace[event] = (pace[event] + came[DONE] - came[event]) / 2 if DONE in came else pace[event] * 1.1
        wait_for_reader(log)
        old, new = (version, live) if subject.goes_back else (live, version)
        note(table, look(subject, root), old, new, acknowledged=DONE in came)
        if DONE in came:
            note_withdrawn(table, subject.find_withdrawn(root, version))
        subject.settle(site, root)
        live = look(subject, root)[0] or live
    run_build(subject, site, root, rounds + 3, None)
    note_withdrawn(table, subject.find_withdrawn(root, rounds + 3))
    os.kill(reader, signal.SIGKILL)
    os.waitpid(reader, 0)
    answers = log.read_text().splitlines()
    table.reader_answers, table.reader_bad = len(answers), Counter(answers) - Counter(good=len(answers))
    table.litter = subject.litter(root)
    table.processes_left = wait_for_end()
    table.seconds = round(time.monotonic() - begin, 1)
    return table


def first_build(subject: Product, site: Path, root: Path) -> None:
    """Build the first version, of which all others are changes."""
    write_site(site, 1)
    writer = subject if isinstance(subject, Control) else Product()
    run_build(writer, site, root, 1, None)
    if judge(subject.open(root)) != (1, ""):
        raise SystemExit("the first build failed")


def look(subject: Product, root: Path) -> tuple[int, str]:
    return judge(subject.open(root), mixes=subject.mixes)


def wait_for_reader(log: Path) -> None:
    """Give the reader time for some answers, however busy the machine is."""
    wanted = log.stat().st_size + ANSWERS * len("good\n")
    for _ in range(LONG * 100):
        if log.stat().st_size >= wanted:
            break
        time.sleep(0.01)


def note(table: Table, answer: tuple[int, str], old: int, new: int, *, acknowledged: bool) -> None:
    """Count one round."""
    found, wrong = answer
    table.rounds += 1
    table.acknowledged += acknowledged
    if wrong:
        table.bad[wrong] += 1
    elif found == new:
        table.new += 1
    elif found == old:
        table.old += 1
    else:
        table.bad["neither"] += 1
    if acknowledged and found != new:
        table.acknowledged_lost += 1


def note_withdrawn(table: Table, files: list[str]) -> None:
    if files:
        table.bad["withdrawn, and there"] += 1


def wait_for_end() -> int:
    """Give workers that lost their master a moment; return how many are still there."""
    for _ in range(600):
        if not count_processes():
            break
        time.sleep(0.1)
    return count_processes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--update", action="store_const", dest="subject", const=Updated, default=Product)
    parser.add_argument("--watch", action="store_const", dest="subject", const=Watched)
    parser.add_argument("--withdraw", action="store_const", dest="subject", const=Withdrawing)
    parser.add_argument("--rollback", action="store_const", dest="subject", const=RolledBack)
    parser.add_argument("--control", action="store_const", dest="subject", const=Control)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if os.environ.get(MARK) != str(os.getpid()):  # so that /proc tells which processes are of this run
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, MARK: str(os.getpid())})
    with tempfile.TemporaryDirectory() as folder:
        table = play(chosen.subject(), chosen.rounds, chosen.seed, Path(folder))
    for name, value in vars(table).items():
        if not chosen.json:
            print(f"{name.replace('_', ' '):<20}{dict(value) if isinstance(value, Counter) else value}")
    if chosen.json:
        print(json.dumps(vars(table)))
    sys.exit(table.failed())


if __name__ == "__main__":
    main()
