"""Calls that are made as several requests: which reply is for which, and what must tell them apart."""

from __future__ import annotations

import time

import pytest
from vectorizer_conformance.proxy.exchange import Attempt, Exchange
from vectorizer_conformance.proxy.fault_plan import FORWARD, FaultPlan, FaultStep
from vectorizer_conformance.targets.check_requests import apart
from vectorizer_conformance.wire import Request


def attempt(body: bytes, key: str, ident: str) -> Attempt:
    headers = [("Idempotency-Key", key), ("X-Request-Id", ident)]
    return Attempt(1, 1, Request("POST", "/x", headers, body), FORWARD, time.monotonic())


def test_each_request_has_its_own_part_of_the_script() -> None:
    busy, fine = FaultStep(status=503, holds='"z"'), FaultStep(status=200, holds='"z"')
    exchange = Exchange(FaultPlan("t", (busy, fine), repeat=True))
    bodies = (b'["a"]', b'["z"]', b'["a"]', b'["z"]', b'["z"]')
    met = [exchange.begin(1, attempt(body, "k", "i").request).step for body in bodies]
    assert met == [FORWARD, busy, FORWARD, fine, fine]


A, Z = b'["a"]', b'["z"]'


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ([(A, "k0", "i0"), (Z, "k1", "i1"), (Z, "k1", "i1")], ""),
        ([(A, "k0", "i0"), (Z, "k0", "i1")], "an Idempotency-Key of their own"),
        ([(A, "k0", "i0"), (Z, "k1", "i0")], "an X-Request-Id of their own"),
        ([(A, "k0", "i0"), (Z, "k1", "i1"), (Z, "k2", "i1")], "its Idempotency-Key differs"),
        ([(Z, "k1", "i1"), (A, "k0", "i0"), (Z, "k1", "i2")], "its X-Request-Id differs"),
    ],
)
def test_requests_of_one_call_share_no_key_and_attempts_of_one_request_do(
    sent: list[tuple[bytes, str, str]], words: str
) -> None:
    told = "; ".join(map(str, apart([attempt(*one) for one in sent])))
    assert words in told
    assert bool(told) == bool(words)
