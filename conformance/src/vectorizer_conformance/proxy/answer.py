"""Answers as bytes, and the ways in which they arrive badly."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate

from vectorizer_conformance.proxy import bodies
from vectorizer_conformance.proxy.exchange import Attempt
from vectorizer_conformance.proxy.fault_plan import FaultStep
from vectorizer_conformance.wire import Request, Response

_KEPT_OUT = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})
_NOW = re.compile(r"\{now([+-]\d+)?\}")
# How many seconds sliced answers may fall behind their pauses.
LATE = 1.0


class ClientGone(Exception):
    """The client went away before it had its answer."""


@dataclass(frozen=True)
class InjectedAnswer:
    """A head and a body that may come in pieces."""

    head: bytes
    length: int
    response: Response | None
    """None: a named body, made while it is sent."""
    name: str = ""

    @property
    def size(self) -> int:
        return len(self.head) + self.length

    @property
    def middle(self) -> int:
        """Bytes to the middle of the body."""
        return len(self.head) + self.length // 2

    def pieces(self) -> Iterator[bytes]:
        if self.response is None:
            yield self.head
            yield from bodies.pieces(self.name)
        else:
            yield self.head + self.response.body[: self.length]


def compose(
    step: FaultStep, response: Response | None, request: Request, places: Mapping[str, str]
) -> InjectedAnswer:
    """The answer of a step: the server's, or its own with `{other}`, `{origin}`, `{target}` and `{now+2}` filled in."""
    own = [
        (name, _filled(text, places))
        for name, value in step.headers.items()
        for text in ([value] if isinstance(value, str) else value)
    ]
    named = {name.lower() for name, _ in own}
    headers, status, name = own, step.status, ""
    if status is None:
        assert response is not None
        status, length = response.status, len(response.body)
        headers = [pair for pair in response.headers if pair[0].lower() not in _KEPT_OUT] + own
        if response.closed:
            # Else a client may send its next request into a connection that is about to end.
            headers.append(("Connection", "close"))
    elif isinstance(step.body, bytes):
        response, length = Response(status, "", own, step.body), len(step.body)
    else:
        name, length, media = step.body, bodies.size(step.body), bodies.media(step.body)
        if media and "content-type" not in named:
            headers = [("Content-Type", media), *headers]
        if "x-request-id" not in named:
            headers = [
                ("X-Request-Id", "fault" if name.startswith("problem:") else f"fault-{status}"),
                *headers,
            ]
        huge = name == "huge-json"
        response = None if huge else Response(status, "", headers, bodies.made(name))
    if request.method == "HEAD" or status in (204, 304):
        response, length = response or Response(status, "", headers), 0
    elif not named & {"content-length", "transfer-encoding"}:
        headers = [*headers, ("Content-Length", str(length))]
    reason = response.reason if response else ""
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{k}: {v}" for k, v in headers)]
    head = "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"
    return InjectedAnswer(head, length, response, name)


async def send(
    writer: asyncio.StreamWriter,
    reader: asyncio.StreamReader,
    answer: InjectedAnswer,
    step: FaultStep,
    attempt: Attempt | None = None,
) -> None:
    """Write the answer as the step says; `ClientGone` when the client does not wait for the end of it."""
    if step.slice is not None:
        sock = writer.get_extra_info("socket")
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    started = time.monotonic()
    for number, part in enumerate(_parts(answer, step)):
        # A machine that is late must not use up the client's deadline: then the pieces follow each other at once.
        late = time.monotonic() - started - number * step.pause
        if number and step.slice is not None and late < LATE:
            await asyncio.sleep(step.pause)
        if writer.is_closing() or reader.at_eof():
            if attempt is not None:
                attempt.gone_at = time.monotonic()
            raise ClientGone(f"after {attempt.sent if attempt else 0} bytes")
        writer.write(part)
        await writer.drain()
        if attempt is not None:
            attempt.sent += len(part)


def _parts(answer: InjectedAnswer, step: FaultStep) -> Iterator[bytes]:
    """The bytes of the answer that go out, in the pieces of the step."""
    places = {"head": len(answer.head), "body": answer.middle}
    left = answer.size if step.cut is None else places[step.cut] if isinstance(step.cut, str) else step.cut
    for piece in answer.pieces():
        piece, left = piece[:left], max(0, left - len(piece))
        if step.slice == "body":
            yield piece[: answer.middle]
            yield piece[answer.middle :]
            continue
        size = step.slice or len(piece) or 1
        for start in range(0, len(piece), size):
            yield piece[start : start + size]


def _filled(text: str, places: Mapping[str, str]) -> str:
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value)
    return _NOW.sub(lambda m: formatdate(time.time() + int(m.group(1) or 0), usegmt=True), text)
