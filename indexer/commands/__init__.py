"""One module for each command of ``search-index``."""
