from __future__ import annotations

from collections.abc import Iterator

import pytest
from support import Api
from vectorizer_mock import MockServer
from vectorizer_mock.build import build_double
from vectorizer_mock.log import Log


@pytest.fixture
def double() -> Iterator[Api]:
    """A double with one collection `c` of dimension 2 that holds the vector `v`."""
    api = Api(application=build_double(log=Log("off")))
    api.collection()
    api.insert("v")
    yield api
    api.close()


@pytest.fixture(scope="module")
def running() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


@pytest.fixture
def server(running: MockServer) -> MockServer:
    """A server on a socket, with the collection `c` and the vector `v`."""
    running.reset()
    vector = {"id": "v", "vector": [1, 0], "metadata": {"long": "x" * 2000}}
    running.seed({"collections": [{"name": "c", "dimension": 2, "vectors": [vector]}]})
    return running
