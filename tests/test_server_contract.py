"""What the contract says of keys and of the address holds for the server, which has them by hand."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from test_contract import OPERATIONS, SPEC
from vectorizer_mock import MockServer
from vectorizer_mock.cli import parser

SCHEMES: dict[str, dict[str, Any]] = SPEC["components"]["securitySchemes"]
KEY = "a-key"


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(api_key=KEY) as running:
        yield running


def status(server: MockServer, method: str, path: str, headers: dict[str, str]) -> int:
    """The status of a request to a path whose parameters name nothing."""
    connection = HTTPConnection(server.url.removeprefix("http://"), timeout=30)
    connection.request(method.upper(), path.replace("{", "").replace("}", ""), headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def header(scheme: dict[str, Any]) -> dict[str, str]:
    """The header in which a scheme has the key."""
    if scheme["type"] == "apiKey":
        assert scheme["in"] == "header", f"nothing reads a key in {scheme['in']}"
        return {scheme["name"]: KEY}
    assert scheme["type"] == "http"
    return {"Authorization": f"{scheme['scheme']} {KEY}"}


@pytest.mark.parametrize("name", SCHEMES)
def test_a_key_is_taken_as_its_scheme_says(name: str, server: MockServer) -> None:
    assert status(server, "get", "/info", header(SCHEMES[name])) == 200, f"nothing takes {SCHEMES[name]}"


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_asks_for_a_key_where_the_contract_does(name: str, server: MockServer) -> None:
    method, path, operation = OPERATIONS[name]
    wanted = operation.get("security", SPEC["security"])
    assert (status(server, method, path, {}) == 401) == bool(wanted), f"{name}: {wanted}"


def test_the_server_listens_where_the_contract_says() -> None:
    (stated,) = (urlsplit(server["url"]) for server in SPEC["servers"])
    given = parser().parse_args(["serve"])
    assert (stated.scheme, stated.hostname, stated.port) == ("http", "localhost", given.port)
