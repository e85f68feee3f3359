"""Documents that are shown -> highlights, passages, snippets."""
