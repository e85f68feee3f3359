"""Lexicons that are kept: cutting the glossary takes longer than all else that an index of ten posts is asked for.

``conftest.py`` of folders of tests that open index after index has them taken over, as a server takes over that of the
index before.
"""

from indexer.search.query.expansions.lexicon import Lexicon

MOST = 16
_KEPT = []


def kept_lexicon(site, tuning):
    """Return the lexicon of an index that was taught the same, whichever it was; else a new one."""
    fitting = next((each for each in _KEPT if each.fits(site, tuning)), None)
    if fitting is None:
        fitting = Lexicon(site, tuning)
        _KEPT[:] = [fitting, *_KEPT[: MOST - 1]]
    return fitting
