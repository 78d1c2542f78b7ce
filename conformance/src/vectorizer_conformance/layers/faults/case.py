"""One requirement under faults: which calls are made, what each meets, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vectorizer_conformance._generated.policy import BASE_DELAY, MAX_DELAY
from vectorizer_conformance.proxy import FaultStep

Endpoint = Literal[
    "refused",
    "refused-at-first",
    "blackhole",
    "unknown-host",
    "reset-at-first",
    "tls-expired",
    "tls-wrong-host",
    "tls-untrusted",
]
# Of a client that waits before it tries again: no longer than this, by how many attempts failed before.
BACKOFF = tuple(min(MAX_DELAY, BASE_DELAY * 2.0**n) for n in range(6))
CALL_TIMEOUT = 10.0
# A call that has not ended so long after its deadline never will.
HANGS_AFTER = 10.0
# What busy machines may add, in seconds: to a deadline, to a cancellation, to a backoff.
DEADLINE_TOLERANCE = 0.5
CANCEL_LIMIT = 0.1
CANCEL_TOLERANCE = 0.2
BACKOFF_TOLERANCE = 1.5


@dataclass(frozen=True)
class Expect:
    """The expected outcome of a call: `ok`, or an error of one of `kinds`.

    `attempts` is what the proxy sees, `reported` what the client tells (by default the same). `waits` bounds each
    pause between attempts; without it the backoff's own bounds hold. `within` and `not_before` bound the whole call.
    """

    kinds: tuple[str, ...] = ("ok",)
    attempts: tuple[int, int] = (1, 1)
    reported: tuple[int, int] | None = None
    status: int | None = None
    code: str | None = None
    error_class: str | None = None
    waits: tuple[tuple[float, float], ...] | None = None
    within: float | None = None
    not_before: float | None = None
    after_cancel: bool = False
    closed: bool = True
    stops_reading: bool = False


def ok(attempts: int = 1, **more: Any) -> Expect:
    """The call succeeds on attempt number `attempts`."""
    return Expect(attempts=(attempts, attempts), **more)


def fails(kinds: str | tuple[str, ...], attempts: int = 1, **more: Any) -> Expect:
    """The call ends with an error after so many attempts."""
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    name = _CLASSES.get(kinds[0]) if len(kinds) == 1 else None
    return Expect(kinds, (attempts, attempts), **{"error_class": name, **more})


_CLASSES = {
    "connection": "ConnectionFailedError",
    "timeout": "DeadlineExceededError",
    "redirect": "RedirectError",
    "response": "ResponseError",
}


@dataclass(frozen=True)
class FaultCall:
    """One call: one of `expects` must hold. `options` are those of the call in the adapter protocol."""

    operation: str
    steps: tuple[FaultStep, ...]
    expects: tuple[Expect, ...]
    repeat: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    cancel_after: float | None = None


@dataclass(frozen=True)
class FaultCase:
    """A case of this layer. `needs` are things a client may declare not to set out to do.

    `own_client` gives it a client, and so a connection pool and a retry allowance, of its own. `timed` cases run
    with little beside them. `total` bounds the number of requests of all calls together, `spread` the least
    difference between the shortest and the longest first wait.
    """

    id: str
    title: str
    clause: str
    calls: tuple[FaultCall, ...]
    tier: str = "pr"
    level: str = "MUST"
    needs: frozenset[str] = frozenset()
    door: Endpoint | None = None
    own_client: bool = False
    timed: bool = False
    parallel: bool = False
    api_key: str | None = None
    total: tuple[int, int] | None = None
    spread: float | None = None

    @property
    def topic(self) -> str:
        return "/".join(self.id.split("/")[:2])

    @property
    def operation(self) -> str:
        return self.calls[0].operation
