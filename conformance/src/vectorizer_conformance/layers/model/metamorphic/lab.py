"""Where a rule works: calls through one caller, small random data, and a way to say what is broken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from typing import Any

from vectorizer_conformance.layers.model.alphabet import METADATA, METRICS, TEXTS
from vectorizer_conformance.layers.model.api.values import same
from vectorizer_conformance.layers.model.calls import Caller, Seen
from vectorizer_conformance.layers.model.sequence import Namespace, Step

IDS = ("a", "B", "b", "c/d", "é", "10", "9")
_TIMES = frozenset({"created_at", "updated_at", "version"})


class Broken(Exception):
    """The rule does not hold."""


class Lab:
    """One round of one rule."""

    def __init__(self, caller: Caller, space: Namespace, source: Random) -> None:
        self.caller, self.space, self.source = caller, space, source

    async def do(self, operation: str, call: Mapping[str, Any] | None = None, **args: Any) -> Seen:
        """One call; what the caller gave back, whatever it is."""
        made = await self.caller.make(Step(operation, args, call or {}), self.space)
        if made.faults:
            raise Broken(f"{operation}: {made.faults[0]}")
        if made.value is None:
            raise Broken(f"{operation}: refused before sending")
        return made.value

    async def body(self, operation: str, call: Mapping[str, Any] | None = None, **args: Any) -> Any:
        """The body of a call that must succeed."""
        seen = await self.do(operation, call, **args)
        if not 200 <= seen.status < 300:
            raise Broken(f"{operation}: {seen.status} {seen.code or ''}")
        return seen.body

    async def collection(self, name: str = "a", metric: str | None = None) -> str:
        """A new collection of dimension 3."""
        metric = metric or self.source.choice(METRICS)
        await self.body("createCollection", name=name, dimension=3, metric=metric)
        return metric

    def vector(self) -> list[float]:
        """A vector from a coarse grid, so that there are ties; never zero."""
        found = [self.source.choice((-1.0, -0.5, 0.0, 0.5, 1.0, 2.0)) for _ in range(3)]
        return found if any(found) else [1.0, 0.0, 0.0]

    def record(self, ident: str) -> dict[str, Any]:
        given: dict[str, Any] = {"id": ident, "vector": self.vector(), "metadata": self.metadata()}
        if self.source.random() < 0.4:
            given["text"] = self.source.choice(TEXTS)
        return given

    def metadata(self) -> dict[str, Any]:
        return self.source.choice(METADATA)

    async def fill(self, ids: Sequence[str] = IDS, name: str = "a") -> list[dict[str, Any]]:
        """Vectors with these ids; gives back what was sent."""
        records: list[dict[str, Any]] = []
        for ident in ids:
            record = self.record(ident)
            if records and self.source.random() < 0.4:
                # Equal vectors are ties that no metric breaks.
                record["vector"] = self.source.choice(records)["vector"]
            records.append(record)
        await self.body("batchInsert", collection=name, vectors=records)
        return records

    async def export(self, name: str = "a") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.body("exportVectors", collection=name)
        if not isinstance(found, list):
            raise Broken(f"an export of {found!r:.100}")
        return found

    async def hits(self, name: str = "a", **args: Any) -> list[dict[str, Any]]:
        """The results of a search, which must be in order whatever the rule: best first, then by id."""
        body = await self.body("search", collection=name, **args)
        if not isinstance(body, dict) or not isinstance(body.get("results"), list):
            raise Broken(f"a search that answers {body!r:.100}")
        order = [(-hit["score"], hit["id"]) for hit in body["results"]]
        need(order == sorted(order), f"results in this order: {[(ident, -score) for score, ident in order]}")
        return list(body["results"])


Rule = Callable[[Lab], Awaitable[None]]


def need(holds: bool, words: str) -> None:
    """`Broken` with these words unless it holds."""
    if not holds:
        raise Broken(words)


def alike(one: Any, other: Any, words: str) -> None:
    """`Broken` unless two answers are the same JSON, vectors in bits."""
    need(same(one, other), f"{words}: {one!r:.160} and {other!r:.160}")


def timeless(record: Mapping[str, Any], *also: str) -> dict[str, Any]:
    """A record without times and version."""
    return {k: v for k, v in record.items() if k not in _TIMES and k not in also}


def ids(records: Sequence[Mapping[str, Any]]) -> list[Any]:
    return [record.get("id") for record in records]
