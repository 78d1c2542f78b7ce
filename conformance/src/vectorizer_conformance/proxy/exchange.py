"""The requests of a call and what they were answered, with times; seconds of the monotonic clock."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from vectorizer_conformance.processes.tasks import within
from vectorizer_conformance.proxy.fault_plan import FaultPlan, FaultStep
from vectorizer_conformance.wire import Request, Response

_SECRET = frozenset({"authorization", "proxy-authorization", "x-api-key", "cookie"})


@dataclass
class Attempt:
    """One request of a call, what it met, and how the client took it."""

    number: int
    connection: int
    request: Request
    step: FaultStep
    at: float
    response: Response | None = None
    """The answer to it, whether or not all of it went out; None for a body that is too large to keep."""
    delivered: list[int] = field(default_factory=list)
    """The status of each delivery to the server; 0 where it gave none."""
    status: int | None = None
    sent: int = 0
    """Bytes of the answer that were written."""
    planned: int = 0
    """Bytes that the answer would have."""
    done_at: float | None = None
    gone_at: float | None = None
    """When the client closed the connection while it was owed something."""
    error: str | None = None

    def shown(self) -> dict[str, Any]:
        """As JSON, without credentials."""
        headers = [[k, "[hidden]" if k.lower() in _SECRET else v] for k, v in self.request.headers]
        return {
            "request": {"method": self.request.method, "target": self.request.target, "headers": headers},
            "attempt": self.number,
            "connection": self.connection,
            "at": round(self.at, 4),
            "delivered": self.delivered,
            "status": self.status,
            "bytes": f"{self.sent}/{self.planned}",
            "done_at": self.done_at and round(self.done_at, 4),
            "gone_at": self.gone_at and round(self.gone_at, 4),
            **({"error": self.error} if self.error else {}),
        }


@dataclass
class Exchange:
    """All that one call put on the wire."""

    plan: FaultPlan
    operation: str | None = None
    attempts: list[Attempt] = field(default_factory=list)
    begun: int = 0
    elsewhere: list[Request] = field(default_factory=list)
    """Requests of the call that came to the other origin."""
    stale_hits: int = 0
    """Requests that came on a connection which this call's plan had let die."""
    ended: bool = False
    """Whether its call has ended."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self, connection: int, request: Request, keep: bool = True) -> Attempt:
        """The next attempt. Where they are told to somebody else as they end, they are not kept."""
        self.begun += 1
        attempt = Attempt(self.begun, connection, request, self._step(request), time.monotonic())
        if keep:
            self.attempts.append(attempt)
        return attempt

    def _step(self, request: Request) -> FaultStep:
        if all(step.holds is None for step in self.plan.steps):
            return self.plan.step(self.begun)
        # A call of several requests, in whatever order they come.
        mine = [s for s in self.plan.steps if s.holds is not None and s.holds.encode() in request.content]
        turn = 1 + sum(before.request.content == request.content for before in self.attempts)
        return FaultPlan(self.plan.case, tuple(mine), self.plan.repeat).step(turn)

    @property
    def left_over(self) -> int:
        """Steps that no attempt met."""
        return max(0, len(self.plan.steps) - len(self.attempts))

    @property
    def gaps(self) -> list[float]:
        """The client's waits: from the end of one attempt to the start of the next."""
        found = []
        for before, after in zip(self.attempts, self.attempts[1:], strict=False):
            found.append(after.at - (before.done_at or before.at))
        return found

    @property
    def happened(self) -> bool:
        """Whether the server did what was asked, as often as it says so."""
        return any(200 <= status < 300 for attempt in self.attempts for status in attempt.delivered)

    @property
    def open_stalls(self) -> list[Attempt]:
        """Attempts whose connection the client has left open though it was stalled."""
        return [a for a in self.attempts if a.step.end == "stall" and a.gone_at is None]

    async def settle(self, seconds: float) -> None:
        """Wait until every attempt has ended and no stalled connection is open, or for so long at most."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not self.open_stalls and all(a.done_at is not None for a in self.attempts):
                return
            self.changed.clear()
            try:
                await within(self.changed.wait(), left)
            except asyncio.TimeoutError:
                return

    def shown(self) -> list[dict[str, Any]]:
        """As JSON lines of a trace."""
        return [attempt.shown() for attempt in self.attempts]
