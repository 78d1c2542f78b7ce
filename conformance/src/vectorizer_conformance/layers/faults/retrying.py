"""A client that retries as the design says: how the suite shows that a server makes exactly-once possible, and that its
own judges can say yes. What a subclass gets wrong, they must see.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from vectorizer_conformance._generated.policy import (
    ATTEMPTS,
    BUDGET,
    CLASS_OF_CODE,
    MAX_RETRY_AFTER,
    RETRY_CODES,
    RETRY_COST,
    RETRY_STATUSES,
    SUCCESS_REFUND,
)
from vectorizer_conformance.adapter.protocol import AdapterDescription
from vectorizer_conformance.layers.faults.case import BACKOFF
from vectorizer_conformance.layers.faults.client_processes import ClientProcesses
from vectorizer_conformance.processes.tasks import within
from vectorizer_conformance.reference import decode_value, encode
from vectorizer_conformance.spec import Checker, Operation, Spec
from vectorizer_conformance.wire import Response, WireClient, WireError

LACKS = frozenset({"validation", "paging", "splitting", "response-limit"})
_CLASSES = {
    "connection": "ConnectionFailedError",
    "timeout": "DeadlineExceededError",
    "redirect": "RedirectError",
    "response": "ResponseError",
}


class RetryingCallError(Exception):
    """How a call failed, in the protocol's words."""

    def __init__(self, kind: str, message: str = "", **more: Any) -> None:
        super().__init__(message)
        known = {"class": _CLASSES[kind]} if kind in _CLASSES else {}
        self.fields: dict[str, Any] = {"kind": kind, "message": message or kind, **known, **more}


