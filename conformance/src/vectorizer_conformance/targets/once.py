"""Headers that a request has once: of two, each reader takes another one."""

from __future__ import annotations

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.wire import Request

# Fields that are no lists (RFC 9110 §5.3), and those of the contract.
ONCE = (
    "authorization", "content-length", "content-type", "host", "idempotency-key", "user-agent", "x-api-key", "x-request-id",
    "x-retry-count",
)  # fmt: skip


def twice(request: Request, number: int) -> list[Failure]:
    """A fault for each such header that stands in this request, the number-th of its call, more than once."""
    names = [name.lower() for name, _ in request.headers]
    return [
        Failure(
            f"request {number}: the header {name} is sent {names.count(name)} times", ("sent", number - 1)
        )
        for name in ONCE
        if names.count(name) > 1
    ]
