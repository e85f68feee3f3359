"""Read the posts of a site on disk."""
