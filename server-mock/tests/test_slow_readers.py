"""On a real socket: clients that read an answer slowly, or not at all."""

from __future__ import annotations

import socket
import time
from functools import partial
from typing import Any

import pytest
from vectorizer_mock import running
from vectorizer_mock.http.browsers import BrowserGuard
from vectorizer_mock.settings import Settings

SIZE = 12 << 20
GET = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Large(BrowserGuard):
    """Answers everything with the same long body, given at once."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        length = (b"content-length", b"%d" % SIZE)
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": b"x" * SIZE})


def read(pause: float, between: float, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> int:
    """How many bytes come where the client waits for `pause` seconds at first and `between` two pieces."""
    monkeypatch.setattr(running, "Settings", partial(Settings, **settings))
    monkeypatch.setattr(running, "for_browsers", Large)
    with running.MockServer() as server, socket.socket() as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        host, port = server.url[7:].split(":")
        made.connect((host, int(port)))
        made.sendall(GET)
        time.sleep(pause)
        count = 0
        try:
            while piece := made.recv(1 << 20):
                count += len(piece)
                time.sleep(between * len(piece) / SIZE)
        except ConnectionResetError:
            pass
        return count


def test_an_answer_that_is_read_slowly_is_given_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    # Six seconds in all, and two without a byte would be too long.
    assert read(0, 6, monkeypatch, body_timeout=2, answer_bytes_read=1) > SIZE


def test_an_answer_that_is_not_read_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < read(4, 0, monkeypatch, body_timeout=0.5, answer_bytes_read=1) < SIZE


def test_an_answer_that_is_read_too_slowly_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < read(0, 6, monkeypatch, body_timeout=0.5, answer_bytes_read=SIZE) < SIZE
