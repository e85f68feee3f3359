"""Common to the tests of the native kernel."""

import pytest

from indexer.native import kernel


@pytest.fixture
def library():
    """The kernel; tests that need it are skipped where there is none."""
    return kernel() or pytest.skip("no kernel")
