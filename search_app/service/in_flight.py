"""Requests in flight, which have taken little so far: a search that takes much waits until there are none.

A request is counted as soon as the server has read it, or it would share the interpreter with a long search on its way
to the gate, and until its answer is sent. Beside eight clients of costly phrases others wait 1.1 to 1.5 times as long
as alone; 2.1 times when they were counted in the gate alone (``tests/faults/test_cost.py``).
"""

import threading
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_EXTENSION = "requests_in_flight"
_VARIABLE = "post_search.flight"


class InFlight:
    """Counts requests in flight. Safe to be used from several threads.

    Attributes:
        count: How many there are.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.count = 0

    def begin(self) -> "Flight":
        """Count one more."""
        with self._changed:
            self.count += 1
        return Flight(self)

    def end_one(self) -> None:
        """Count one less; for ``Flight`` to call."""
        with self._changed:
            self.count -= 1
            if not self.count:
                self._changed.notify_all()

    def wait_until_none(self, seconds: float) -> None:
        """Wait while there are any, at most so long."""
        if self.count:
            with self._changed:
                self._changed.wait_for(lambda: not self.count, seconds)


class Flight:
    """One request in flight."""

    def __init__(self, among: InFlight) -> None:
        self._among: InFlight | None = among

    def end(self) -> None:
        """Count it no more; nothing the second time."""
        among, self._among = self._among, None
        if among:
            among.end_one()


def in_flight_of(app: Flask) -> InFlight:
    """Return the requests in flight of an app."""
    found: InFlight = app.extensions.setdefault(_EXTENSION, InFlight())
    return found


def pass_on(flight: Flight, environ: "WSGIEnvironment") -> None:
    """Let the app know that a request is in flight."""
    environ[_VARIABLE] = flight


def flight_of(environ: "WSGIEnvironment") -> Flight | None:
    """Return the flight of a request; None where the server counts none."""
    found: Flight | None = environ.get(_VARIABLE)
    return found
