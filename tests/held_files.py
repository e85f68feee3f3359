"""Which files of a folder this process holds open or mapped: what an index must not when its last reference is gone."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROC = Path("/proc/self")
needs_proc = pytest.mark.skipif(not (PROC / "fd").exists(), reason="the system does not tell what is held open")


def held_below(folder):
    """Return the files below a folder that are open or mapped, as paths below it; none where nobody tells."""
    if not PROC.is_dir():
        return []
    names = {line.split(maxsplit=5)[-1] for line in (PROC / "maps").read_text(encoding="utf-8").splitlines()}
    for descriptor in (PROC / "fd").iterdir():
        try:
            names.add(str(descriptor.readlink()))
        except FileNotFoundError:  # the one that this listing had open
            continue
    pattern = re.compile(rf"{re.escape(str(folder))}/(.+?)(?: \(deleted\))?")
    return sorted({match[1] for name in names if (match := pattern.fullmatch(name))})


@contextmanager
def no_cyclic_collector() -> Iterator[None]:
    """Let nothing but the end of its last reference free a value."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
