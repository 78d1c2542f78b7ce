"""Holds one call against what had to come of it: the wire, the client's word, the time, the sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vectorizer_conformance.layers.faults.case import (
    BACKOFF,
    BACKOFF_TOLERANCE,
    CANCEL_LIMIT,
    CANCEL_TOLERANCE,
    Call,
    Expect,
    FaultCase,
    class_of,
)
from vectorizer_conformance.layers.faults.catalogue.statuses import CANARY
from vectorizer_conformance.layers.faults.record import Attempt, Exchange
from vectorizer_conformance.spec import Operation

# Sockets buffer this much beyond what a reader took, on both sides together.
_BUFFERED = 16 << 20


class Late(str):
    """A fault that time or a connection closed between two calls may have made: it must show itself again to count."""


@dataclass(frozen=True)
class Made:
    """A call as it was made. `seconds` runs from its first request, or from its start when none came; `total` from its start."""

    case: FaultCase
    call: Call
    operation: Operation
    exchange: Exchange
    reply: Mapping[str, Any]
    seconds: float
    total: float
    since_cancel: float | None = None
    effects: int | None = None
    """How often the write took effect on the server; None when it is no write."""

    @property
    def kind(self) -> str:
        return "ok" if self.reply["type"] == "ok" else str(self.reply["error"]["kind"])


def judge(made: Made) -> list[str]:
    """Everything that is wrong with a call; it must meet one of its expectations."""
    best: list[str] | None = None
    for expect in made.call.expects:
        faults = _against(made, expect)
        if best is None or len(faults) < len(best):
            best = faults
    return [*(best or []), *_same(made), *_elsewhere(made), *_effects(made)]


def _against(made: Made, expect: Expect) -> list[str]:
    return [
        *_outcome(made, expect),
        *_attempts(made, expect),
        *_waits(made, expect),
        *_time(made, expect),
        *_sockets(made, expect),
    ]


def _outcome(made: Made, expect: Expect) -> list[str]:
    if made.kind not in expect.kinds:
        return [f"expected {_or(expect.kinds)}, got {said(made.reply)}"]
    if made.kind == "ok":
        return []
    error = made.reply["error"]
    faults = []
    if made.kind == "status":
        for name, wanted in (("status", expect.status), ("code", expect.code)):
            if wanted is not None and error.get(name) != wanted:
                faults.append(f"error/{name}: expected {wanted!r}, got {error.get(name)!r}")
    wanted_class = _class(expect) if made.kind == "status" else expect.error_class
    known = (error.get("class"), *error.get("bases", ()))
    if wanted_class and error.get("class") and wanted_class not in known:
        faults.append(f"error/class: expected {wanted_class}, got {error['class']}")
    return faults


def _class(expect: Expect) -> str | None:
    if expect.code is None:
        return "APIStatusError" if expect.status is not None else None
    return class_of(expect.code)


def _attempts(made: Made, expect: Expect) -> list[str]:
    low, high = expect.attempts
    seen = len(made.exchange.attempts)
    if not low <= seen <= high:
        wanted = str(low) if low == high else f"{low} to {high}"
        left = made.exchange.left_over
        account = f", {left} of the plan's steps were not met" if left else ""
        return [f"attempts on the wire: expected {wanted}, got {seen}{account}"]
    told = _told(made.reply)
    reported = expect.reported or (seen, seen + made.exchange.stale_hits)
    if told is not None and not reported[0] <= told <= reported[1]:
        # An attempt on a kept connection that was closed beneath it never reaches the proxy.
        kind = Late if made.case.door == "refused-at-first" or told > reported[1] else str
        return [kind(f"the client tells of {told} attempts, there were {_range(reported)}")]
    return []


def _told(reply: Mapping[str, Any]) -> int | None:
    about = reply.get("meta") or {} if reply["type"] == "ok" else reply["error"]
    told = about.get("attempts")
    return told if isinstance(told, int) else None


def _waits(made: Made, expect: Expect) -> list[str]:
    gaps = made.exchange.gaps
    if expect.waits is None:
        bounds = [(0.0, BACKOFF[min(n, len(BACKOFF) - 1)] + BACKOFF_TOLERANCE) for n in range(len(gaps))]
        if made.exchange.attempts and made.exchange.attempts[0].status in range(300, 400):
            bounds = []
    else:
        bounds = list(expect.waits)
    return [
        (Late if gap > high else str)(
            f"the wait before attempt {number} was {gap:.2f} s, it must be {low:g} to {high:g} s"
        )
        for number, (gap, (low, high)) in enumerate(zip(gaps, bounds, strict=False), 2)
        if not low <= gap <= high
    ]


def _time(made: Made, expect: Expect) -> list[str]:
    faults: list[str] = []
    if expect.within is not None and made.seconds > expect.within:
        faults.append(Late(f"it took {made.seconds:.2f} s, allowed are {expect.within:g} s"))
    if expect.not_before is not None and made.total < expect.not_before:
        faults.append(
            f"it ended after {made.total:.2f} s already, before {expect.not_before:g} s nothing was wrong"
        )
    if expect.after_cancel and made.since_cancel is not None:
        allowed = CANCEL_LIMIT + CANCEL_TOLERANCE
        if made.since_cancel > allowed:
            faults.append(
                Late(
                    f"it ended {made.since_cancel * 1000:.0f} ms after it was cancelled; "
                    f"allowed are {CANCEL_LIMIT * 1000:.0f} ms (and {CANCEL_TOLERANCE * 1000:.0f} ms for a busy machine)"
                )
            )
    return faults


def _sockets(made: Made, expect: Expect) -> list[str]:
    faults: list[str] = []
    if expect.closed and made.exchange.open_stalls:
        faults.append(
            Late(f"{len(made.exchange.open_stalls)} connections that nobody waits for are still open")
        )
    if expect.stops_reading:
        for attempt in made.exchange.attempts:
            if attempt.sent > attempt.planned - _BUFFERED:
                faults.append(
                    f"it read {attempt.sent >> 20} MiB of {attempt.planned >> 20}; 64 are the limit"
                )
    return faults


def _same(made: Made) -> list[str]:
    """All attempts are one request, told apart only by X-Retry-Count."""
    attempts = made.exchange.attempts
    if not attempts:
        return []
    first = attempts[0]
    faults = []
    if made.operation.needs_key and not first.request.header("idempotency-key"):
        faults.append(f"no Idempotency-Key on {made.operation.method}")
    if len(attempts) > 1 and not first.request.header("x-request-id"):
        faults.append("no X-Request-Id")
    redirected = first.status in range(300, 400)
    for attempt in attempts[1:]:
        for name, one, other in _parts(first, attempt):
            if one != other:
                faults.append(
                    f"attempt {attempt.number}: its {name} is another one ({one!r}, then {other!r})"
                )
    if not redirected:
        faults += _counted(made, attempts)
    return faults[:4]


def _parts(first: Attempt, attempt: Attempt) -> list[tuple[str, Any, Any]]:
    one, other = first.request, attempt.request
    headers = [
        (name, one.header(name), other.header(name))
        for name in ("Idempotency-Key", "X-Request-Id", "If-Match")
    ]
    return [
        ("method", one.method, other.method),
        ("target", one.target, other.target),
        ("body", one.content, other.content),
        *headers,
    ]


def _counted(made: Made, attempts: list[Attempt]) -> list[str]:
    """X-Retry-Count: the retries before this one; the first attempt may leave it out."""
    faults = []
    unseen = made.case.door is not None or made.exchange.stale_hits > 0 or len(made.case.calls) > 1
    for attempt in attempts:
        text = attempt.request.header("x-retry-count")
        wanted = attempt.number - 1
        if text is None and wanted == 0:
            continue
        if (
            text is None
            or not text.isdigit()
            or (int(text) != wanted and not (unseen and int(text) > wanted))
        ):
            # More than were seen: of attempts on a kept connection that never reached the proxy.
            lost = text is not None and text.isdigit() and int(text) > wanted
            reason = f"attempt {attempt.number}: X-Retry-Count is {text!r}, not '{wanted}'"
            faults.append(Late(reason) if lost else reason)
    return faults


def _elsewhere(made: Made) -> list[str]:
    faults = []
    for request in made.exchange.elsewhere:
        faults.append(f"{request.method} was sent to another origin")
        faults += [
            f"the header {n} went to another origin"
            for n in ("authorization", "x-api-key", "idempotency-key")
            if request.header(n)
        ]
    if CANARY in json.dumps(made.reply):
        faults.append("the API key is in what the client told")
    return faults


def _effects(made: Made) -> list[str]:
    """Exactly once: `ok` means once; an error means as often as the proxy let it happen, once at most."""
    if made.effects is None:
        return []
    happened = any(200 <= status < 300 for attempt in made.exchange.attempts for status in attempt.delivered)
    wanted = 1 if made.kind == "ok" or happened else 0
    if made.effects != wanted:
        times = {0: "never", 1: "once"}
        return [
            f"the write must have taken effect {times[wanted]}, it did {times.get(made.effects, f'{made.effects} times')}"
        ]
    return []


def whole(case: FaultCase, calls: list[Made]) -> list[str]:
    """What must hold of all calls together."""
    faults = []
    if case.total is not None:
        seen = sum(len(made.exchange.attempts) for made in calls)
        if not case.total[0] <= seen <= case.total[1]:
            faults.append(f"{len(calls)} calls made {seen} requests, expected {_range(case.total)}")
    if case.spread is not None:
        waits = [made.exchange.gaps[0] for made in calls if made.exchange.gaps]
        if waits and max(waits) - min(waits) < case.spread:
            faults.append(f"all first waits lie between {min(waits):.3f} and {max(waits):.3f} s: no jitter")
    return faults


def said(reply: Mapping[str, Any]) -> str:
    """What a client gave back, in a few words."""
    if reply["type"] == "error":
        error = reply["error"]
        return f"{error.get('class') or error['kind']} ({error['kind']}): {str(error.get('message'))[:160]}"
    return (
        f"the value {json.dumps(reply.get('value'))[:160]}" if reply["type"] == "ok" else str(reply["type"])
    )


def _or(kinds: tuple[str, ...]) -> str:
    return " or ".join("a value" if kind == "ok" else f"an error of kind {kind}" for kind in kinds)


def _range(bounds: tuple[int, int]) -> str:
    return str(bounds[0]) if bounds[0] == bounds[1] else f"{bounds[0]} to {bounds[1]}"
