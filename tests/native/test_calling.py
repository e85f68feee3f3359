"""Where the bytes of Python's objects lie."""

import ctypes

from indexer.native import calling


def test_the_addresses_of_bytes_are_those_that_c_sees(monkeypatch):
    several = [b"", b"a", bytes(range(256)), b"x" * 100_000]
    told = calling.addresses_of(several)
    assert [ctypes.string_at(address, len(each)) for address, each in zip(told, several, strict=True)] == several
    monkeypatch.setattr(calling, "_BEHIND_ID", None)
    assert calling.addresses_of(several) == told
    assert calling.addresses_of([]) == []
