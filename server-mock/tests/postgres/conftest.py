"""Three databases, and a server of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from sockets import RunningServer
from vectorizer_mock.cli import main
from vectorizer_mock.stores import StoreError
from vectorizer_mock.stores.postgres import moving

from .cluster import NAMES, Node, call


@pytest.fixture(scope="session")
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
