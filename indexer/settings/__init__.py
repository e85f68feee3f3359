"""Every setting, stated once; the kinds of their values; and the places that they are read from."""
