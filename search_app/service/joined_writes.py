"""The head of an answer and the first piece of its body, written together: one call of the system, one packet."""

import asyncio


class JoinedWrites:
    """A transport for one answer of uvicorn's, which writes its head first.

    That waits for the next piece, for ``flush``, or for the end of the connection.
    """

    __slots__ = ("_head", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head: bytes | None = None

    def write(self, data: bytes) -> None:
        """Write a piece behind what waits; hold it back if it is the first."""
        head = self._head
        if head is None:
            self._head = data
        else:
            self._head = b""
            self._transport.write(head + data if head else data)

    def flush(self) -> None:
        """Write what waits still: the head of an answer without a body."""
        if self._head:
            self._transport.write(self._head)
            self._head = b""

    def close(self) -> None:
        """Close the connection when all is written."""
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Say whether the connection is closed, or about to be."""
        return self._transport.is_closing()
