"""Matches -> scores: one small pure function a signal."""
