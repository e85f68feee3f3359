"""A site on disk -> posts."""
