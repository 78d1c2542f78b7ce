"""A server that is the model behind HTTP, and wrong in one way on request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from model_faults import FAULTS
from vectorizer_conformance._generated.policy import STATUS_OF_CODE
from vectorizer_conformance.layers.model.generate import stand_in
from vectorizer_conformance.oracle import Ambiguous, ExpectedAnswer, Model
from vectorizer_conformance.oracle.expected import Page, Ranking
from vectorizer_conformance.reference import arguments_of
from vectorizer_conformance.reference_server.answer_writer import Renderer
from vectorizer_conformance.reference_server.clock import Clock
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire.message import Request, Response, read_request


class ModelServer:
    """Use as an async context manager; `url` is its address."""

    def __init__(self, spec: Spec, fault: str = "") -> None:
        self.spec, self.fault = spec, fault
        self.model = Model(stand_in)
        self.clock = Clock()
        self.requests = self.made = 0
        self.url = ""
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._plain: Callable[[Any], Any] = lambda tree: tree

    async def __aenter__(self) -> ModelServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in list(self._writers):
            writer.close()
        await asyncio.sleep(0)

    async def send(self, request: Request) -> Response:
        """As a `WireClient`, without a socket."""
        status, headers, body = await self._answer(request)
        return Response(status, "", list(headers.items()), body)

    async def get(self, flags: tuple[str, ...] = ()) -> str:
        """As a server pool."""
        return self.url

    async def ended(self, url: str, seconds: float) -> str:
        """As a server pool: it lives as long as the test."""
        return ""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            while request := await read_request(reader):
                status, headers, body = await self._answer(request)
                lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body)}"]
                lines += [f"{name}: {value}" for name, value in headers.items()]
                writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        except (OSError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _answer(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        self.requests += 1
        found = arguments_of(self.spec, request)
        assert found is not None, request
        operation, args = found
        key = request.header("idempotency-key")
        call = {"idempotency_key": key} if key else {}
        for item in {"insertVector": [args], "batchInsert": args.get("vectors", [])}.get(operation.id, []):
            item.setdefault("id", self._made_id())
        renderer = Faulty(self.clock, args, self.spec.problem_codes)
        renderer.fault = self.fault
        self._plain = renderer.plain
        handler: Callable[..., Any] = FAULTS.get(self.fault, _right)
        try:
            answer = handler(self.model, operation.id, args, call)
            answer = await answer if asyncio.iscoroutine(answer) else answer
        except Ambiguous:
            # Refused for several reasons at once, under a key that a client gives every call: it is not kept.
            answer = _right(self.model, operation.id, args, {})
        try:
            return self._render(operation.id, args, answer)
        except ValueError:  # no cursor of ours
            return self._render(operation.id, args, ExpectedAnswer(400, codes=("invalid-cursor",)))

    def _made_id(self) -> str:
        self.made += 1
        version = "4" if self.fault == "random-ids" else "7"
        return f"0190a6c2-7b5e-{version}c3a-9d41-{self.made:012x}"

    def _render(
        self, operation: str, args: dict[str, Any], answer: ExpectedAnswer
    ) -> tuple[int, dict[str, str], bytes]:
        headers = {"X-Request-Id": f"r{self.requests}"}
        if answer.replayed:
            headers["Idempotency-Replayed"] = "true"
        if answer.status == 204:
            return 204, headers, b""
        if answer.refused:
            return self._problem(answer, headers)
        if answer.etag is not None:
            headers["ETag"] = f'"{answer.etag}"'
        if answer.status == 201:
            headers["Location"] = "/somewhere"
        body = self._plain(answer.body)
        if operation == "embed":
            body["provider"] = "hashing"
        if operation == "exportVectors":
            headers["Content-Type"] = "application/x-ndjson"
            return 200, headers, b"".join(json.dumps(line).encode() + b"\n" for line in body)
        headers["Content-Type"] = "application/json"
        return answer.status, headers, json.dumps(body).encode()

    def _problem(self, answer: ExpectedAnswer, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        code = answer.codes[0]
        if STATUS_OF_CODE[code] == 412 and answer.etag is not None:
            headers["ETag"] = f'"{answer.etag}"'
        problem = {
            "type": f"urn:{code}",
            "title": code,
            "status": STATUS_OF_CODE[code],
            "detail": code,
            "code": code,
            "request_id": headers["X-Request-Id"],
            **self._plain(answer.body or {}),
        }
        headers["Content-Type"] = "application/problem+json"
        return STATUS_OF_CODE[code], headers, json.dumps(problem).encode()


class Faulty(Renderer):
    """Pages and rankings, wrong in one way on request."""

    fault = ""

    def page(self, node: Page) -> dict[str, Any]:
        after = self.after()
        if self.fault == "cursor-repeats" and after is not None:
            left = [record for record in node.records if record["id"] >= after]
            shown = left[: node.limit]
            cursor = self.cursor(shown[-1]["id"]) if len(left) > node.limit else None
            return {"vectors": [self.plain(dict(record)) for record in shown], "next_cursor": cursor}
        shown = super().page(node)
        if self.fault == "page-lost" and after is not None and shown["next_cursor"] is None:
            return {**shown, "vectors": []}
        return shown

    def hits(self, node: Ranking) -> list[dict[str, Any]]:
        if self.fault == "threshold-ignored":
            node = replace(node, threshold=None)
        if self.fault == "limit-off-by-one":
            node = replace(node, limit=node.limit + 1)
        everything = super().hits(replace(node, limit=len(node.candidates)))
        if self.fault == "search-ascending":
            everything.sort(key=lambda hit: (hit["score"], hit["id"]))
        if self.fault == "ties-by-chance":
            everything.sort(key=lambda hit: (hit["score"], hit["id"]), reverse=True)
        return everything[: node.limit]


def _right(model: Model, operation: str, args: dict[str, Any], call: dict[str, Any]) -> ExpectedAnswer:
    return model.apply(operation, args, call)
