from __future__ import annotations

from collections.abc import Iterator

import pytest
from sockets import RunningServer
from support import Api


@pytest.fixture
def api() -> Iterator[Api]:
    """A server with one collection `c` of dimension 2 under cosine."""
    made = Api()
    made.collection()
    yield made
    made.close()


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """A real server process with short timeouts."""
    with RunningServer(
        "--header-timeout", "1", "--body-idle-timeout", "0.5", "--body-timeout", "1.5", "--log-level", "off"
    ) as running:
        yield running
