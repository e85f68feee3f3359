"""The kernel's part in snippets: highlights, passages, and the hits of a page as JSON."""
