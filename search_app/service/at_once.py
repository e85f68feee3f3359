"""Answers given at once: in the thread of the event loop, which has read the question and will send the answer.

To hand a question to another thread and its answer back takes a fifth of the processor's time that most searches take:
the threads wait for each other's interpreter, often on another processor, whose caches hold nothing of it. What has to
wait for something, or takes longer than nearly all, is given up and asked again in a thread, so that no client keeps
the others waiting.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_EXTENSION = "answers_at_once"
_VARIABLE = "post_search.at_once"
_GIVEN_UP = "post_search.given_up"
_MOST_LONG = 0.1
"""The share of searches that may take long: what is given up costs ten times what is spared where none is."""
_WEIGHT = 0.02
"""Of the last search in that share, so that some fifty count."""


class AtOnce:
    """Says whether it is worth trying, by how many of the last searches took long. Safe to be shared by threads."""

    def __init__(self) -> None:
        self._share_of_long = 0.0

    def is_likely(self) -> bool:
        """Say whether the next question is likely to be answered at once."""
        return self._share_of_long < _MOST_LONG

    def note(self, *, took_long: bool) -> None:
        """Take note of how a search went."""
        self._share_of_long += (took_long - self._share_of_long) * _WEIGHT


def allow_at_once(app: Flask) -> AtOnce:
    """Let servers ask an app at once: it then raises ``NotAtOnceError`` rather than wait or take long."""
    found: AtOnce = app.extensions.setdefault(_EXTENSION, AtOnce())
    return found


def decider_of(app: Flask) -> Callable[[], bool]:
    """Return what says whether to ask an app at once; of one that cannot be asked so, never."""
    found: AtOnce | None = app.extensions.get(_EXTENSION)
    return found.is_likely if found else bool


def ask_at_once(environ: "WSGIEnvironment") -> "WSGIEnvironment":
    """Return a request as it is passed to an app that may answer it at once."""
    return environ | {_VARIABLE: True}


def is_asked_at_once(environ: "WSGIEnvironment") -> bool:
    """Say whether a request is to be answered at once or refused."""
    return _VARIABLE in environ


def ask_again(environ: "WSGIEnvironment") -> "WSGIEnvironment":
    """Return a request that was not answered at once, as it is passed to the app in a thread."""
    return environ | {_GIVEN_UP: True}


def was_given_up(environ: "WSGIEnvironment") -> bool:
    """Say whether a request was to be answered at once before, and was not: how long it took is noted already."""
    return _GIVEN_UP in environ
