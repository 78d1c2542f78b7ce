"""Collections on three databases: one is killed and comes back, and the command refuses what cannot be."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sockets import RunningServer
from vectorizer_mock.cli import main
from vectorizer_mock.stores import StoreError
from vectorizer_mock.stores.postgres import moving

from .cluster import NAMES, Node, call, finish, held, start


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
