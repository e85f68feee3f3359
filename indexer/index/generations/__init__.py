"""Generations on disk: manifest, lock, publication, and which one is live."""
