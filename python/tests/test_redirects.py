"""Redirects: on the same origin for GET, three times at most, and a key goes nowhere else."""

from __future__ import annotations

import pytest
import vectorizer_client as v
from scripted import Server, reply
from sides import VECTOR, WRITTEN, Side


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["get_vector", "update_vector", "batch_update"])
def test_another_origin_is_never_asked(side: Side, server: Server, status: int, method: str) -> None:
    with Server() as other:
        other.script = [reply(VECTOR)]
        server.script = [reply(status=status, headers={"Location": f"{other.url}/collections/c/vectors/v"})]
        side.open(url=server.url, api_key="canary")
        with pytest.raises(v.RedirectError, match=f"{other.url}") as caught:
            side.call(method, "c", [{"id": "v", "text": "t"}] if method == "batch_update" else "v")
        assert other.connections == 0
        assert len(server.seen) == 1
        assert "canary" not in str(caught.value) + repr(caught.value) + caught.value.as_curl()


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1:{port}/x",
        "http://localhost:{port}/x",
        "//example.org/x",
        "file:///etc/passwd",
        "javascript:x",
        "http://u:p@127.0.0.1:{port}/x",
        "http://[",
        "http://127.0.0.1:99999/",
    ],
)
def test_what_is_not_exactly_the_same_origin_is_another(side: Side, server: Server, location: str) -> None:
    server.script = [reply(status=307, headers={"Location": location.format(port=server.port)})]
    side.open(url=server.url, api_key="canary")
    with pytest.raises(v.RedirectError):
        side.call("get_vector", "c", "v")
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("absolute", [True, False])
def test_a_get_follows_on_the_same_origin(side: Side, server: Server, status: int, absolute: bool) -> None:
    location = (server.url if absolute else "") + "/elsewhere?a=1#part"
    server.script = [reply(status=status, headers={"Location": location}), reply(VECTOR)]
    side.open(url=server.url, api_key="canary")
    made = side.raw("get_vector", "c", "v")
    assert made.attempts == 1
    assert [seen.target for seen in server.seen] == ["/collections/c/vectors/v", "/elsewhere?a=1"]
    assert server.seen[1].headers["authorization"] == "Bearer canary"


@pytest.mark.parametrize("method", ["update_vector", "delete_vector", "replace_vector"])
def test_a_write_does_not_follow(side: Side, server: Server, method: str) -> None:
    server.script = [reply(status=307, headers={"Location": "/elsewhere"}), reply(WRITTEN)]
    side.open(url=server.url)
    with pytest.raises(v.RedirectError):
        side.call(method, "c", "v")
    assert len(server.seen) == 1


def test_a_loop_ends_after_three(side: Side, server: Server) -> None:
    server.script = [reply(status=307, headers={"Location": "/collections/c/vectors/v"})]
    side.open(url=server.url)
    with pytest.raises(v.RedirectError, match="3 times"):
        side.call("get_vector", "c", "v")
    assert len(server.seen) == 4


def test_a_redirect_to_nowhere_is_a_response_error(side: Side, server: Server) -> None:
    server.script = [reply(status=302)]
    side.open(url=server.url)
    with pytest.raises(v.ResponseError):
        side.call("get_vector", "c", "v")
