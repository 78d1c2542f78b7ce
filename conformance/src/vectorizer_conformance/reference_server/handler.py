"""One request to one answer: what comes before the model, and what the model does not know."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from vectorizer_conformance import __version__
from vectorizer_conformance._generated.policy import FREE_STATUSES, STATUS_OF_CODE
from vectorizer_conformance.casefile.operations import table
from vectorizer_conformance.match.atoms import as_vector
from vectorizer_conformance.oracle import ExpectedAnswer
from vectorizer_conformance.oracle.meanings import MEANINGS
from vectorizer_conformance.oracle.record import unfit
from vectorizer_conformance.reference_server.answer_writer import Renderer
from vectorizer_conformance.reference_server.body_validator import BodyValidator
from vectorizer_conformance.reference_server.clock import Bucket, Clock, embed
from vectorizer_conformance.reference_server.refusals import FieldProblem, RefusedError, Reply, problem
from vectorizer_conformance.reference_server.request_reader import arguments, negotiate, operation_of
from vectorizer_conformance.reference_server.server_model import DecidedModel
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.wire import Request


@dataclass(frozen=True)
class Settings:
    """Keys that a client must have, requests in a second (None: all), seconds for a request to be whole, and whether no
    request is taken at all."""

    api_key: str | None = None
    read_only_key: str | None = None
    rate: float | None = None
    patience: float = 10.0
    closed: bool = False


class Handler:
    """The state of one stand-in."""

    def __init__(self, spec: Spec, settings: Settings | None = None) -> None:
        self.spec, self.settings = spec, settings or Settings()
        self.walk = BodyValidator(spec)
        self._rows = table(spec)
        self.clock = Clock()
        self.model = DecidedModel(self.walk, embed)
        self._bucket = Bucket(self.settings.rate) if self.settings.rate else None
        self._kept: dict[str, tuple[bytes, Reply]] = {}

    def answer(self, request: Request) -> Reply:
        """The answer; any request gets one."""
        request_id = self._request_id(request)
        try:
            reply = self._answer(request, request_id)
        except RefusedError as error:
            reply = problem(self.spec, error, request_id)
        reply.headers["X-Request-Id"] = request_id
        return reply

    def _request_id(self, request: Request) -> str:
        given = request.header("x-request-id") or ""
        visible = 1 <= len(given) <= 128 and all("!" <= c <= "~" for c in given)
        return given if visible else self.clock.ident()

    def _answer(self, request: Request, request_id: str) -> Reply:
        if len(request.headers) > 100 or sum(len(k) + len(v) + 4 for k, v in request.headers) > 16384:
            raise RefusedError("headers-too-large")
        if self.settings.closed:
            raise RefusedError("unavailable", headers={"Retry-After": "1"})
        operation, path = operation_of(self.spec, request)
        if self._bucket is not None and not operation.open and not self._bucket.take():
            raise RefusedError("rate-limited", headers={"Retry-After": "1"})
        self._allow(operation, request)
        negotiate(operation, request)
        key = self._key(operation, request)
        args = arguments(self.spec, self.walk, operation, path, request)
        said = b""
        if key is not None:
            said = hashlib.sha256(
                json.dumps([operation.id, request.target, args], sort_keys=True).encode("utf-8", "replace")
            ).digest()
            if key in self._kept:
                before, reply = self._kept[key]
                if before != said:
                    raise RefusedError("idempotency-key-reused")
                return _replayed(reply, request_id)
        reply = self._do(operation, args, request_id)
        if key is not None and reply.status not in FREE_STATUSES:
            self._kept[key] = (said, replace(reply, headers=dict(reply.headers)))
        return reply

    def _allow(self, operation: Operation, request: Request) -> None:
        """401 and 403."""
        wanted = self.settings.api_key
        if wanted is None or operation.open:
            return
        bearer = [v for k, v in request.headers if k.lower() == "authorization"]
        plain = [v for k, v in request.headers if k.lower() == "x-api-key"]
        given = plain[0] if plain else bearer[0].partition(" ")[2].strip() if bearer else ""
        scheme = not bearer or bearer[0].partition(" ")[0].lower() == "bearer"
        known = [wanted, *filter(None, [self.settings.read_only_key])]
        if len(bearer) + len(plain) != 1 or not scheme or given not in known:
            raise RefusedError("unauthorized", "A key is needed.", headers={"WWW-Authenticate": "Bearer"})
        if given != wanted and self._rows[operation.id].writes:
            raise RefusedError("forbidden", "This key only reads.")

    def _key(self, operation: Operation, request: Request) -> str | None:
        if not operation.needs_key:
            return None
        keys = [v for k, v in request.headers if k.lower() == "idempotency-key"]
        if keys and (
            len(keys) > 1 or not 1 <= len(keys[0]) <= 255 or not all("!" <= c <= "~" for c in keys[0])
        ):
            faults = (FieldProblem("/header/idempotency-key", "malformed-request", "is no key"),)
            raise RefusedError("malformed-request", "The Idempotency-Key is no key.", faults)
        return keys[0] if keys else None

    def _do(self, operation: Operation, args: dict[str, Any], request_id: str) -> Reply:
        if operation.id == "getHealth":
            return _json(200, {"status": "ok"})
        if operation.id == "getInfo":
            return _json(200, self._info())
        if operation.id not in MEANINGS:
            raise RefusedError("internal-error", f"The model does not predict {operation.id}.")
        self._check(operation, args)
        for item in {"insertVector": [args], "batchInsert": args.get("vectors", [])}.get(operation.id, []):
            item.setdefault("id", self.clock.ident())
        answer = self.model.apply(
            operation.id, {"dimension": 384, **args} if operation.id == "embed" else args
        )
        name = args.get("collection", args.get("name"))
        if self._rows[operation.id].writes and name in self.model.collections:
            self.model.stamp(name, self.clock.now())
        renderer = Renderer(self.clock, args, self.spec.problem_codes)
        etag = {"ETag": f'"{answer.etag}"'} if answer.etag is not None else {}
        if answer.refused:
            code = answer.codes[0]
            error = self._refused(operation, args, answer)
            error.headers.update(etag if STATUS_OF_CODE[code] == 412 else {})
            return problem(self.spec, error, request_id, renderer.plain(answer.body or {}))
        if answer.status == 204:
            return Reply(204)
        body = self._dated(operation, renderer.plain(answer.body))
        if operation.id == "exportVectors":
            lines = b"".join(json.dumps(line).encode() + b"\n" for line in body)
            return Reply(200, {"Content-Type": "application/x-ndjson"}, lines)
        if operation.id == "embed":
            body["provider"] = "hashing"
        reply = _json(answer.status, body)
        reply.headers.update(etag)
        if answer.status == 201:
            reply.headers["Location"] = _place(answer, body)
        return reply

    def _check(self, operation: Operation, args: dict[str, Any]) -> None:
        """Refuse what depends on this server and not on the model."""
        provider = (
            args.get("provider", "hashing")
            if operation.id == "embed"
            else args.get("embedding", {}).get("provider", "hashing")
        )
        if provider != "hashing":
            at = "/body/provider" if operation.id == "embed" else "/body/embedding/provider"
            words = f"There is no {provider!r} here."
            raise RefusedError("unknown-provider", words, [FieldProblem(at, "unknown-provider", words)])
        if "cursor" in args:
            try:
                decoded = base64.b64decode(args["cursor"], b"-_", validate=True).decode()
            except (binascii.Error, ValueError):
                decoded = ""
            if not decoded.startswith(f"{args['collection']}/"):
                faults = (FieldProblem("/query/cursor", "invalid-cursor", "was not made here"),)
                raise RefusedError("invalid-cursor", "The cursor was not made here.", faults)

    def _refused(self, operation: Operation, args: dict[str, Any], answer: ExpectedAnswer) -> RefusedError:
        """A refusal of the model, with the place that it does not tell."""
        code, collection = answer.codes[0], self.model.collections.get(args.get("collection", ""))
        places: list[str] = []
        if collection is not None and code in ("dimension-mismatch", "zero-vector"):
            asked = {f"/body/searches/{n}": one for n, one in enumerate(args.get("searches", ()))} or {
                "/body": args
            }
            for at, one in asked.items():
                found = as_vector(one["vector"]) if "vector" in one else None
                if found is not None and code in unfit(found, collection.dimension, collection.metric):
                    places.append(f"{at}/vector")
        return RefusedError(code, code, [FieldProblem(at, code, code) for at in places])

    def _dated(self, operation: Operation, body: Any) -> Any:
        if operation.id in ("createCollection", "getCollection"):
            return self.model.dated(body)
        if operation.id == "listCollections":
            return {"collections": [self.model.dated(one) for one in body["collections"]]}
        return body

    def _info(self) -> dict[str, Any]:
        return {
            "name": "vectorizer-stand-in",
            "version": __version__,
            "spec_version": self.spec.version,
            "limits": self.spec.limits,
            "features": ["idempotency-keys", "conditional-writes", "import-export"],
            "vector_formats": ["json", "base64"],
            "embedding_providers": ["hashing"],
        }


def _json(status: int, body: Any) -> Reply:
    return Reply(status, {"Content-Type": "application/json"}, json.dumps(body).encode())


def _replayed(reply: Reply, request_id: str) -> Reply:
    """The stored answer; a problem names the request that it answers now."""
    body = reply.body
    if reply.status >= 400:
        body = json.dumps({**json.loads(body), "request_id": request_id}).encode()
    return Reply(reply.status, {**reply.headers, "Idempotency-Replayed": "true"}, body)


def _place(answer: ExpectedAnswer, body: dict[str, Any]) -> str:
    if "id" in body:
        return f"/collections/{quote(body['collection'], safe='')}/vectors/{quote(body['id'], safe='')}"
    return f"/collections/{quote(body['name'], safe='')}"
