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

from vectorizer_conformance.layers.faults import bodies
from vectorizer_conformance.layers.faults.fault_exchange import FaultAttempt
from vectorizer_conformance.layers.faults.fault_plan import FaultStep
from vectorizer_conformance.wire import Request, Response

_KEPT_OUT = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})
_NOW = re.compile(r"\{now([+-]\d+)?\}")


class ClientGone(Exception):
    """The client went away before it had its answer."""


@dataclass(frozen=True)
class InjectedAnswer:
    """A head and a body that may come in pieces."""

    status: int
    head: bytes
    length: int
    body: bytes | None
    """None: a named body, made while it is sent."""
    name: str = ""

    @property
    def size(self) -> int:
        return len(self.head) + self.length

    def pieces(self) -> Iterator[bytes]:
        yield self.head
        if self.body is not None:
            yield self.body
        else:
            yield from bodies.pieces(self.name)


def compose(
    step: FaultStep, response: Response | None, request: Request, places: Mapping[str, str]
) -> InjectedAnswer:
    """The answer of a step: the server's, or its own with `{other}`, `{origin}`, `{target}` and `{now+2}` filled in."""
    headers: list[tuple[str, str]] = []
    body: bytes | None
    if step.status is None:
        assert response is not None
        status, body, length = response.status, response.body, len(response.body)
        headers += [(k, v) for k, v in response.headers if k.lower() not in _KEPT_OUT]
    else:
        status, length = step.status, bodies.size(step.body)
        body = None if step.body == "huge-json" else bodies.made(step.body)
        named = {name.lower() for name in step.headers}
        if bodies.media(step.body) and "content-type" not in named:
            headers.append(("Content-Type", bodies.media(step.body)))
        if "x-request-id" not in named:
            headers.append(
                ("X-Request-Id", "fault" if step.body.startswith("problem:") else f"fault-{status}")
            )
    headers += [(name, _filled(value, places)) for name, value in step.headers.items()]
    if request.method == "HEAD" or status in (204, 304):
        body, length = b"", 0
    else:
        headers.append(("Content-Length", str(length)))
    lines = [f"HTTP/1.1 {status} {_reason(status)}", *(f"{k}: {v}" for k, v in headers)]
    head = "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n"
    return InjectedAnswer(status, head, length, body, step.body)


async def send(
    writer: asyncio.StreamWriter,
    reader: asyncio.StreamReader,
    answer: InjectedAnswer,
    step: FaultStep,
    attempt: FaultAttempt | None = None,
) -> None:
    """Write the answer as the step says; `ClientGone` when the client does not wait for the end of it."""
    left = _allowed(answer, step)
    if step.slice is not None:
        sock = writer.get_extra_info("socket")
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for piece in answer.pieces():
        piece = piece if left is None else piece[:left]
        for part in _sliced(piece, step.slice):
            if writer.is_closing() or reader.at_eof():
                if attempt is not None:
                    attempt.gone_at = time.monotonic()
                raise ClientGone(f"after {attempt.sent if attempt else 0} bytes")
            writer.write(part)
            await writer.drain()
            if attempt is not None:
                attempt.sent += len(part)
            if step.slice is not None:
                await asyncio.sleep(step.pause)
        if left is not None:
            left -= len(piece)
            if left <= 0:
                return


def _allowed(answer: InjectedAnswer, step: FaultStep) -> int | None:
    if step.cut is None:
        return None
    return len(answer.head) + answer.length // 2 if step.cut == "body" else step.cut


def _sliced(data: bytes, size: int | None) -> Iterator[bytes]:
    if size is None:
        if data:
            yield data
        return
    for start in range(0, len(data), size):
        yield data[start : start + size]


def _filled(text: str, places: Mapping[str, str]) -> str:
    for name, value in places.items():
        text = text.replace(f"{{{name}}}", value)
    return _NOW.sub(lambda m: formatdate(time.time() + int(m.group(1) or 0), usegmt=True), text)


def _reason(status: int) -> str:
    return {200: "OK", 503: "Service Unavailable"}.get(status, "Fault" if status >= 300 else "OK")
