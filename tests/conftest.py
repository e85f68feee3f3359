"""Common to all tests: a temporary folder for each process, random examples from a known seed, the corpora."""

import os
import random
import shutil
import signal
import tempfile
from multiprocessing.util import Finalize
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from indexer.native import loading
from indexer.native.compiling import compile_kernel, is_current

# The machine may be busy, so an example may take its time, to be made and to be tried.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("fast", settings.get_profile("busy"), max_examples=20)
settings.load_profile("busy")

# What a shell starts in the background is deaf to Ctrl-C, and the programs that tests start would be so, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SYSTEM = (
    *("benchmarks/", "browser/", "evaluation/", "faults/", "library/", "portability/", "recipes/"),
    *("commands/test_startup.py", "engines/test_embedded.py", "index/test_rebuild.py", "index/test_update.py"),
    *(
        "index/test_histories.py",
        "index/build/test_any_process.py",
        "index/build/test_from_posts.py",
        "index/test_limits.py",
    ),
    *("index/test_withdrawal.py", "index/test_hidden_posts.py", "test_cli.py", "test_documentation.py"),
    *("search_app/test_factory.py", "service/test_connections.py", "service/test_processes.py"),
    *("service/test_serving.py", "service/test_watch_process.py", "web/test_any_request.py"),
    *(
        "ranking/test_reference.py",
        "generations/test_manifest.py",
        "watch/test_watching.py",
        "analysis/test_threads.py",
        "test_any_post.py",
    ),
    *("analysis/test_segmenter.py", "test_searcher_release.py", "test_shared_by_threads.py", "test_codec.py"),
)
"""Folders and files of tests that start browsers, servers, processes or whole builds, or take seconds otherwise:
left out by ``make test-fast``."""


MOST_WORKERS = 8
"""Of one machine: each may take half a gigabyte, with its browser."""


def _own_temporary_folder():
    """Give this process, and all that it starts, a temporary folder of its own.

    Whoosh-Reloaded's ``RamStorage`` writes to a folder of a fixed name there: processes that share it delete each
    other's files. The path is short, for sockets are made below it.
    """
    folder = tempfile.mkdtemp(prefix="search-", dir=os.environ.get("TESTS_TMPDIR", tempfile.gettempdir()))
    os.environ.setdefault("TESTS_TMPDIR", tempfile.gettempdir())
    Path(folder).chmod(0o711)  # some tests serve from it as another user
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    # After multiprocessing has deleted the folder that it keeps its sockets in, which lies in this one (-100).
    Finalize(None, shutil.rmtree, [folder], {"ignore_errors": True}, exitpriority=-101)


_own_temporary_folder()


def _sync_nothing(descriptor):
    """Take a file for synced, as the disk would some milliseconds later; fail where it is not open.

    The tests that tell what a power cut would leave record the calls, and sync: see ``faults/conftest.py``.
    """
    os.fstat(descriptor)


_sync_nothing.instead_of = os.fsync
os.fsync = _sync_nothing


def pytest_xdist_auto_num_workers(config):
    """Run half as many workers again as there are processors: tests wait for processes, browsers and clocks as well."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(processors, min(processors + (processors + 1) // 2, MOST_WORKERS))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Compile the kernel, where its sources have changed, and draw the seed of all random examples.

    ``--hypothesis-seed`` names another seed; workers are told the same.
    """
    if not hasattr(config, "workerinput") and not is_current():  # once, before any worker begins
        compile_kernel()
    if config.getoption("hypothesis_seed", None) is None:
        config.option.hypothesis_seed = str(random.SystemRandom().randrange(1 << 32))


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.line(f"random examples: --hypothesis-seed={config.option.hypothesis_seed} makes them again")


def pytest_collection_modifyitems(items):
    """Mark what takes seconds, and begin with it: so workers end together, and none with a long test alone."""
    for item in items:
        if any(each in item.path.as_posix() for each in SYSTEM):
            item.add_marker(pytest.mark.system)
    items.sort(key=lambda item: "system" not in item.keywords)


@pytest.fixture
def tell_figures(record_property):
    """Print a line of figures, and keep it for the table that ``make faults`` writes."""

    def tell(text):
        print(text)
        record_property("figures", text)

    return tell


@pytest.fixture
def without_kernel(monkeypatch):
    """Take the native kernel away: Python answers, until ``undo()`` of what this returns."""
    monkeypatch.setattr(loading._LOADED, "_loaded", "taken away")
    return monkeypatch


@pytest.fixture(scope="session")
def shared():
    """The folder with real sites and judged queries that lies beside the checkout."""
    folder = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no corpora: {folder} is absent (SHARED_DIR names another folder)")
    return folder
