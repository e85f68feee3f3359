"""Keeps an index up to date while its site changes.

::

    events ─► schedule ─► update ─► journal
                 ▲           │
                 └─ settling ┘      files that are being written to are held back

Events are a hint, the listing of the site by each update is the truth: what an event did not tell is found by the next.
"""
