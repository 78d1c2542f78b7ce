"""Connections that are met before a request comes, fall silent, or die."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import time
from dataclasses import dataclass, field

from vectorizer_conformance.processes.tasks import within
from vectorizer_conformance.proxy.answer import ClientGone
from vectorizer_conformance.proxy.exchange import Attempt, Exchange

# The longest that a connection is held silent; a client that waits so long has no deadline.
HOLD = 90.0


@dataclass
class Greeting:
    """A way in whose first connections are met before a request comes: `rst`, `fin`, `silence` or `serve`."""

    greetings: tuple[str, ...] = ()
    repeat: bool = False
    accepted: list[float] = field(default_factory=list)

    async def greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Meet a connection; whether it may go on."""
        self.accepted.append(time.monotonic())
        number = len(self.accepted)
        if number > len(self.greetings) and not self.repeat:
            return True
        greeting = self.greetings[min(number, len(self.greetings)) - 1]
        if greeting == "rst":
            reset(writer)
        elif greeting == "silence":
            await silence(reader)
        return greeting == "serve"


@dataclass
class Connections:
    """The connections of one way in. Those with a fate meet it when the next request comes on them.

    Where a way in has one user, a peer that dies under one connection dies under all: a client picks any of them.
    """

    one_user: bool
    open: set[int] = field(default_factory=set)
    fate: dict[int, tuple[str, Exchange]] = field(default_factory=dict)

    def doom(self, connection: int, end: str, exchange: Exchange) -> None:
        for number in self.open if self.one_user else {connection}:
            self.fate[number] = (end, exchange)


async def silence(reader: asyncio.StreamReader, attempt: Attempt | None = None) -> None:
    """Say nothing until the client goes away."""

    async def drain() -> None:
        while await reader.read(1 << 16):
            pass

    with contextlib.suppress(asyncio.TimeoutError, OSError):
        await within(drain(), HOLD)
    if attempt is not None:
        attempt.gone_at = time.monotonic()


async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Wait, unless the client goes away meanwhile."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if reader.at_eof() or writer.is_closing():
            raise ClientGone("while it waited for an answer")
        await asyncio.sleep(min(left, 0.02))


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with a TCP reset."""
    sock = writer.get_extra_info("socket")
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
