"""Faults are put into calls of the system, and these are recorded: all of them are made."""

import os

import pytest


@pytest.fixture(autouse=True)
def _synced(monkeypatch):
    monkeypatch.setattr(os, "fsync", os.fsync.instead_of)
