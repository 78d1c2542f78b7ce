"""A server of their own for the guide's tests, and the way to look at what a call did to it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest


class Server:
    """A running `vectorizer-mock`, looked at with nothing but the standard library."""

    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(self.url + path, method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=10) as response:
            content = response.read()
        return json.loads(content) if content else None

    def vector(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.call("GET", f"/collections/my_collection/vectors/{id}")
        return found

    def embed(self, text: str) -> list[float]:
        vectors: list[list[float]] = self.call("POST", "/embed", {"texts": [text]})["vectors"]
        return vectors[0]


@pytest.fixture(scope="module")
def process() -> Iterator[Server]:
    command = [sys.executable, "-m", "vectorizer_mock", "serve", "--port", "0", "--log-level", "warning"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield Server(line.rsplit(" ", 1)[-1].strip())
        finally:
            process.terminate()


@pytest.fixture
def server(process: Server) -> Iterator[Server]:
    """The server with what the guide supposes: `my_collection` with `vec_001` and `vec_002`."""
    process.call("POST", "/collections", {"name": "my_collection"})
    for id in ("vec_001", "vec_002"):
        record = {
            "id": id,
            "text": f"Old content of {id}",
            "metadata": {"source": "readme.md", "keep": [1, 2]},
        }
        process.call("POST", "/collections/my_collection/insert", record)
    yield process
    process.call("DELETE", "/collections/my_collection")
