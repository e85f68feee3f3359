"""A small ext4 file system in an image file, and what a power failure would leave of it: a copy of the image."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

IMAGE_BYTES = 32 << 20
ORDERED, UNORDERED = "", "noauto_da_alloc,data=writeback,commit=600"
"""As it is mounted by default; and with nothing of what ext4 does to spare careless programs: bytes are written in any
order, and nothing is for ten minutes unless it is synced."""


class Ext4Disk:
    """A mounted image.

    Attributes:
        folder: Where it is mounted.
    """

    def __init__(self, place: Path, options: str) -> None:
        """Make a file system; a test is skipped where that may not be.

        Args:
            place: An empty folder, best in memory.
            options: Of ``mount``.
        """
        self._place, self.folder = place, place / "mounted"
        self._image = place / "image"
        self._image.touch()
        with self._image.open("r+b") as file:
            file.truncate(IMAGE_BYTES)
        make = ["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(self._image)]
        try:
            made = subprocess.run(make, capture_output=True, check=False).returncode == 0
        except FileNotFoundError:
            made = False
        if not (made and _mount(self._image, self.folder, options)):
            pytest.skip("needs mkfs.ext4, loop devices and the right to mount")

    @contextmanager
    def after_power_failure(self) -> Iterator[Path]:
        """Mount what would be found if the power failed now: what the kernel holds in memory is lost."""
        copy, folder = self._place / "copy", self._place / "found"
        copy.write_bytes(self._stable_bytes())
        assert _mount(copy, folder, ""), "the journal cannot be replayed"
        try:
            yield folder
        finally:
            _unmount(folder)

    def _stable_bytes(self) -> bytes:
        """Read the image at a moment when nothing is written to it: two reads in a row give the same."""
        before, data = b"", self._image.read_bytes()
        while before != data:
            before, data = data, self._image.read_bytes()
        return data

    def close(self) -> None:
        _unmount(self.folder)


def _mount(image: Path, folder: Path, options: str) -> bool:
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "ext4", "-o", ",".join(filter(None, ["loop", options])), str(image), str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", str(folder)], check=True)
