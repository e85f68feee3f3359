"""The few documents that a cluster returned, read as an index with the vocabulary of the whole site."""
