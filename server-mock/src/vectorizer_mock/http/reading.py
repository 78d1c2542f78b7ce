"""Reading what is long: of all connections that send much, one reads on in a round of the event loop."""

from __future__ import annotations

import asyncio
import heapq
import itertools

from uvicorn.protocols.http.flow_control import FlowControl


class Readers:
    """The connections that have more to send: whose request came first reads on, and what nobody wants comes last.

    So bodies come in one after another as far as their senders keep up, and few are in memory in part.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[bool, int, ReadingInTurn]] = []
        self.numbers = itertools.count()

    def ask(self, flow: ReadingInTurn) -> None:
        """Have a connection read on when it is its turn, in another round."""
        heapq.heappush(self._waiting, (flow.is_dropping, flow.number, flow))
        if len(self._waiting) == 1:
            asyncio.get_running_loop().call_soon(self._next)

    def _next(self) -> None:
        *_, flow = heapq.heappop(self._waiting)
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._next)
        flow.go_on()


class ReadingInTurn(FlowControl):
    """uvicorn's control of one connection's reading, which goes on when it is its turn."""

    def __init__(self, transport: asyncio.Transport, readers: Readers) -> None:
        super().__init__(transport)
        self._readers = readers
        self._waits = False
        self.is_dropping = False
        self.begin()

    def begin(self) -> None:
        """Take a number for the next request."""
        self.number = next(self._readers.numbers)

    def drop(self) -> None:
        """Read on after the others: nobody wants what still arrives."""
        self.is_dropping = True
        self.resume_reading()

    def resume_reading(self) -> None:
        if self.read_paused and not self._waits:
            self._waits = True
            self._readers.ask(self)

    def go_on(self) -> None:
        """Read on now."""
        self._waits = False
        if not self._transport.is_closing():
            super().resume_reading()
