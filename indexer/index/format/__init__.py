"""The format of an index on disk: arrays, strings, postings."""
