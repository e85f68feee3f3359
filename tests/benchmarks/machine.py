"""What a run was measured on; without it the numbers say nothing."""

import os
import platform
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("numpy", "whoosh3", "jieba", "rjieba", "pyromark", "uvicorn", "Flask", "tantivy", "pagefind")


def describe_machine() -> dict[str, object]:
    """Return the machine, the software and the date; nothing that names the machine or its owner."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _find(Path("/proc/cpuinfo"), r"model name\s*:\s*(.+)"),
        "cores": os.cpu_count(),
        "memory_gb": round(int(_find(Path("/proc/meminfo"), r"MemTotal:\s*(\d+)") or 0) / 1e6, 1),
        "system": f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": dict(_versions()),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _find(path: Path, pattern: str) -> str:
    match = re.search(pattern, path.read_text()) if path.exists() else None
    return match[1].strip() if match else ""


def _versions() -> Iterator[tuple[str, str]]:
    for package in _PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            yield package, "not installed"
