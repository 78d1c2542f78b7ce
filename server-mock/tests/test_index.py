"""`--index-above`: what a server says of its index, and how it ends while it builds one."""

from __future__ import annotations

import base64
import http.client
import io
import json
import sys
import time
from typing import Any

import numpy as np
import pytest
from sockets import RunningServer
from support import Api
from vectorizer_mock.build import MissingExtraError, build_application
from vectorizer_mock.log import Log
from vectorizer_mock.settings import Settings

DIMENSION = 256


def items(start: int, count: int) -> list[dict[str, Any]]:
    vectors = np.random.default_rng(start).normal(size=(count, DIMENSION)).astype("<f4")
    return [
        {"id": f"v{start + number}", "vector": base64.b64encode(vector.tobytes()).decode()}
        for number, vector in enumerate(vectors)
    ]


def test_searches_go_on_and_the_index_is_told_when_it_is_there() -> None:
    lines = io.StringIO()
    api = Api(Settings(index_above=300), log=Log("info", lines))
    api("POST", "/collections", {"name": "c", "dimension": DIMENSION})
    api("POST", "/collections/c/batch_insert", {"vectors": items(0, 300)})
    search = {"vector": [1.0] * DIMENSION, "limit": 5}
    before = api("POST", "/collections/c/search", search).json
    assert "indexed" not in lines.getvalue()  # there are not more than 300
    api("POST", "/collections/c/batch_insert", {"vectors": items(300, 1)})
    until = time.monotonic() + 30
    while "indexed" not in lines.getvalue():
        assert len(api("POST", "/collections/c/search", search).json["results"]) == 5
        assert time.monotonic() < until
    (told,) = [line for line in map(json.loads, lines.getvalue().splitlines()) if line["event"] == "indexed"]
    assert (told["vectors"], told["recall"] >= 0.99) == (301, True)
    api("DELETE", "/collections/c/vectors/v300")
    assert api("POST", "/collections/c/search", search).json == before
    api.close()


def test_a_server_without_faiss_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("index", "segments", "graphs"):
        monkeypatch.delitem(sys.modules, f"vectorizer_mock.stores.memory.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "faiss", None)
    build_application(Settings(), log=Log("off"))
    with pytest.raises(MissingExtraError, match=r"--index-above needs faiss-cpu.*server-mock\[index\]"):
        build_application(Settings(index_above=5), log=Log("off"))


def test_sigterm_ends_a_server_that_is_building() -> None:
    with RunningServer("--index-above", "--log-level", "info") as server:  # 50,000
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

        def post(path: str, body: Any) -> int:
            connection.request("POST", path, json.dumps(body), {"content-type": "application/json"})
            with connection.getresponse() as reply:
                reply.read()
                return reply.status

        assert post("/collections", {"name": "c", "dimension": DIMENSION}) == 201
        for start in range(0, 51_000, 1000):
            assert post("/collections/c/batch_insert", {"vectors": items(start, 1000)}) == 200
        assert post("/collections/c/search", {"vector": [1.0] * DIMENSION}) == 200
        connection.close()
        began = time.monotonic()
        server.process.terminate()
        assert server.process.wait(10) == 0
        assert time.monotonic() - began < 10
    assert '"stopped"' in server.errors
    assert '"indexed"' not in server.errors  # the 51,000 take many seconds
