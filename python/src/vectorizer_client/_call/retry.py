"""Whether and when to try again: decisions without I/O, shared by both clients."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Literal

from .._generated import policy as contract
from .._types.errors import ConfigurationError, brief, type_name

Kind = Literal["connect", "reset", "timeout", "tls", "status", "other"]

_NUMBER = re.compile(r"\d{1,12}(\.\d{1,9})?")
_FAR = math.inf


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How a failed request is tried again.

    Delays are full jitter, `random(0, min(max_delay, base_delay * 2**n))` seconds; a server's `Retry-After` replaces
    them, and one above `max_retry_after` ends the call at once.
    """

    retries: int = contract.ATTEMPTS - 1
    base_delay: float = contract.BASE_DELAY
    max_delay: float = contract.MAX_DELAY
    max_retry_after: float = contract.MAX_RETRY_AFTER
    statuses: frozenset[int] = contract.RETRY_STATUSES
    codes: frozenset[str] = contract.RETRY_CODES

    def __post_init__(self) -> None:
        if isinstance(self.retries, bool) or not isinstance(self.retries, int) or self.retries < 0:
            raise ConfigurationError(f"retries must be an integer, 0 or more, got {brief(self.retries)}")
        for name in ("base_delay", "max_delay", "max_retry_after"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < math.inf:
                raise ConfigurationError(f"{name} must be a number of seconds, 0 or more, got {brief(value)}")
        for name, kind, wanted in (("statuses", int, "an integer"), ("codes", str, "a string")):
            value = getattr(self, name)
            if not isinstance(value, (frozenset, set, list, tuple)):
                raise ConfigurationError(f"{name} must be a set, got {type_name(value)}")
            for number, one in enumerate(value):
                if isinstance(one, bool) or not isinstance(one, kind):
                    raise ConfigurationError(f"{name}[{number}] must be {wanted}, got {brief(one)}")


@dataclass(slots=True)
class TokenBucket:
    """A client's allowance of retries, so that an outage is not met with a storm of them.

    A retry costs `cost` tokens, after a timeout `timeout_cost`; a call that succeeds gives `refund` back.
    """

    capacity: int = contract.BUDGET
    cost: int = contract.RETRY_COST
    timeout_cost: int = contract.TIMEOUT_COST
    refund: int = contract.SUCCESS_REFUND
    tokens: int = field(default=contract.BUDGET)

    def take(self, kind: Kind) -> bool:
        cost = self.timeout_cost if kind == "timeout" else self.cost
        if self.tokens < cost:
            return False
        self.tokens -= cost
        return True

    def give_back(self) -> None:
        if self.tokens < self.capacity:
            self.tokens = min(self.capacity, self.tokens + self.refund)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, as far as trying again depends on it; headers are as received."""

    kind: Kind
    status: int | None = None
    code: str | None = None
    retry_after: str | None = None
    retry_after_ms: str | None = None
    date: str | None = None


def is_retryable(outcome: Outcome, policy: RetryPolicy) -> bool:
    """Whether the same request may succeed later, whatever is left of attempts and time."""
    if outcome.kind == "status":
        return outcome.status in policy.statuses or (outcome.status == 409 and outcome.code in policy.codes)
    return outcome.kind in ("connect", "reset", "timeout")


def next_delay(
    attempt: int,
    outcome: Outcome,
    policy: RetryPolicy,
    bucket: TokenBucket,
    now: float,
    random: Callable[[], float],
) -> float | None:
    """Seconds to wait before the next attempt, or `None` to give up.

    `attempt` counts from 1; `now` is seconds since the epoch, for a `Retry-After` that is a date; `random` gives
    numbers in [0, 1). A retry that is granted is taken from the bucket.
    """
    if attempt > policy.retries or not is_retryable(outcome, policy):
        return None
    delay = retry_after(outcome, now) if outcome.kind == "status" else None
    if delay is None:
        delay = random() * min(policy.max_delay, policy.base_delay * 2.0 ** min(attempt - 1, 30))
    elif delay > policy.max_retry_after:
        return None
    return delay if bucket.take(outcome.kind) else None


def retry_after(outcome: Outcome, now: float) -> float | None:
    """The seconds a server asks to wait: milliseconds, seconds or a date; `None` for none and for garbage."""
    if outcome.retry_after_ms is not None and (milliseconds := _number(outcome.retry_after_ms)) is not None:
        return milliseconds / 1000
    text = outcome.retry_after
    if text is None:
        return None
    seconds = _number(text)
    if seconds is not None:
        return seconds
    at = _date(text)
    if at is None:
        return None
    # The server's own clock, where it tells: ours may be wrong or jump.
    sent = _date(outcome.date) if outcome.date else None
    return max(0.0, at - (now if sent is None else sent))


def _number(text: str) -> float | None:
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return float(text)
    return _FAR if text.isascii() and text.isdigit() else None


def _date(text: str) -> float | None:
    try:
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def outcome_of(status: int, headers: Mapping[str, str], code: str | None) -> Outcome:
    """An error answer, as far as trying again depends on it."""
    return Outcome(
        kind="status",
        status=status,
        code=code,
        retry_after=headers.get("retry-after"),
        retry_after_ms=headers.get("retry-after-ms"),
        date=headers.get("date"),
    )


def is_refusal(outcome: Outcome) -> bool:
    """Whether an error answer says that nothing was done."""
    assert outcome.status is not None
    if outcome.code == "idempotency-in-progress":
        return False
    return outcome.status < 500 or outcome.code == "unavailable"
