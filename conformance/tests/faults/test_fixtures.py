"""The suite's own questions to a server beside the calls that it judges."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from vectorizer_conformance.layers.faults import fixtures
from vectorizer_conformance.layers.faults.fixtures import BUSY, Fixtures
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire import Response, WireError


class Wire:
    """In place of the connection: answers with these statuses in turn, the last again and again."""

    def __init__(self, *statuses: int) -> None:
        self.statuses, self.asked = list(statuses), 0

    async def send(self, request: Any) -> Response:
        self.asked += 1
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return Response(status, "", [("Content-Type", "application/json")], b'{"status": "ok"}')


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch, spec: Spec) -> Any:
    monkeypatch.setattr(fixtures, "PAUSE", 0)

    def ask(wire: Wire) -> tuple[int, Any]:
        ground = Fixtures(spec, "http://127.0.0.1:1", "x")
        ground._wire = wire  # type: ignore[assignment]
        return asyncio.run(ground.ask("getHealth", {}))

    return ask


def test_a_busy_server_is_asked_again(asks: Any) -> None:
    wire = Wire(503, 429, 200)
    assert asks(wire) == (200, {"status": "ok"})
    assert wire.asked == 3


def test_a_server_that_stays_busy_is_told_as_that(asks: Any) -> None:
    wire = Wire(503)
    with pytest.raises(WireError, match="getHealth: the server was busy 20 times: 503"):
        asks(wire)
    assert wire.asked == BUSY
