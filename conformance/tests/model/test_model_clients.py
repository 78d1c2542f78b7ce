"""Clients are judged for themselves: a wrong one is named, a right one is not blamed for its server."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

import pytest
from model_server import ModelServer
from vectorizer_conformance.adapter import AdapterBroken, AdapterDescription
from vectorizer_conformance.layers.model import ModelRun, Size
from vectorizer_conformance.layers.model.size import SIZES
from vectorizer_conformance.reference.reference_client import RawClient, describe
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Spec


class InProcess:
    """The reference client in place of an adapter, wrong in one way on request."""

    broken = None

    def __init__(self, spec: Spec, fault: str) -> None:
        self.client, self.fault, self.calls = RawClient(spec), fault, 0
        self.started = AdapterDescription.of(describe(spec))
        if fault == "lacks-search":
            operations = self.started.operations - {"search"}
            self.started = AdapterDescription("x", "x", "x", "x", frozenset(), self.started.lacks, operations)

    async def ask(self, command: dict[str, Any], timeout: float) -> dict[str, Any]:
        self.calls += 1
        if self.fault == "dies" and self.calls > 20:
            raise AdapterBroken("the adapter ended (exit code 3)")
        command = copy.deepcopy(command)
        args = command["arguments"]
        if self.fault == "drops-null":
            args.update({k: without_null(v) for k, v in args.items() if k in ("metadata", "updates")})
        if self.fault == "puts" and command["operation"] == "updateVector" and args.get("vector"):
            allowed = ("collection", "id", "text", "vector", "metadata", "if_match")
            command["operation"] = "replaceVector"
            command["arguments"] = {k: v for k, v in args.items() if k in allowed and v is not None}
        if self.fault == "forgets-the-filter":
            args.pop("filter", None)
        if self.fault == "sends-twice" and command["operation"] == "getVector":
            await self.client.run(command)
        if self.fault == "refuses" and command["operation"] == "deleteVector":
            return {
                "type": "error",
                "error": {"class": "ValidationError", "kind": "validation", "message": "no"},
            }
        try:
            reply = await self.client.run(command)
        except Exception as error:
            return {"type": "errored", "reason": str(error)}
        return self._told(command["operation"], reply)

    def _told(self, operation: str, reply: dict[str, Any]) -> dict[str, Any]:
        value = reply.get("value")
        if self.fault == "loses-code" and reply["type"] == "error":
            reply["error"]["code"] = None
        if self.fault == "sorts-hits" and operation == "search" and isinstance(value, dict):
            value["results"] = sorted(value["results"], key=lambda hit: hit["id"])
        if self.fault == "cuts-metadata" and operation == "getVector" and isinstance(value, dict):
            value["metadata"] = {}
        return reply

    async def close(self) -> None:
        for wire in self.client._wires.values():
            await wire.close()


def without_null(value: Any) -> Any:
    if isinstance(value, list):
        return [without_null(item) for item in value]
    if isinstance(value, dict):
        return {k: without_null(v) for k, v in value.items() if v is not None}
    return value


def run(spec: Spec, client: str, server: str = "", size: Size | None = None) -> list[Verdict]:
    """The verdicts on one client and its server."""
    size = size or Size(6, 0, 0, shrink=0)

    async def go() -> list[Verdict]:
        found: list[Verdict] = []
        async with ModelServer(spec, server) as upstream:
            adapter: Any = InProcess(spec, client)
            pool: Any = upstream
            topics = ["model/sequence"] if not size.rounds else []
            await ModelRun(spec, 1, "pr", topics, size).run(
                pool, [("client", adapter)], "server", found.append
            )
            await adapter.close()
        return found

    return asyncio.run(go())


def of(verdicts: list[Verdict], row: str) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.row == row]


def test_a_right_client_passes(spec: Spec) -> None:
    verdicts = run(spec, "", size=Size(6, 1, 0))
    assert {v.outcome for v in verdicts} == {"pass"}, [v.reasons for v in verdicts if v.outcome != "pass"]
    assert len(of(verdicts, "client")) == 6 + 14


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("drops-null", "on the wire: /body"),
        ("puts", "method: expected PATCH, sent PUT"),
        ("forgets-the-filter", "filter"),
        ("sends-twice", "expected 1, got 2"),
        ("refuses", "refused before sending"),
        ("loses-code", "error/code"),
        ("sorts-hits", "not what the answer said"),
        ("cuts-metadata", "not what the answer said"),
    ],
)
def test_a_wrong_client_is_named_and_its_server_is_not(spec: Spec, fault: str, words: str) -> None:
    # As many as go through every client in the `pr` tier.
    verdicts = run(spec, fault, size=Size(SIZES["pr"].through, 0, 0, shrink=0))
    assert {v.outcome for v in of(verdicts, "server")} == {"pass"}
    failed = [v for v in of(verdicts, "client") if v.outcome == "fail"]
    assert failed
    assert words in "\n".join(reason for v in failed for reason in v.reasons)


def test_a_failure_of_a_client_is_shrunk(spec: Spec) -> None:
    verdicts = run(spec, "drops-null", size=Size(4, 0, 0, shrink=60))
    first = next(v for v in of(verdicts, "client") if v.outcome == "fail")
    shrunk = next(reason for reason in first.reasons if reason.startswith("shrunk to "))
    assert int(shrunk.split()[2]) <= 3


def test_a_client_is_not_blamed_for_its_server(spec: Spec) -> None:
    verdicts = run(spec, "", "metric-swapped")
    assert {v.outcome for v in of(verdicts, "server")} == {"fail"}
    client = of(verdicts, "client")
    assert {v.outcome for v in client} == {"errored"}
    assert all(v.reasons[0].startswith("the server, not the client: ") for v in client)


def test_a_client_that_dies_is_errored_and_ends_alone(spec: Spec) -> None:
    verdicts = run(spec, "dies")
    assert {v.outcome for v in of(verdicts, "server")} == {"pass"}
    assert "errored" in {v.outcome for v in of(verdicts, "client")}
    assert len(of(verdicts, "client")) == 6


def test_a_client_without_an_operation_is_not_implemented(spec: Spec) -> None:
    found = of(run(spec, "lacks-search", size=Size(6, 1, 0)), "client")
    assert {v.outcome for v in found} == {"not implemented", "pass"}
    for topic in ("model/sequence", "model/metamorphic"):
        assert ("the client has no search",) in {v.reasons for v in found if v.id.startswith(topic)}
