"""Faults are put into calls of the system, and these are recorded: all of them are made."""

import os

import pytest
from kept_lexicons import kept_lexicon


@pytest.fixture(autouse=True)
def _synced(monkeypatch):
    monkeypatch.setattr(os, "fsync", os.fsync.instead_of)


@pytest.fixture(autouse=True)
def _lexicons_taken_over(monkeypatch):
    monkeypatch.setattr("indexer.search.searcher.Lexicon", kept_lexicon)
