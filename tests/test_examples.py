"""Random examples are the same in every run of ``make test``."""

import sys
from importlib import import_module

import pytest
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.fixture(autouse=True)
def _same(pytestconfig):
    if pytestconfig.option.hypothesis_profile == "random":
        pytest.skip("other examples were asked for")


@pytest.fixture
def more_code(tmp_path, monkeypatch):
    """Return what loads a module with constants of its own."""
    (tmp_path / "more_code.py").write_text(f"CONSTANTS = {[*range(1000, 1500)]}", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "more_code", raising=False)
    return lambda: import_module("more_code")


def draw():
    drawn = []

    @examples(300)
    @given(st.integers() | st.text())
    def collect(value):
        drawn.append(value)

    collect()
    return drawn


def test_they_do_not_depend_on_the_code_that_is_loaded(more_code):
    before = draw()
    more_code()
    assert draw() == before


def test_none_of_an_earlier_run_is_kept():
    assert settings.default.database is None
