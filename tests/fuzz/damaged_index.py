"""An index whose bytes are damaged as a fuzzer says: it answers as before, tells of the damage, or refuses."""

import os
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from indexer.engines.embedded import EmbeddedEngine
from indexer.errors import IndexUnusableError
from indexer.index.build.options import BuildOptions
from indexer.index.build.rebuild import rebuild
from indexer.search.results import SearchRequest

QUESTIONS = ("", "服务网格", "old", '"new"', "服*", "tag:t")
"""Between them they show every post and count every word."""
MOST_EDITS = 3
_EDIT = struct.Struct("<BBHB")
_KEEPS_TIMES, _AFTER_OPENING = 64, 128


@dataclass(frozen=True)
class PublishedIndex:
    """An index of two generations.

    Attributes:
        files: What may be damaged: everything.
        newest, older: The answers of its generations.
    """

    root: Path
    files: tuple[Path, ...]
    newest: list[object]
    older: list[object]


@dataclass(frozen=True)
class Edit:
    """One change to one file.

    Attributes:
        how: What is done, and whether the file's times tell of it, and whether the index is open by then.
        place: In 65,536ths of the file.
        value: Flipped, inserted, or so many bytes.
    """

    path: Path
    how: int
    place: int
    value: int

    def apply(self, data: bytes) -> bytes:
        """Return the bytes of the file, damaged."""
        at = self.place * len(data) >> 16
        count = self.value + 1
        match self.how % 5:
            case 0:
                return data[:at] + bytes(byte ^ self.value for byte in data[at : at + 1]) + data[at + 1 :]
            case 1:
                return data[:at]
            case 2:
                return data[:at] + bytes(len(data[at : at + count])) + data[at + count :]
            case 3:
                return data[:at] + bytes([self.value]) + data[at:]
            case _:
                return data[:at] + data[at + count :]


def check_damage(data: bytes) -> None:
    """Damage files, ask, and put them back."""
    index = _publish()
    edits = [
        Edit(index.files[number % len(index.files)], how, place, value)
        for number, how, place, value in _EDIT.iter_unpack(
            data[: min(MOST_EDITS, len(data) // _EDIT.size) * _EDIT.size]
        )
    ]
    before = [edit for edit in edits if not edit.how & _AFTER_OPENING]
    after = [edit for edit in edits if edit.how & _AFTER_OPENING]
    with _damaged(before):
        engine = EmbeddedEngine(index.root)
        try:
            _ask(engine, index)
            with _damaged(after):
                _ask(engine, index)
        except IndexUnusableError:
            pass
        finally:
            engine.close()


@cache
def _publish() -> PublishedIndex:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    site = folder / "site"
    site.mkdir()
    answers = []
    for word in ("old", "new"):
        for number in range(4):
            (site / f"{number}.md").write_text(f"---\ntitle: {word} {number}\ntags: [t]\n---\n\n{word} 服务网格\n")
        rebuild(site, folder / "index", BuildOptions(workers=1))
        engine = EmbeddedEngine(folder / "index")
        answers.append(_answers(engine))
        engine.close()
    files = tuple(sorted(path for path in (folder / "index").rglob("*") if path.is_file()))
    return PublishedIndex(folder / "index", files, answers[1], answers[0])


def _answers(engine: EmbeddedEngine) -> list[object]:
    return [replace(engine.search(SearchRequest(text, per_page=50)), took_ms=0.0) for text in QUESTIONS]


def _ask(engine: EmbeddedEngine, index: PublishedIndex) -> None:
    """Each answer is the newest index's, or where damage is told the older one's."""
    for number, text in enumerate(QUESTIONS):
        found = replace(engine.search(SearchRequest(text, per_page=50)), took_ms=0.0)
        health = engine.health()
        told = health.degraded or health.damaged
        assert found == index.newest[number] or (told and found == index.older[number]), (text, found)


@contextmanager
def _damaged(edits: list[Edit]) -> Iterator[None]:
    intact = {edit.path: edit.path.read_bytes() for edit in edits}
    times = {path: path.stat() for path in intact}
    try:
        for edit in edits:
            edit.path.write_bytes(edit.apply(edit.path.read_bytes()))
            if edit.how & _KEEPS_TIMES:
                os.utime(edit.path, ns=(times[edit.path].st_atime_ns, times[edit.path].st_mtime_ns))
        yield
    finally:
        for path, data in intact.items():
            path.write_bytes(data)
            os.utime(path, ns=(times[path].st_atime_ns, times[path].st_mtime_ns))
