"""Call functions of the kernel with arrays; the interpreter's lock is released while they run."""

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.native.loading import Kernel

_OUTSIDE, _MALFORMED, _NO_MEMORY = 1, 2, 3
"""What ends a call, see ``kernel.h``."""


class _Fault(ctypes.Structure):
    _fields_ = (("code", ctypes.c_int64), ("at", ctypes.c_int64))


def call(kernel: Kernel, name: str, *arguments: NDArray[Any] | float) -> int:
    """Call a function of the kernel.

    Args:
        kernel: The library.
        name: Of the function. It returns an ``int64_t``, and takes a ``kernel_fault *`` after the arguments.
        arguments: An array is passed as its address and the number of its elements, an integer as ``int64_t``, a float
            as ``double``. Nothing but the caller holds the arrays to the types that the function expects.

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


def _find_function(kernel: Kernel, name: str, passed: Sequence[float]) -> Callable[..., int]:
    """Return a function, which takes what is passed now; every call passes the same kinds of things."""
    function = kernel.functions.get(name)
    if function is None:
        function = getattr(kernel.library, name)
        kinds = [ctypes.c_double if isinstance(each, float) else ctypes.c_int64 for each in passed]
        function.argtypes = [*kinds, ctypes.POINTER(_Fault)]
        function.restype = ctypes.c_int64
        kernel.functions[name] = function
    return function


def contiguous(array: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    """Return an array of a type, its elements side by side; itself where it is so."""
    return np.ascontiguousarray(array, dtype)


def _pass(argument: NDArray[Any] | float) -> tuple[float, ...]:
    if isinstance(argument, int | float):
        return (argument,)
    if not argument.flags.c_contiguous:
        raise TypeError("the elements of an array for the kernel must lie side by side")
    return argument.ctypes.data, argument.size


def _raise(name: str, fault: _Fault) -> None:
    if fault.code == _NO_MEMORY:
        raise MemoryError(f"{name}: no room for {fault.at} more")
    problem = {_OUTSIDE: "is outside of its array", _MALFORMED: "is not in order"}.get(fault.code, "is wrong")
    raise ValueError(f"{name}: number {fault.at} {problem}; the index is damaged")
