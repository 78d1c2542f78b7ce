"""Where a rule works: calls through one caller, small random data, and a way to say what is broken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from vectorizer_conformance.fault import Fault
from vectorizer_conformance.layers.model.alphabet import METADATA, METRICS, TEXTS
from vectorizer_conformance.layers.model.calls import Caller, Seen
from vectorizer_conformance.layers.model.metamorphic import tracked
from vectorizer_conformance.layers.model.metamorphic.tracked import Broken, Tracked, plain, same
from vectorizer_conformance.layers.model.sequence import Namespace, Step
from vectorizer_conformance.repro.relation import Answer, Done

IDS = ("a", "B", "b", "c/d", "é", "10", "9")


@dataclass(frozen=True)
class Got:
    """What came of one call."""

    seen: Seen
    code: Tracked
    body: Tracked


class Lab:
    """One round of one rule; `made` are its calls, whose arguments may hold values of earlier answers."""

    def __init__(self, caller: Caller, space: Namespace, source: Random) -> None:
        self.caller, self.space, self.source = caller, space, source
        self.made: list[Step] = []

    async def do(self, operation: str, call: Mapping[str, Any] | None = None, **args: Any) -> Got:
        """One call; what the caller gave back, whatever it is."""
        answer = Answer(len(self.made))
        self.made.append(Step(operation, args, call or {}))
        made = await self.caller.make(Step(operation, plain(args), call or {}), self.space)
        if made.faults:
            claim: Fault | Done | None
            claim = next((one for one in made.faults if isinstance(one, Fault)), None)
            if claim is None and call and call.get("collect") == "all":
                claim = _walked(len(self.made))
            raise Broken(f"{operation}: {made.faults[0]}", claim)
        if made.value is None:
            raise Broken(f"{operation}: refused before sending", Done("ok", (answer,)))
        code, body = (Done(name, (answer,)) for name in ("code", "body"))
        return Got(made.value, Tracked(made.value.code, code), Tracked(made.value.body, body))

    async def body(self, operation: str, call: Mapping[str, Any] | None = None, **args: Any) -> Tracked:
        """The body of a call that must succeed."""
        got = await self.do(operation, call, **args)
        if not 200 <= got.seen.status < 300:
            wanted = Done("ok", (Answer(len(self.made) - 1),))
            raise Broken(f"{operation}: {got.seen.status} {got.seen.code or ''}", wanted)
        return got.body

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

    async def export(self, name: str = "a") -> Tracked:
        found = await self.body("exportVectors", collection=name)
        if not isinstance(found.value, list):
            raise Broken(f"an export of {found!r:.100}")
        return found

    async def hits(self, name: str = "a", **args: Any) -> Tracked:
        """The results of a search, which must be in order whatever the rule: best first, then by id."""
        body = await self.body("search", collection=name, **args)
        if not isinstance(body.value, dict) or not isinstance(body.value.get("results"), list):
            raise Broken(f"a search that answers {body!r:.100}")
        hits = body["results"]
        order = tracked.best(hits)
        need(order, f"results in this order: {[(hit['id'], hit['score']) for hit in hits.value]}")
        return hits


def _walked(made: int) -> Done:
    """A walk over all pages has the vectors that one more, in raw HTTP, has."""
    walks = [Done("at", (Done("body", (Answer(number),)), "vectors")) for number in (made - 1, made)]
    return Done("same", tuple(Done("column", (walk, "id")) for walk in walks))


Rule = Callable[[Lab], Awaitable[None]]


def need(claim: Tracked, words: str) -> None:
    """`Broken` with these words unless it holds."""
    if not claim.value:
        raise Broken(words, claim.said)


def alike(one: Any, other: Any, words: str) -> None:
    """`Broken` unless two answers are the same JSON, vectors in bits."""
    need(same(one, other), f"{words}: {plain(one)!r:.160} and {plain(other)!r:.160}")


def ids(records: Tracked) -> Tracked:
    return tracked.column(records, "id")
