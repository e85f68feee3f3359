"""A part, a piece of an index: written, read, merged."""
