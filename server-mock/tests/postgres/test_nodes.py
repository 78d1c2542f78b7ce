"""Collections on three databases: one is killed and comes back, and collections move under writers."""

from __future__ import annotations

import http.client
import json
import os
import signal
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sockets import RunningServer
from vectorizer_mock.cli import main
from vectorizer_mock.stores import StoreError
from vectorizer_mock.stores.postgres import embedded, moving
from vectorizer_mock.stores.postgres.embedded import Embedded

PATIENCE = 120
GROUP = 20
PROGRESS = 10
NAMES = [f"c{number}" for number in range(6)]


class Node:
    """A PostgreSQL of its own, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.embedded: Embedded = embedded.start(folder)
        self.url = f"postgresql://vectorizer@/postgres?host={folder}"

    def kill(self) -> None:
        lines = (self.folder / "postgres" / "postmaster.pid").read_text("utf-8").split("\n")
        os.kill(int(lines[0]), signal.SIGKILL)

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(self.url, options="-c search_path=vectorizer,public") as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def nodes() -> Iterator[list[Node]]:
    """Three, of which the first knows the others."""
    with ExitStack() as stack:
        made = []
        for _ in range(3):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vectorizer-")))
            made.append(Node(folder))
            stack.callback(made[-1].embedded.stop)
        for other in made[1:]:
            assert main(["nodes", "add", other.url, "--store", made[0].url]) == 0
        yield made


@pytest.fixture
def server(nodes: list[Node]) -> Iterator[RunningServer]:
    """A server of the three, whose six collections are two on each."""
    with RunningServer("--store", nodes[0].url, "--log-level", "off") as running:
        for number, name in enumerate(NAMES):
            call(running, "DELETE", f"/collections/{name}")
            body = {"name": name, "dimension": 2, "metric": "euclidean"}
            assert call(running, "POST", "/collections", body)[0] == 201
            with suppress(StoreError):  # it is there already
                moving.move(nodes[0].url, name, number % 3)
        yield running


Reply = tuple[int, Any, dict[str, str]]


def call(server: RunningServer, method: str, path: str, body: Any = None, **headers: str) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        sent = {"content-type": "application/json", **headers}
        connection.request(method, path, None if body is None else json.dumps(body), sent)
        reply = connection.getresponse()
        data = reply.read()
        named = {name.lower(): value for name, value in reply.getheaders()}
        return reply.status, json.loads(data) if data else None, named
    finally:
        connection.close()


class Writer(threading.Thread):
    """Inserts one vector after another, each until it is acknowledged, and batches between them."""

    def __init__(self, server: RunningServer, name: str) -> None:
        super().__init__(daemon=True)
        self.server, self.name_of_collection = server, name
        self.unique = uuid.uuid4()
        self.acknowledged = self.refused = 0
        self.wrong: list[Any] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        path = f"/collections/{self.name_of_collection}"
        number = 0
        while not self.stopped.is_set() and not self.wrong:
            number += 1
            body = {"id": f"{self.name_of_collection}-{number}", "vector": [1, number]}
            # One key, until there is an answer: it happens once.
            self._until(201, "POST", f"{path}/insert", body, **{"idempotency-key": f"{self.unique}-{number}"})
            updates = [
                {"id": f"b{place}", "vector": [1, place], "metadata": {"n": number}} for place in range(GROUP)
            ]
            self._until(
                200, "POST", f"{path}/batch_update", {"updates": updates, "atomic": True, "upsert": True}
            )
            self.acknowledged = number

    def _until(self, status: int, method: str, path: str, body: Any, **headers: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                got, answer, named = call(self.server, method, path, body, **headers)
            except (OSError, http.client.HTTPException):
                self.refused += 1
                continue
            if got == status:
                return
            free = got == 503 or answer["code"] == "idempotency-in-progress"
            if not free or "retry-after" not in named:
                self.wrong.append((got, answer))
                return
            self.refused += 1
            time.sleep(0.02)
        self.wrong.append(f"nothing was acknowledged for {PATIENCE} seconds")

    def advance(self) -> None:
        """Wait until more was acknowledged."""
        wanted, until = self.acknowledged + PROGRESS, time.monotonic() + PATIENCE
        while self.acknowledged < wanted and not self.wrong:
            assert time.monotonic() < until
            time.sleep(0.01)
        assert not self.wrong


def start(server: RunningServer, names: list[str]) -> list[Writer]:
    writers = [Writer(server, name) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.advance()
    return writers


def finish(server: RunningServer, writers: list[Writer]) -> None:
    """Stop them; all that they wrote is there once, and nothing else."""
    for writer in writers:
        writer.stopped.set()
    for writer in writers:
        writer.join()
        assert not writer.wrong
        status, _, _ = call(server, "GET", f"/collections/{writer.name_of_collection}")
        assert status == 200
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", f"/collections/{writer.name_of_collection}/export")
        found = [json.loads(line) for line in connection.getresponse().read().splitlines()]
        connection.close()
        single = {one["id"]: one["version"] for one in found if not one["id"].startswith("b")}
        assert single == {f"{writer.name_of_collection}-{n + 1}": 1 for n in range(writer.acknowledged)}
        stamps = {one["metadata"]["n"] for one in found if one["id"].startswith("b")}
        assert (stamps, len(found)) == ({writer.acknowledged}, writer.acknowledged + GROUP)


def held(nodes: list[Node]) -> list[set[str]]:
    """The collections whose rows are on each node."""
    return [
        {
            name
            for (name,) in node.rows(
                "SELECT DISTINCT name FROM records JOIN collections ON number = collection"
            )
        }
        for node in nodes
    ]


def test_a_node_that_is_killed_takes_nothing_along_but_its_collections(
    nodes: list[Node], server: RunningServer
) -> None:
    writers = start(server, NAMES)
    elsewhere = [writer for number, writer in enumerate(writers) if number % 3 != 2]
    its = [writer for number, writer in enumerate(writers) if number % 3 == 2]
    nodes[2].kill()
    for writer in elsewhere:
        writer.advance()
    for name in (writer.name_of_collection for writer in its):
        for method, path, body in (
            ("GET", f"/collections/{name}", None),
            ("POST", f"/collections/{name}/search", {"vector": [1, 1]}),
            ("DELETE", f"/collections/{name}/vectors/b1", None),
        ):
            status, answer, headers = call(server, method, path, body)
            assert (status, answer["code"], headers["retry-after"]) == (503, "unavailable", "1")
    assert call(server, "GET", "/health")[0] == 200
    assert call(server, "GET", "/collections")[0] == 503  # it could not be whole
    # On a busy machine each has its turn later.
    ends = time.monotonic() + 60
    while not all(writer.refused for writer in its) and time.monotonic() < ends:
        time.sleep(0.05)
    assert all(writer.refused for writer in its)
    nodes[2].embedded.revive()
    for writer in writers:
        writer.advance()
    assert not any(writer.refused for writer in elsewhere)
    finish(server, writers)
    assert held(nodes) == [{"c0", "c3"}, {"c1", "c4"}, {"c2", "c5"}]


def test_a_collection_moves_under_writers_with_its_keys(nodes: list[Node], server: RunningServer) -> None:
    body, key = {"id": "first", "vector": [9, 9]}, {"idempotency-key": "moved"}
    _, made, _ = call(server, "POST", "/collections/c0/insert", body, **key)
    assert call(server, "DELETE", "/collections/c0/vectors/first")[0] == 204
    writers = start(server, ["c0", "c1"])
    for target in (1, 2, 0, 2):
        moving.move(nodes[0].url, "c0", target)
        for writer in writers:
            writer.advance()
        status, again, headers = call(server, "POST", "/collections/c0/insert", body, **key)
        assert (status, again, headers.get("idempotency-replayed")) == (201, made, "true")
        assert [("c0" in names) for names in held(nodes)] == [number == target for number in range(3)]
    finish(server, writers)
    status, again, _ = call(server, "POST", "/collections/c0/insert", body)
    assert (status, again["version"]) == (201, 2)  # which goes on after a deletion, there too


@pytest.mark.parametrize("half", ["first", "second"])
def test_a_move_that_is_broken_off_is_finished_by_the_same_command(
    nodes: list[Node], server: RunningServer, monkeypatch: pytest.MonkeyPatch, half: str
) -> None:
    assert call(server, "POST", "/collections/c0/insert", {"id": "a", "vector": [1, 0]})[0] == 201

    def fail(*given: Any) -> Any:
        raise ZeroDivisionError

    # After the copy is committed and before the collection is deleted where it was; or after that.
    real = moving._delete
    if half == "first":
        monkeypatch.setattr(
            moving, "_delete", lambda to, name: real(to, name) if _is(to, nodes[1]) else fail()
        )
    else:
        monkeypatch.setattr(moving, "_count", fail)
    with pytest.raises(ZeroDivisionError):
        moving.move(nodes[0].url, "c0", 1)
    monkeypatch.undo()
    assert call(server, "PATCH", "/collections/c0/vectors/a", {"metadata": {"n": 1}})[0] == 200
    with RunningServer("--store", nodes[0].url, "--log-level", "off") as fresh:
        assert call(fresh, "GET", "/collections/c0/vectors/a")[1]["version"] == 2
        assert [one["name"] for one in call(fresh, "GET", "/collections")[1]["collections"]] == NAMES
    with pytest.raises(StoreError, match="finish that one first"):
        moving.move(nodes[0].url, "c0", 2)
    moving.move(nodes[0].url, "c0", 1)
    assert call(server, "GET", "/collections/c0/vectors/a")[1]["version"] == 2
    assert ["c0" in names for names in held(nodes)] == [False, True, False]


def _is(connection: Any, node: Node) -> bool:
    return str(connection.info.host) == str(node.folder)


def test_a_collection_that_is_dropped_leaves_no_copy_of_an_unfinished_move(
    nodes: list[Node], server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(server, "POST", "/collections/c0/insert", {"id": "a", "vector": [1, 0]})[0] == 201
    real = moving._delete

    def fail(to: Any, name: str) -> None:
        if not _is(to, nodes[1]):
            raise ZeroDivisionError
        real(to, name)

    monkeypatch.setattr(moving, "_delete", fail)
    with pytest.raises(ZeroDivisionError):
        moving.move(nodes[0].url, "c0", 1)
    assert call(server, "DELETE", "/collections/c0")[0] == 204
    assert call(server, "GET", "/collections/c0")[0] == 404
    assert not any("c0" in names for names in held(nodes))
    monkeypatch.undo()
    # Nobody has to finish the move.
    assert call(server, "POST", "/collections", {"name": "c0", "dimension": 2})[0] == 201


def test_a_name_whose_move_nobody_finishes_is_free_again(nodes: list[Node], server: RunningServer) -> None:
    """As a server left it that ended in the middle of a deletion."""
    path = "/collections/c0"
    assert call(server, "DELETE", path)[0] == 204
    with psycopg.connect(nodes[0].url, options="-c search_path=vectorizer,public") as connection:
        connection.execute("UPDATE places SET moving_to = 1 WHERE name = 'c0'")
    assert call(server, "POST", "/collections", {"name": "c0", "dimension": 2})[0] == 503
    assert call(server, "DELETE", path)[0] == 404
    assert call(server, "POST", "/collections", {"name": "c0", "dimension": 2})[0] == 201


def test_a_key_is_one_request_s_before_and_after_nodes_are_added() -> None:
    def insert(running: RunningServer, name: str, key: str) -> tuple[int, str | None, str | None]:
        status, answer, headers = call(
            running,
            "POST",
            f"/collections/{name}/insert",
            {"id": key, "vector": [1]},
            **{"idempotency-key": key},
        )
        return status, answer.get("code"), headers.get("idempotency-replayed")

    done, replayed, reused = (201, None, None), (201, None, "true"), (422, "idempotency-key-reused", None)
    with ExitStack() as stack:
        made = []
        for _ in range(2):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vectorizer-")))
            made.append(Node(folder))
            stack.callback(made[-1].embedded.stop)
        flags = ("--store", made[0].url, "--log-level", "off")
        running, other = (stack.enter_context(RunningServer(*flags)) for _ in range(2))
        for server, name in ((running, "notes"), (other, "more")):
            assert call(server, "POST", "/collections", {"name": name, "dimension": 1})[0] == 201
        assert insert(running, "notes", "k1") == done
        moving.add(made[0].url, made[1].url)
        # A server that has not looked for nodes finds them when it takes a key.
        assert insert(running, "notes", "k2") == done
        with RunningServer(*flags) as fresh:
            assert call(fresh, "POST", "/collections", {"name": "m2", "dimension": 1})[0] == 201
            with suppress(StoreError):  # it is there already
                moving.move(made[0].url, "m2", 1)
            for key in ("k1", "k2"):
                assert insert(fresh, "m2", key) == reused
                assert insert(running, "notes", key) == replayed
            assert insert(fresh, "m2", "k3") == done
            for server in (running, other):
                assert insert(server, "more", "k3") == reused
            assert insert(running, "m2", "k3") == replayed
            # Keys move with their collection.
            moving.move(made[0].url, "notes", 1)
            assert insert(other, "more", "k1") == reused
            assert insert(other, "notes", "k1") == replayed


def test_without_the_first_database_known_collections_go_on(nodes: list[Node], server: RunningServer) -> None:
    for name in NAMES:
        assert call(server, "GET", f"/collections/{name}")[0] == 200
    nodes[0].kill()
    try:
        body = {"id": "a", "vector": [1, 0]}
        assert call(server, "POST", "/collections/c1/insert", body)[0] == 201
        assert call(server, "POST", "/collections/c0/insert", body)[0] == 503
        # Nobody could tell whether the key is another request's.
        assert call(server, "POST", "/collections/c1/insert", body, **{"idempotency-key": "x"})[0] == 503
        assert call(server, "GET", "/health")[0] == 503
    finally:
        nodes[0].embedded.revive()
    assert call(server, "POST", "/collections/c1/insert", body, **{"idempotency-key": "x"})[0] == 409


def test_the_command_lists_nodes_and_refuses_what_cannot_be(
    nodes: list[Node], server: RunningServer, capsys: pytest.CaptureFixture[str]
) -> None:
    def nodes_command(*words: str) -> tuple[int, str]:
        status = main(["nodes", *words, "--store", nodes[0].url])
        said = capsys.readouterr()
        return status, said.out + said.err

    status, said = nodes_command("list")
    assert status == 0
    assert [line.split("  ")[0::2] for line in said.splitlines()] == [
        [str(number), "2 collections, 0 vectors"] for number in range(3)
    ]
    assert call(server, "DELETE", "/collections/c4")[0] == 204
    assert call(server, "POST", "/collections/c1/insert", {"id": "a", "vector": [1, 0]})[0] == 201
    assert nodes_command("list")[1].splitlines()[1].endswith("  1 collection, 1 vector")
    assert nodes_command("move", "c0", "2") == (0, "c0, with 0 vectors, is on node 2\n")
    for words, why in (
        (("move", "c0", "2"), "c0 is on node 2 already"),
        (("move", "c0", "7"), "there is no node 7; there are 0, 1, 2"),
        (("move", "none", "1"), "there is no collection none"),
        (("add", nodes[0].url), "a node must be another database than the first one"),
        (("add", nodes[1].url), "it is a node already"),
        (("add", f"{nodes[2].url}&application_name=again"), "a node must be empty"),
    ):
        status, said = nodes_command(*words)
        assert (status, said.startswith(f"vectorizer-mock: nodes: {why}")) == (1, True), said


def test_a_database_that_is_a_node_is_used_from_the_first_one_alone(
    nodes: list[Node], server: RunningServer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    why = f"this database is node 1 of {nodes[0].folder}:5432/postgres: serve from that one, the first"
    for words in (
        ("serve", "--port", "0"),
        ("nodes", "list"),
        ("nodes", "add", nodes[2].url),
        ("nodes", "move", "c1", "0"),
        ("index", "c1"),
    ):
        assert main([*words, "--store", nodes[1].url]) == 1
        assert why in capsys.readouterr().err
    assert main(["doctor", "--port", "0", "--store", nodes[1].url]) == 1
    assert f"PROBLEM  store       {why}" in capsys.readouterr().out
    assert main(["backup", "--store", nodes[1].url, str(tmp_path / "own")]) == 0
    assert main(["restore", "--store", nodes[1].url, str(tmp_path / "own")]) == 0
    assert call(server, "GET", "/collections/c1")[0] == 200


@pytest.fixture
def apart(nodes: list[Node]) -> Iterator[list[str]]:
    """Two databases that no other test uses."""
    with psycopg.connect(nodes[0].url, autocommit=True) as connection:
        for name in ("one", "two"):
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield [nodes[0].url.replace("/postgres?", f"/{name}?") for name in ("one", "two")]
        for name in ("one", "two"):
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_server_that_runs_on_a_database_when_it_becomes_a_node_takes_nothing_more(apart: list[str]) -> None:
    with RunningServer("--store", apart[1], "--log-level", "off") as running:
        body = {"name": "c", "dimension": 2}
        assert call(running, "POST", "/collections", body)[0] == 201
        with pytest.raises(StoreError, match="a node must be empty"):
            moving.add(apart[0], apart[1])
        assert call(running, "DELETE", "/collections/c")[0] == 204
        assert moving.add(apart[0], apart[1]) == 1
        for method, path, sent in (("POST", "/collections", body), ("GET", "/collections", None)):
            status, answer, headers = call(running, method, path, sent)
            assert (status, answer["code"], headers["retry-after"]) == (503, "unavailable", "1")


def test_adding_a_node_that_was_broken_off_is_finished_by_the_same_command(
    apart: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = moving._mark

    def fail(*given: Any) -> None:
        real(*given)
        raise ZeroDivisionError

    monkeypatch.setattr(moving, "_mark", fail)
    with pytest.raises(ZeroDivisionError):
        moving.add(apart[0], apart[1])
    monkeypatch.undo()
    assert moving.add(apart[0], apart[1]) == 1
    with pytest.raises(StoreError, match="it is a node already"):
        moving.add(apart[0], f"{apart[1]}&application_name=again")


def test_a_node_that_is_gone_is_told_of_alike_by_list_and_move(
    apart: list[str], nodes: list[Node], capsys: pytest.CaptureFixture[str]
) -> None:
    assert moving.add(apart[0], apart[1]) == 1
    with psycopg.connect(apart[0], autocommit=True, options="-c search_path=vectorizer") as connection:
        connection.execute("UPDATE nodes SET url = 'postgresql://me:hunter2@127.0.0.1:1/none'")
        connection.execute("INSERT INTO places (name, node) VALUES ('c', 0)")
    assert main(["nodes", "list", "--store", apart[0]]) == 0
    state = capsys.readouterr().out.splitlines()[1].partition("  127.0.0.1:1/none  ")[2]
    assert "refused" in state
    assert "hunter2" not in state
    assert main(["nodes", "move", "c", "1", "--store", apart[0]]) == 1
    assert capsys.readouterr().err == f"vectorizer-mock: nodes: {state}\n"