class RetryingClient:
    """Every attempt has a connection of its own, so that none is retried unseen. Each method is one decision."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._checker = Checker(spec)
        self._tokens: dict[str, int] = {}

    async def run(self, command: dict[str, Any]) -> dict[str, Any]:
        """Reply to one `run` command."""
        operation = self.spec.operations[command["operation"]]
        call = command.get("call", {})
        limit = float(call.get("timeout", command["client"].get("timeout", 60.0)))
        cancel = command.get("cancel_after_ms")
        state = {"attempts": 0}
        try:
            try:
                made = self.attempts(operation, command, time.monotonic() + limit, state)
                return await within(made, limit if cancel is None else min(limit, cancel / 1000))
            except asyncio.TimeoutError:
                cancelled = cancel is not None and cancel / 1000 < limit
                raise RetryingCallError("cancelled" if cancelled else "timeout") from None
        except RetryingCallError as error:
            fields = {"class": None, "attempts": state["attempts"], **error.fields}
            return {"type": "error", "error": fields}

    async def attempts(
        self, operation: Operation, command: Mapping[str, Any], deadline: float, state: dict[str, int]
    ) -> dict[str, Any]:
        """Try until there is an answer that stands; `RetryingCallError` is the failure that remains."""
        call = command.get("call", {})
        key, request_id = self.key(operation, call), str(uuid.uuid4())
        allowed = int(call.get("retries", command["client"].get("retries", ATTEMPTS - 1)))
        while True:
            state["attempts"] += 1
            response: Response | None = None
            try:
                response = await self.once(operation, command, key, request_id, state["attempts"])
                reply = self.value(operation, response, call)
                reply["meta"]["attempts"] = state["attempts"]
                self.give_back(command)
                return reply
            except WireError as error:
                failure = RetryingCallError("connection", str(error))
            except RetryingCallError as error:
                failure = error
            retried = operation.idempotency != "none" and self.retries(operation, failure, response)
            wait = self.wait(state["attempts"], response)
            spent = (
                state["attempts"] > allowed or wait > MAX_RETRY_AFTER or wait > deadline - time.monotonic()
            )
            if not retried or spent or not self.afford(command):
                raise failure
            await asyncio.sleep(wait)

    async def once(
        self, operation: Operation, command: Mapping[str, Any], key: str | None, request_id: str, attempt: int
    ) -> Response:
        """One attempt on a connection of its own."""
        client, call = command["client"], command.get("call", {})
        request = encode(
            operation, command["arguments"], {**call, "idempotency_key": key, "request_id": request_id}
        )
        request.headers += [*client.get("headers", {}).items(), ("X-Retry-Count", str(attempt - 1))]
        if client.get("api_key"):
            request.headers.append(("Authorization", f"Bearer {client['api_key']}"))
        wire = self.wire(client["base_url"])
        try:
            return await wire.send(request)
        finally:
            await wire.close()

    def wire(self, origin: str) -> WireClient:
        """The way to the network."""
        return WireClient(origin, timeout=3600)

    def key(self, operation: Operation, call: Mapping[str, Any]) -> str | None:
        """The idempotency key of a call: one for all its attempts."""
        return call.get("idempotency_key") or (str(uuid.uuid4()) if operation.needs_key else None)

    def retries(self, operation: Operation, failure: RetryingCallError, response: Response | None) -> bool:
        """Whether another attempt may help and can't harm."""
        fields = failure.fields
        if fields["kind"] == "status":
            return fields["status"] in RETRY_STATUSES or fields.get("code") in RETRY_CODES
        return bool(fields["kind"] == "connection")

    def wait(self, attempt: int, response: Response | None) -> float:
        """Seconds before the next attempt."""
        told = None if response is None else retry_after(response)
        return told if told is not None else random.uniform(0, BACKOFF[min(attempt, len(BACKOFF)) - 1])

    def afford(self, command: Mapping[str, Any]) -> bool:
        """Take a retry from the client's allowance."""
        left = self._tokens.get(_client(command), BUDGET)
        self._tokens[_client(command)] = left - RETRY_COST if left >= RETRY_COST else left
        return left >= RETRY_COST

    def give_back(self, command: Mapping[str, Any]) -> None:
        """A success adds to the client's allowance, which is never more than it began with."""
        left = self._tokens.get(_client(command), BUDGET)
        self._tokens[_client(command)] = min(BUDGET, left + SUCCESS_REFUND)

    def value(self, operation: Operation, response: Response, call: Mapping[str, Any]) -> dict[str, Any]:
        """An answer as the caller gets it; `RetryingCallError` when it is an error, or none at all."""
        about: dict[str, Any] = {
            "status": response.status,
            "request_id": response.index.get("x-request-id", [None])[0],
        }
        if 300 <= response.status < 400:
            raise RetryingCallError("redirect", "redirects are not followed", **about)
        try:
            value = decode_value(response)
        except (ValueError, RecursionError) as error:
            value, broken = None, str(error)
        else:
            found = self._checker.answer(operation, response.status, response.index, response.body)
            broken = "; ".join(map(str, found))
        if response.status >= 400:
            problem = value if isinstance(value, dict) else {}
            code = problem.get("code")
            name = CLASS_OF_CODE.get(str(code), "APIStatusError")
            raise RetryingCallError(
                "status", str(problem.get("detail")), **about, code=code, **{"class": name}
            )
        if broken:
            raise RetryingCallError("response", broken, **about)
        if operation.batch_items is not None and isinstance(value, dict) and value.get("failed"):
            raise RetryingCallError("batch-partial", "items failed", report=value)
        return {"type": "ok", "value": value, "meta": about}


def retry_after(response: Response) -> float | None:
    """The wait that a server asks for; None for none and for what can't be read."""
    text = response.index.get("retry-after", [""])[0].strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text).timestamp()
        told = response.index.get("date")
        return max(0.0, at - (parsedate_to_datetime(told[0]).timestamp() if told else time.time()))
    except (TypeError, ValueError):
        return None


class InProcess(ClientProcesses):
    """A client of the suite's own where an adapter process would be."""

    def __init__(self, client: RetryingClient) -> None:
        super().__init__("")
        self._client = client

    async def start(self) -> None:
        return None

    async def ask(self, command: Mapping[str, Any], limit: float) -> dict[str, Any]:
        return await within(self._client.run(dict(command)), limit)

    async def close(self) -> None:
        return None


def started(spec: Spec, lacks: frozenset[str] = LACKS) -> AdapterDescription:
    """How the client describes itself."""
    return AdapterDescription(
        "retrying", "http", "", "", frozenset({"async"}), lacks, frozenset(spec.operations)
    )


def _client(command: Mapping[str, Any]) -> str:
    """The client of a command, by its options."""
    return repr(sorted(command["client"].items(), key=str))
