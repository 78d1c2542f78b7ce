"""Replies that an adapter gave to another command than they belong to: its fault, and nobody's verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.proxy.exchange import Exchange


class Replies:
    """The calls of an adapter that are under way and reach the server, and the request ids that came to them."""

    def __init__(self) -> None:
        self._calls: dict[str, tuple[str, Exchange]] = {}

    def begin(self, token: str, about: str, exchange: Exchange) -> None:
        self._calls = {name: call for name, call in self._calls.items() if not call[1].ended}
        # Prepared answers may have one id for all.
        if not exchange.plan.steps:
            self._calls[token] = about, exchange

    def other(self, token: str, reply: Mapping[str, Any]) -> str:
        """Which other call under way this reply belongs to; empty where it is not known to belong to any."""
        if token not in self._calls:
            return ""
        told = (reply.get("meta") or reply.get("error") or {}).get("request_id")
        if not told or told in _ids(self._calls[token][1]):
            return ""
        under_way = (call for call in self._calls.values() if not call[1].ended)
        return next((about for about, exchange in under_way if told in _ids(exchange)), "")


def _ids(exchange: Exchange) -> set[str]:
    """The request ids that were sent and came."""
    asked = {attempt.request.header("x-request-id") for attempt in exchange.attempts}
    answers = [attempt.response for attempt in exchange.attempts if attempt.response]
    return {name for name in asked if name} | {
        name for one in answers for name in one.index.get("x-request-id", [])
    }
