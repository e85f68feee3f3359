"""Mistakes of ours that a thread meets which looks after an index."""

import logging
from collections.abc import Callable

from indexer.errors import tell_mistake

_log = logging.getLogger(__name__)

MISTAKE = "no index can be opened, because of an error in this program or in a library; its log says which"
"""Told to who asks while nothing is served."""


class Mistakes:
    """The mistakes that the steps of one thread meet: each ends its step, not the thread, and is told once in the log.

    Attributes:
        last: What the last step met, for ``health``; empty where there was none.
    """

    def __init__(self) -> None:
        self.last = ""

    def survive(self, step: Callable[[], None]) -> None:
        """Do a step, whatever it meets: without its thread nothing new would ever be served."""
        try:
            step()
        except Exception as error:  # noqa: BLE001  it is told, with its traceback
            failure = f"looking after the index failed ({tell_mistake(error)}); please report this"
            if failure != self.last:  # else the log would hold several tracebacks a second
                _log.exception("%s", failure)
            self.last = failure
        else:
            self.last = ""
