"""The kernel's part in writing and reading an index: blocks, packed tables, inverted lists."""
