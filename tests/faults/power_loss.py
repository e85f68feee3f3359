"""Let the power fail after every system call that a command makes, and look what can be found on the disk then."""

import os
import random
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faults.commands import Command
from faults.disk_model import BLOCK, Disk, File, Folder, Left, Node, make_real, sign
from faults.recording import Change, record


@dataclass(frozen=True, slots=True)
class Recording:
    """What a command did to a folder.

    Attributes:
        before: A copy of the folder as it was.
        after: The folder as it was left.
        changes: In their order; paths are below ``after``.
        final: The bytes of files that were made and are left, by the order of their making.
    """

    before: Path
    after: Path
    changes: list[Change]
    final: dict[int, bytes]

    def syncs(self) -> list[tuple[int, ...]]:
        """Return the places of syncs among the changes: all of a file together, each of a folder for itself.

        Those that have nothing to sync are left out.
        """
        disk = Disk(self.after, self.before)
        files, folders = defaultdict[Node, list[int]](list), list[tuple[int, ...]]()
        for at, change in enumerate(self.changes):
            node = disk.existing(change.path) if change.kind == "sync" else None
            if isinstance(node, File) and (node.unsynced or node in files):
                files[node].append(at)
            elif isinstance(node, Folder) and node.unsynced:
                folders.append((at,))
            disk.apply(change)
        return [*map(tuple, files.values()), *folders]


def record_command(act: Callable[[], object], disk: Path) -> Recording:
    """Run a command, which changes a folder, in a child."""
    before = disk.with_name(f"{disk.name}-before")
    copy_linked(disk, before)
    changes = record(act, disk, disk.with_name("log"))
    whole = Disk(disk, before)
    for change in changes:
        whole.apply(change)
    mapped = {change.path for change in changes if change.kind == "map"}
    final = {number: (disk / path).read_bytes() for path, number in whole.made_files().items()} if mapped else {}
    return Recording(before, disk, changes, final)


def copy_linked(source: Path, target: Path) -> None:
    """Copy a folder; files that are links of each other are so in the copy."""
    known: dict[int, Path] = {}

    def copy(one: str, other: str) -> str:
        number = Path(one).stat().st_ino
        if number in known:
            Path(other).hardlink_to(known[number])
        else:
            known[number] = Path(other)
            shutil.copy2(one, other)
        return other

    shutil.copytree(source, target, copy_function=copy)


def nothing(_node: Node) -> list[Any]:
    """Lose all that was not synced."""
    return []


def everything(node: Node) -> list[Any]:
    """Keep all, as when a process is killed and the power is not lost."""
    return node.unsynced


def only_names(node: Node) -> list[Any]:
    """Keep names and sizes, and lose the bytes: what ext4 does to a file renamed before it was written."""
    if isinstance(node, Folder):
        return node.unsynced
    return [change for change in node.unsynced if change.kind != "write"]


def only_bytes(node: Node) -> list[Any]:
    """Keep the bytes, and lose the names."""
    return [] if isinstance(node, Folder) else node.unsynced


class Drawn:
    """Keeps of what was not synced what dice say; the same for each node as long as they are."""

    def __init__(self, dice: random.Random) -> None:
        self._dice, self._chosen = dice, dict[int, list[Any]]()

    def __call__(self, node: Node) -> list[Any]:
        if id(node) not in self._chosen:
            kept = [step for step in node.unsynced if self._dice.random() < 0.5]
            self._chosen[id(node)] = [*map(self._tear, kept)] if isinstance(node, File) else kept
        return self._chosen[id(node)]

    def _tear(self, change: Change) -> Change:
        """Cut a write short at a block's end, now and then."""
        blocks = len(change.data) // BLOCK
        if not blocks or self._dice.random() < 0.5:
            return change
        return Change(
            "write", change.path, offset=change.offset, data=change.data[: self._dice.randint(0, blocks) * BLOCK]
        )


def only_newest(node: Node) -> list[Any]:
    """Keep the last change of each folder and lose those before it: the order that no file system keeps."""
    return node.unsynced[-1:] if isinstance(node, Folder) else node.unsynced


FIXED = (everything, nothing, only_names, only_bytes, only_newest)
IN_MEMORY = "/dev/shm"
SHORT_LIVED = Path(IN_MEMORY) if os.access(IN_MEMORY, os.W_OK) else None
"""Where what is soon deleted lies; None for the usual place."""


def crash_states(
    recording: Recording, dice: random.Random, draws: int, without: tuple[int, ...] = ()
) -> Iterator[tuple[int, Left]]:
    """Yield each different state that a power failure may leave, with the number of changes that were made.

    Args:
        recording: What was done.
        dice: For what is drawn.
        draws: How many random states after each change, besides the fixed ones.
        without: Places of changes that are left out; states from before the first are left out as well.
    """
    disk, seen = Disk(recording.after, recording.before, recording.final), set[bytes]()
    for made in range(len(recording.changes) + 1):
        if made and made - 1 not in without:
            disk.apply(recording.changes[made - 1])
        if without and made <= without[0]:
            continue
        for choose in (*FIXED, *(Drawn(dice) for _ in range(draws))):
            left = disk.left_by(choose)
            signature = sign(left) + bytes([made == len(recording.changes)])
            if signature not in seen:
                seen.add(signature)
                yield made, left


def examine_states(
    recording: Recording, command: Command, dice: random.Random, draws: int, without: tuple[int, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """Look at each state that a power failure may leave: yield what is answered, and all that is wrong."""
    for made, left in crash_states(recording, dice, draws, without):
        with tempfile.TemporaryDirectory(dir=SHORT_LIVED) as folder:
            make_real(left, Path(folder) / "disk")
            answer, wrong = command.examine(Path(folder) / "disk" / "index", has_ended=made == len(recording.changes))
        yield answer, [f"{command.name}, after change {made} of {len(recording.changes)}: {each}" for each in wrong]


def is_missed(recording: Recording, command: Command, dice: random.Random, syncs: tuple[int, ...]) -> bool:
    """Say whether something goes wrong where the syncs of these places were not made."""
    return any(wrong for _, wrong in examine_states(recording, command, dice, 1, syncs))
