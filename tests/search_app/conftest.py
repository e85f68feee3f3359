"""Clients of an app over an engine with fixed answers."""

import os
from unittest.mock import patch

import pytest
from jinja2 import BytecodeCache, Environment
from prometheus_client import values
from web.engine import CANARY, MESH, FixedEngine, results_of

from indexer.search.results import Note
from search_app import create_app


class _KeptTemplates(BytecodeCache):
    """Compiles each template once for the apps of all tests; that takes longer than all else for a page."""

    def __init__(self):
        self._codes = {}

    def load_bytecode(self, bucket):
        bucket.code = self._codes.get(self._key(bucket))

    def dump_bytecode(self, bucket):
        self._codes[self._key(bucket)] = bucket.code

    @staticmethod
    def _key(bucket):
        options = bucket.environment
        return bucket.key, bucket.checksum, bool(options.autoescape), options.trim_blocks, options.lstrip_blocks


@pytest.fixture(autouse=True, scope="session")
def _kept_templates():
    kept = _KeptTemplates()
    with patch.object(Environment, "bytecode_cache", property(lambda _: kept, lambda *_: None), create=True):
        yield


@pytest.fixture(autouse=True)
def _counting_in_this_process():
    """Undo what an app that counts with other processes sets for all of this one: see ``metrics._share``."""
    with patch.object(values, "ValueClass", values.ValueClass), patch.dict(os.environ):
        yield


@pytest.fixture
def engine():
    return FixedEngine()


@pytest.fixture
def client(engine):
    return create_app(engine).test_client()


@pytest.fixture
def page(client):
    """Ask for an address as a browser in Chinese (or another language) would, and return the HTML."""

    def ask(address, accept="zh-CN,en;q=0.8"):
        return client.get(address, headers={"Accept-Language": accept}).get_data(as_text=True)

    return ask


@pytest.fixture
def rich_results():
    """Return results with everything in them that results can have."""
    notes = (Note("folded", "按简体搜索"),)
    return results_of(MESH, CANARY, total=42, suggestion="服务网格 流量", notes=notes)
