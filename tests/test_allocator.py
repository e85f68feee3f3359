import ctypes
from types import SimpleNamespace

import pytest

from indexer import allocator

ARENAS = -8
MAPPED, TRIMMED = -3, -1


@pytest.fixture(autouse=True)
def unknown_library():
    allocator._mallopt.cache_clear()
    yield
    allocator._mallopt.cache_clear()


@pytest.fixture
def told(monkeypatch):
    """What a C library that has ``mallopt`` is told."""
    calls = []
    library = SimpleNamespace(mallopt=lambda *given: calls.append(given))
    monkeypatch.setattr(allocator.sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    return calls


def test_threads_share_arenas(told):
    allocator.share_arenas()
    assert told == [(ARENAS, allocator._ARENAS)]


def test_large_arrays_are_mapped_while_an_index_is_opened_and_a_query_s_are_not(told):
    with allocator.mapping_large_arrays():
        assert dict(told) == {MAPPED: 1 << 17, TRIMMED: 1 << 18}
    assert dict(told) == {MAPPED: 1 << 22, TRIMMED: 1 << 23}


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_nothing_is_told_to_other_systems(monkeypatch, told, platform):
    monkeypatch.setattr(allocator.sys, "platform", platform)
    allocator.share_arenas()
    with allocator.mapping_large_arrays():
        pass
    assert told == []


def test_a_c_library_that_takes_no_orders_is_left_alone(monkeypatch):
    monkeypatch.setattr(allocator.sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    allocator.share_arenas()
    with allocator.mapping_large_arrays():
        pass
