"""The conformance adapter: its protocol, over pipes."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import vectorizer_client
from scripted import STALL, Server, reply
from sides import VECTOR, WRITTEN
from vectorizer_client import SyncVectorizerClient
from vectorizer_client._generated.dispatch import DISPATCH
from vectorizer_client.conformance._artefact import artefact
from vectorizer_client.conformance._command_line import make_call
from vectorizer_client.conformance._surface import members

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module", params=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    command = [sys.executable, "-m", "vectorizer_client.conformance", request.param]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin
        assert process.stdout
        number = 0

        def ask(cmd: str, **members: Any) -> dict[str, Any]:
            nonlocal number
            assert process.stdin
            assert process.stdout
            number += 1
            process.stdin.write(json.dumps({"id": str(number), "cmd": cmd, **members}) + "\n")
            process.stdin.flush()
            answer: dict[str, Any] = json.loads(process.stdout.readline())
            assert answer.pop("id") == str(number)
            return answer

        ask.side = request.param  # type: ignore[attr-defined]
        yield ask
        assert ask("stop") == {"type": "stopped"}
        assert process.wait(10) == 0


def test_it_tells_the_hash_of_the_files_that_are_tested(ask: Ask) -> None:
    package = Path(vectorizer_client.__file__).parent
    assert ask("start", protocol=1)["artefact"] == artefact(package)


def test_the_hash_knows_every_name_and_every_byte(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.py").write_text("1")
    (tmp_path / "c.py").write_text("2")
    found = [artefact(tmp_path)]
    (tmp_path / "c.pyc").write_text("no module")
    assert artefact(tmp_path) == found[0]
    (tmp_path / "c.py").write_text("3")
    found.append(artefact(tmp_path))
    (tmp_path / "c.py").rename(tmp_path / "d.py")
    found.append(artefact(tmp_path))
    assert len(set(found)) == 3
    assert all(len(one) == 64 for one in found)


def run(
    ask: Ask, server: Server, operation: str, call: dict[str, Any] | None = None, **arguments: Any
) -> dict[str, Any]:
    client: dict[str, Any] = {
        "base_url": server.url,
        "api_key": None,
        "timeout": 5.0,
        "retries": 0,
        "headers": {},
    }
    return ask(
        "run", operation=operation, arguments=arguments, client=client, call=call or {}, cancel_after_ms=None
    )


def test_it_describes_itself(ask: Ask) -> None:
    started = ask("start", protocol=1)
    assert started["type"] == "started"
    assert started["language"] == "python"
    assert len(set(started["operations"]) - {"upsertVectors"}) == 22
    assert ask.side in started["features"]  # type: ignore[attr-defined]
    assert ask("start", protocol=2)["type"] == "errored"
    assert ask("dance")["type"] == "errored"


def test_it_tells_what_the_client_shows(ask: Ask) -> None:
    told = ask("surface")
    assert told["type"] == "surface"
    assert told["awaits"] is (ask.side == "async")  # type: ignore[attr-defined]
    named = {member["name"]: member for member in told["methods"]}
    assert not {name for name in named if name.startswith("_")}
    assert sorted(m["operation"] for m in named.values() if m.get("operation")) == sorted(DISPATCH)
    assert named["with_options"]["operation"] is None
    parameters = {p["name"]: (p["kind"], p["required"]) for p in named["update_vector"]["parameters"]}
    assert parameters["id"] == ("positional", True)
    assert parameters["text"] == ("keyword", False)
    assert {checker["name"] for checker in told["checkers"]} == {"mypy", "pyright"}


def test_a_member_that_nobody_declared_is_told_without_an_operation() -> None:
    class Grown(SyncVectorizerClient):
        def drop_all(self, collection: str, *names: str, force: bool = False) -> None: ...

    told = {member["name"]: member for member in members(Grown)}
    assert told["drop_all"] == {
        "name": "drop_all",
        "parameters": [
            {"name": "collection", "kind": "positional", "required": True},
            {"name": "names", "kind": "rest", "required": False},
            {"name": "force", "kind": "keyword", "required": False},
        ],
    }


def test_values_errors_and_what_cannot_be_said(ask: Ask, server: Server) -> None:
    bits = base64.b64encode(np.array([0.5, -0.0], "<f4").tobytes()).decode()
    server.script = [reply({**VECTOR, "vector": bits, "extra": 1}, headers={"X-Thing": "a"})]
    answer = run(ask, server, "getVector", collection="c", id="v")
    assert answer["value"] == {**VECTOR, "vector": {"$f32": bits}, "extra": 1}
    assert answer["meta"]["status"] == 200
    assert answer["meta"]["headers"]["x-thing"] == "a"
    server.script = [reply(WRITTEN)]
    special = {"$tuple": [1, {"$date": "2024-01-01T00:00:00Z"}, {"$bigint": "5"}, {"$float": "-0"}]}
    answer = run(
        ask,
        server,
        "updateVector",
        collection="c",
        id="v",
        if_match=3,
        metadata={"a": special},
        vector={"$f32": bits},
    )
    assert answer["type"] == "ok"
    assert json.loads(server.seen[-1].body)["metadata"] == {"a": [1, "2024-01-01T00:00:00.000000Z", 5, -0.0]}
    assert server.seen[-1].headers["if-match"] == '"3"'
    for kind in ("function", "set", "decimal", "undefined", "cyclic"):
        answer = run(
            ask, server, "updateVector", collection="c", id="v", metadata={"a": {"$unsupported": kind}}
        )
        assert answer["error"]["kind"] == "validation", kind
        assert answer["error"]["bases"] == ["InvalidRequestError", "VectorizerError"]
    assert run(ask, server, "updateVector", collection="c", id="v", payload=1)["type"] == "skipped"
    assert run(ask, server, "updateVector", collection="c")["type"] == "skipped"
    assert run(ask, server, "danceVector")["type"] == "skipped"
    server.script = [
        reply({"code": "vector-not-found", "detail": "d"}, 404, content_type="application/problem+json")
    ]
    error = run(ask, server, "getVector", collection="c", id="v")["error"]
    assert error["class"] == "VectorNotFoundError"
    assert error["bases"] == ["NotFoundError", "APIStatusError", "VectorizerError"]
    assert (error["kind"], error["status"], error["attempts"]) == ("status", 404, 1)


def test_iterators_pages_and_streams(ask: Ask, server: Server) -> None:
    server.script = [
        reply(
            {
                "collection": "c",
                "count": 1,
                "deleted": 1,
                "missing": 0,
                "results": [{"index": 0, "id": "a", "status": "deleted"}],
            }
        )
    ]
    assert run(ask, server, "batchDelete", collection="c", ids={"$iter": ["a"]})["value"]["deleted"] == 1
    server.script = [
        reply({"vectors": [VECTOR], "next_cursor": "x"}),
        reply({"vectors": [VECTOR], "next_cursor": None}),
    ]
    assert len(run(ask, server, "listVectors", {"collect": "all"}, collection="c")["value"]["vectors"]) == 2
    server.script = [reply(json.dumps(VECTOR).encode(), content_type="application/x-ndjson")]
    assert run(ask, server, "exportVectors", collection="c")["value"] == [VECTOR]
    server.script = [reply(status=204)]
    assert run(ask, server, "deleteVector", collection="c", id="v")["value"] is None


def test_a_call_can_be_cancelled(ask: Ask, server: Server) -> None:
    server.script = [STALL]
    answer = ask(
        "run", operation="getHealth", arguments={}, client={"base_url": server.url}, cancel_after_ms=100
    )
    if ask.side == "sync":  # type: ignore[attr-defined]
        assert answer["type"] == "skipped"
    else:
        assert answer["error"]["kind"] == "cancelled"


def test_a_command_line_keeps_a_client_and_what_a_call_says_holds_for_it_alone(server: Server) -> None:
    def attempts(**call: Any) -> int:
        server.script = [reply(status=503), reply(VECTOR)]
        client = {"base_url": server.url, "api_key": None, "retries": 1, "headers": {"X-Slot": "1"}}
        answer = make_call(
            {
                "operation": "getVector",
                "arguments": {"collection": "c", "id": "v"},
                "client": client,
                "call": call,
            }
        )
        found: int = (answer.get("meta") or answer["error"])["attempts"]
        return found

    assert [attempts(retries=0), attempts(), attempts(retries=0, timeout=9), attempts()] == [1, 2, 1, 2]


def test_it_ends_with_its_input() -> None:
    command = [sys.executable, "-m", "vectorizer_client.conformance", "async"]
    assert subprocess.run(command, input=b"not json\n", capture_output=True).returncode == 0
    wrong = subprocess.run([sys.executable, "-m", "vectorizer_client.conformance"], capture_output=True)
    assert wrong.returncode == 2


def test_a_batch_tells_its_progress_and_a_copy_has_its_own_headers(ask: Ask, server: Server) -> None:
    report = {"collection": "c", "count": 1, "deleted": 1, "missing": 0}
    server.script = [
        reply({**report, "results": [{"index": 0, "id": name, "status": "deleted"}]}) for name in "ab"
    ]
    client = {"base_url": server.url, "headers": {"X-A": "1"}, "copy": {"headers": {"X-B": "2"}}}
    told = ask(
        "run",
        operation="batchDelete",
        arguments={"collection": "c", "ids": ["a", "b"]},
        client=client,
        call={"batch_size": 1, "concurrency": 1, "progress": True},
    )
    assert told["value"]["deleted"] == 2
    assert told["progress"] == [[1, 2], [2, 2]]
    sent = server.seen[-1].headers
    assert (sent["x-a"], sent["x-b"]) == ("1", "2")


def test_an_array_is_one_of_numpy(ask: Ask, server: Server) -> None:
    rows = {"$array": {"type": "float64", "items": [1, 0], "shape": [1, 2]}}
    refused = run(ask, server, "search", collection="c", vector=rows)
    assert refused["error"]["kind"] == "validation"
    assert "shape (1, 2)" in refused["error"]["message"]
