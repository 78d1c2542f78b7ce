"""Where a rule works: calls through one caller, small random data, and a way to say what is broken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from random import Random
from typing import Any

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.model.metamorphic.relations import column, is_ordered
from vectorizer_conformance.layers.model.raw_caller import Caller, CallRecord
from vectorizer_conformance.layers.model.sample_values import METADATA, METRICS, TEXTS
from vectorizer_conformance.layers.model.sequence import Namespace, SequenceStep
from vectorizer_conformance.oracle.json_values import same
from vectorizer_conformance.repro import ProgramExchange
from vectorizer_conformance.targets.offer import INSERTS, WHOLE, Offer, insertion, lacking
from vectorizer_conformance.targets.offer import TEXTS as TEXT

_SHOWS_VECTORS = frozenset({"getVector", "listVectors", "search", "exportVectors"})
IDS = ("a", "B", "b", "c/d", "é", "10", "9")


class Broken(Exception):
    """The rule does not hold."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class SetUpRefused(Broken):
    """What the rule is about could not be tried."""


class Missing(Exception):
    """There are no such operations."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(lacking(names))
        self.names = names


class RuleContext:
    """One round of one rule; `made` are its calls, `exchanges` what each put on the wire."""

    def __init__(self, caller: Caller, space: Namespace, source: Random, offer: Offer = WHOLE) -> None:
        self.caller, self.space, self.source, self.offer = caller, space, source, offer
        # What holds for one dimension and one form of vectors holds for each.
        self.dimension = source.choices((1, 2, 3, 5, 32), (1, 1, 5, 1, 1))[0]
        self.form = source.choice(("json", "base64"))
        self.made: list[SequenceStep] = []
        self.exchanges: list[list[ProgramExchange]] = []

    async def do(self, operation: str, call: Mapping[str, Any] | None = None, **args: Any) -> CallRecord:
        """One call; what the caller gave back, whatever it is."""
        if missing := self.offer.lacks([operation]):
            raise Missing(missing)
        if operation in _SHOWS_VECTORS and self.form != "json":
            args = {"vector_format": self.form, **args}
        step = SequenceStep(operation, args, call or {})
        self.made.append(step)
        self.exchanges.append([])
        made = await self.caller.make(step, self.space)
        self.exchanges[-1] = made.exchanges
        if made.faults:
            raise Broken(made.faults[0].after(f"{operation}: "))
        if made.value is None:
            raise Broken(Failure(f"{operation}: refused before sending"))
        return made.value

    async def body(self, operation: str, call: Mapping[str, Any] | None = None, **args: Any) -> Any:
        """The body of a call that must succeed."""
        seen = await self.do(operation, call, **args)
        if not 200 <= seen.status < 300:
            words = f"{operation}: {seen.status} {seen.code or ''}"
            raise Broken(Failure(words, ("status",), {"$gte": 200, "$lt": 300}))
        return seen.body

    async def collection(self, name: str = "a", metric: str | None = None) -> str:
        """A new collection of the round's dimension."""
        metric = metric or self.source.choice(METRICS)
        await self._sets_up("createCollection", name=name, dimension=self.dimension, metric=metric)
        return metric

    def vector(self) -> list[float]:
        """A vector from a coarse grid, so that there are ties; never zero."""
        found = [self.source.choice((-1.0, -0.5, 0.0, 0.5, 1.0, 2.0)) for _ in range(self.dimension)]
        return found if any(found) else [1.0, *found[1:]]

    def record(self, ident: str) -> dict[str, Any]:
        given: dict[str, Any] = {"id": ident, "vector": self.vector(), "metadata": self.metadata()}
        if self.source.random() < 0.4 and TEXT not in self.offer.absent:
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
        operation = self.offer.first(INSERTS) or INSERTS[0]
        for arguments in insertion(operation, name, records):
            await self._sets_up(operation, **arguments)
        return records

    async def _sets_up(self, operation: str, **args: Any) -> None:
        try:
            await self.body(operation, **args)
        except Broken as broken:
            raise SetUpRefused(broken.failure.after("set-up: ")) from broken

    async def export(self, name: str = "a") -> list[Any]:
        found = await self.body("exportVectors", collection=name)
        need(isinstance(found, list), f"an export of {found!r:.100}")
        return list(found)

    async def hits(self, name: str = "a", **args: Any) -> list[Any]:
        """The results of a search, which must be in order whatever the rule: best first, then by id."""
        body = await self.body("search", collection=name, **args)
        known = isinstance(body, dict) and isinstance(body.get("results"), list)
        need(known, f"a search that answers {body!r:.100}")
        hits: list[Any] = body["results"]
        need(is_ordered(hits), f"results in this order: {[(hit['id'], hit['score']) for hit in hits]}")
        return hits


Rule = Callable[[RuleContext], Awaitable[None]]


def need(holds: bool, words: str) -> None:
    """`Broken` with these words unless it holds."""
    if not holds:
        raise Broken(Failure(words))


def alike(one: Any, other: Any, words: str) -> None:
    """`Broken` unless two answers are the same JSON, vectors in bits."""
    need(same(one, other), f"{words}: {one!r:.160} and {other!r:.160}")


def ids(records: list[Any]) -> list[Any]:
    return column(records, "id")
