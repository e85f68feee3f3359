"""Call functions of the kernel with arrays; the interpreter's lock is released while they run."""

import ctypes
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.native.loading import Kernel

_KINDS: dict[type, type] = {int: ctypes.c_int64, float: ctypes.c_double, bytes: ctypes.c_char_p}
_OUTSIDE, _MALFORMED, _NO_MEMORY = 1, 2, 3
"""What ends a call, see ``kernel.h``."""


class _Fault(ctypes.Structure):
    _fields_ = (("code", ctypes.c_int64), ("at", ctypes.c_int64))


class _Nothing(ctypes.Structure):
    """Nothing: what lies at an address that only is to be known."""


_address_of, _look_at = ctypes.addressof, _Nothing.from_buffer


def call(kernel: Kernel, name: str, *arguments: NDArray[Any] | bytes | float) -> int:
    """Call a function of the kernel.

    Args:
        kernel: The library.
        name: Of the function. It returns an ``int64_t``, and takes a ``kernel_fault *`` after the arguments.
        arguments: An array is passed as its address and the number of its elements, bytes likewise, an integer as
            ``int64_t``, a float as ``double``. Nothing but the caller holds the arrays to the types that the function
            expects.

    Raises:
        ValueError: The arrays do not fit together: bytes of an index are damaged.
        MemoryError: There is not enough.
    """
    passed: list[bytes | float] = []
    for argument in arguments:  # some sixty arrays for each query
        if isinstance(argument, np.ndarray):
            flags = argument.flags
            if not flags.c_contiguous:
                raise TypeError("the elements of an array for the kernel must lie side by side")
            passed.append(_address_of(_look_at(argument.data)) if flags.writeable else argument.ctypes.data)
            passed.append(argument.size)
        else:
            passed.append(argument)
            if isinstance(argument, bytes):
                passed.append(len(argument))
    return call_with(kernel, name, *passed)


def call_with(kernel: Kernel, name: str, *passed: bytes | float) -> int:
    """Call a function of the kernel with what it takes: ``call`` where the caller knows addresses and lengths.

    Raises:
        ValueError, MemoryError: As from ``call``.
    """
    fault = _Fault()
    function = kernel.functions.get(name) or _find_function(kernel, name, passed)
    result: int = function(*passed, ctypes.byref(fault))
    if fault.code:
        _raise(name, fault)
    return result


def _find_function(kernel: Kernel, name: str, passed: Sequence[bytes | float]) -> Callable[..., int]:
    """Return a function, which takes what is passed now; every call passes the same kinds of things."""
    function = getattr(kernel.library, name)
    kinds = [next(kind for type_, kind in _KINDS.items() if isinstance(each, type_)) for each in passed]
    function.argtypes = [*kinds, ctypes.POINTER(_Fault)]
    function.restype = ctypes.c_int64
    found: Callable[..., int] = function
    kernel.functions[name] = found
    return found


def address_of(array: NDArray[Any]) -> int:
    """Return where an array lies in memory.

    A buffer tells it in a fourth of the time that NumPy takes; one that is not to be written to cannot be asked.
    """
    return _address_of(_look_at(array.data)) if array.flags.writeable else array.ctypes.data


def address_of_buffer(buffer: bytearray) -> int:
    """Return where the bytes lie that a call is to write, in a fifth of the time that an array takes to be made."""
    return _address_of(_look_at(buffer))


def addresses_of(several: Sequence[bytes]) -> list[int]:
    """Return where the bytes of several objects lie, which the caller holds."""
    return _ask_addresses(several) if _BEHIND_ID is None else [id(each) + _BEHIND_ID for each in several]


def _ask_addresses(several: Sequence[bytes]) -> list[int]:
    pointers = memoryview((ctypes.c_char_p * len(several))(*several))
    addresses: list[int] = np.frombuffer(pointers, np.intp).tolist() if several else []
    return addresses


def _measure_id() -> int | None:
    """Return how far behind its id the bytes of an object lie, where that is the same for all, as it is in CPython.

    To ask for ten addresses takes ten microseconds.
    """
    several = [bytes(size) for size in (0, 1, 1000, 100_000)]
    told = {address - id(each) for address, each in zip(_ask_addresses(several), several, strict=True)}
    return told.pop() if len(told) == 1 and sys.implementation.name == "cpython" else None


_BEHIND_ID = _measure_id()


def contiguous(array: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    """Return an array of a type, its elements side by side; itself where it is so."""
    return np.ascontiguousarray(array, dtype)


def _raise(name: str, fault: _Fault) -> None:
    if fault.code == _NO_MEMORY:
        raise MemoryError(f"{name}: no room for {fault.at} more")
    problem = {_OUTSIDE: "is outside of its array", _MALFORMED: "is not in order"}.get(fault.code, "is wrong")
    raise ValueError(f"{name}: number {fault.at} {problem}; the index is damaged")
