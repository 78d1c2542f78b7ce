"""One call of a client as it was made, and how its parts are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vectorizer_conformance.casefile import Step
from vectorizer_conformance.proxy import Attempt, Exchange
from vectorizer_conformance.spec import Operation
from vectorizer_conformance.syntax.json_reader import written
from vectorizer_conformance.wire import Request, Response

# Where what the kind of an error is stands.
KIND = ("error", "kind")


@dataclass(frozen=True)
class ClientCall:
    """One call as it was made: `wanted` is the request its arguments stand for, None when they stand for none."""

    operation: Operation
    step: Step
    expect: Mapping[str, Any]
    client: Mapping[str, Any]
    call: Mapping[str, Any]
    wanted: Request | None
    prefix: str
    reply: Mapping[str, Any]
    exchange: Exchange
    seconds: float
    lacks: frozenset[str] = frozenset()
    """The features that the client does not set out to have."""
    asked: int = 0
    """How often a client with this one's X-Client has read `/info` by itself."""

    @property
    def last(self) -> Response | None:
        sent = self.exchange.attempts
        return sent[-1].response if sent else None

    @property
    def collects(self) -> bool:
        return self.call.get("collect") == "all"

    @property
    def single(self) -> bool:
        """Whether one answer alone decides what the client gives back."""
        if "resume" in self.call or "take" in self.call:
            return False
        scripted = bool(self.step.replies) and not self.parts
        return not self.collects and (len(self.exchange.attempts) == 1 or scripted)

    @property
    def parts(self) -> bool:
        """Whether the call is made as several requests, each with its own part of the script."""
        return any("holds" in reply for reply in self.step.replies)


def is_redirect(attempt: Attempt) -> bool:
    return attempt.response is not None and 300 <= attempt.response.status < 400


def reply_in_words(reply: Mapping[str, Any]) -> str:
    if reply["type"] == "error":
        error = reply["error"]
        return f"{error.get('class') or error['kind']} ({error['kind']}): {str(error.get('message'))[:160]}"
    return f"the value {written(reply.get('value'))}" if reply["type"] == "ok" else str(reply["type"])
