"""Have memory that stays lie in large pages, 2 MB each: the processor finds what lies in them sooner.

A query goes through code and objects all over the memory of its process, and the processor keeps in mind where some
thousand pages lie: of 4 kB these are little, and to find another takes up to 24 steps on a virtual machine. Only Linux
can be asked to join pages, from 6.1 on.

Source:
    madvise(2), ``MADV_COLLAPSE``; proc(5), ``maps`` and ``pagemap``; the kernel's "Transparent Hugepage Support".
"""

import ctypes
import sys
from contextlib import suppress
from functools import cache
from mmap import PAGESIZE
from pathlib import Path

import numpy as np

_SETTINGS = Path("/sys/kernel/mm/transparent_hugepage")
_MAPS, _PAGES = Path("/proc/self/maps"), Path("/proc/self/pagemap")
_COLLAPSE = 25
_IS_OWN = np.uint64(1 << 63 | 1 << 56)
"""Of a page: it is there, and no other process has it, nor is it the one of zeros that stands for all never written."""
_LEAST_SHARE = 15 / 16
"""Of a large page, that there has to be already: what it lacks would be memory that nobody uses."""


def join_pages() -> int:
    """Join the pages of this process' own memory into large ones, where nearly all of them are there.

    For when all is loaded that stays. Memory that is given back later is so page by page, as before. Other threads may
    run meanwhile; each large page takes some milliseconds the first time.

    Returns:
        How many large pages there are now; 0 where the system has none, or is not to use them.
    """
    library, size = _find_library(), _find_size()
    if library is None or not size or library.madvise(0, 0, _COLLAPSE):  # which an older system refuses
        return 0
    return sum(library.madvise(at, size, _COLLAPSE) == 0 for at in _find_full(size))


def _find_full(size: int) -> list[int]:
    """Return the addresses of what would be large pages of a size, nearly all pages of which are there."""
    full = []
    with suppress(OSError, ValueError), _PAGES.open("rb", buffering=0) as pages:  # which not every system tells
        for begin, end in _list_own_memory():
            first, past = -(-begin // size) * size, end // size * size
            if first < past:
                pages.seek(first // PAGESIZE * _IS_OWN.itemsize)
                told = np.frombuffer(pages.read((past - first) // PAGESIZE * _IS_OWN.itemsize), np.uint64)
                shares = ((told & _IS_OWN) == _IS_OWN).reshape(-1, size // PAGESIZE).mean(axis=1)
                full += [first + size * at for at in np.flatnonzero(shares >= _LEAST_SHARE).tolist()]
    return full


def _list_own_memory() -> list[tuple[int, int]]:
    """Return where memory begins and ends that is of no file, may be written to, is not shared, nor the main stack."""
    own = []
    for line in _MAPS.read_text().splitlines():
        bounds, rights, _, _, inode, *name = line.split(maxsplit=5)
        if rights.startswith("rw") and rights.endswith("p") and inode == "0" and name in ([], ["[heap]"]):
            begin, _, end = bounds.partition("-")
            own.append((int(begin, 16), int(end, 16)))
    return own


def _find_size() -> int:
    """Return the bytes of a large page; 0 where there are none, or nobody is to have any."""
    with suppress(OSError, ValueError):
        if "[never]" not in (_SETTINGS / "enabled").read_text():
            return int((_SETTINGS / "hpage_pmd_size").read_text())
    return 0


@cache
def _find_library() -> ctypes.CDLL | None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            library = ctypes.CDLL(None, use_errno=True)
            library.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
            return library
    return None
