"""Whether a call may have been done follows from what all of its attempts met, and errors are held to it."""

from __future__ import annotations

from typing import Any

import pytest
from vectorizer_conformance.proxy import FORWARD, Attempt
from vectorizer_conformance.targets.doubt import wrong_doubt
from vectorizer_conformance.wire import Request, Response


def attempt(status: int | None, code: str | None = None, *, cut: bool = False) -> Attempt:
    made = Attempt(1, 1, Request("PATCH", "/", [], b""), FORWARD, 0.0)
    if status is not None:
        body = b"<html>" if code is None else b'{"code": "%s"}' % code.encode()
        made.response, made.planned, made.sent = Response(status, "", [], body), 100, 50 if cut else 100
    return made


LOST, CUT = attempt(None), attempt(503, "unavailable", cut=True)
REFUSED, BUSY, PROXY = attempt(422, "validation-failed"), attempt(503, "unavailable"), attempt(502)
UNDER_WAY, BROKEN, DONE = (
    attempt(409, "idempotency-in-progress"),
    attempt(500, "internal-error"),
    attempt(200),
)
ODD = attempt(400, '", "code": {"a": []}, "b": "')


@pytest.mark.parametrize(
    ("met", "kind", "wanted"),
    [
        ([REFUSED], "status", False),
        ([BUSY, REFUSED], "status", False),
        ([LOST, REFUSED], "status", True),
        ([BUSY, LOST, BUSY], "status", True),
        ([PROXY, BUSY], "status", True),
        ([UNDER_WAY, REFUSED], "status", True),
        ([BROKEN], "status", True),
        ([ODD], "status", False),
        ([BUSY, LOST], "connection", True),
        ([LOST], "timeout", True),
    ],
)
def test_an_error_tells_of_every_attempt(met: list[Attempt], kind: str, wanted: bool) -> None:
    assert not wrong_doubt({"kind": kind, "in_doubt": wanted}, met)
    assert not wrong_doubt({"kind": kind, "in_doubt": None}, met)
    (fault,) = wrong_doubt({"kind": kind, "in_doubt": not wanted}, met)
    assert f"after {len(met)} attempts" in str(fault)


@pytest.mark.parametrize(
    ("met", "kind"),
    [([], "connection"), ([BUSY], "timeout"), ([CUT], "status"), ([DONE], "status"), ([LOST], "cancelled")],
)
def test_what_nobody_can_tell_is_nobodys_fault(met: list[Attempt], kind: str) -> None:
    error: dict[str, Any] = {"kind": kind}
    assert not any(wrong_doubt({**error, "in_doubt": told}, met) for told in (True, False))
