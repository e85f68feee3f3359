"""The progress of sending posts to a cluster, which follows that of building their index."""

from typing import Protocol


class SendProgress(Protocol):
    """Receives the progress of sending. Safe to be called by several threads, one after the other."""

    def start_sending(self, posts: int) -> None:
        """Note how many posts there are to send; once for each index that is written."""

    def advance_sending(self, posts: int) -> None:
        """Note that the cluster has so many more of them."""


class NullSendProgress:
    """Ignores the progress of sending."""

    def start_sending(self, posts: int) -> None:
        """Ignore it."""

    def advance_sending(self, posts: int) -> None:
        """Ignore it."""
