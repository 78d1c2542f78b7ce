"""Raw responses: the value together with the answer it came in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .._http.transport import Headers

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RawResponse(Generic[T]):
    """A decoded value, and the status, headers and timings of the answer that held it."""

    value: T
    status: int
    headers: Headers
    request_id: str
    attempts: int
    timings: tuple[float, ...] = field(default=())
    """Seconds that each attempt took."""

    @property
    def data(self) -> T:
        """The value, by the name that it has in TypeScript."""
        return self.value

    @property
    def etag(self) -> str | None:
        """The entity tag of the vector's version, as `if_match` takes it."""
        return self.headers.get("etag")

    @property
    def replayed(self) -> bool:
        """Whether this is the stored answer to an earlier request with the same idempotency key."""
        return self.headers.get("idempotency-replayed") == "true"
