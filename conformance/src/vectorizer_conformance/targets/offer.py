"""A server's offer: its operations, and whether it embeds texts. What is missing is found once, before
anything is judged, so that nothing else is blamed for it.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vectorizer_conformance.casefile import Case
from vectorizer_conformance.casefile.operations import EXAMPLE, table
from vectorizer_conformance.reference import encode
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.syntax.json_reader import read_json
from vectorizer_conformance.wire import Request, Response, WireClient, WireError
from vectorizer_conformance.wire.unrouted import NOWHERE, Unrouted

TEXTS = "texts"
# The operations that put a vector into a collection, the best first.
INSERTS = ("batchInsert", "insertVector", "importVectors", "replaceVector")
# The operations that show what a collection holds, the best first.
SHOWS = ("exportVectors", "listVectors", "getVector")
_VECTORS = {"a": [1.0, 0.0], "b": [0.0, 1.0], "d": [1.0, 1.0], "e": [1.0, 2.0]}
# Which of them an operation that removes vectors is tried on, so that none finds nothing.
_OWN = {"deleteVector": "b", "batchDelete": "d", "deleteByFilter": "e"}
_GONE = ("deleteVector", "batchDelete", "deleteByFilter", "deleteCollection")


@dataclass(frozen=True)
class Offer:
    """Operations that the server lacks, and `TEXTS`; each with its evidence. `declared` is set where it was not asked
    but told so (`--operations`).
    """

    absent: Mapping[str, str] = field(default_factory=dict)
    declared: bool = False

    def lacks(self, names: Iterable[str]) -> list[str]:
        """Those of these operations that are not there."""
        return [name for name in dict.fromkeys(names) if name in self.absent]

    def first(self, names: Sequence[str]) -> str | None:
        """The first of these operations that is there."""
        return next((name for name in names if name not in self.absent), None)

    def missing(self, spec: Spec, case: Case, *, client: bool = False) -> list[str]:
        """The needs of a case that the server lacks; of a `client`'s case only what its calls reach the server for."""
        return self.lacks(_needed(self, spec, case, client=client)) if self.absent else []


WHOLE = Offer()
"""A server that lacks nothing."""


def lacking(names: Sequence[str]) -> str:
    """The reason of a requirement that could not be tried."""
    operations = [name for name in names if name != TEXTS]
    words = [f"has no {', '.join(operations)}"] if operations else []
    words += ["embeds no texts"] if TEXTS in names else []
    return f"the server {' and '.join(words)}"


def _needed(offer: Offer, spec: Spec, case: Case, *, client: bool) -> Iterable[str]:
    setup = case.setup
    if setup.collections:
        yield "createCollection"
    if setup.vectors:
        yield offer.first(INSERTS) or INSERTS[0]
        if any(_text(record) for records in setup.vectors.values() for record in _records(records)):
            yield TEXTS
    for step in case.steps:
        scripted = bool(step.replies) and not any(reply.get("forward") for reply in step.replies)
        if step.changes_nothing and setup.collections:
            yield offer.first(SHOWS) or SHOWS[0]
        if step.http is not None:
            yield from _asked(spec, step.http, str(step.expect.get("headers", {}).get("allow", "")))
        elif step.operation is not None and not (client and scripted):
            yield step.operation
            if any(_text(value) for value in (step.arguments, *_items(step.arguments))):
                yield TEXTS


def _records(records: Any) -> list[Any]:
    return records if isinstance(records, list) else [records]


def _items(arguments: Mapping[str, Any]) -> list[Any]:
    return [item for value in arguments.values() if isinstance(value, list) for item in value]


def _text(record: Any) -> bool:
    """Whether something must be embedded for this."""
    if not isinstance(record, Mapping):
        return False
    # A generator of records (`$repeat` and the like) says it inside.
    inner = [value for name, value in record.items() if name.startswith("$")]
    texts = any(isinstance(record.get(name), str) for name in ("text", "query"))
    return texts or any(_text(item) for value in inner for item in (_records(value)))


def _asked(spec: Spec, http: Mapping[str, Any], allow: str) -> Iterable[str]:
    """The operation of a raw request; of a method that its path does not have, those that `Allow` must name, or one."""
    if "raw" in http:
        line = str((http["raw"] or [""])[0]).split("\r\n", 1)[0].split(" ")
        method, target = (line[0], line[1]) if len(line) > 1 else ("", "")
    else:
        method, path = str(http["method"]), http["path"]
        parts = path["$concat"] if isinstance(path, Mapping) and "$concat" in path else [path]
        target = "".join(part if isinstance(part, str) else "x" for part in parts)
    path = target.split("?", 1)[0]
    ours = [one for one in spec.operations.values() if one.pattern.match(path)]
    found = [one for one in ours if one.method == method.upper()]
    found = found or [one for one in ours if one.method in allow] or ours[:1]
    yield from (one.id for one in found)


