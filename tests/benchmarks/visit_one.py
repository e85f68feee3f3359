"""Open one peer's index in a process of its own and answer what is asked: ``python -m benchmarks.visit_one``.

It reads lines of JSON: a text is answered, and what that took comes back; null asks for its memory, an object has it do
what a server does before it answers.
"""

import json
import sys
import time
from pathlib import Path

from benchmarks.peers import Service, load_peer

_KEPT = ("Rss", "Pss", "Shared_Clean", "Shared_Dirty", "Private_Clean", "Private_Dirty", "Anonymous")


def main(name: str, folder: Path) -> None:
    peer = load_peer(name)
    imported = time.process_time()
    service: Service | None = None
    print(json.dumps({"import_cpu": imported}), flush=True)
    for line in sys.stdin:
        query = json.loads(line)
        begin, cpu = time.perf_counter(), time.process_time()
        if query is None:
            print(json.dumps(read_memory()), flush=True)
            continue
        service = service or peer.Service(folder)
        if isinstance(query, dict):
            getattr(service, "prepare", lambda: None)()
            print(json.dumps({}), flush=True)
            continue
        service.answer(query)
        wall, used = time.perf_counter() - begin, time.process_time() - cpu
        print(json.dumps({"wall": wall, "cpu": used, "jieba": _has_loaded_jieba()}), flush=True)


def read_memory() -> dict[str, float]:
    """Return this process's memory in MB, by kind.

    Source:
        proc(5), ``/proc/pid/smaps_rollup``.
    """
    rows = (line.split() for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    kilobytes = {row[0].rstrip(":"): int(row[1]) for row in rows}
    return {name: kilobytes[name] / 1024 for name in _KEPT}


def _has_loaded_jieba() -> bool:
    jieba = sys.modules.get("jieba")
    return jieba is not None and bool(jieba.dt.initialized)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
