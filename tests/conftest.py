"""What several tests need: the shared corpora, and a small index made on the spot."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The machine may be busy, so no example has a deadline. Where nobody watches, every run tries the same examples:
# a failure there is the change's, and new examples are searched for at the desk.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def shared():
    """The folder with real sites and judged queries that lies beside the checkout."""
    folder = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no corpora: {folder} is absent (SHARED_DIR names another folder)")
    return folder
