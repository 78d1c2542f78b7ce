"""Fixtures for pytest: a server for the tests of programs that use a client of this API.

Each test finds it empty. Under pytest-xdist every worker has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .running import MockServer

CLIENTS = "vectorizer_mock.clients"
"""Entry points of this group are functions of a URL that make a client, a context manager."""


@pytest.fixture(scope="session")
def _vectorizer_server() -> Iterator[MockServer]:
    # Imported by those who ask for it only: the plugin is loaded in every run of pytest.
    from .running import MockServer

    with MockServer() as server:
        yield server


@pytest.fixture
def vectorizer_server(_vectorizer_server: MockServer) -> MockServer:
    """A real server on a free port, empty: `.url`, and faults, a journal, a clock and seeds (see `MockServer`)."""
    _vectorizer_server.reset()
    return _vectorizer_server


@pytest.fixture
def vectorizer_client(vectorizer_server: MockServer) -> Iterator[Any]:
    """A blocking client of `vectorizer_server`: of the package `vectorizer-client`, or another that offers one."""
    found = sorted(entry_points(group=CLIENTS), key=lambda point: point.name)
    if not found:
        pytest.fail("vectorizer_client needs a client: pip install ./python in the repository", pytrace=False)
    with found[0].load()(vectorizer_server.url) as client:
        yield client
