"""Judged queries -> measures of the quality of the ranking."""
