"""How an index lies on disk: arrays, strings, postings."""
