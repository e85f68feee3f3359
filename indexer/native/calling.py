"""Call functions of the kernel with arrays; the interpreter's lock is released while they run."""

import ctypes
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
    fault = _Fault()
    passed = [each for argument in arguments for each in _pass(argument)]
    result: int = _find_function(kernel, name, passed)(*passed, ctypes.byref(fault))
    if fault.code:
        _raise(name, fault)
    return result


def _find_function(kernel: Kernel, name: str, passed: Sequence[bytes | float]) -> Callable[..., int]:
    """Return a function, which takes what is passed now; every call passes the same kinds of things."""
    function = kernel.functions.get(name)
    if function is None:
        function = getattr(kernel.library, name)
        kinds = [_KINDS[type(each)] for each in passed]
        function.argtypes = [*kinds, ctypes.POINTER(_Fault)]
        function.restype = ctypes.c_int64
        kernel.functions[name] = function
    return function


def contiguous(array: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    """Return an array of a type, its elements side by side; itself where it is so."""
    return np.ascontiguousarray(array, dtype)


def _pass(argument: NDArray[Any] | bytes | float) -> tuple[bytes | float, ...]:
    if isinstance(argument, int | float):
        return (argument,)
    if isinstance(argument, bytes):
        return argument, len(argument)
    flags = argument.flags
    if not flags.c_contiguous:
        raise TypeError("the elements of an array for the kernel must lie side by side")
    # A buffer tells where it lies in a fourth of the time; one that is not to be written to cannot be asked.
    address = _address_of(_look_at(argument.data)) if flags.writeable else argument.ctypes.data
    return address, argument.size


def _raise(name: str, fault: _Fault) -> None:
    if fault.code == _NO_MEMORY:
        raise MemoryError(f"{name}: no room for {fault.at} more")
    problem = {_OUTSIDE: "is outside of its array", _MALFORMED: "is not in order"}.get(fault.code, "is wrong")
    raise ValueError(f"{name}: number {fault.at} {problem}; the index is damaged")
