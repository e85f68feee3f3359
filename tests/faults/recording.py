"""Record every system call by which a child process changes a folder, with strace: names, bytes and syncs, in order."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_TRACED = (
    "openat,creat,write,pwrite64,ftruncate,fallocate,lseek,mmap,fsync,fdatasync,"
    "mkdir,mkdirat,rename,renameat,renameat2,link,linkat,unlink,unlinkat,rmdir"
)
_STRANGE = "writev,pwritev,pwritev2,truncate,sendfile,copy_file_range,splice,symlink,symlinkat,msync,sync_file_range"
"""Calls that change files too and that nobody follows: whoever replays a recording refuses it where one has come."""
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+|\?|0x[0-9a-f]+)(.*)")
_UNFINISHED = re.compile(r"(\d+) +(\w+)\((.*) <unfinished \.\.\.>")
_RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")
_ARGUMENT = re.compile(r'(?:(-?\w+)<([^<>]*)>(\(deleted\))?|"((?:\\x[0-9a-f]{2})*)"|([^,]+))(?:, |$)')


@dataclass(frozen=True, slots=True)
class _Opened:
    """A descriptor, and the path of what it is; empty where that was deleted."""

    number: str
    path: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a file system.

    Attributes:
        kind: ``create``, ``write``, ``resize``, ``reserve``, ``map``, ``sync``, ``mkdir``, ``rename``, ``link`` or
            ``unlink``; else the name of a call that is not followed.
        path: Of what is changed.
        target: The new name of a ``rename`` or ``link``.
        offset: Of a ``write``; the new size of a ``resize`` or ``reserve``.
    """

    kind: str
    path: str
    target: str = ""
    offset: int = 0
    data: bytes = b""


def can_trace() -> bool:
    """Tell whether strace is there, and may do what it is for."""
    if not shutil.which("strace"):
        return False
    command = ["strace", "-e", "inject=fsync:error=EIO", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def run_traced(act: Callable[[], object], *options: str) -> int:
    """Act in a child under strace; return its exit status: 0, or what ``SystemExit`` says, or minus a signal."""
    child = os.fork()
    if child == 0:
        status = 99
        try:
            os.kill(os.getpid(), signal.SIGSTOP)
            act()
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 99
        finally:
            os._exit(status)
    os.waitpid(child, os.WUNTRACED)
    strace = subprocess.Popen(["strace", "-p", str(child), *options], stderr=subprocess.PIPE, text=True)
    assert strace.stderr
    with strace.stderr as told:
        told.readline()  # "strace: Process … attached"
        os.kill(child, signal.SIGCONT)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told.read()
    strace.wait()
    return status


def record(act: Callable[[], object], folder: Path, log: Path) -> list[Change]:
    """Act in a child; return in their order all changes that it and its own children make in a folder."""
    options = ["-f", "-y", "-xx", "-s", "100000000", "-e", f"trace={_TRACED},{_STRANGE}", "-o", str(log)]
    status = run_traced(act, *options)
    assert status == 0, f"ended with {status}"
    return [change for change in _Reader().read(log) if change.path.startswith(f"{folder}")]


@dataclass(slots=True)
class _Reader:
    """Follows the positions of open files through a log."""

    positions: dict[tuple[str, str], int] = field(default_factory=dict)

    def read(self, log: Path) -> Iterator[Change]:
        begun: dict[str, str] = {}
        for line in log.read_text("ascii").splitlines():
            if unfinished := _UNFINISHED.match(line):
                begun[unfinished[1]] = f"{unfinished[1]} {unfinished[2]}({unfinished[3]}"
                continue
            resumed = _RESUMED.match(line)
            match = _LINE.match(begun.pop(resumed[1]) + resumed[3] if resumed else line)
            if match and not match[4].startswith(("-", "?")):
                yield from self._understand(match[1], match[2], _arguments(match[3]), match[4])

    def _understand(self, pid: str, call: str, arguments: list[_Opened | bytes | str], result: str) -> Iterator[Change]:
        match call, arguments:
            case "openat", [_Opened(_, folder), bytes(name), str(flags), *_]:
                self.positions[pid, result] = 0
                yield from _opening(_join(folder, name), flags)
            case "lseek", [_Opened(number, _), *_]:
                self.positions[pid, number] = int(result)
            case "write", [_Opened(number, path), bytes(data), *_]:
                at = self.positions.get((pid, number), 0)
                self.positions[pid, number] = at + int(result)
                yield Change("write", path, offset=at, data=data[: int(result)])
            case "pwrite64", [_Opened(_, path), bytes(data), _, str(at)]:
                yield Change("write", path, offset=int(at), data=data[: int(result)])
            case "mmap", [_, _, str(protection), str(flags), _Opened(_, path), _]:
                if "MAP_SHARED" in flags and "PROT_WRITE" in protection:
                    yield Change("map", path)
            case "mmap", _:
                pass
            case _:
                yield from _name_or_size(call, arguments)


def _opening(path: str, flags: str) -> Iterator[Change]:
    if "O_CREAT" in flags:
        yield Change("create", path)
    if "O_TRUNC" in flags:
        yield Change("resize", path)
    if "O_APPEND" in flags:
        yield Change("append", path)


def _name_or_size(call: str, arguments: list[_Opened | bytes | str]) -> Iterator[Change]:
    match call, arguments:
        case "ftruncate", [_Opened(_, path), str(size)]:
            yield Change("resize", path, offset=int(size))
        case "fallocate", [_Opened(_, path), "0", str(begin), str(size)]:
            yield Change("reserve", path, offset=int(begin) + int(size))
        case "fsync" | "fdatasync", [_Opened(_, path)]:
            yield Change("sync", path)
        case "mkdir", [bytes(path), *_]:
            yield Change("mkdir", os.fsdecode(path))
        case "rmdir" | "unlink", [bytes(path)]:
            yield Change("unlink", os.fsdecode(path))
        case "unlinkat", [_Opened(_, folder), bytes(name), _]:
            yield Change("unlink", _join(folder, name))
        case "rename" | "link", [bytes(path), bytes(target)]:
            yield Change(call, os.fsdecode(path), os.fsdecode(target))
        case "linkat", [_Opened(_, folder), bytes(name), _Opened(_, other), bytes(target), _]:
            yield Change("link", _join(folder, name), _join(other, target))
        case _:
            yield from (Change(call, each.path) for each in arguments if isinstance(each, _Opened))


def _arguments(text: str) -> list[_Opened | bytes | str]:
    found: list[_Opened | bytes | str] = []
    for number, path, deleted, string, other in _ARGUMENT.findall(text):
        if number:
            found.append(_Opened(number, "" if deleted else os.fsdecode(_bytes(path))))
        else:
            found.append(other or _bytes(string))
    return found


def _bytes(text: str) -> bytes:
    """Read what strace writes with ``-xx``; a path is plain where the kernel made it up, as of a pipe."""
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()


def _join(folder: str, name: bytes) -> str:
    return os.path.join(folder, os.fsdecode(name))  # noqa: PTH118 - both are only names here
