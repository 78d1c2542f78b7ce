"""The requests and answers of the cases on a server, kept so that they can be held against another contract."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from vectorizer_conformance.casefile import Case
from vectorizer_conformance.reference import decode_body
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.server_target import STEP_TIMEOUT, ServerTarget
from vectorizer_conformance.wire import Request, Response, WireClient

MOST = 20_000
_NAME = re.compile(r"[a-z_-]{1,40}")
# Headers that say what is asked for.
_ASKING = ("accept", "content-type", "if-match", "if-none-match", "idempotency-key")
_case: ContextVar[str] = ContextVar("case", default="")


@dataclass(frozen=True)
class SpecExchange:
    """One request of a case and its answer."""

    case: str
    request: Request
    response: Response

    @cached_property
    def text(self) -> str:
        """Its texts in small letters: target, headers and bodies, of long ones the beginning."""
        request, answer = self.request, self.response
        headers = " ".join(f"{name} {value}" for one in (request, answer) for name, value in one.headers)
        bodies = (request.body[:MOST] + b" " + answer.body[:MOST]).decode("utf-8", "replace")
        return f"{unquote(request.target)} {answer.status} {headers} {bodies}".lower()

    def mentions(self, words: Iterable[str]) -> bool:
        """Whether one of these words, in small letters, is in it."""
        return any(word in self.text for word in words)


def shape(one: SpecExchange) -> Hashable:
    """The form of an exchange, without the values: operation, status, headers and the form of the body."""
    path = re.sub(r"(?<=/collections/)[^/?]+|(?<=/vectors/)[^/?]+", "*", one.request.target.partition("?")[0])
    try:
        body = _form(decode_body(one.response))
    except (ValueError, RecursionError):
        body = "no JSON"
    media = tuple(one.response.index.get("content-type", ()))
    return one.request.method, path, one.response.status, frozenset(one.response.index), media, body


def distinct(kept: Iterable[SpecExchange]) -> list[SpecExchange]:
    """Of exchanges that ask the same, whatever the collection is called, and get an answer of the same shape, one each."""
    return list({(_question(one), shape(one)): one for one in kept}.values())


def _question(one: SpecExchange) -> Hashable:
    method, target, body = one.request.method, one.request.target, one.request.body
    if target == "/collections":
        body = re.sub(rb'"name": ?"[^"]*"', b"", body) if one.response.status < 300 else body
    headers = frozenset(
        (name.lower(), value) for name, value in one.request.headers if name.lower() in _ASKING
    )
    return method, re.sub(r"(?<=/collections/)[^/?]+", "*", target), headers, body


def _form(value: Any) -> Hashable:
    if isinstance(value, dict):
        # Metadata is anybody's; of a vector's numbers the first says what they are.
        return frozenset((key, key if key == "metadata" else _form(item)) for key, item in value.items())
    if isinstance(value, list):
        numbers = bool(value) and isinstance(value[0], float | int)
        return ("list", frozenset(map(_form, value[:1] if numbers else value)))
    # A name in small letters may be a value of an enum, which must be seen.
    return value if isinstance(value, str) and _NAME.fullmatch(value) else type(value).__name__


class _Wire(WireClient):
    kept: list[SpecExchange]

    async def send(self, request: Request, timeout: float | None = None) -> Response:
        response = await super().send(request, timeout)
        self.kept.append(SpecExchange(_case.get(), request, response))
        return response


class RecordingTarget(ServerTarget):
    """Judges cases against a server and keeps what was exchanged."""

    def __init__(self, row: str, spec: Spec, nonce: str) -> None:
        super().__init__(row, spec, nonce)
        self.kept: list[SpecExchange] = []

    def wire(self, url: str, case: Case) -> WireClient:
        if url not in self._wires:
            made = self._wires[url] = _Wire(url, STEP_TIMEOUT)
            made.kept = self.kept
        return self._wires[url]

    async def run(self, case: Case, url: str) -> Verdict:
        _case.set(case.id)
        return await super().run(case, url)
