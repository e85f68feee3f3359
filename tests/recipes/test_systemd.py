"""The units: understood by systemd, strict, and not too strict for what the programs do."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request

import pytest
from recipes.live import POST, PROGRAM, RECIPES, put, rebuild, run
from recipes.test_generators import need

from indexer.settings.load import load_settings

UNITS = RECIPES / "systemd"
ONLY_ROOT = {"fchown"} if os.geteuid() == 0 else set()
"""SQLite gives its files to whoever owns the first of them, where it is root; the services are not."""
PIPED = {"stdout": subprocess.PIPE, "text": True}
SERVICES = ["post-search.service", "post-search-update.service", "post-search-watch.service"]


@pytest.fixture
def units(tmp_path):
    """The units, with the program where it is here."""
    for path in UNITS.iterdir():
        text = path.read_text(encoding="utf-8")
        put(tmp_path / path.name, text.replace("/opt/post-search/bin", str(PROGRAM.parent)))
    return tmp_path


def test_systemd_understands_the_units(units):
    analyze = need("systemd-analyze")
    assert run(analyze, "verify", *sorted(units.glob("*.service")), *units.glob("*.timer")) == ""


@pytest.mark.parametrize("name", SERVICES)
def test_the_services_are_little_exposed(units, name):
    told = run(need("systemd-analyze"), "security", "--offline=yes", units / name)
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", told)[1]) < 2


def test_the_user_can_be_made(tmp_path):
    (tmp_path / "etc").mkdir()
    run(need("systemd-sysusers"), f"--root={tmp_path}", UNITS / "post-search.sysusers")
    assert "post-search:x:" in (tmp_path / "etc/passwd").read_text(encoding="utf-8")


def test_only_who_writes_the_index_may_write_and_only_where_it_is():
    serving, *writing = ((UNITS / name).read_text(encoding="utf-8") for name in SERVICES)
    settings = load_settings(options={"config": RECIPES / "search-index.toml"})
    for text in (serving, *writing):
        assert "ProtectSystem=strict" in text
        assert "ReadWritePaths" not in text
    assert "StateDirectory" not in serving
    assert all(f"StateDirectory={settings.index.name}\n" in text for text in writing)
    assert str(settings.index.parent) == "/var/lib"


def allowed_calls(analyze, text):
    """Return the system calls that a unit allows."""
    sets = {}
    for line in run(analyze, "syscall-filter", "--no-pager").splitlines():
        name = line.strip()
        if line.startswith("@"):
            sets[name] = current = set()
        elif name and not name.startswith("#"):
            current.add(name)

    def spread(name):
        return set().union(*map(spread, sets[name])) if name in sets else {name}

    allowed = set()
    for words in re.findall(r"^SystemCallFilter=(.*)$", text, re.MULTILINE):
        named = set().union(*map(spread, words.lstrip("~").split()))
        allowed = allowed - named if words.startswith("~") else allowed | named
    return allowed


@pytest.mark.skipif(not shutil.which("strace"), reason="no strace: install it to see which system calls are made")
@pytest.mark.parametrize("name", SERVICES)
def test_no_call_that_succeeds_is_forbidden(tmp_path, name):
    text = (UNITS / name).read_text(encoding="utf-8")
    allowed = allowed_calls(need("systemd-analyze"), text)
    put(tmp_path / "site/canary.md", POST)
    rebuild(tmp_path / "site", tmp_path / "index")
    made = traced(tmp_path, re.search(r"^ExecStart=\S+ (\w+)", text, re.MULTILINE)[1])
    assert len(made) > 30
    assert made - allowed <= ONLY_ROOT


def traced(folder, command):
    """Return the names of the system calls that did what they were asked to, of all threads and processes."""
    words = {
        "serve": ["serve", "--port", "0", "--deadline", "60", "--processes", "2", "--rate-limit", "9/minute"],
        "update": ["update", folder / "site"],
        "watch": ["watch", folder / "site"],
    }[command]
    trace = ["strace", "-D", "-f", "-qq", "-o", str(folder / "trace")]
    put(folder / "site/other.md", POST)
    with subprocess.Popen([*trace, PROGRAM, *words, "--index", folder / "index"], **PIPED) as process:
        try:
            if command == "serve":
                address = process.stdout.readline().split()[0]
                urllib.request.urlopen(f"{address}api/search?q=istio", timeout=300).close()
            elif command == "watch":
                next(line for line in process.stdout if "published g-2" in line)
                put(folder / "site/other.md", POST.replace("灰度", "蓝绿"))
                next(line for line in process.stdout if "published g-3" in line)
            else:
                process.wait(300)
        finally:
            process.terminate()
    lines = (folder / "trace").read_text(errors="replace").splitlines()
    finished = [line.split(maxsplit=1)[1] for line in lines if " = -1 E" not in line]
    return {match[1] for line in finished if (match := re.match(r"(\w+)\(", line))}


def test_no_memory_has_to_be_writable_and_executable(tmp_path):
    """As ``MemoryDenyWriteExecute`` has it, by the kernel's own switch."""
    refuse = "import ctypes, os, sys; ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0 or sys.exit(9); os.execv(*ARGUMENTS)"
    put(tmp_path / "site/canary.md", POST)
    command = [str(PROGRAM), "rebuild", "--index", str(tmp_path / "index"), str(tmp_path / "site")]
    code = refuse.replace("ARGUMENTS", repr((command[0], command)))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode == 9:
        pytest.skip("this kernel has no PR_SET_MDWE (Linux 6.3)")
    assert done.returncode == 0, done.stderr
