"""Holds one call against what had to come of it: the wire, the client's word, the time, the sockets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vectorizer_conformance._generated.policy import CLASS_OF_CODE
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.faults.case import (
    BACKOFF,
    BACKOFF_TOLERANCE,
    CANCEL_LIMIT,
    CANCEL_TOLERANCE,
    Expect,
    FaultCall,
    FaultCase,
)
from vectorizer_conformance.layers.faults.catalogue.problems import CANARY
from vectorizer_conformance.layers.faults.same import same_request
from vectorizer_conformance.proxy import Exchange
from vectorizer_conformance.spec import Operation
from vectorizer_conformance.syntax.json_reader import written
from vectorizer_conformance.targets.doubt import wrong_doubt

# Sockets buffer this much beyond what a reader took, on both sides together.
_BUFFERED = 16 << 20
# So many waits show the range that they are drawn from; so few may be longer than it, by chance and a busy machine.
_MANY, _FEW = 12, 1
_SLACK = 0.05


@dataclass(frozen=True)
class Late(Failure):
    """A fault that time or a connection closed between two calls may have made: it must show itself again to count."""


@dataclass(frozen=True)
class ObservedCall:
    """A call as it was made. `seconds` runs from its first request, or from its start when none came; `total` from its start."""

    case: FaultCase
    call: FaultCall
    operation: Operation
    exchange: Exchange
    reply: Mapping[str, Any]
    seconds: float
    total: float
    since_cancel: float | None = None
    effects: int | None = None
    """How often the write took effect on the server; None when it is no write."""
    lacks: frozenset[str] = frozenset()
    """The features that the client does not set out to have."""

    @property
    def kind(self) -> str:
        return "ok" if self.reply["type"] == "ok" else str(self.reply["error"]["kind"])


def judge(made: ObservedCall) -> list[Failure]:
    """Everything that is wrong with a call; it must meet one of its expectations."""
    faults = min((_against(made, expect) for expect in made.call.expects), key=len)
    unseen = made.case.door is not None or made.exchange.stale_hits > 0 or len(made.case.calls) > 1
    same = same_request(made.operation, made.exchange.attempts, unseen, Late, made.lacks)
    # An attempt that was never seen may have been lost.
    told = [] if unseen or made.reply["type"] != "error" else [made.reply["error"]]
    doubt = [fault for error in told for fault in wrong_doubt(error, made.exchange.attempts)]
    return [*faults, *same, *_elsewhere(made), *_effects(made), *doubt]


def _against(made: ObservedCall, expect: Expect) -> list[Failure]:
    return [
        *_outcome(made, expect),
        *_attempts(made, expect),
        *_waits(made, expect),
        *_time(made, expect),
        *_sockets(made, expect),
    ]


def _outcome(made: ObservedCall, expect: Expect) -> list[Failure]:
    if made.kind not in expect.kinds:
        words = f"expected {_or(expect.kinds)}, got {said(made.reply)}"
        return [Failure(words)]
    if made.kind == "ok":
        return []
    error = made.reply["error"]
    faults = []
    if made.kind == "status":
        for name, wanted in (("status", expect.status), ("code", expect.code)):
            if wanted is not None and error.get(name) != wanted:
                words = f"error/{name}: expected {written(wanted)}, got {written(error.get(name))}"
                faults.append(Failure(words))
    wanted_class = _class(expect) if made.kind == "status" else expect.error_class
    known = (error.get("class"), *error.get("bases", ()))
    if wanted_class and error.get("class") and wanted_class not in known:
        words = f"error/class: expected {wanted_class}, got {error['class']}"
        faults.append(Failure(words))
    return faults


def _class(expect: Expect) -> str | None:
    if expect.code is None:
        return "APIStatusError" if expect.status is not None else None
    return CLASS_OF_CODE[expect.code]


def _attempts(made: ObservedCall, expect: Expect) -> list[Failure]:
    low, high = expect.attempts
    seen = len(made.exchange.attempts)
    if not low <= seen <= high:
        wanted = str(low) if low == high else f"{low} to {high}"
        left = made.exchange.left_over
        account = f", {left} of the plan's steps were not met" if left else ""
        words = f"attempts on the wire: expected {wanted}, got {seen}{account}"
        return [Failure(words)]
    told = _told(made.reply)
    reported = expect.reported or (seen, seen + made.exchange.stale_hits)
    if told is not None and not reported[0] <= told <= reported[1]:
        # An attempt on a kept connection that was closed beneath it never reaches the proxy.
        kind = Late if made.case.door == "refused-at-first" or told > reported[1] else Failure
        words = f"the client tells of {told} attempts, there were {_range(reported)}"
        if (
            expect.reported
        ):  # a refused connection, or one that ended early, is no request that could be counted
            words = (
                f"the client tells of {told} attempts, expected {_range(reported)}; {seen} came as requests"
            )
        return [kind(words)]
    return []


def _told(reply: Mapping[str, Any]) -> int | None:
    about = reply.get("meta") or {} if reply["type"] == "ok" else reply["error"]
    told = about.get("attempts")
    return told if isinstance(told, int) else None


def _waits(made: ObservedCall, expect: Expect) -> list[Failure]:
    gaps = made.exchange.gaps
    if expect.waits is None:
        bounds = [(0.0, BACKOFF[min(n, len(BACKOFF) - 1)] + BACKOFF_TOLERANCE) for n in range(len(gaps))]
        if made.exchange.attempts and made.exchange.attempts[0].status in range(300, 400):
            bounds = []
    else:
        bounds = list(expect.waits)
    return [
        (Late if gap > high else Failure)(
            f"the wait before attempt {number} was {gap:.2f} s, it must be {low:g} to {high:g} s",
        )
        for number, (gap, (low, high)) in enumerate(zip(gaps, bounds, strict=False), 2)
        if not low <= gap <= high
    ]


def _time(made: ObservedCall, expect: Expect) -> list[Failure]:
    faults: list[Failure] = []
    if expect.within is not None and made.seconds > expect.within:
        words = f"it took {made.seconds:.2f} s, allowed are {expect.within:g} s"
        faults.append(Late(words))
    if expect.not_before is not None and made.total < expect.not_before:
        words = f"it ended after {made.total:.2f} s already, before {expect.not_before:g} s nothing was wrong"
        faults.append(Failure(words))
    if expect.after_cancel and made.since_cancel is not None:
        allowed = CANCEL_LIMIT + CANCEL_TOLERANCE
        if made.since_cancel > allowed:
            words = (
                f"it ended {made.since_cancel * 1000:.0f} ms after it was cancelled; "
                f"allowed are {CANCEL_LIMIT * 1000:.0f} ms (and {CANCEL_TOLERANCE * 1000:.0f} ms for a busy machine)"
            )
            faults.append(Late(words))
    return faults


def _sockets(made: ObservedCall, expect: Expect) -> list[Failure]:
    faults: list[Failure] = []
    if expect.closed and made.exchange.open_stalls:
        words = f"{len(made.exchange.open_stalls)} connections that nobody waits for are still open"
        faults.append(Late(words))
    if expect.stops_reading:
        for attempt in made.exchange.attempts:
            if attempt.sent > attempt.planned - _BUFFERED:
                words = f"it read {attempt.sent >> 20} MiB of {attempt.planned >> 20}; 64 are the limit"
                faults.append(Failure(words))
    return faults


def _elsewhere(made: ObservedCall) -> list[Failure]:
    faults = []
    for request in made.exchange.elsewhere:
        faults.append(Failure(f"{request.method} was sent to another origin"))
        faults += [
            Failure(f"the header {name} went to another origin")
            for name in ("authorization", "x-api-key", "idempotency-key")
            if request.header(name)
        ]
    if CANARY in json.dumps(made.reply):
        faults.append(Failure("the API key is in what the client told"))
    return faults


def _effects(made: ObservedCall) -> list[Failure]:
    """Exactly once: `ok` means once; an error means as often as the proxy let it happen, once at most."""
    if made.effects is None:
        return []
    wanted = 1 if made.kind == "ok" or made.exchange.happened else 0
    if made.effects == wanted:
        return []
    times = {0: "never", 1: "once"}
    words = f"the write must have taken effect {times[wanted]}, it did {times.get(made.effects, f'{made.effects} times')}"
    return [Failure(words)]


def whole(case: FaultCase, calls: Sequence[ObservedCall]) -> list[Failure]:
    """The faults of all calls together."""
    faults = []
    if case.total is not None:
        seen = sum(len(made.exchange.attempts) for made in calls)
        if not case.total[0] <= seen <= case.total[1]:
            words = f"{len(calls)} calls made {seen} requests, expected {_range(case.total)}"
            faults.append(Failure(words))
    if case.spread is not None:
        waits = [made.exchange.gaps[0] for made in calls if made.exchange.gaps]
        if waits and max(waits) - min(waits) < case.spread:
            spread = f"{max(waits) - min(waits):.3f} s apart, full jitter is at least {case.spread:g} s"
            words = (
                f"all {len(waits)} first waits lie between {min(waits):.3f} and {max(waits):.3f} s: {spread}"
            )
            # Waits that are all longer than a client may wait were ended by a machine that stood still, all at once.
            kind = Late if min(waits) > BACKOFF[0] else Failure
            faults.append(kind(words))
        faults += _ranges(calls)
    return faults


def _ranges(calls: Sequence[ObservedCall]) -> Iterator[Failure]:
    """Waits of many calls that do not keep to the range of each attempt, which is twice that of the one before."""
    for number, longest in enumerate(BACKOFF):
        waits = sorted(made.exchange.gaps[number] for made in calls if len(made.exchange.gaps) > number)
        if len(waits) < _MANY:
            return
        place = f"of {len(waits)} waits before attempt {number + 2}"
        # The shortest wait is nearly none: what it took was the machine's.
        beyond = [wait for wait in waits if wait - waits[0] > longest + _SLACK]
        if len(beyond) > _FEW:
            yield Late(f"{place} {len(beyond)} were longer than {longest:g} s, up to {waits[-1]:.2f} s")
        if number and waits[-1] <= (before := BACKOFF[number - 1]):
            yield Failure(
                f"{place} none was longer than {before:g} s: the range must double, to {longest:g} s"
            )


def said(reply: Mapping[str, Any]) -> str:
    """A client's result in a few words."""
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
