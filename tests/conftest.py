"""Common to all tests: a temporary folder for each process, random examples, the corpora.

Random examples are the same in every run, so that a change is judged for what it changes: Hypothesis derives them from
the code of each test, other tests draw from the seed 0, and no example that was kept from an earlier run is tried. With
``--hypothesis-seed=N`` other examples are drawn, ten times as many of them: ``make test-random`` does so.
"""

import os
import random
import shutil
import signal
import tempfile
from multiprocessing.util import Finalize
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings
from hypothesis.internal.conjecture import providers

from indexer.native import loading
from indexer.native.compiling import compile_kernel, is_current

# The machine may be busy, so an example may take its time, to be made and to be tried.
settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("fast", settings.get_profile("same"), max_examples=20)
settings.register_profile("random", settings.get_profile("same"), derandomize=False, max_examples=1000)
settings.load_profile("same")

# What a shell starts in the background is deaf to Ctrl-C, and the programs that tests start would be so, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What nohup starts is deaf to a terminal that closes: so is this process with a handler, but not what it starts.
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)

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
    """Run two workers for each processor: tests wait for processes, browsers and clocks as well."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(processors, min(2 * processors, MOST_WORKERS))


@pytest.hookimpl(tryfirst=True)  # before Hypothesis reads these options
def pytest_configure(config):
    """Compile the kernel, where its sources have changed, and decide which random examples are drawn."""
    if not hasattr(config, "workerinput") and not is_current():  # once, before any worker begins
        compile_kernel()
    if config.option.hypothesis_seed is None:  # in each worker anew: it reads the same options of the command
        config.option.hypothesis_seed = "0"
    else:
        config.option.hypothesis_profile = config.option.hypothesis_profile or "random"
    if config.option.hypothesis_profile != "random":
        _draw_no_constants()


def _draw_no_constants():
    """Let Hypothesis draw no constants from the modules that are loaded.

    It tries what it finds in code that is not the tests': which modules those are depends on the tests that ran before
    in the same process, and each change of a constant would change the examples of all tests.
    """
    providers._get_local_constants = lambda: providers._local_constants


def pytest_terminal_summary(terminalreporter, config):
    if config.option.hypothesis_profile == "random":
        seed = config.option.hypothesis_seed
        terminalreporter.line(f"random examples: --hypothesis-seed={seed} makes them again")


def pytest_collection_modifyitems(items):
    """Mark what takes seconds, and begin with it: so workers end together, and none with a long test alone."""
    for item in items:
        if any(each in item.path.as_posix() for each in SYSTEM):
            item.add_marker(pytest.mark.system)
        if is_hypothesis_test(item.obj) or "run_seed" in item.fixturenames:
            item.add_marker(pytest.mark.random)
    items.sort(key=lambda item: "system" not in item.keywords)


@pytest.fixture(scope="session")
def run_seed(pytestconfig):
    """The seed of what is random in this run: a number, see above."""
    return int(pytestconfig.option.hypothesis_seed)


@pytest.fixture
def dice(run_seed):
    """What a test draws from."""
    return random.Random(run_seed)


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
    monkeypatch.setattr(loading._LOADED, "kept", "taken away")
    return monkeypatch


@pytest.fixture(scope="session")
def shared():
    """The folder with real sites and judged queries that lies beside the checkout."""
    folder = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no corpora: {folder} is absent (SHARED_DIR names another folder)")
    return folder
