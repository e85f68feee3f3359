"""Load the kernel's library once a process, or know why there is none."""

import ctypes
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.native.compiling import LIBRARY, digest_sources

SWITCH = "POST_SEARCH_NATIVE"
"""The variable that turns the kernel off: 0."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """The library, loaded.

    Attributes:
        compiler: What it was compiled by.
        functions: Those that were called, by name, knowing what they take.
    """

    library: ctypes.CDLL
    compiler: str
    functions: dict[str, Callable[..., int]] = field(default_factory=dict)


class _LoadedKernel:
    """The kernel of this process, loaded when it is first asked for.

    Attributes:
        kept: What was loaded, or why nothing was.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.kept: Kernel | str | None = None

    def get(self) -> Kernel | str:
        """Return what is loaded, now if it is not yet."""
        with self._lock:
            self.kept = self.kept or load()
            return self.kept


_LOADED = _LoadedKernel()


def kernel() -> Kernel | None:
    """Return the kernel; None where there is none, so that Python has to do."""
    loaded = _LOADED.kept or _LOADED.get()
    return loaded if isinstance(loaded, Kernel) else None


def describe_kernel() -> str:
    """Say for people whether this process has the kernel: ``yes (gcc 12.2)``, ``no (why not)``."""
    return describe(_LOADED.get())


def describe(loaded: Kernel | str) -> str:
    """Say what was loaded, or why nothing was."""
    return f"no ({loaded})" if isinstance(loaded, str) else f"yes ({loaded.compiler})"


def load(path: Path = LIBRARY, environment: Mapping[str, str] = os.environ) -> Kernel | str:
    """Load a library.

    Returns:
        Or why there is none: it is turned off, was not compiled, is of another machine, or of other sources.
    """
    if environment.get(SWITCH) == "0":
        return f"{SWITCH}=0"
    if not path.is_file():
        return "not compiled: python -m indexer.native does that"
    try:
        library = ctypes.CDLL(str(path))
        of_sources, compiler = _read_text(library, "kernel_digest"), _read_text(library, "kernel_compiler")
    except (OSError, AttributeError) as error:
        return f"cannot be loaded: {error}"
    if of_sources != digest_sources():
        return "compiled from other sources: python -m indexer.native compiles these"
    return Kernel(library, compiler)


def _read_text(library: ctypes.CDLL, name: str) -> str:
    function = getattr(library, name)
    function.restype = ctypes.c_char_p
    text: bytes = function()
    return text.decode()
