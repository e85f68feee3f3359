"""What several tests need: the shared corpora, and a small index made on the spot."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The machine may be busy, so an example may take its time, to be made and to be tried. Where nobody watches, every run
# tries the same examples: a failure there is the change's, and new examples are searched for at the desk.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("desk", PATIENT)
settings.register_profile("ci", PATIENT, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

# What a shell starts in the background is deaf to Ctrl-C, and the programs that tests start would be so, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared():
    """The folder with real sites and judged queries that lies beside the checkout."""
    folder = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no corpora: {folder} is absent (SHARED_DIR names another folder)")
    return folder
