"""Deadlines and cancel points, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vectorizer_conformance.layers.faults.case import DEADLINE_TOLERANCE, Expect, FaultCall, FaultCase, ok
from vectorizer_conformance.layers.faults.catalogue.connections import STALL, STALL_IN_BODY
from vectorizer_conformance.proxy import FaultStep
from vectorizer_conformance.spec import Spec

OPERATIONS = ("getVector", "updateVector")
_SMOKE = {"deadlines/attempts/getVector", "cancel/headers/getVector"}
SECONDS = 1.0
CANCEL_AFTER = 0.4


@dataclass(frozen=True)
class Point:
    """Where a call is when its time is up."""

    name: str
    title: str
    step: FaultStep
    attempts: tuple[int, int] = (1, 1)
    kinds: tuple[str, ...] = ("timeout",)
    not_before: float | None = 0.9
    repeat: bool = False
    retries: int | None = None


_BUSY = "problem:unavailable:503"
_SLOW_BUSY = FaultStep(status=503, body=_BUSY, delay=0.4, headers={"Retry-After": "0"})
_WAIT_LONG = FaultStep(status=503, body=_BUSY, headers={"Retry-After": "20"})
_DRIPS = FaultStep(deliver=1, slice=1, pause=0.02)
_SILENT = FaultStep(cut=0, end="stall")

DEADLINES = (
    Point("headers", "bounds the wait for an answer", STALL),
    Point("body", "bounds the reading of the body", STALL_IN_BODY),
    Point("drip", "bounds a body that comes byte by byte without an end", _DRIPS),
    Point(
        "attempts",
        "bounds all attempts together, not each",
        _SLOW_BUSY,
        (2, 3),
        ("timeout", "status"),
        0.7,
        True,
        20,
    ),
    # Who sees that the wait can't fit may say so at once.
    Point("backoff", "bounds the wait between attempts", _WAIT_LONG, (1, 1), ("timeout", "status"), None),
    Point("silence", "is not started anew by another attempt", _SILENT, (1, 1), ("timeout",), 0.9, True, 5),
)
CANCELS = (
    Point("before", "before anything was sent", STALL, (0, 1)),
    Point("headers", "while it waits for an answer", STALL),
    Point("body", "while it reads the body", STALL_IN_BODY),
    Point("backoff", "while it waits to try again", _WAIT_LONG),
)


def deadlines(spec: Spec) -> Iterator[FaultCase]:
    """The cases; an operation that the contract lacks has none."""
    for operation in OPERATIONS:
        if operation not in spec.operations:
            continue
        for point in DEADLINES:
            yield _deadline(point, operation)
        for point in CANCELS:
            yield _cancel(point, operation)
        yield FaultCase(
            f"deadlines/patience/{operation}",
            f"{operation}: a deadline that is far away ends nothing",
            "sdk: a total deadline",
            (
                FaultCall(
                    operation,
                    (FaultStep(deliver=1, delay=0.6),),
                    (ok(not_before=0.5),),
                    options={"timeout": 10},
                ),
            ),
        )


def _deadline(point: Point, operation: str) -> FaultCase:
    options = {"timeout": SECONDS, **({} if point.retries is None else {"retries": point.retries})}
    expect = Expect(
        point.kinds,
        point.attempts,
        waits=() if point.repeat else None,
        within=SECONDS + DEADLINE_TOLERANCE,
        not_before=point.not_before and point.not_before * SECONDS,
        reported=None,
    )
    ident = f"deadlines/{point.name}/{operation}"
    return FaultCase(
        ident,
        f"{operation}: the deadline {point.title}",
        "sdk: a total deadline bounds attempts, sleeps and body reads",
        (FaultCall(operation, (point.step,), (expect,), point.repeat, options),),
        tier="smoke" if ident in _SMOKE else "pr",
        needs=frozenset({"retries"}) if point.name in ("attempts", "backoff") else frozenset(),
        own_client=True,
        timed=True,
    )


def _cancel(point: Point, operation: str) -> FaultCase:
    after = 0.0 if point.name == "before" else CANCEL_AFTER
    expect = Expect(("cancelled",), point.attempts, reported=(0, 9), after_cancel=True)
    ident = f"cancel/{point.name}/{operation}"
    return FaultCase(
        ident,
        f"{operation}: cancelled {point.title}, it ends at once and leaves no connection open",
        "sdk: Cancelling takes effect at once",
        (FaultCall(operation, (point.step,), (expect,), options={"timeout": 40}, cancel_after=after),),
        tier="smoke" if ident in _SMOKE else "pr",
        needs=frozenset({"cancel"} | ({"retries"} if point.name == "backoff" else set())),
        own_client=True,
        timed=True,
    )
