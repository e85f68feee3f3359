"""Filters, and counts by facet value."""
