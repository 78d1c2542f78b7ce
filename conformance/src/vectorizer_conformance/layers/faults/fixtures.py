"""The ground of a row's cases: two collections on the server, and a way to ask it without any fault."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from vectorizer_conformance.casefile.operations import OperationRow, table
from vectorizer_conformance.layers.faults.calls import DIMENSION, OTHER, VECTOR, Names, witness_of
from vectorizer_conformance.reference import decode_body, encode
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.offer import WHOLE, Offer
from vectorizer_conformance.wire import WireClient, WireError

# So often a busy server is asked, so many seconds apart.
BUSY, PAUSE = 20, 0.5


class FixturesError(Exception):
    """The server could not be prepared; nobody's verdict but the server's."""


class Layout:
    """The names of what there is, and the calls that make it."""

    def __init__(self, prefix: str, rows: Mapping[str, OperationRow]) -> None:
        self._prefix, self.rows = prefix, rows
        self.main, self.small = f"{prefix}-main", f"{prefix}-small"

    def names(self, token: str) -> Names:
        return Names(self.main, self.small, f"{self._prefix}-{token}", token)

    def floor(self) -> list[tuple[str, dict[str, Any]]]:
        """The calls that make the collections."""
        stay = [{"id": name, "vector": VECTOR if name == "a" else OTHER} for name in "abc"]
        made = [
            ("createCollection", {"name": name, "dimension": DIMENSION}) for name in (self.main, self.small)
        ]
        return [*made, ("batchInsert", {"collection": self.small, "vectors": stay})]

    def needs(self, calls: Iterable[tuple[str, str]]) -> list[tuple[str, dict[str, Any]]]:
        """The calls that make what each (operation, token) needs."""
        found: list[tuple[str, dict[str, Any]]] = []
        records = []
        for operation, token in calls:
            names, needs = self.names(token), self._needs(operation)
            if needs == "vector":
                records.append({"id": names.id, "vector": VECTOR, "metadata": {"case": token}})
            elif needs == "collection":
                found.append(("createCollection", {"name": names.own, "dimension": DIMENSION}))
        for start in range(0, len(records), 1000):
            part = records[start : start + 1000]
            found.append(("batchInsert", {"collection": self.main, "vectors": part}))
        return found

    def collections(self, calls: Iterable[tuple[str, str]]) -> list[str]:
        """The names of all collections that there may be."""
        own = [
            self.names(token).own
            for operation, token in calls
            if self.rows[operation].witness in ("collection-made", "collection-gone")
        ]
        return [self.main, self.small, *own]

    def _needs(self, operation: str) -> str:
        witness = witness_of(self.rows[operation])
        return witness.needs if witness else ""


class Fixtures(Layout):
    """`nonce` keeps rows and runs on a shared server apart."""

    def __init__(self, spec: Spec, url: str, nonce: str, offer: Offer = WHOLE) -> None:
        super().__init__(f"faults-{nonce}", table(spec))
        self.spec, self.offer = spec, offer
        self._wire = WireClient(url, timeout=30.0, patient=True)
        self._made: dict[str, None] = {}

    def lacks(self, operations: Iterable[str]) -> list[str]:
        """What the server lacks of what these operations and the ground itself need."""
        inserts = self.offer.first(("batchInsert", "insertVector")) or "insertVector"
        return self.offer.lacks(["createCollection", inserts, *sorted(operations)])

    async def ask(self, operation: str, arguments: Mapping[str, Any]) -> tuple[int, Any]:
        """One request straight to the server, again for as long as it is too busy: it says nothing of what is there."""
        for _ in range(BUSY):
            response = await self._wire.send(encode(self.spec.operations[operation], arguments))
            if response.status not in (429, 503):
                break
            await asyncio.sleep(PAUSE)
        else:
            raise WireError(f"{operation}: the server was busy {BUSY} times: {response.status}")
        try:
            body = decode_body(response)
        except ValueError as error:
            raise WireError(f"{operation}: {error}") from error
        if response.status >= 400 and response.status != 404:
            raise WireError(f"{operation} answered {response.status}: {str(body)[:300]}")
        return response.status, body

    async def prepare(self, calls: Iterable[tuple[str, str]]) -> None:
        """Make the collections, and what each (operation, token) needs; `FixturesError` says what the server did not do."""
        for operation, arguments in self.floor():
            await self._must(operation, arguments)
        await self.add(calls)

    async def add(self, calls: Iterable[tuple[str, str]]) -> None:
        """Make what each (operation, token) needs."""
        calls = list(calls)
        self._made |= dict.fromkeys(self.collections(calls))
        for operation, arguments in self.needs(calls):
            await self._must(operation, arguments)

    async def close(self) -> None:
        for name in self._made:
            try:
                await self.ask("deleteCollection", {"collection": name})
            except WireError:
                break
        await self._wire.close()

    async def _must(self, operation: str, arguments: Mapping[str, Any]) -> None:
        if operation == "batchInsert" and self.offer.lacks([operation]):
            for vector in arguments["vectors"]:
                await self._must("insertVector", {"collection": arguments["collection"], **vector})
            return
        try:
            status, body = await self.ask(operation, arguments)
        except WireError as error:
            raise FixturesError(f"{operation}: {error}") from error
        if not 200 <= status < 300:
            raise FixturesError(f"{operation} answered {status}: {str(body)[:300]}")
        if isinstance(body, dict) and body.get("failed"):
            raise FixturesError(f"{operation}: {body['failed']} items failed: {str(body)[:300]}")
