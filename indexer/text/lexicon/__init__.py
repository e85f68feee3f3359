"""Word lists: glossary, mined pairs, pinyin, stop words."""
