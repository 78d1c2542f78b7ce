"""Holding the server's own answers against the contract, before they are sent."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from ..http.messages import Receive, Send
from ..operation import Operation
from ..settings import UnusableSettingError
from .effects import Application, Message

_MOST = 32 * 1024 * 1024
"""Bytes of an answer; a longer one goes out as it is."""


class StrictError(UnusableSettingError):
    """The package that checks answers is not installed."""


class Strict:
    """Replaces an answer that breaks the contract by 500 with the reason."""

    def __init__(self, application: Application) -> None:
        try:
            from jsonschema import Draft202012Validator
        except ImportError:
            raise StrictError(
                "--strict needs jsonschema: pip install './server-mock[strict]' in the repository"
            ) from None
        self._application = application
        self._validator = Draft202012Validator
        document = json.loads(files("vectorizer_mock.contract").joinpath("answers.json").read_bytes())
        self._answers: dict[str, Any] = document["operations"]
        self._components: dict[str, Any] = document["components"]
        self._made: dict[tuple[str, str], Any] = {}

    async def answer(
        self,
        operation: Operation | None,
        request_id: str,
        scope: dict[str, Any],
        receive: Receive,
        send: Send,
    ) -> None:
        """Let the application answer, and check what it says."""
        if operation is None:
            await self._application(scope, receive, send)
            return
        # Compressed, nobody could read it here.
        plain = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        kept: list[Message] = []
        size = 0

        async def hold(message: Message) -> None:
            nonlocal size
            size += len(message.get("body", b""))
            kept.append(message)
            if size > _MOST:
                for one in kept:
                    await send(one)
                kept.clear()

        await self._application(plain, receive, hold)
        if size > _MOST or not kept:
            for one in kept:
                await send(one)
            return
        reason = self._reason(operation.operation_id, kept)
        for message in kept if reason is None else _failure(reason, request_id):
            await send(message)

    def _reason(self, operation: str, messages: list[Message]) -> str | None:
        """The faults of an answer."""
        status = str(messages[0]["status"])
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in messages[0]["headers"]
        }
        answers = self._answers[operation]
        if status not in answers:
            return f"{operation} has no status {status}; there are {', '.join(answers)}"
        answer = answers[status]
        for name in answer["headers"]:
            if name.lower() not in headers:
                return f"{operation} {status}: the header {name} is missing"
        body = b"".join(message.get("body", b"") for message in messages[1:])
        if not answer["content"]:
            return f"{operation} {status}: there must be no body" if body else None
        given = headers.get("content-type", "").partition(";")[0]
        if given not in answer["content"]:
            return f"{operation} {status}: the content type must be {' or '.join(answer['content'])}, got {given}"
        return self._wrong(
            f"{operation} {status}", (operation, status), answer["content"][given], given, body
        )

    def _wrong(
        self, where: str, key: tuple[str, str], schema: dict[str, Any], media_type: str, body: bytes
    ) -> str | None:
        validator = self._made.get(key)
        if validator is None:
            validator = self._made[key] = self._validator({**schema, "components": self._components})
        try:
            values = [json.loads(line) for line in (body.splitlines() if "ndjson" in media_type else [body])]
        except ValueError as error:
            return f"{where}: the body must be JSON: {error}"
        for value in values:
            for wrong in validator.iter_errors(value):
                place = "/".join(["/body", *map(str, wrong.absolute_path)])
                return f"{where}: {place}: {wrong.message}"[:2000]
        return None


def _failure(reason: str, request_id: str) -> list[Message]:
    problem = {
        "type": "urn:vectorizer:problem:internal-error",
        "title": "Internal server error",
        "status": 500,
        "detail": f"The answer would break the contract: {reason}",
        "code": "internal-error",
        "request_id": request_id,
    }
    body = json.dumps(problem).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-request-id", request_id.encode("ascii")),
    ]
    return [
        {"type": "http.response.start", "status": 500, "headers": headers},
        {"type": "http.response.body", "body": body},
    ]
