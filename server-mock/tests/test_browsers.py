"""Pages that somebody visits, and names that lead to their machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sockets import RunningServer
from support import Api, Reply
from vectorizer_mock.settings import Settings

OPEN = Settings(local=True, mock=True, allow_hosts=("box.test",), cors=("http://pages.test",))
EVIL = "http://evil.example"


@pytest.fixture
def door() -> Iterator[Api]:
    made = Api(OPEN)
    made.collection()
    yield made
    made.close()


def ask(settings: Settings, **headers: str) -> Reply:
    api = Api(settings)
    try:
        return api("GET", "/info", **headers)
    finally:
        api.close()


@pytest.mark.parametrize(
    "host",
    ["localhost", "LocalHost:15002", "localhost.", "app.localhost:1", "127.0.0.1", "127.8.9.1:80", "[::1]:2", "[::1]", "", "box.test", "BOX.test:9"],
)  # fmt: skip
def test_a_name_of_this_machine_is_taken(door: Api, host: str) -> None:
    assert door("GET", "/info", host=host).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "evillocalhost", "10.0.0.1", "[::2]", "a.box.test", "127.0.0.1.evil.example", "0.0.0.0"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/info", "/health", "/nowhere", "/__mock/reset"])
def test_another_name_is_421_before_anything_else(door: Api, host: str, path: str) -> None:
    reply = door.run(door.raw("POST", path, [(b"host", host.encode())], [b""]))
    assert (reply.status, reply.code) == (421, "misdirected-request")
    assert door("GET", "/collections/c", host="localhost").status == 200, "nothing was reset"


@pytest.mark.parametrize(
    "origin", [EVIL, "null", "http://localhost:5173", "https://pages.test", "http://pages.test:81"]
)
@pytest.mark.parametrize("path", ["/collections", "/__mock/reset"])
def test_a_page_of_another_origin_changes_nothing(door: Api, origin: str, path: str) -> None:
    reply = door("POST", path, {"name": "page"}, host="localhost:15002", origin=origin)
    assert (reply.status, reply.code) == (403, "origin-not-allowed")
    assert "access-control-allow-origin" not in reply.headers
    found = door("GET", "/collections", host="localhost").json["collections"]
    assert [one["name"] for one in found] == ["c"]


def test_the_own_origin_and_an_allowed_one_may_call(door: Api) -> None:
    own = door("GET", "/info", host="localhost:15002", origin="http://localhost:15002")
    assert own.status == 200
    other = door("GET", "/info", host="localhost:15002", origin="http://pages.test")
    assert (other.status, other.headers["access-control-allow-origin"]) == (200, "http://pages.test")
    assert "x-request-id" in other.headers["access-control-expose-headers"].lower()


def test_a_preflight_is_answered_for_an_allowed_origin_only(door: Api) -> None:
    wanted = {
        "access_control_request_method": "PATCH",
        "access_control_request_headers": "content-type, if-match",
    }
    reply = door("OPTIONS", "/collections/c/vectors/a", origin="http://pages.test", **wanted)
    assert (reply.status, reply.body) == (204, b"")
    assert "PATCH" in reply.headers["access-control-allow-methods"]
    assert reply.headers["access-control-allow-headers"] == "content-type, if-match"
    assert door("OPTIONS", "/collections/c", origin=EVIL, **wanted).status == 403
    assert door("OPTIONS", "/collections/c").status == 405


@pytest.mark.parametrize(
    ("settings", "headers", "status"),
    [
        (Settings(local=False), {"host": "evil.example"}, 200),
        (Settings(local=False), {"host": "box", "origin": EVIL}, 403),
        (Settings(local=False), {"host": "box:1", "origin": "http://BOX:1"}, 200),
        (Settings(local=True), {"host": "evil.example"}, 421),
        (Settings(local=True), {}, 200),
        (Settings(local=True, api_keys=("k",)), {"host": "evil.example", "origin": EVIL, "x_api_key": "k"}, 200),
        (Settings(local=True, api_keys=("k",), allow_hosts=("a.test",)), {"host": "evil.example", "x_api_key": "k"}, 421),
        (Settings(local=False, allow_hosts=("a.test",)), {"host": "evil.example"}, 421),
        (Settings(local=True, cors=("*",)), {"host": "localhost", "origin": EVIL}, 200),
    ],
)  # fmt: skip
def test_who_is_checked(settings: Settings, headers: dict[str, str], status: int) -> None:
    assert ask(settings, **headers).status == status


def test_everybody_may_read_where_all_origins_are_allowed() -> None:
    reply = ask(Settings(local=True, cors=("*",)), host="localhost", origin=EVIL)
    assert reply.headers["access-control-allow-origin"] in ("*", EVIL)
    assert "access-control-allow-credentials" not in reply.headers


def test_the_command_checks_hosts_on_loopback(tmp_path: Any) -> None:
    keys = tmp_path / "keys"
    keys.write_text("first\n\n  second  \n")
    request = "GET /info HTTP/1.1\r\nHost: {}\r\nX-API-Key: {}\r\n\r\n"
    with RunningServer("--log-level", "off", "--allow-host", "box.test") as running:
        assert running.exchange(request.format("evil.example", "x").encode()).status == 421
        assert running.exchange(request.format("box.test:80", "x").encode()).status == 200
    with RunningServer("--log-level", "off", "--api-key-file", str(keys)) as running:
        assert running.exchange(request.format("evil.example", "second").encode()).status == 200
        assert running.exchange(request.format("localhost", " second  third").encode()).status == 401
