"""A generation, opened for reading: all its parts as one."""
