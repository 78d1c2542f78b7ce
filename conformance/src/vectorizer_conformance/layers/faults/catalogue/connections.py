"""Faults of connections: F1–F10, F13, F14, F18, F21, F23."""

from __future__ import annotations

from vectorizer_conformance._generated.policy import ATTEMPTS
from vectorizer_conformance.layers.faults.case import DEADLINE_TOLERANCE, Endpoint, fails, ok
from vectorizer_conformance.layers.faults.catalogue.variant import Then, Variant
from vectorizer_conformance.proxy import FORWARD, FaultStep

DEADLINE = 1.0
LATE = DEADLINE + DEADLINE_TOLERANCE
RESET = FaultStep(cut=0, end="rst")
EOF = FaultStep(cut=0, end="fin")
STALL = FaultStep(cut=0, end="stall")
STALL_IN_BODY = FaultStep(deliver=1, cut="body", end="stall")
TRUNCATED = FaultStep(deliver=1, cut="body", end="fin")
LIMITED = FaultStep(deliver=1, cut=20, end="fin")
LOST = FaultStep(deliver=1, cut=0, end="rst")

_GIVES_UP = fails("connection", ATTEMPTS)
_GIVES_UP_IN_TIME = fails("timeout", 0, reported=(0, 1), within=LATE)
_TIMES_OUT = fails("timeout", 1, within=LATE, not_before=0.9 * DEADLINE)


def _once_and_for_good(
    fault: str, what: str, step: FaultStep, kinds: tuple[str, ...] = ("connection",)
) -> tuple[Variant, ...]:
    for_good = fails(kinds, ATTEMPTS) if len(kinds) > 1 else _GIVES_UP
    return (
        Variant(
            fault, "once", f"{what} once: the call is tried again and succeeds", (step, FORWARD), (ok(2),)
        ),
        Variant(
            fault,
            "forever",
            f"{what} each time: three attempts, then a connection error",
            (step,) * ATTEMPTS,
            (for_good,),
            repeat=True,
        ),
    )


def _hangs(fault: str, name: str, title: str, step: FaultStep) -> Variant:
    return Variant(fault, name, title, (step,), (_TIMES_OUT,), options={"timeout": DEADLINE}, needs=())


def _badly_signed(name: str, what: str, door: Endpoint) -> Variant:
    expect = fails("connection", 0, reported=(1, 1))
    return Variant(
        "F21",
        name,
        f"{what}: a connection error, at once, and nothing is sent",
        (),
        (expect,),
        door=door,
        needs=(),
        rare=True,
    )


CONNECTIONS: tuple[Variant, ...] = (
    Variant(
        "F1", "forever", "Connections are refused: three attempts, then a connection error",
        (), (fails("connection", 0, reported=(ATTEMPTS, ATTEMPTS)),), door="refused",
    ),
    Variant(
        "F1", "at-first", "Connections are refused at first: the call is tried again and succeeds",
        (FORWARD,), (ok(1, reported=(2, 9)),), door="refused-at-first", options={"retries": 8},
    ),
    Variant(
        "F2", "", "The host has no address: a connection error",
        (), (fails("connection", 0, reported=(1, ATTEMPTS)),), door="unknown-host", needs=(),
    ),
    Variant(
        "F3", "", "Connecting hangs: the deadline ends it",
        (), (fails("timeout", 0, reported=(0, 1), within=LATE, not_before=0.9 * DEADLINE),),
        door="blackhole", options={"timeout": DEADLINE}, needs=(),
    ),
    Variant(
        "F4", "before", "The connection is reset before the request: tried again",
        (FORWARD,), (ok(1, reported=(1, 2)),), door="reset-at-first",
    ),
    Variant("F4", "after", "The connection is reset after the request: tried again", (RESET, FORWARD), (ok(2),)),
    Variant(
        "F4", "forever", "The connection is reset each time: three attempts, then a connection error",
        (RESET,) * ATTEMPTS, (_GIVES_UP,), repeat=True,
    ),
    *_once_and_for_good("F5", "The connection ends without an answer", EOF),
    _hangs("F6", "", "No answer comes: the deadline ends it and the connection is closed", STALL),
    _hangs("F7", "", "The answer stops amid its body: the deadline ends it and the connection is closed", STALL_IN_BODY),
    *_once_and_for_good("F8", "The body is cut off", TRUNCATED, ("connection", "response")),
    Variant("F9", "", "The answer comes byte by byte: it is whole", (FaultStep(deliver=1, slice=1),), (ok(),), needs=()),
    *_once_and_for_good("F10", "The answer is cut off after 20 bytes", LIMITED),
    Variant("F13", "reset", "The effect happens, the answer is lost (reset): exactly once all the same", (LOST, FORWARD), (ok(2),)),
    Variant(
        "F13", "eof", "The effect happens, the answer is lost twice (end of stream): exactly once all the same",
        (FaultStep(deliver=1, cut=0, end="fin"),) * 2 + (FORWARD,), (ok(3),),
    ),
    Variant(
        "F13", "gateway", "The effect happens, a gateway says 502: exactly once all the same",
        (FaultStep(deliver=1, status=502, body="text"), FORWARD), (ok(2),),
    ),
    Variant(
        "F13", "forever", "The effect happens, every answer is lost: an error, and the effect once",
        (LOST,) * ATTEMPTS, (_GIVES_UP,), repeat=True,
    ),
    _hangs("F13", "stall", "The effect happens, the answer never comes: a timeout, and the effect once", FaultStep(deliver=1, cut=0, end="stall")),
    Variant("F14", "", "The request is delivered twice: it takes effect once", (FaultStep(deliver=2),), (ok(),), needs=()),
    Variant(
        "F14", "then-lost", "The request is delivered twice and its answer lost: it takes effect once",
        (FaultStep(deliver=2, cut=0, end="rst"), FORWARD), (ok(2),),
    ),
    Variant(
        "F18", "reset", "A kept connection is reset under the next request: that one succeeds all the same",
        (FaultStep(deliver=1, end="stale"),), (ok(),), own_client=True,
        then=Then((FORWARD,), (ok(1, reported=(1, 2)),)),
    ),
    Variant(
        "F18", "closed", "A kept connection is closed between requests: the next one succeeds all the same",
        (FaultStep(deliver=1, end="fin"),), (ok(),), own_client=True,
        then=Then((FORWARD,), (ok(1, reported=(1, 2)),)),
    ),
    _badly_signed("expired", "The certificate has expired", "tls-expired"),
    _badly_signed("wrong-host", "The certificate is another host's", "tls-wrong-host"),
    _badly_signed("untrusted", "The certificate is signed by nobody trusted", "tls-untrusted"),
    Variant(
        "F23", "", "The peer vanishes between requests: the deadline ends the next call, and the dead connection is given up",
        (FaultStep(deliver=1, end="frozen"),), (ok(closed=False),), own_client=True, needs=(),
        then=Then((), (_GIVES_UP_IN_TIME, ok(within=LATE)), {"timeout": DEADLINE}),
    ),
)  # fmt: skip
