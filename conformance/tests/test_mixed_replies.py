"""A reply that belongs to another call is the adapter's fault, and is told from a client's stale answer."""

from __future__ import annotations

from vectorizer_conformance.proxy import FaultPlan, FaultStep
from vectorizer_conformance.proxy.exchange import Exchange
from vectorizer_conformance.targets.mixed import Replies
from vectorizer_conformance.wire import Request, Response


def called(came: str, asked: str = "", *steps: FaultStep) -> Exchange:
    exchange = Exchange(FaultPlan("x", steps))
    headers = [("X-Request-Id", asked)] if asked else []
    exchange.begin(1, Request("GET", "/", headers)).response = Response(200, "", [("X-Request-Id", came)])
    return exchange


def test_a_reply_of_another_call_under_way_is_found() -> None:
    replies, one, two = Replies(), called("id-1"), called("id-2", asked="mine")
    replies.begin("a", "search of x", one)
    replies.begin("b", "search of y", two)
    assert replies.other("b", {"type": "ok", "meta": {"request_id": "id-1"}}) == "search of x"
    assert replies.other("b", {"type": "error", "error": {"request_id": "id-1"}}) == "search of x"
    for own in ("id-2", "mine", "of nobody", None):
        assert replies.other("b", {"type": "ok", "meta": {"request_id": own}}) == ""
    # What an earlier call was told is the client's own mistake.
    one.ended = True
    assert replies.other("b", {"type": "ok", "meta": {"request_id": "id-1"}}) == ""
    replies.begin("c", "search of z", called("id-3"))
    assert replies.other("c", {"type": "ok", "meta": {"request_id": "id-2"}}) == "search of y"
    # A prepared answer may repeat an id.
    replies.begin("d", "search of w", called("id-4", "", FaultStep(status=404)))
    assert replies.other("d", {"type": "ok", "meta": {"request_id": "id-3"}}) == ""
    assert replies.other("c", {"type": "ok", "meta": {"request_id": "id-4"}}) == ""
