"""``make fuzz``: try inputs made from those that are kept, guided by the lines of the product that they reach.

A run is bounded in minutes and can be begun again by its seed. What breaks a promise is made as small as can be, added
to ``corpus``, and told; ``--keep`` adds also what reached something new.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from fuzz.corpus import read_corpus, write_corpus
from fuzz.targets import TARGETS

LONGEST = 4096
"""Bytes of an input; what is kept is far shorter."""
_SECONDS_AN_INPUT = 30
"""After which an input counts as one without end; its time of computing is bounded by the targets."""
_MOST_KEPT = {"query": 30, "snippets": 20, "index": 20}
"""Inputs of the targets that take 10 ms and more; of others 100. All are tried again by every run of the tests."""


def main(arguments: Sequence[str]) -> int:
    """Fuzz; return 1 where a promise was broken, 0 otherwise."""
    parser = argparse.ArgumentParser(prog="make fuzz FUZZ=…", description=__doc__)
    parser.add_argument("--minutes", type=float, default=8.0, help="for all targets together (default: 8)")
    parser.add_argument("--only", action="append", choices=TARGETS, help="a target; may be repeated")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1, 1 << 31))
    parser.add_argument("--keep", action="store_true", help="add what reached something new to the corpus")
    chosen = parser.parse_args(arguments)
    names = chosen.only or list(TARGETS)
    print(f"seed {chosen.seed}: make fuzz FUZZ='--seed {chosen.seed} --minutes {chosen.minutes:g}' begins this again")
    broken = [
        name for name in names if not _fuzz(name, chosen.seed, chosen.minutes * 60 / len(names), keep=chosen.keep)
    ]
    return bool(broken)


def _fuzz(name: str, seed: int, seconds: float, *, keep: bool) -> bool:
    """Fuzz one target for a while; say whether it kept its promises."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        tried, kept, found = (Path(folder, each) for each in ("tried", "kept", "found"))
        for each in (tried, kept, found):
            each.mkdir()
        for number, data in enumerate(read_corpus(name)):
            (kept / str(number)).write_bytes(data)
        begin = time.monotonic()
        limits = (f"-max_total_time={max(1, round(seconds))}", f"-seed={seed}", f"-artifact_prefix={found}/")
        done = _run(name, *limits, str(tried), str(kept))
        executed = [line for line in done.splitlines() if line.startswith(("Done", "#"))]
        print(
            f"{name}: {time.monotonic() - begin:.0f} s, {executed[-1] if executed else 'stopped at once'}", flush=True
        )
        if keep:
            _keep_new(name, tried, seed)
        broken = sorted(found.iterdir())
        for path in broken:
            _tell(name, done, _make_small(name, path, found))
        return not broken and bool(executed)


def _run(name: str, *arguments: str) -> str:
    command = (sys.executable, "-m", "fuzz.one", name, f"-timeout={_SECONDS_AN_INPUT}", f"-max_len={LONGEST}")
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.run([*command, *arguments], **streams, text=True, errors="replace", check=False).stdout


def _keep_new(name: str, tried: Path, seed: int) -> None:
    """Add inputs that reached something new when they were tried, as long as the corpus stays small."""
    known = read_corpus(name)
    new = sorted({path.read_bytes() for path in tried.iterdir()} - set(known))
    room = max(0, _MOST_KEPT.get(name, 100) - len(known))
    write_corpus(name, [*known, *random.Random(seed).sample(new, min(room, len(new)))])


def _make_small(name: str, path: Path, found: Path) -> bytes:
    small = found / "small"
    _run(name, "-minimize_crash=1", "-max_total_time=30", f"-exact_artifact_path={small}", str(path))
    return (small if small.exists() else path).read_bytes()


def _tell(name: str, done: str, data: bytes) -> None:
    write_corpus(name, [*read_corpus(name), data])
    begin = next((done.find(mark) for mark in ("=== Uncaught", "ERROR: libFuzzer") if mark in done), 0)
    trace = done[begin:].partition("\n==")[0]
    print(f"{name}: BROKEN by {data!r}, which is now in the corpus\n{trace[:3000]}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
