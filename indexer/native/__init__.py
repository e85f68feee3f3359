"""The kernel: C for the hottest loops, and how it is compiled, loaded and called.

Every function in here has an implementation in Python that answers the same to the bit, and answers where nothing
compiles. This package imports nothing of the rest but ``arrays`` and ``units``. To add a function:

1. Write it in ``<name>.c`` by the conventions that ``kernel.h`` states; ``python -m indexer.native`` compiles.
2. Call it in ``<name>.py`` by ``calling.call``: what Python calls takes and returns arrays.
3. Where the Python implementation stands, ask ``kernel()``: ``library = kernel()``, then one or the other.
4. Hold both equal by a test, on drawn and on hostile inputs, with the fixture ``without_kernel``; damaged inputs too.
"""

from indexer.native.loading import Kernel, describe_kernel, kernel

__all__ = ["Kernel", "describe_kernel", "kernel"]
