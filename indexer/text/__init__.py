"""Post -> sections and words: what of a post can be searched, and how text is cut into terms."""
