"""Build one peer's index in a process of its own, and say what it took: ``python -m benchmarks.build_one``."""

import json
import re
import resource
import sys
import time
from multiprocessing import forkserver
from pathlib import Path

from benchmarks.peers import load_peer


def main(name: str, function: str, site: Path, folder: Path) -> None:
    build = getattr(load_peer(name), function)
    begin, imported = time.perf_counter(), time.process_time()
    build(site, folder)
    seconds, own_cpu = time.perf_counter() - begin, time.process_time() - imported
    # The worker processes' time is only known when they have ended, and that of a forkserver's when that has too.
    forkserver._forkserver._stop()
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "seconds": seconds,
        "cpu": own_cpu + workers.ru_utime + workers.ru_stime,
        "peak_mb": _peak_mb(),
    }
    print(json.dumps(told))


def _peak_mb() -> float:
    """Return the most memory this process ever had.

    Source:
        proc(5), VmHWM; getrusage's figure would be that of the process that started this one, where that had more.
    """
    match = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert match
    return int(match[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
