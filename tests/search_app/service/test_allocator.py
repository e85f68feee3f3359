import ctypes
from types import SimpleNamespace

import pytest

from search_app.service import allocator


@pytest.mark.parametrize(("platform", "called"), [("linux", [(-8, 2)]), ("darwin", []), ("win32", [])])
def test_threads_share_two_arenas_where_the_c_library_has_them(monkeypatch, platform, called):
    calls = []
    monkeypatch.setattr(allocator.sys, "platform", platform)
    monkeypatch.setattr(
        ctypes, "CDLL", lambda name: SimpleNamespace(mallopt=lambda *given: calls.append((name, *given)))
    )
    allocator.share_arenas()
    assert calls == [(None, *given) for given in called]


def test_a_c_library_without_arenas_is_left_alone(monkeypatch):
    monkeypatch.setattr(allocator.sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    allocator.share_arenas()
