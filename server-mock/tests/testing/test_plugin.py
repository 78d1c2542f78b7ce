"""The fixtures, as a program's own tests use them."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from vectorizer_mock import MockServer, pytest_plugin

pytest_plugins = ["pytester"]


def call(url: str, method: str = "GET", body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=30) as reply:
        return json.loads(reply.read() or b"null")


@pytest.mark.parametrize("run", [1, 2])
def test_each_test_finds_the_server_empty(vectorizer_server: MockServer, run: int) -> None:
    assert call(f"{vectorizer_server.url}/collections") == {"collections": []}
    assert vectorizer_server.journal()[0]["request"]["path"] == "/collections"
    call(f"{vectorizer_server}/collections", "POST", {"name": "left"})
    vectorizer_server.fault(operation="search", status=500)


def test_the_client_is_of_the_package_that_offers_one(
    vectorizer_server: MockServer, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    made: list[Any] = []

    class Client:
        def __init__(self, url: str) -> None:
            self.url, self.closed = url, False
            made.append(self)

        def __enter__(self) -> Client:
            return self

        def __exit__(self, *_: object) -> None:
            self.closed = True

    class Point:
        name = "fake"

        @staticmethod
        def load() -> Any:
            return Client

    monkeypatch.setattr(
        pytest_plugin, "entry_points", lambda group: [Point] * (group == pytest_plugin.CLIENTS)
    )
    assert request.getfixturevalue("vectorizer_client").url == vectorizer_server.url
    assert not made[0].closed


def test_without_a_client_the_test_fails_with_what_to_install(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        from vectorizer_mock import pytest_plugin
        pytest_plugin.entry_points = lambda group: []
        """
    )
    pytester.makepyfile("def test_it(vectorizer_client): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*pip install ./python in the repository*"])


def test_the_plugin_is_found_and_loads_no_server_where_nobody_asks(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import sys\ndef test_it(): assert 'vectorizer_mock.running' not in sys.modules")
    result = pytester.runpytest_subprocess("--fixtures")
    result.stdout.fnmatch_lines(["*vectorizer_server*", "*vectorizer_client*"])
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
