"""Whether all attempts of a call are one request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.proxy import Attempt
from vectorizer_conformance.spec import Operation

_HEADERS = ("Idempotency-Key", "X-Request-Id", "If-Match")


def same_request(
    operation: Operation,
    attempts: Sequence[Attempt],
    unseen: bool,
    late: type[Failure],
    lacks: frozenset[str] = frozenset(),
) -> list[Failure]:
    """All attempts are one request, told apart only by X-Retry-Count.

    `unseen`: the client may have made some that the proxy never saw; what that may explain is a `late` fault.
    """
    if not attempts:
        return []
    first = attempts[0]
    faults = []
    if (
        operation.needs_key
        and "idempotency-keys" not in lacks
        and not first.request.header("idempotency-key")
    ):
        faults.append(Failure(f"no Idempotency-Key on {operation.method}"))
    if len(attempts) > 1 and "request-ids" not in lacks and not first.request.header("x-request-id"):
        faults.append(Failure("no X-Request-Id"))
    for attempt in attempts[1:]:
        for name, one, other in _parts(first, attempt):
            if one != other:
                words = f"attempt {attempt.number}: its {name} is another one ({one!r}, then {other!r})"
                faults.append(Failure(words))
    if first.status not in range(300, 400) and "retry-headers" not in lacks:
        faults += _counted(attempts, unseen, late)
    return faults[:4]


def _parts(first: Attempt, attempt: Attempt) -> list[tuple[str, Any, Any]]:
    one, other = first.request, attempt.request
    return [
        ("method", one.method, other.method),
        ("target", one.target, other.target),
        ("body", one.content, other.content),
        *((name, one.header(name), other.header(name)) for name in _HEADERS),
    ]


def _counted(attempts: Sequence[Attempt], unseen: bool, late: type[Failure]) -> list[Failure]:
    """X-Retry-Count: the retries before this one; the first attempt may leave it out."""
    faults = []
    for attempt in attempts:
        text = attempt.request.header("x-retry-count")
        wanted = attempt.number - 1
        if text is None and wanted == 0:
            continue
        told = int(text) if text is not None and text.isdigit() else -1
        # More than were seen: of attempts on a kept connection that never reached the proxy.
        more = told > wanted
        if told != wanted and not (unseen and more):
            words = f"attempt {attempt.number}: X-Retry-Count is {text!r}, not '{wanted}'"
            faults.append((late if more else Failure)(words))
    return faults
