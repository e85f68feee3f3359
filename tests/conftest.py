"""What several tests need: the shared corpora, and a small index made on the spot."""

import os
from pathlib import Path

import pytest

@pytest.fixture(scope="session")
def shared():
    """The folder with real sites and judged queries that lies beside the checkout."""
    folder = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no corpora: {folder} is absent (SHARED_DIR names another folder)")
    return folder
