"""A call and what came of it, whoever makes it."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.model.sequence import Namespace, SequenceStep
from vectorizer_conformance.layers.model.transcript import entry
from vectorizer_conformance.match.atoms import Vector, with_vectors
from vectorizer_conformance.reference import decode_body, encode
from vectorizer_conformance.repro import ProgramExchange
from vectorizer_conformance.spec import Checker, Spec
from vectorizer_conformance.spec.vector_format import misformatted
from vectorizer_conformance.syntax.float32 import to_f32
from vectorizer_conformance.wire import Response, WireClient

MOST_PAGES = 40


@dataclass(frozen=True)
class CallRecord:
    """An answer: status, problem code, body with `Vector`s, headers by lower-case name."""

    status: int
    code: str | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class CallResult:
    """One call: the answer on the wire (None when the caller refused it before sending), and the caller's faults."""

    seen: CallRecord | None
    faults: list[Failure] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    value: CallRecord | None = None
    exchanges: list[ProgramExchange] = field(default_factory=list)


class Caller(Protocol):
    """Makes calls of the API by some means."""

    async def make(self, step: SequenceStep, space: Namespace) -> CallResult: ...


def seen_of(response: Response, space: Namespace) -> CallRecord:
    """An answer with short names; `ValueError` when its body is not what its content type says."""
    short = Response(response.status, response.reason, response.headers, space.short(response.content))
    short.headers = [(k, v) for k, v in response.headers if k.lower() != "content-encoding"]
    body = with_vectors(decode_body(short))
    code = body.get("code") if response.status >= 400 and isinstance(body, dict) else None
    return CallRecord(
        response.status, code, body, {name: values[0] for name, values in response.index.items()}
    )


def joined(pages: list[CallRecord]) -> CallRecord:
    """The answers of a walk over pages as one; the first that is no page ends it."""
    vectors: list[Any] = []
    for seen in pages:
        if (
            seen.status != 200
            or not isinstance(seen.body, dict)
            or not isinstance(seen.body.get("vectors"), list)
        ):
            return seen
        vectors += seen.body["vectors"]
    return CallRecord(200, None, {"vectors": vectors, "next_cursor": None})


def longer(page: CallRecord, args: Mapping[str, Any]) -> list[Failure]:
    """The fault of a page that is longer than its limit."""
    vectors = page.body.get("vectors") if isinstance(page.body, dict) else None
    limit = args.get("limit", 100)
    return (
        [Failure(f"a page of {len(vectors)}, the limit is {limit}")]
        if isinstance(vectors, list) and len(vectors) > limit
        else []
    )


def native(value: Any, forms: Sequence[Callable[[list[float]], Any]], turn: int | None = None) -> Any:
    """Arguments with the vectors in one of these forms: which one is told by the arguments themselves."""
    turn = turn_of(value) if turn is None else turn
    if isinstance(value, list):
        return [native(item, forms, turn) for item in value]
    if not isinstance(value, dict):
        return value
    result = {}
    for key, item in value.items():
        if key == "vector" and isinstance(item, list):
            result[key] = forms[turn % len(forms)](item)
        else:
            result[key] = item if key in ("metadata", "filter") else native(item, forms, turn)
    return result


def turn_of(args: Any) -> int:
    """Which form is these arguments' turn."""
    return zlib.crc32(json.dumps(args, sort_keys=True).encode())


def packed(numbers: list[float]) -> str:
    """Base64 of the float32s."""
    return base64.b64encode(to_f32(numbers)).decode()


WIRE_FORMS: tuple[Callable[[list[float]], Any], ...] = (lambda numbers: numbers, packed)


class RawCaller:
    """Raw HTTP from this process; every answer is held against the contract."""

    def __init__(self, spec: Spec, wire: WireClient, checker: Checker | None = None) -> None:
        self.spec, self.wire, self.checker = spec, wire, checker

    async def make(self, step: SequenceStep, space: Namespace) -> CallResult:
        if step.call.get("collect") != "all":
            return await self._once(step, step.args, space)
        whole, pages = CallResult(None), []
        args = dict(step.args)
        for _ in range(MOST_PAGES):
            made = await self._once(step, args, space)
            whole.faults += made.faults
            whole.entries += made.entries
            whole.exchanges += made.exchanges
            assert made.seen is not None
            pages.append(made.seen)
            whole.faults += longer(made.seen, args)
            cursor = made.seen.body.get("next_cursor") if isinstance(made.seen.body, dict) else None
            if not isinstance(cursor, str):
                break
            args["cursor"] = cursor
        else:
            whole.faults.append(Failure(f"after {MOST_PAGES} pages there is still a next one"))
        whole.seen = whole.value = joined(pages)
        return whole

    async def _once(self, step: SequenceStep, args: Mapping[str, Any], space: Namespace) -> CallResult:
        operation = self.spec.operations[step.operation]
        request = encode(operation, space.args(native(dict(args), WIRE_FORMS)), space.call(step.call))
        response = await self.wire.send(request)
        faults = (
            self.checker.answer(operation, response.status, response.index, response.content)
            if self.checker
            else []
        )
        try:
            seen = seen_of(response, space)
        except (ValueError, RecursionError) as error:
            seen = CallRecord(response.status, None, None)
            faults.append(Failure(f"the body can't be read: {error}"))
        else:
            if self.checker and response.status == 200 and not faults:
                faults += misformatted(request.target, decode_body(response))
        listed = entry(request, response, space, format_given="vector_format" in step.args)
        return CallResult(seen, faults, [listed], seen, [ProgramExchange(request, response)])


async def embed_all(
    caller: RawCaller, texts: tuple[str, ...], dimensions: tuple[int, ...]
) -> dict[tuple[str, int], Any]:
    """The vector of each text by the server's `embed`, which the model takes for true. `ValueError` without one."""
    truth: dict[tuple[str, int], Any] = {}
    space = Namespace("embed")
    for dimension in dimensions:
        made = await caller.make(SequenceStep("embed", {"texts": list(texts), "dimension": dimension}), space)
        body = made.seen.body if made.seen else None
        vectors = body.get("vectors") if isinstance(body, dict) else None
        if not isinstance(vectors, list) or [len(v) if isinstance(v, Vector) else None for v in vectors] != [
            dimension
        ] * len(texts):
            status = made.seen.status if made.seen else None
            raise ValueError(f"embed answered {status}: {json.dumps(body, default=repr)[:200]}")
        truth.update({(text, dimension): vector for text, vector in zip(texts, vectors, strict=True)})
    return truth
