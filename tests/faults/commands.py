"""The commands that write an index, each ready to be run, and what must be found whenever one of them was cut short."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import IndexDamagedError, IndexMissingError, SearchIndexError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.index.build.rollback import rollback
from indexer.index.build.update import update
from indexer.index.generations.contents import Contents
from indexer.index.generations.generation import Generation, current_generation, live_number, open_current
from indexer.index.generations.publish import PurgedCopy, Withdrawal, explain_write_errors, stage
from indexer.index.reader.store import open_store
from indexer.search.results import SearchRequest

OPTIONS = BuildOptions(workers=1)
CANARY = "canaryname"
CONTENTS = Contents(site="/site", built=datetime(2026, 1, 2, tzinfo=UTC), posts=1)
NONE, DAMAGED, OLDER = "there is none", "all are damaged", ", which is not the newest"
WORD_FILES = ("words", "part/one", "part/two")


@dataclass(frozen=True, slots=True)
class Command:
    """A command that writes an index.

    Attributes:
        prepare: Makes what was there before, in a folder, and returns what runs the command there.
        ask: Returns what the index in a folder answers.
        old, new: What is answered before it, and once it has ended.
        secret: What nobody may find any more once it has ended; empty where it withdraws nothing.
        below: What is answered where the new index is damaged, of one that withdraws something.
    """

    name: str
    prepare: Callable[[Path], Callable[[], object]]
    ask: Callable[[Path], str]
    old: str
    new: str
    secret: str = ""
    below: str = ""

    def answer(self, root: Path) -> str:
        """Return what is answered, or how that fails."""
        try:
            return self.ask(root)
        except IndexMissingError:
            return NONE
        except IndexDamagedError as error:
            return DAMAGED if "No older index is intact" in str(error) else f"damaged: {error}"
        except Exception as error:  # noqa: BLE001 - whatever it is, a visitor would have seen it
            return f"{type(error).__name__}: {error}"

    def examine(
        self, root: Path, *, has_ended: bool, lacks: bool = False, leaves: bool = False
    ) -> tuple[str, list[str]]:
        """Look at what is left of an index; the next writer comes in, and it is looked at again.

        Args:
            root: The index folder, or what is left of it.
            has_ended: Whether the command had come to its end.
            lacks: Whether it said that it could not read some post.
            leaves: Whether it said that what was withdrawn could not be deleted.

        Returns:
            What is answered, and all that is wrong.
        """
        found, wrong = self.answer(root), list[str]()
        allowed = {self.new} if has_ended else {self.old, self.new}
        if self.old == NONE and not has_ended:
            allowed.add(self.new + OLDER)  # whole, but not yet named by CURRENT
        if lacks and set(found.split()) <= set(self.new.split()):
            allowed.add(found)
        if found not in allowed:
            wrong.append(f"{found} answers")
        if has_ended and not leaves and self._holds_secret(root):
            wrong.append("what was withdrawn is there")
        try:
            with stage(root, wait=0):
                pass
        except SearchIndexError as error:
            return found, [*wrong, f"the next writer: {error}"]
        if (after := self.answer(root)) != found:
            wrong.append(f"{after} answers after the next writer, not {found}")
        return found, [*wrong, *self._look_below(root, found)]

    def _look_below(self, root: Path, found: str) -> list[str]:
        """Damage the newest where something was withdrawn: that must not bring it back."""
        if not self.secret or found != self.new:
            return []
        wrong = ["the next writer leaves what was withdrawn"] if self._holds_secret(root) else []
        (root / f"g-{live_number(root)}" / "MANIFEST.json").write_text("{}")
        fallen = self.answer(root)
        return [*wrong, *([f"{fallen} answers once the newest is damaged"] if fallen != self.below else [])]

    def _holds_secret(self, root: Path) -> bool:
        secret = self.secret.encode()
        return bool(secret) and any(secret in path.read_bytes() for path in root.rglob("*") if path.is_file())


def publish_word(root: Path, word: str, copied: str = "") -> None:
    """Publish a generation whose files all hold a word; with a copy it withdraws all that was before."""
    with stage(root, wait=0) as staging, explain_write_errors(root):
        _fill(staging.folder, word)
        copy = PurgedCopy(staging.scratch / "copy", CONTENTS)
        if copied:
            _fill(copy.folder, copied)
        staging.publish(CONTENTS, Withdrawal(copy) if copied else None)


def _fill(folder: Path, word: str) -> None:
    (folder / "part").mkdir(parents=True)
    for name in WORD_FILES:
        (folder / name).write_text(word)


def ask_for_word(root: Path) -> str:
    """Return the word that answers; every file must have it."""
    generation = current_generation(root)
    words = {(generation.path / name).read_text() for name in WORD_FILES}
    return " and ".join(sorted(words)) + (OLDER if generation.degraded else "")


def ask_for_titles(root: Path) -> str:
    """Read every byte of the index, and return the titles of its posts; says so where it is not the newest."""
    return open_current(root, _read_titles)


def _read_titles(generation: Generation) -> str:
    index = open_store(generation.path)
    for part in index.parts:
        for _ in part.verify():
            pass
    titles = [title for doc, title in enumerate(index.titles) if index.live is None or index.live[doc]]
    return " ".join(sorted(titles)) + (OLDER if generation.degraded else "")


def search_for_titles(root: Path) -> str:
    """As ``ask_for_titles``, of the posts that a search finds."""
    engine = EmbeddedEngine(root)
    hits = engine.search(SearchRequest("common", per_page=50)).hits
    return " ".join(sorted(hit.title.text for hit in hits)) + (OLDER if engine.health().degraded else "")


def _words(*before: str, copied: str = "") -> Callable[[Path], Callable[[], object]]:
    def prepare(folder: Path) -> Callable[[], object]:
        (folder / "disk").mkdir()
        for word in before:
            publish_word(folder / "disk" / "index", word)
        return lambda: publish_word(folder / "disk" / "index", "new", copied)

    return prepare


def write_posts(site: Path, *titles: str) -> None:
    """Write a post for each title; its file is named by the title's first letter."""
    site.mkdir(exist_ok=True)
    for title in titles:
        (site / f"{title[0]}.md").write_text(f"---\ntitle: {title}\n---\n\nThe common words 服务网格 of {title}\n")


