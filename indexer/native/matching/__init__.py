"""The kernel's part in matching: words, runs of characters and pieces found in postings, positions and texts."""
