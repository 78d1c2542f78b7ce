"""The retry matrix: idempotency class × fault × operation, generated from the contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vectorizer_conformance._generated.policy import ATTEMPTS, RETRY_CODES, RETRY_STATUSES, STATUS_OF_CODE
from vectorizer_conformance.layers.faults.case import Expect, FaultCall, FaultCase, fails, ok
from vectorizer_conformance.layers.faults.catalogue.connections import EOF, LOST, RESET
from vectorizer_conformance.proxy import FORWARD, FaultStep
from vectorizer_conformance.spec import Operation, Spec

_CLAUSE = "hostile: Retries"
# What is run for every operation in the `pr` tier; one operation of each class meets everything there.
_EVERYWHERE = {"503", "reset", "lost", "400"}
_ALL_OF_IT = {"getVector", "replaceVector", "insertVector"}
_SMOKE = {"retries/503/once/updateVector", "retries/400/updateVector", "retries/lost/once/insertVector"}


@dataclass(frozen=True)
class RetryFailure:
    """One way for an attempt to fail."""

    name: str
    step: FaultStep
    retried: bool
    kind: str = "status"
    status: int | None = None
    code: str | None = None


def _status(status: int, code: str | None, retried: bool, name: str = "") -> RetryFailure:
    body = f"problem:{code}:{status}" if code else "text"
    return RetryFailure(
        name or str(status), FaultStep(status=status, body=body), retried, "status", status, code
    )


def _code_of(status: int) -> str | None:
    return next((code for code, own in STATUS_OF_CODE.items() if own == status), None)


_NAMES = {"idempotency-in-progress": "409-in-progress"}
RETRIED = (
    RetryFailure("reset", RESET, True, "connection"),
    RetryFailure("eof", EOF, True, "connection"),
    RetryFailure("lost", LOST, True, "connection"),
    *(_status(status, _code_of(status), True) for status in sorted(RETRY_STATUSES)),
    *(_status(STATUS_OF_CODE[code], code, True, _NAMES.get(code, code)) for code in sorted(RETRY_CODES)),
)
NOT_RETRIED = (
    _status(400, "malformed-request", False),
    _status(401, "unauthorized", False),
    _status(403, "forbidden", False),
    _status(404, "collection-not-found", False),
    _status(405, "method-not-allowed", False),
    _status(406, "not-acceptable", False),
    _status(409, "vector-exists", False, "409-exists"),
    _status(412, "version-conflict", False),
    _status(413, "payload-too-large", False),
    _status(415, "unsupported-media-type", False),
    _status(418, None, False),
    _status(422, "validation-failed", False),
    _status(422, "idempotency-key-reused", False, "422-key-reused"),
    _status(431, "headers-too-large", False),
    _status(500, "internal-error", False),
    _status(501, None, False),
)


def retries(spec: Spec) -> Iterator[FaultCase]:
    """The matrix, and the cases about waiting and the allowance of retries."""
    for operation in spec.operations.values():
        for failure in RETRIED:
            yield from _retried(operation, failure)
        for failure in NOT_RETRIED:
            expect = fails("status", 1, status=failure.status, code=failure.code)
            title = f"{failure.name} is not tried again"
            yield _case(
                f"retries/{failure.name}/{operation.id}",
                title,
                operation,
                failure,
                (failure.step,),
                (expect,),
            )
    if "getVector" in spec.operations:
        yield from _allowances()


def _retried(operation: Operation, failure: RetryFailure) -> Iterator[FaultCase]:
    if failure.name == "409-in-progress" and not operation.needs_key:
        return
    where = f"retries/{failure.name}"
    if operation.idempotency == "none":
        # Of another contract than ours: without a key nothing says that a second attempt is safe.
        expect = fails(failure.kind, 1, status=failure.status, code=failure.code)
        title = f"{failure.name}: not tried again, for nothing makes that safe"
        yield _case(f"{where}/{operation.id}", title, operation, failure, (failure.step,), (expect,))
        return
    again: tuple[Expect, ...] = (ok(2),)
    if failure.name == "lost" and operation.method == "DELETE":
        # The second attempt finds nothing: that is what the server says, and it may be said.
        again = (ok(2), fails("status", 2, status=404))
    title = f"{failure.name} once: tried again with the same key and request id"
    yield _case(f"{where}/once/{operation.id}", title, operation, failure, (failure.step, FORWARD), again)
    gives_up: tuple[Expect, ...] = (fails(failure.kind, ATTEMPTS, status=failure.status, code=failure.code),)
    title = f"{failure.name} each time: three attempts"
    yield _case(
        f"{where}/forever/{operation.id}",
        title,
        operation,
        failure,
        (failure.step,) * ATTEMPTS,
        gives_up,
        repeat=True,
    )
    if failure.name in ("503", "reset"):
        none = (fails(failure.kind, 1, status=failure.status, code=failure.code),)
        title = f"{failure.name} with retries: 0 is not tried again"
        yield _case(
            f"{where}/switched-off/{operation.id}",
            title,
            operation,
            failure,
            (failure.step,),
            none,
            retries=0,
        )


def _case(
    ident: str,
    title: str,
    operation: Operation,
    failure: RetryFailure,
    steps: tuple[FaultStep, ...],
    expects: tuple[Expect, ...],
    *,
    repeat: bool = False,
    retries: int | None = None,
) -> FaultCase:
    options = {} if retries is None else {"retries": retries}
    reduced = failure.name in _EVERYWHERE and not repeat and retries is None
    tier = "smoke" if ident in _SMOKE else "pr" if reduced or operation.id in _ALL_OF_IT else "nightly"
    needs = frozenset({"retries"}) if failure.retried and retries is None else frozenset[str]()
    title = f"{operation.id} ({operation.idempotency}): {title}"
    return FaultCase(
        ident, title, _CLAUSE, (FaultCall(operation.id, steps, expects, repeat, options),), tier, needs=needs
    )


def _allowances() -> Iterator[FaultCase]:
    refused = FaultStep(status=503, body="problem:unavailable:503", headers={"Retry-After": "0"})
    # 500 tokens at 5 for a retry are 100 retries. A call whose retry is denied ends; none is lost.
    some = Expect(("status",), (1, ATTEMPTS), status=503, code="unavailable", waits=())
    call = FaultCall("getVector", (refused,), (some,), repeat=True)
    yield FaultCase(
        "retries/allowance/getVector",
        "In a total outage a client's retries run out: 60 calls make no more than 160 requests",
        "hostile: Retries (token bucket 500/5)",
        (call,) * 60,
        needs=frozenset({"retries"}),
        own_client=True,
        parallel=True,
        total=(155, 160),
    )
    # Successes before the outage fill nothing that is full; 50 after it pay for 10 retries.
    good, bad = FaultCall("getVector", (FORWARD,), (ok(1),)), call
    yield FaultCase(
        "retries/allowance-after-successes/getVector",
        "A success gives a token back, and never more than a full allowance: 50, an outage, 50, an outage make 280 requests",
        "hostile: Retries (token bucket 500/5)",
        (*(good,) * 50, *(bad,) * 60, *(good,) * 50, *(bad,) * 10),
        needs=frozenset({"retries"}),
        own_client=True,
        total=(280, 280),
    )
    step = FaultStep(status=503, body="problem:unavailable:503")
    yield FaultCase(
        "retries/jitter/getVector",
        "Clients that fail together do not come back together: waits are spread over their whole range, which doubles",
        "hostile: Retries (full jitter)",
        (FaultCall("getVector", (step, step, FORWARD), (ok(3),)),) * 16,
        needs=frozenset({"retries"}),
        own_client=True,
        parallel=True,
        spread=0.06,
    )
    yield FaultCase(
        "retries/read-timeout/getVector",
        "An attempt that stays silent for 30 s is given up and tried again",
        "hostile: Retries (read 30 s)",
        (
            FaultCall(
                "getVector",
                (FaultStep(cut=0, end="stall"), FORWARD),
                (ok(2, within=33.0, waits=((0, 2),)),),
                options={"timeout": 60},
            ),
        ),
        tier="nightly",
        needs=frozenset({"retries"}),
        own_client=True,
    )