def _site(folder: Path, *titles: str) -> tuple[Path, Path]:
    """Publish an index of posts twice, so that there is one before; return where the site is, and the index."""
    site, root = folder / "site", folder / "disk" / "index"
    for older in ([f"{title[0]}0" for title in titles], titles):
        write_posts(site, *older)
        rebuild(site, root, OPTIONS)
    return site, root


def _prepare_first(folder: Path) -> Callable[[], object]:
    (folder / "disk").mkdir()
    write_posts(folder / "site", "a2", "b2")
    return lambda: rebuild(folder / "site", folder / "disk" / "index", OPTIONS)


def _prepare_rebuild(folder: Path) -> Callable[[], object]:
    site, root = _site(folder, "a1", "b1")
    write_posts(site, "a2", "b2")
    return lambda: rebuild(site, root, OPTIONS)


def _prepare_update(folder: Path) -> Callable[[], object]:
    site, root = _site(folder, "a1", "b1")
    write_posts(site, "a2", "c2")
    return lambda: update(site, root, OPTIONS)


def _prepare_withdrawal(folder: Path) -> Callable[[], object]:
    site, root = _site(folder, "a1", "b1", CANARY)
    (site / f"{CANARY[0]}.md").unlink()
    return lambda: update(site, root, OPTIONS)


def _prepare_rollback(folder: Path) -> Callable[[], object]:
    site, root = _site(folder, "a1", "b1")
    write_posts(site, "a2", CANARY)
    update(site, root, OPTIONS)
    return lambda: rollback(root)


WORDS = (
    Command("publication", _words("old", "older"), ask_for_word, "older", "new"),
    Command("first publication", _words(), ask_for_word, NONE, "new"),
    Command(
        "withdrawal",
        _words("secret 1", "secret 2", copied="copy"),
        ask_for_word,
        "secret 2",
        "new",
        "secret",
        f"copy{OLDER}",
    ),
)
"""Publications of files of a few bytes: fast, and with every step that makes one survive."""

COMMANDS = (
    Command("first rebuild", _prepare_first, ask_for_titles, NONE, "a2 b2"),
    Command("rebuild", _prepare_rebuild, ask_for_titles, "a1 b1", "a2 b2"),
    Command("update", _prepare_update, ask_for_titles, "a1 b1", "a2 b1 c2"),
    Command(
        "update that withdraws",
        _prepare_withdrawal,
        ask_for_titles,
        f"a1 b1 {CANARY}",
        "a1 b1",
        CANARY,
        f"a1 b1{OLDER}",
    ),
    Command("rollback", _prepare_rollback, ask_for_titles, f"a2 b1 {CANARY}", "a1 b1", CANARY, DAMAGED),
)
"""What a person runs, on a site of a few posts."""


def named(value: object) -> str:
    """Return what a test of a command is called by."""
    return getattr(value, "name", str(value)).replace(" ", "-")
