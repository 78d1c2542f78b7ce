"""What a row's cases stand on: two collections on the server, and a way to ask it without any fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vectorizer_conformance.layers.faults.calls import DIMENSION, FORMS, OTHER, VECTOR, Names
from vectorizer_conformance.reference import decode_body, encode
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire import WireClient, WireError


class GroundError(Exception):
    """The server could not be prepared; nobody's verdict but the server's."""


class Ground:
    """`nonce` keeps rows and runs on a shared server apart."""

    def __init__(self, spec: Spec, url: str, nonce: str) -> None:
        self.spec = spec
        self.main, self.small = f"faults-{nonce}-main", f"faults-{nonce}-small"
        self._nonce = nonce
        self._wire = WireClient(url, timeout=30.0)
        self._own: set[str] = set()

    def names(self, token: str) -> Names:
        return Names(self.main, self.small, f"faults-{self._nonce}-{token}", token)

    async def ask(self, operation: str, arguments: Mapping[str, Any]) -> tuple[int, Any]:
        """One request straight to the server."""
        response = await self._wire.send(encode(self.spec.operations[operation], arguments))
        try:
            return response.status, decode_body(response)
        except ValueError as error:
            raise WireError(f"{operation}: {error}") from error

    async def prepare(self, calls: Iterable[tuple[str, str]]) -> None:
        """Make the collections, and what each (operation, token) needs; `GroundError` says what the server did not do."""
        for name in (self.main, self.small):
            await self._must("createCollection", {"name": name, "dimension": DIMENSION})
        stay = [{"id": name, "vector": VECTOR if name == "a" else OTHER} for name in "abc"]
        await self._must("batchInsert", {"collection": self.small, "vectors": stay})
        await self.add(calls)

    async def add(self, calls: Iterable[tuple[str, str]]) -> None:
        """Make what each (operation, token) needs."""
        records = []
        for operation, token in calls:
            names = self.names(token)
            if FORMS[operation].needs == "vector":
                records.append({"id": names.id, "vector": VECTOR, "metadata": {"case": token}})
            elif FORMS[operation].needs == "collection":
                await self._must("createCollection", {"name": names.own, "dimension": DIMENSION})
            if operation in ("createCollection", "deleteCollection"):
                self._own.add(names.own)
        for start in range(0, len(records), 1000):
            part = records[start : start + 1000]
            await self._must("batchInsert", {"collection": self.main, "vectors": part})

    async def close(self) -> None:
        for name in (self.main, self.small, *sorted(self._own)):
            try:
                await self.ask("deleteCollection", {"collection": name})
            except WireError:
                break
        await self._wire.close()

    async def _must(self, operation: str, arguments: Mapping[str, Any]) -> None:
        try:
            status, body = await self.ask(operation, arguments)
        except WireError as error:
            raise GroundError(f"{operation}: {error}") from error
        if not 200 <= status < 300:
            raise GroundError(f"{operation} answered {status}: {str(body)[:300]}")
        if isinstance(body, dict) and body.get("failed"):
            raise GroundError(f"{operation}: {body['failed']} items failed: {str(body)[:300]}")
