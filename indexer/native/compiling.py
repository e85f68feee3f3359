"""Compile the kernel's C sources into one library, with whatever compiler this machine has.

Imports the standard library alone: a wheel is built by it before anything else is installed.
"""

import hashlib
import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which

SOURCES = Path(__file__).parent
_SUFFIXES = {"darwin": ".dylib", "win32": ".dll"}
_FLAGS = (
    *("-std=c11", "-O3", "-g0", "-fPIC", "-shared", "-fvisibility=hidden", "-Wall", "-Wextra"),
    *("-ffp-contract=off", "-fno-math-errno"),
)
"""Without contraction a product and a sum are rounded one after the other, as NumPy rounds them; where nobody asks for
``errno``, a square root is one instruction, and no call of a library that would have to be linked."""
_NOT_FOR = {".dll": ("-fPIC",)}
"""Flags that compilers for a kind of library refuse: code of Windows is moved otherwise."""
_SECONDS = 300
"""For one compiler: the first time, zig compiles its own C library too."""
_SHOWN = 300
"""Characters of a compiler's messages that are told."""


def library_name(platform: str = sys.platform) -> str:
    """Return the name of the library's file."""
    return "_kernel" + _SUFFIXES.get(platform, ".so")


LIBRARY = SOURCES / library_name()
"""Where the library of this machine lies."""


@dataclass(frozen=True, slots=True)
class Compilation:
    """How a compilation ended.

    Attributes:
        library: The library; None where there is none.
        failures: What each compiler that was tried said, by its command.
    """

    library: Path | None
    failures: Mapping[str, str]

    @property
    def problem(self) -> str:
        """Why there is no library; empty where there is one."""
        if self.library:
            return ""
        told = "; ".join(f"{command} failed: {message}" for command, message in self.failures.items())
        return told or "no C compiler was found: cc, gcc, clang, or zig, which “pip install ziglang” brings"


def list_sources(folder: Path = SOURCES) -> list[Path]:
    """Return the C files and headers of a folder and those below, sorted."""
    return sorted((*folder.rglob("*.c"), *folder.rglob("*.h")))


def digest_sources(folder: Path = SOURCES) -> str:
    """Return a digest of sources and flags: a library that does not tell the same one is not of these sources."""
    digest = hashlib.sha256(" ".join(_FLAGS).encode())
    for path in list_sources(folder):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def find_compilers(environment: Mapping[str, str] = os.environ) -> Iterator[tuple[str, ...]]:
    """Yield the commands that may compile C here: the one of CC alone, where it is set; else all that are there."""
    if environment.get("CC"):
        yield tuple(shlex.split(environment["CC"]))
        return
    for name in ("cc", "gcc", "clang"):
        if path := which(name, path=environment.get("PATH")):
            yield (path,)
    if find_spec("ziglang"):
        yield (sys.executable, "-m", "ziglang", "cc")


def compile_kernel(
    into: Path = LIBRARY,
    compilers: Sequence[tuple[str, ...]] | None = None,
    flags: Sequence[str] = (),
    folder: Path = SOURCES,
) -> Compilation:
    """Compile the library with the first compiler that can; it appears as a whole, or nothing changes.

    Args:
        into: The file of the library.
        compilers: Commands to be tried; those of this machine where it is None.
        flags: Besides those that are always given.
        folder: Of the sources.
    """
    failures: dict[str, str] = {}
    for compiler in find_compilers() if compilers is None else compilers:
        message = _compile_by(compiler, into, flags, folder)
        if not message:
            return Compilation(into, failures)
        failures[shlex.join(compiler)] = message
    return Compilation(None, failures)


def _compile_by(compiler: Sequence[str], into: Path, flags: Sequence[str], folder: Path) -> str:
    """Compile into a file beside, and put it into place; return what went wrong, else an empty text."""
    import subprocess  # noqa: PLC0415  only compiling needs it
    import tempfile  # noqa: PLC0415  likewise

    try:
        with tempfile.TemporaryDirectory(prefix=".compiling-", dir=into.parent) as beside:
            made = Path(beside) / into.name
            sources = [str(path) for path in list_sources(folder) if path.suffix == ".c"]
            digest = f'-DKERNEL_DIGEST="{digest_sources(folder)}"'
            given = [flag for flag in _FLAGS if flag not in _NOT_FOR.get(into.suffix, ())]
            _run([*compiler, *given, *flags, digest, "-I", str(folder), *sources, "-o", str(made)])
            made.replace(into)
    except subprocess.CalledProcessError as error:
        return " ".join(error.stderr.split())[:_SHOWN] or f"exit status {error.returncode}"
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return ""


def _run(command: Sequence[str]) -> None:
    import subprocess  # noqa: PLC0415  as above

    subprocess.run(command, check=True, capture_output=True, text=True, errors="replace", timeout=_SECONDS)  # noqa: S603  the operator's own compiler


def is_current(library: Path = LIBRARY) -> bool:
    """Say whether a library is there that was compiled from the sources as they are: its bytes hold their digest."""
    with suppress(OSError):
        return digest_sources().encode() + b"\0" in library.read_bytes()
    return False
