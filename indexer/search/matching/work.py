"""The work that one query may cause, counted in units that do not depend on how busy the machine is.

A unit is about 10 ns of one processor: a character of text that is folded and looked through, or a position that is
read and compared with others. What a phrase asks is estimated from counts, which cost nothing to read, before any of it
is done; what would cost more than is left is answered in a cheaper way, and the visitor is told.
"""

QUERY_UNITS = 6_000_000
"""What one query may spend on phrases that postings alone cannot find: about 60 ms. To read all posts of three real
sites once takes 2.7, 6.4 and 17 million."""


class WorkBudget:
    """What is left of one query's units. For one thread.

    Attributes:
        left: Units.
    """

    def __init__(self, units: int = QUERY_UNITS) -> None:
        self.left = units

    def take(self, units: int) -> bool:
        """Spend so many units, or return False where so many are not left: then nothing is spent."""
        if units > self.left:
            return False
        self.left -= units
        return True
