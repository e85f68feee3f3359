"""Compile the kernel where it is not of these sources: ``python -m indexer.native``."""

import sys

from indexer.native.compiling import compile_kernel, is_current
from indexer.native.loading import describe, load


def main() -> int:
    """Compile, and say what the kernel is now.

    Returns:
        Exit status: 1 where there is none.
    """
    problem = "" if is_current() else compile_kernel().problem
    loaded = load()
    told = f"native kernel: {describe(loaded)}"
    print(f"{told}; {problem}" if problem else told, file=sys.stderr if problem else sys.stdout)
    return 1 if isinstance(loaded, str) else 0


if __name__ == "__main__":
    sys.exit(main())
