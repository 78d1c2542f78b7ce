"""A generated request that failed has programs too."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest
from chains import WORDS, chain, json_of, model_server
from harness import PYTHON, fake_server
from running import ends
from vectorizer_conformance.layers.contract.drift import drift
from vectorizer_conformance.layers.contract.events import Events, GeneratedExchange
from vectorizer_conformance.layers.contract.verdicts import verdicts
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import launch
from vectorizer_conformance.wire import Request, Response

STAND_IN = f"{PYTHON} -m vectorizer_conformance stand-in"
TARGET = "/collections/conformance-fixture/vectors/vec_001"


def generated(phase: str, response: Response) -> GeneratedExchange:
    label = "PATCH /collections/{collection}/vectors/{id}"
    headers = [("Content-Type", "application/json"), ("User-Agent", "schemathesis")]
    request = Request("PATCH", TARGET, headers, b'{"metadata":{"k":1.5}}')
    return GeneratedExchange(label, phase, "1", True, None, request, response, ("undefined status",))


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

    for fault, status in (("status", "202"), ("", "200")):
        code, output = asyncio.run(go(fault))
        assert code == 0, output
        assert "the suite said: status 202 is not documented" in output
        assert re.search(rf"vectors/vec_001: .*{status}", output), output


def run_on(server: str, program: str, language: str, folder: Path, times: int = 1) -> tuple[int, str]:
    """How the last of so many runs on one server ended."""

    async def go() -> tuple[int, str]:
        started = await launch(server)
        try:
            for _ in range(times):
                ended = await asyncio.to_thread(ends, language, program, folder, started.url)
            return ended
        finally:
            await started.stop()

    return asyncio.run(go())


@pytest.mark.parametrize("language", ["python", "curl"])
@pytest.mark.parametrize("status", [201, 409])
def test_a_collection_that_a_body_creates_is_gone_after(
    spec: Spec, tmp_path: Path, status: int, language: str
) -> None:
    request = Request("POST", "/collections", *json_of({"name": "my_collection", "dimension": 2}))
    answer = Response(status, "", [("Content-Type", "application/json")], b"{}")
    case = GeneratedExchange(
        "POST /collections", "examples", "1", True, None, request, answer, ("no header",)
    )
    (verdict, *_) = verdicts(spec, Events([case]), None, "server", whole=False)
    assert verdict.repro[language].count("my_collection") == (4 if status == 409 else 3)
    for times in (1, 2):
        ended = run_on(model_server(), verdict.repro[language], language, tmp_path, times)
        assert ended[0] == 0, ended
        assert ("409" if status == 409 else "201") in ended[1].partition("the suite said")[0], ended


@pytest.mark.parametrize("language", ["python", "curl"])
def test_a_chain_takes_along_what_answers_named(spec: Spec, tmp_path: Path, language: str) -> None:
    async def go() -> tuple[str, list[tuple[int, str]]]:
        wrong, right = await launch(model_server("delete-does-nothing")), await launch(model_server())
        try:
            verdict = await chain(spec, wrong.url, tmp_path)
            program = verdict.repro[language]
            ended = [
                await asyncio.to_thread(ends, language, program, tmp_path, server.url)
                # Twice: what the first run made and sent must not stand in the second's way.
                for server in (wrong, wrong, right)
            ]
            return program, ended
        finally:
            await wrong.stop()
            await right.stop()

    program, ended = asyncio.run(go())
    assert [code for code, _ in ended] == [0, 0, 0], ended
    assert WORDS in ended[0][1]
    assert [re.findall(r"GET .*: .*(\d{3})", said) for _, said in ended] == [["200"], ["200"], ["404"]], ended
    assert "schemathesis" not in program
    assert "0190a6c2" not in program, "the id that the server chose is another one in each run"


def test_a_collection_that_the_hooks_made_to_be_deleted_is_made(spec: Spec) -> None:
    request = Request("DELETE", "/collections/conformance-drop-3")
    answer = Response(202, "", [("X-Request-Id", "r")], b"")
    label = "DELETE /collections/{collection}"
    events = Events(
        [GeneratedExchange(label, "fuzzing", "1", True, None, request, answer, ("undefined status",))]
    )
    (verdict,) = verdicts(spec, events, None, "server", whole=False)[:1]
    made, deleted = (verdict.repro["python"].rindex(f'send("{word}"') for word in ("POST", "DELETE"))
    assert '"conformance-drop-3"' in verdict.repro["python"][made:deleted]


def test_without_the_answer_there_is_none(spec: Spec) -> None:
    events = Events([replace(generated("stateful", Response(202)), response=None)])
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
    assert (wrong, right) == (0, 0), said + also
    assert f"the suite said: {words}" in said
    assert said.partition("the suite said")[0] != also.partition("the suite said")[0]
