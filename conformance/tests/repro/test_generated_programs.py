"""A generated request that failed has programs too."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from harness import PYTHON, fake_server
from running import ends
from vectorizer_conformance.layers.contract.drift import drift
from vectorizer_conformance.layers.contract.events import Events, Generated
from vectorizer_conformance.layers.contract.verdicts import verdicts
from vectorizer_conformance.servers import launch
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire import Request, Response

STAND_IN = f"{PYTHON} -m vectorizer_conformance stand-in"
TARGET = "/collections/conformance-fixture/vectors/vec_001"


def generated(phase: str, response: Response) -> Generated:
    label = "PATCH /collections/{collection}/vectors/{id}"
    headers = [("Content-Type", "application/json"), ("User-Agent", "schemathesis")]
    request = Request("PATCH", TARGET, headers, b'{"metadata":{"k":1.5}}')
    return Generated(label, phase, "1", True, None, request, response, ("undefined status",))


@pytest.mark.parametrize("language", ["python", "curl"])
def test_an_undocumented_status(spec: Spec, tmp_path: Path, language: str) -> None:
    events = Events([generated("fuzzing", Response(202, "", [("Content-Type", "application/json")], b"{}"))])
    (verdict,) = verdicts(spec, events, None, "server", whole=False)[:1]
    program = verdict.repro[language]
    assert "schemathesis" not in program

    async def go(fault: str) -> tuple[int, str]:
        server = await launch(fake_server(fault))
        try:
            return await asyncio.to_thread(ends, language, program, tmp_path, server.url)
        finally:
            await server.stop()

    code, output = asyncio.run(go("status"))
    assert code == 1, output
    assert "status 202 is not documented" in output
    code, output = asyncio.run(go(""))
    assert code == 0, output


def test_what_follows_from_other_requests_has_none(spec: Spec) -> None:
    events = Events([generated("stateful", Response(202))])
    (verdict,) = verdicts(spec, events, None, "server", whole=False)[:1]
    assert verdict.outcome == "fail"
    assert verdict.repro == {}


@pytest.mark.parametrize("language", ["python", "curl"])
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("outside", "GET /admin is not in the contract, and the server answers 200"),
        ("embed", "POST is in the contract, and the server answers 404"),
    ],
)
def test_drift(spec: Spec, tmp_path: Path, name: str, words: str, language: str) -> None:
    async def go() -> list[tuple[int, str]]:
        wrong, right = await launch(fake_server("wild")), await launch(STAND_IN)
        try:
            found = {verdict.id: verdict for verdict in await drift(spec, wrong.url, "server")}
            program = found[f"contract/drift/{name}"].repro[language]
            return [
                await asyncio.to_thread(ends, language, program, tmp_path, server.url)
                for server in (wrong, right)
            ]
        finally:
            await wrong.stop()
            await right.stop()

    (wrong, said), (right, also) = asyncio.run(go())
    assert (wrong, right) == (1, 0), said + also
    assert f"FAILS: {words}" in said
