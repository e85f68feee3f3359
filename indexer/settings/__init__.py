"""Every setting: where it may be written, what it may be, and what it is."""
