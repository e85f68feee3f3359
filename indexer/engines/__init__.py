"""Engines: indexes that can be searched, behind one small interface."""
