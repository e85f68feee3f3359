"""Word lists: glossary, pairs of names that posts teach, pinyin, stop words."""
