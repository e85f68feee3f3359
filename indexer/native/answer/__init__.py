"""The kernel's part in answers: the order of what was ranked, counts and facets."""
