"""The kernel: C for the hottest loops, and how it is compiled, loaded and called.

::

    posts      files listed, languages told, the text of built pages
    text       texts folded, cut into words and forms
    index      blocks, packed tables, inverted lists
    matching   words, runs of characters and pieces, found in postings, positions and texts
    ranking    a plan and its matches -> scores
    answer     order, counts and facets of what was ranked
    snippets   highlights, passages, and the hits of a page as JSON

Every function in here has an implementation in Python that answers the same to the bit, and answers where nothing
compiles. This package imports nothing of the rest but ``arrays`` and ``units``. To add a function:

1. Write it in ``<folder>/<name>.c`` by the conventions that ``kernel.h`` states, headers included by their path from
   here; ``python -m indexer.native`` compiles all into one library.
2. Call it in ``<folder>/<name>.py`` by ``calling.call``: what Python calls takes and returns arrays.
3. Where the Python implementation stands, ask ``kernel()``: ``library = kernel()``, then one or the other.
4. Hold both equal by a test, on drawn and on hostile inputs, with the fixture ``without_kernel``; damaged inputs too.
"""

from indexer.native.loading import Kernel, describe_kernel, kernel

__all__ = ["Kernel", "describe_kernel", "kernel"]
