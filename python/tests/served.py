"""A server in this process that answers from a table, behind `:memory:`, for what makes its client by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from vectorizer_client._http import in_process

Answers = dict[str, Any]
"""Method and path to a value, to (status, value), or to a function of the request's JSON that gives one of them."""


class Served:
    """The requests, and the answers to them."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        raw = (await receive())["body"]
        kind = dict(scope["headers"]).get(b"content-type", b"")
        body = (
            [json.loads(line) for line in raw.splitlines()]
            if b"ndjson" in kind
            else json.loads(raw or b"null")
        )
        query = f"?{scope['query_string'].decode()}" if scope["query_string"] else ""
        what = f"{scope['method']} {scope['raw_path'].decode()}"
        if what != "GET /info":
            self.asked.append((what + query, body))
            self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        answer = self.answers.get(what, (404, problem(404, "route-not-found")))
        answer = answer(body) if callable(answer) else answer
        status, value = answer if isinstance(answer, tuple) else (200, answer)
        media = b"application/problem+json" if status >= 400 else b"application/json"
        content = json.dumps(value).encode()
        if isinstance(value, list):
            media, content = (
                b"application/x-ndjson",
                b"".join(json.dumps(one).encode() + b"\n" for one in value),
            )
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", media)]})
        await send({"type": "http.response.body", "body": b"" if value is None else content})


def problem(status: int, code: str, detail: str = "no") -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": code,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": "r",
    }


def serve(monkeypatch: pytest.MonkeyPatch, answers: Answers) -> Served:
    """Let `:memory:` be a server with these answers."""
    served = Served(answers)

    class Point:
        name = "fake"

        @staticmethod
        def load() -> Callable[[], Served]:
            return lambda: served

    monkeypatch.setattr(in_process, "entry_points", lambda group: [Point])
    return served
