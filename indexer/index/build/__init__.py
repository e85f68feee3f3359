"""A site -> a generation: rebuild and update, in worker processes.

::

    rebuild, update, rollback, from_posts    the commands
    passes                                   files or posts -> documents -> parts
    processes                                workers, their limits, and what becomes of those that die
    changes                                  what differs, and a generation made upon the live one
"""
