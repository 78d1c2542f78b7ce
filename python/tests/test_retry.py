"""Retry decisions: pure functions."""

from __future__ import annotations

import math

import pytest
from vectorizer_client import RetryPolicy
from vectorizer_client._call.retry import Outcome, TokenBucket, is_retryable, next_delay, retry_after

NOW = 1_800_000_000.0
DATE = "Fri, 15 Jan 2027 08:00:00 GMT"  # NOW
IN_10_S = "Fri, 15 Jan 2027 08:00:10 GMT"


def delay(
    attempt: int, outcome: Outcome, random: float = 0.5, policy: RetryPolicy | None = None
) -> float | None:
    return next_delay(attempt, outcome, policy or RetryPolicy(), TokenBucket(), NOW, lambda: random)


@pytest.mark.parametrize("attempt", [1, 2, 3, 4, 8, 2000])
@pytest.mark.parametrize("random", [0.0, 0.5, 0.999])
def test_delays_are_full_jitter_under_a_cap_that_doubles(attempt: int, random: float) -> None:
    policy = RetryPolicy(retries=5000)
    wanted = random * min(8.0, 0.25 * 2 ** min(attempt - 1, 30))
    assert delay(attempt, Outcome("reset"), random, policy) == pytest.approx(wanted)


def test_attempts_end_after_the_retries_that_are_allowed() -> None:
    assert delay(2, Outcome("connect")) is not None
    assert delay(3, Outcome("connect")) is None
    assert delay(1, Outcome("connect"), policy=RetryPolicy(retries=0)) is None


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_these_statuses_are_tried_again(status: int) -> None:
    assert is_retryable(Outcome("status", status), RetryPolicy())


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 431, 500, 501, 304]
)
def test_no_other_status_is_tried_again(status: int) -> None:
    assert not is_retryable(Outcome("status", status), RetryPolicy())


def test_a_conflict_is_tried_again_only_while_the_same_request_still_runs() -> None:
    assert is_retryable(Outcome("status", 409, "idempotency-in-progress"), RetryPolicy())
    assert not is_retryable(Outcome("status", 409, "vector-exists"), RetryPolicy())
    assert not is_retryable(Outcome("status", 422, "idempotency-in-progress"), RetryPolicy())


@pytest.mark.parametrize(
    ("kind", "again"),
    [("connect", True), ("reset", True), ("timeout", True), ("tls", False), ("other", False)],
)
def test_failures_of_the_network_are_tried_again_and_distrust_is_not(kind: str, again: bool) -> None:
    assert is_retryable(Outcome(kind), RetryPolicy()) is again  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": " 1.5 "}, 1.5),
        ({"retry_after": "0"}, 0.0),
        ({"retry_after_ms": "250"}, 0.25),
        ({"retry_after_ms": "250", "retry_after": "9"}, 0.25),
        ({"retry_after_ms": "soon", "retry_after": "9"}, 9.0),
        ({"retry_after": IN_10_S}, 10.0),
        ({"retry_after": DATE}, 0.0),
        ({"retry_after": "Fri, 15 Jan 2027 07:00:00 GMT"}, 0.0),
        ({"retry_after": "9" * 40}, math.inf),
        ({"retry_after": "-3"}, None),
        ({"retry_after": "soon"}, None),
        ({"retry_after": ""}, None),
        ({"retry_after": "1e9"}, None),
        ({"retry_after": "Fri, 99 Foo 2027 99:99:99 GMT"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_as_seconds_milliseconds_or_a_date_and_garbage_is_none(
    header: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(Outcome("status", 429, **header), NOW) == seconds


def test_a_date_is_measured_by_the_servers_own_clock() -> None:
    outcome = Outcome("status", 503, retry_after=IN_10_S, date=DATE)
    assert retry_after(outcome, NOW + 3600) == 10.0
    assert retry_after(outcome, NOW - 3600) == 10.0


def test_retry_after_replaces_the_jitter_and_a_long_one_ends_the_call() -> None:
    assert delay(1, Outcome("status", 429, retry_after="60")) == 60.0
    assert delay(1, Outcome("status", 429, retry_after="61")) is None
    assert delay(1, Outcome("status", 429, retry_after="1000000000")) is None


def test_the_bucket_bounds_the_retries_of_an_outage() -> None:
    bucket, policy = TokenBucket(), RetryPolicy()
    granted = sum(
        next_delay(attempt, Outcome("reset"), policy, bucket, NOW, lambda: 0.0) is not None
        for _ in range(1000)
        for attempt in (1, 2)
    )
    assert granted == 100
    assert (1000 + granted) / 1000 <= 1.2


def test_a_retry_after_a_timeout_costs_twice_and_success_pays_back() -> None:
    bucket = TokenBucket(tokens=10)
    assert bucket.take("timeout")
    assert not bucket.take("reset")
    for _ in range(5):
        bucket.give_back()
    assert bucket.take("reset")
    full = TokenBucket()
    full.give_back()
    assert full.tokens == full.capacity


def test_nothing_is_taken_for_a_retry_that_is_not_granted() -> None:
    bucket = TokenBucket()
    assert next_delay(9, Outcome("reset"), RetryPolicy(), bucket, NOW, lambda: 0.0) is None
    assert next_delay(1, Outcome("status", 422), RetryPolicy(), bucket, NOW, lambda: 0.0) is None
    assert bucket.tokens == bucket.capacity
