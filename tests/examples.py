"""How many random examples a test draws."""

from hypothesis import settings

USUAL = 100
"""Of a test that names no number, in ``make test``."""


def examples(count, **others):
    """Return the settings of a test that draws so many examples in ``make test``.

    The profile tells by how many times more or fewer they are: see ``conftest.py``. ``others`` are further settings.
    """
    return settings(max_examples=max(1, count * settings.default.max_examples // USUAL), **others)
