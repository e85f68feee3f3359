import ctypes
import mmap
import sys
from types import SimpleNamespace

import pytest

from indexer import large_pages

SIZE = 1 << 21
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux joins pages")


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """The folder of the system's settings for large pages, which it has."""
    (tmp_path / "enabled").write_text("always [madvise] never\n")
    (tmp_path / "hpage_pmd_size").write_text(f"{SIZE}\n")
    monkeypatch.setattr(large_pages, "_SETTINGS", tmp_path)
    return tmp_path


@pytest.fixture
def memory():
    """Memory of its own from the address of a large page on, of which no page is there: four large pages, at least."""
    held = mmap.mmap(-1, 5 * SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        held.madvise(mmap.MADV_NOHUGEPAGE)
        large_pages._PAGES.open("rb").close()
    except OSError:
        pytest.skip("this system has no large pages, or does not tell which pages there are")
    view = (ctypes.c_ubyte * len(held)).from_buffer(held)
    address = ctypes.addressof(view)
    del view
    yield held, -address % SIZE, address + -address % SIZE
    held.close()


def test_what_lies_in_memory_stays_as_it_is():
    held = bytearray(range(256)) * (4 * SIZE // 256)
    assert large_pages.join_pages() >= 0
    assert held == bytearray(range(256)) * (4 * SIZE // 256)


def test_memory_of_files_and_shared_memory_is_not_joined(memory):
    _, _, address = memory
    shared = mmap.mmap(-1, SIZE)
    view = (ctypes.c_ubyte * SIZE).from_buffer(shared)
    other = ctypes.addressof(view)
    own = large_pages._list_own_memory()
    assert any(begin <= address < end for begin, end in own)
    assert not any(begin <= other < end for begin, end in own)
    del view
    shared.close()


def test_only_what_is_nearly_all_there_is_joined(memory):
    held, first, address = memory
    for page, share in enumerate((1, 0.9, 0.95, 0)):
        for at in range(0, int(share * SIZE), mmap.PAGESIZE):
            held[first + page * SIZE + at] = 1
    full = large_pages._find_full(SIZE)
    assert [at for at in full if address <= at < address + 4 * SIZE] == [address, address + 2 * SIZE]


def test_memory_that_was_never_written_is_not_joined(memory):
    held, first, address = memory
    assert not any(held[first : first + SIZE])  # so that each page is there, but it is the same for all
    assert address not in large_pages._find_full(SIZE)


def test_a_system_that_tells_nothing_of_pages_is_let_be(settings, monkeypatch):
    monkeypatch.setattr(large_pages, "_PAGES", settings / "none")
    assert large_pages.join_pages() == 0


@pytest.mark.parametrize("settings_say", ["always madvise [never]\n", None])
def test_nothing_is_joined_where_nobody_is_to_have_large_pages(settings, monkeypatch, settings_say):
    if settings_say:
        (settings / "enabled").write_text(settings_say)
    else:
        (settings / "hpage_pmd_size").unlink()
    monkeypatch.setattr(large_pages, "_list_own_memory", lambda: pytest.fail("memory was looked at"))
    assert large_pages.join_pages() == 0


def test_nothing_is_joined_on_other_systems(settings, monkeypatch):
    large_pages._find_library.cache_clear()
    monkeypatch.setattr(large_pages.sys, "platform", "darwin")
    assert large_pages.join_pages() == 0
    large_pages._find_library.cache_clear()


@pytest.fixture
def refused(monkeypatch):
    """What the system is asked for, as (address, bytes, advice); a call whose address is added fails."""
    asked, failing = [], set()

    def madvise(*given):
        asked.append(given)
        return -(given[0] in failing)

    monkeypatch.setattr(large_pages, "_find_library", lambda: SimpleNamespace(madvise=madvise))
    monkeypatch.setattr(large_pages, "_find_full", lambda size: [size, 2 * size, 7 * size])
    return asked, failing


def test_an_older_system_is_asked_once(settings, refused):
    asked, failing = refused
    failing.add(0)
    assert large_pages.join_pages() == 0
    assert asked == [(0, 0, 25)]


@pytest.mark.parametrize("failing_page", [1, 2, 7])
def test_memory_that_cannot_be_joined_keeps_no_other_from_it(settings, refused, failing_page):
    asked, failing = refused
    failing.add(failing_page * SIZE)
    assert large_pages.join_pages() == 2
    assert asked[1:] == [(at * SIZE, SIZE, 25) for at in (1, 2, 7)]
