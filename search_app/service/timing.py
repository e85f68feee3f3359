"""The time that the current request has taken, and its address."""

import time

from flask import g, request

METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def start_clock() -> None:
    """Remember when the request began."""
    g.began = time.perf_counter()


def seconds_taken() -> float:
    """Return the seconds since the request began; none where it was refused before."""
    now = time.perf_counter()
    return now - float(g.get("began", now))


def route() -> str:
    """Return the address asked for as the app knows it, so never what a visitor typed; empty for an unknown one."""
    return request.url_rule.rule if request.url_rule else ""
