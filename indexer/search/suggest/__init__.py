"""Suggestions while a visitor types."""
