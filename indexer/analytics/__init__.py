"""An optional log of what is searched for: counts by day, nothing about visitors."""
