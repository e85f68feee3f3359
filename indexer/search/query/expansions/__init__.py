"""What stands for words typed: synonyms, translations, regional and other forms, versions, beginnings and pieces."""
