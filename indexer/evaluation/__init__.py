"""Judged queries -> how good the ranking is."""
