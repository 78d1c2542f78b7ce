"""Idempotency keys: a request that is sent again is not executed again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import blake2b

import orjson

from ..contract.limits import FREE_CODES, FREE_STATUSES
from ..operations.pieces import to_json
from ..problems import Path, Problem, problem_at
from ..stores import IdempotentRequest, KeyBusyError, KeyReusedError, Store, StoredAnswer
from ..validation.strict_json import read_json
from .messages import VISIBLE, Headers, Request, Response

_PLACE: Path = ((None, "header"), "idempotency-key")
_REPLAYED = (b"idempotency-replayed", b"true")


@asynccontextmanager
async def idempotent(
    store: Store, caller: str, key: str, fingerprint: bytes, collection: str | None
) -> AsyncIterator[IdempotentRequest]:
    """A request under a key, in one transaction of the store; the problem where the key is another request's."""
    try:
        async with store.idempotent(caller, key, fingerprint, collection) as request:
            yield request
    except KeyReusedError:
        detail = "was used for another request."
        raise problem_at(_PLACE, "idempotency-key-reused", detail) from None
    except KeyBusyError:
        detail = "The first request with this Idempotency-Key is still running."
        raise Problem("idempotency-in-progress", detail, retry_after=1) from None


def executed(problem: Problem) -> bool:
    """Whether a request with this problem counts as executed, so that its answer is stored."""
    return problem.status not in FREE_STATUSES and problem.code not in FREE_CODES


def to_stored(response: Response, problem: str = "") -> StoredAnswer:
    """A response as a store keeps it."""
    return StoredAnswer(response.status, tuple(response.headers), response.body, problem)


def replayed(stored: StoredAnswer, request: Request) -> Response:
    """The response to a request that was sent again."""
    body = stored.body
    if stored.problem:
        request.problem = stored.problem
        body = to_json({**orjson.loads(body), "request_id": request.id})
    return Response(stored.status, [*stored.headers, _REPLAYED], body)


def idempotency_key(headers: Headers) -> str | None:
    """The key that a request carries; 400 when it is not one."""
    key = headers.get("idempotency-key")
    if key is None:
        return None
    if len(key) > 255 or not VISIBLE.fullmatch(key):
        detail = "must be 1 to 255 visible ASCII characters."
        raise problem_at(_PLACE, "malformed-request", detail)
    return key


def fingerprint(raw: bytes, request: Request) -> bytes:
    """The identity of a request: all that decides what it does."""
    digest = blake2b(digest_size=16)
    conditions = request.headers.get("if-match") or ""
    for part in (request.method.encode(), request.raw_path, request.query, conditions.encode(), raw):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def named(raw: bytes) -> str | None:
    """The name in the body of a request that makes a collection; None where the body is none that could."""
    try:
        body = read_json(raw, (None, "body"))
    except Problem:
        return None
    name = body.get("name") if type(body) is dict else None
    return name if type(name) is str else None
