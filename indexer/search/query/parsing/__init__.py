"""What was typed, by the query language: text to a tree of words, phrases and filters."""
