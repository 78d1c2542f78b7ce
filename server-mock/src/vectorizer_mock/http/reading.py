"""Reading what is long: of all connections that send much, one reads on in a round of the event loop."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.flow_control import FlowControl

from ..work import Turns


class ReadingInTurn(FlowControl):
    """uvicorn's control of one connection's reading, which goes on when it is its turn."""

    def __init__(self, transport: asyncio.Transport, turns: Turns) -> None:
        super().__init__(transport)
        self._turns = turns
        self._waits = False

    def resume_reading(self) -> None:
        if self.read_paused and not self._waits:
            self._waits = True
            self._turns.ask(self._go_on)

    def _go_on(self) -> None:
        self._waits = False
        if not self._transport.is_closing():
            super().resume_reading()
