"""The state that a test sets: contents from a document, copies of them, and the time."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support import Api
from vectorizer_mock import MockServer
from vectorizer_mock.build import build_double
from vectorizer_mock.cli import main
from vectorizer_mock.log import Log
from vectorizer_mock.testing import seeding, state

SEED = {
    "collections": [
        {"name": "a", "dimension": 2, "metric": "euclidean", "vectors": [{"id": "1", "vector": [1, 2]}]},
        {"name": "b", "vectors": [{"id": f"t{number}", "text": f"text {number}"} for number in range(1500)]},
        {"name": "empty", "dimension": 3},
    ]
}


def names(api: Api) -> list[str]:
    return [one["name"] for one in api("GET", "/collections").json["collections"]]


def test_a_document_fills_the_server(double: Api) -> None:
    reply = double("POST", "/__mock/seed", SEED)
    assert (reply.status, reply.json) == (200, {"collections": 3, "vectors": 1501})
    assert names(double) == ["a", "b", "c", "empty"]
    assert double.get("1", "a")["vector"] == [1, 2]
    assert double("GET", "/collections/a").json["metric"] == "euclidean"
    assert double("GET", "/collections/b").json["vector_count"] == 1500
    assert double.get("t1499", "b")["text"] == "text 1499"
    assert double("GET", "/__mock/journal?operation=createCollection").json["count"] == 1, (
        "seeds are no traffic"
    )


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "/body: must be an object, got a list."),
        ({"collection": []}, "/body/collection: is not known"),
        ({"collections": {}}, "/body/collections: must be a list"),
        ({"collections": [{"name": "new"}, 1]}, "/body/collections/1: must be an object"),
        ({"collections": [{"name": "new"}, {"name": ""}]}, "/body/collections/1/name: "),
        ({"collections": [{"name": "new"}, {"name": "c"}]}, '/body/collections/1: The collection "c" exists'),
        ({"collections": [{"name": "new", "vectors": {}}]}, "/body/collections/0/vectors: must be a list"),
        ({"collections": [{"name": "new", "vectors": [{"id": "a", "txt": ""}]}]}, "/body/collections/0/vectors/0/txt"),
        (
            {"collections": [{"name": "new", "dimension": 2, "vectors": [{"id": "a", "vector": [1, 2]}, {"id": "b", "vector": [1]}]}]},
            "/body/collections/0/vectors/1/vector: must have 2 numbers",
        ),
        (
            {"collections": [{"name": "new", "dimension": 1, "vectors": [*({"id": str(n), "vector": [1]} for n in range(1200)), {"id": "", "vector": [1]}]}]},
            "/body/collections/0/vectors/1200/id: ",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place_and_nothing_is_kept(
    double: Api, document: Any, said: str
) -> None:
    reply = double("POST", "/__mock/seed", document)
    assert reply.status in (409, 422)
    assert reply.json["detail"].startswith(said)
    assert names(double) == ["c"]
    assert double.get("v")["version"] == 1


def test_a_copy_comes_back_as_often_as_it_is_asked_for(double: Api) -> None:
    key = {"idempotency_key": "k"}
    assert double("PATCH", "/collections/c/vectors/v", {"metadata": {"a": 1}}, **key).json["version"] == 2
    assert double("PUT", "/__mock/snapshots/one").status == 204
    for _ in range(2):
        double("DELETE", "/collections/c/vectors/v")
        double("POST", "/collections", {"name": "d"})
        assert double("POST", "/__mock/snapshots/one").status == 204
        assert names(double) == ["c"]
        assert double.get("v")["metadata"] == {"a": 1}
        again = double("PATCH", "/collections/c/vectors/v", {"metadata": {"a": 1}}, **key)
        assert again.headers["idempotency-replayed"] == "true"
        double.insert("w")
    assert double("GET", "/collections/c").json["vector_count"] == 2


def test_a_copy_is_of_a_moment_amid_writes_and_its_locks_are_free(double: Api) -> None:
    async def restored_while_one_waits() -> int:
        data = double.app.state._store._collections["c"]
        async with data.writing:
            waiting = asyncio.create_task(
                double.send("PATCH", "/collections/c/vectors/v", {"metadata": {"a": 1}})
            )
            while not data.writing._waiters:
                await asyncio.sleep(0)
            await double.send("PUT", "/__mock/snapshots/one")
        await waiting
        await double.send("POST", "/__mock/snapshots/one")
        reply = await double.send("PATCH", "/collections/c/vectors/v", {"metadata": {"b": 1}})
        return int(reply.json["version"])

    assert double.run(asyncio.wait_for(restored_while_one_waits(), 30)) == 2
    assert double.get("v")["metadata"] == {"b": 1}


def test_copies_have_names_and_there_are_only_so_many(double: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "SNAPSHOTS", 2)
    assert [double("PUT", f"/__mock/snapshots/{name}").status for name in ("b", "a%2F1", "b")] == [204] * 3
    assert double("GET", "/__mock/snapshots").json == {"snapshots": ["a/1", "b"]}
    assert double("PUT", "/__mock/snapshots/c").code == "limit-exceeded"
    assert double("DELETE", "/__mock/snapshots/b").status == 204
    assert double("DELETE", "/__mock/snapshots/b").code == "route-not-found"
    assert double("POST", "/__mock/snapshots/b").code == "route-not-found"
    assert double("POST", "/__mock/reset").status == 204
    assert double("GET", "/__mock/snapshots").json == {"snapshots": ["a/1"]}


def updated_at(api: Api) -> str:
    content = {"metadata": {"n": api.get("v")["version"]}}
    return str(api("PATCH", "/collections/c/vectors/v", content).json["updated_at"])


def test_the_clock_can_be_set_moved_and_stopped(double: Api) -> None:
    assert double("POST", "/__mock/clock", {"set": "2030-01-01T00:00:00Z"}).json["stopped"] is False
    assert updated_at(double).startswith("2030-01-01T00:00")
    double("POST", "/__mock/clock", {"advance": 86_400})
    assert updated_at(double).startswith("2030-01-02T00:00")
    double("POST", "/__mock/clock", {"set": "2020-05-05T12:00:00+02:00", "stopped": True})
    assert [updated_at(double), updated_at(double)] == [
        "2020-05-05T10:00:00.000000Z",
        "2020-05-05T10:00:00.000001Z",
    ]
    double("POST", "/__mock/clock", {"advance": -3600})
    assert updated_at(double) == "2020-05-05T09:00:00.000000Z"
    double("POST", "/__mock/clock", {"stopped": False})
    assert updated_at(double) > "2020-05-05T09:00:00.000000Z"
    double("POST", "/__mock/reset")
    assert double("GET", "/__mock/clock").json == {"moved": 0.0, "stopped": False}


def test_idempotency_keys_grow_old_with_the_clock(double: Api) -> None:
    def replayed() -> bool:
        reply = double("PATCH", "/collections/c/vectors/v", {"metadata": {"a": 1}}, idempotency_key="k")
        return "idempotency-replayed" in reply.headers

    assert [replayed(), replayed()] == [False, True]
    double("POST", "/__mock/clock", {"advance": 25 * 3600})
    assert replayed() is False


def test_a_seeded_clock_can_be_set_too() -> None:
    api = Api(application=build_double(seed=1, log=Log("off")))
    api.collection()
    api("POST", "/__mock/clock", {"set": "2030-01-01T00:00:00Z"})
    api.insert("v")
    assert api.get("v")["created_at"] == "2030-01-01T00:00:00.000000Z"
    assert updated_at(api) == "2030-01-01T00:00:01.000000Z"
    api.close()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"set": "tomorrow"}, "/body/set"),
        ({"set": "2030-01-01T00:00:00"}, "/body/set"),
        ({"set": 5}, "/body/set"),
        ({"set": "0001-01-01T00:00:00Z"}, "/body/set"),
        ({"set": "1969-12-31T23:59:59Z"}, "/body/set"),
        ({"advance": -90 * 366 * 86_400}, "/body/advance"),
        ({"set": "1970-01-02T00:00:00Z", "advance": -86_401}, "/body/advance"),
        ({"set": "9999-12-31T00:00:00Z", "advance": 86_401}, "/body/advance"),
        ({"advance": "1"}, "/body/advance"),
        ({"advance": 1e300}, "/body/advance"),
        ({"stopped": 1}, "/body/stopped"),
        ({"now": 1}, "/body/now"),
        (None, "/body"),
    ],
)
def test_a_wrong_time_is_refused(double: Api, body: Any, said: str) -> None:
    reply = double("POST", "/__mock/clock", body)
    assert reply.status == 422
    assert reply.json["detail"].startswith(said)
    assert double("GET", "/__mock/clock").json["moved"] == 0


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/__mock/reset", "method-not-allowed"),
        ("POST", "/__mock/nothing", "route-not-found"),
        ("PUT", "/__mock/faults/", "method-not-allowed"),
        ("POST", "/__mockery", "route-not-found"),
    ],
)
def test_other_paths_and_methods_are_refused(double: Api, method: str, path: str, code: str) -> None:
    assert double(method, path, {}).code == code


def test_a_file_fills_a_server_and_reset_comes_back_to_it(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_text(json.dumps(SEED))
    made = build_double(log=Log("off"))
    seeding.fill_at_start(made, str(file))
    api = Api(application=made)
    assert names(api) == ["a", "b", "empty"]
    api("DELETE", "/collections/a")
    api("POST", "/collections", {"name": "z"})
    assert api("POST", "/__mock/reset").status == 204
    assert names(api) == ["a", "b", "empty"]
    api.close()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file or directory"),
        ("{", "seed.json: "),
        ('{"collections": [{"name": "a", "vectors": [{"id": "x"}]}]}', "seed.json: collections/0/vectors/0"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, said: str
) -> None:
    file = tmp_path / "seed.json"
    if content is not None:
        file.write_text(content)
    assert main(["up", "--port", "0", "--seed", str(file)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_the_python_api_raises_value_errors_that_name_the_place() -> None:
    with MockServer(seed=1) as server:
        with pytest.raises(ValueError, match=r"^status must be an integer"):
            server.fault(status="x")
        with pytest.raises(ValueError, match=r"^collections/0/name"):
            server.seed({"collections": [{}]})
        with pytest.raises(ValueError, match=r"^set must be a time"):
            server.move_clock(set="x")
        with pytest.raises(ValueError, match=r"^statu is not known"):
            server.journal(statu=1)
        with pytest.raises(ValueError, match=r"^name must be that of a copy"):
            server.restore("none")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seed": "1"}, "seed must be an integer, got '1'"),
        ({"seed": True}, "seed must be an integer, got bool"),
        ({"api_key": 3}, "api_key must be text of visible ASCII"),
        ({"api_key": ""}, "api_key must be text of visible ASCII"),
        ({"api_key": "hunter2\n"}, "api_key must be text of visible ASCII"),
        ({"strict": "yes"}, "strict must be true or false, got 'yes'"),
        ({"cors": "*"}, "cors must be a list of origins, got '*'"),
        (
            {"cors": ("*", "a.b")},
            "cors[1] must be an origin like http://localhost:5173, or *, got 'a.b'",
        ),
        ({"replay": 3}, "replay must be the path of a recording, got int"),
    ],
)
def test_an_argument_of_a_server_that_cannot_be_used_is_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        MockServer(**given)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.restore("nope"), "name must be that of a copy, got 'nope'; there are a, b"),
        (lambda s: s.restore(["a"]), "name must be text, got list"),
        (lambda s: s.save(""), "name must be text, got ''"),
        (lambda s: s.save(3), "name must be text, got int"),
        (
            lambda s: s.move_clock(advance="x"),
            "advance must be a number from -3162240000 to 3162240000, got a string",
        ),
        (
            lambda s: s.move_clock(set=datetime(2030, 1, 1)),
            "set must be a time like 2026-01-01T00:00:00Z, from 1970 to 9999",
        ),
        (lambda s: s.move_clock(stopped=object()), "change must hold what JSON has: got object"),
        (lambda s: s.fault(status=99), "status must be an integer from 200 to 599, got 99"),
        (lambda s: s.fault(status=503, header={1}), "fault must hold what JSON has: got set"),
        (lambda s: s.remove_fault(3), "fault must be text, got int"),
        (lambda s: s.journal(status="404"), "status must be an integer, 0 or more, got '404'"),
        (lambda s: s.journal(after=True), "after must be an integer, 0 or more, got bool"),
        (lambda s: s.journal(operation="update"), "operation must be one of the contract, got 'update'"),
        (lambda s: s.har(method=None), "method must be text, got None"),
        (lambda s: s.journal(body=object()), "body must hold what JSON has: got object"),
        (lambda s: s.seed(b"{}"), "document must hold what JSON has: got bytes"),
        (lambda s: s.start(), "the server was started before: make another"),
    ],
)
def test_what_a_test_asks_in_a_wrong_way_is_named(call: Callable[[MockServer], object], message: str) -> None:
    with MockServer() as server:
        server.save("a")
        server.save("b")
        with pytest.raises((ValueError, RuntimeError), match=f"^{re.escape(message)}$"):
            call(server)
        assert server.journal() == []
        server.restore("b")


def test_what_is_no_json_and_has_a_plain_meaning_is_taken() -> None:
    with MockServer() as server:
        server.move_clock(set=datetime(2030, 1, 1, tzinfo=timezone.utc), advance=timedelta(hours=1))
        vectors = ({"id": "a", "vector": np.ones(4, "f4")},)
        assert server.seed({"collections": ({"name": "c", "dimension": 4, "vectors": vectors},)}) == {
            "collections": 1,
            "vectors": 1,
        }


def test_a_server_that_is_not_running_says_so() -> None:
    server = MockServer()
    with pytest.raises(RuntimeError, match="is not running: use `with MockServer"):
        server.reset()
    server.close()
    with MockServer() as server:
        pass
    with pytest.raises(RuntimeError, match="is not running"):
        server.reset()