class KeyNeededError(Exception):
    """The server wants a key of whoever makes a collection: no case could be set up."""

    def __init__(self) -> None:
        super().__init__(
            "it answers 401 to a request without a key; give one with --header, or start it so that it wants none "
            "(cases about keys start one with --api-key themselves)"
        )


async def offered(spec: Spec, wire: WireClient) -> Offer:
    """Ask the server for each operation, on a collection of its own, and compare with paths that nobody has;
    KeyNeededError."""
    return await _Probe(spec, wire).run()


def declared(spec: Spec, operations: Iterable[str]) -> Offer:
    """The offer that `--operations` tells: nothing else is there."""
    named = set(operations)
    return Offer({name: "not declared" for name in spec.operations if name not in named}, declared=True)


class _Probe:
    """The questions to one server; each is the table's call that succeeds."""

    def __init__(self, spec: Spec, wire: WireClient) -> None:
        self.spec, self.wire, self.rows = spec, wire, table(spec)
        self.name = f"conformance-probe-{secrets.token_hex(4)}"
        self.absent: dict[str, str] = {}
        self.there = False
        self._unrouted: dict[tuple[str, str], Unrouted] = {}

    async def run(self) -> Offer:
        made = await self._ask("createCollection", name=self.name)
        if made is not None and made.status == 401:
            raise KeyNeededError
        self.there = made is not None and made.status < 300
        try:
            for number, name in enumerate(INSERTS):
                await self._ask(name, new=f"n{number}", id=f"n{number}")
            await self._fill()
            for name in self.spec.operations:
                if name not in (*INSERTS, *_GONE, "createCollection"):
                    await self._ask(name, id="a")
            for name in _GONE[:-1]:
                await self._ask(name, id=_OWN[name])
        finally:
            await self._ask(_GONE[-1], id="a")
        order = (*self.spec.operations, TEXTS)
        return Offer({name: self.absent[name] for name in order if name in self.absent})

    async def _ask(self, name: str, /, **names: Any) -> Response | None:
        """Make an operation's call; it is absent where the answer is what no route gives. None for no answer."""
        operation = self.spec.operations[name]
        values = {
            **EXAMPLE,
            "collection": self.name,
            "vector": [1, 0],
            "other": [0, 1],
            "filter": {"id": names.get("id")},
        }
        arguments = self.rows[name].arguments({**values, **names})
        if "upsert" in operation.arguments:  # what is not there is not found, which may look like no route
            arguments["upsert"] = True
        request = encode(operation, arguments)
        try:
            response = await self.wire.send(request)
            if await self._is_unrouted(operation, request, response):
                self.absent[name] = (
                    f"{operation.method} {operation.path} answers {response.status} as a path without a route does"
                )
        except WireError:
            return None  # it is judged by its cases
        return response

    async def _is_unrouted(self, operation: Operation, request: Request, response: Response) -> bool:
        if (await self._nowhere(request, NOWHERE)).covers(response):
            return True
        # Many servers look for the collection before they look for the rest of the path.
        if response.status < 400 or not self.there or "{collection}/" not in operation.path:
            return False
        return (await self._nowhere(request, f"/collections/{self.name}{NOWHERE}")).covers(response)

    async def _nowhere(self, request: Request, target: str) -> Unrouted:
        key = request.method, target
        if key not in self._unrouted:
            self._unrouted[key] = await Unrouted.ask(self.wire, request, target)
        return self._unrouted[key]

    async def _fill(self) -> None:
        """Put in what is read and removed, and see whether a text is taken where a vector is."""
        name = next((one for one in INSERTS if one not in self.absent), None)
        if name is None or not self.there:
            return
        records = [
            {"id": ident, "vector": vector, "metadata": {"id": ident}} for ident, vector in _VECTORS.items()
        ]
        taken, text = await self._send(name, records), await self._send(name, [{"id": "t", "text": "a text"}])
        if (
            taken
            and text
            and not _refused(taken)
            and _refused(text)
            and (text.status < 500 or text.status == 501)
        ):
            self.absent[TEXTS] = f"{name} takes a vector and answers {text.status} to a text"

    async def _send(self, name: str, records: list[dict[str, Any]]) -> Response | None:
        response = None
        with contextlib.suppress(WireError):
            for arguments in insertion(name, self.name, records):
                response = await self.wire.send(encode(self.spec.operations[name], arguments))
                if response.status >= 300:
                    break
        return response


def _refused(response: Response) -> bool:
    """Whether an answer says that a vector was not taken, by its status or in a report."""
    with contextlib.suppress(ValueError):
        body = read_json(response.content)
        return response.status >= 300 or (isinstance(body, dict) and bool(body.get("failed")))
    return response.status >= 300


def insertion(operation: str, collection: str, records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The arguments of the calls of one of `INSERTS` that put these records into a collection."""
    if operation == "batchInsert":
        return [{"collection": collection, "vectors": list(records)}]
    if operation == "importVectors":
        return [{"collection": collection, "records": list(records)}]
    more = {"upsert": True} if operation == "replaceVector" else {}
    return [{"collection": collection, **record, **more} for record in records]
