"""Fixtures for all tests of the server, and the store that they run on: `--store postgres` is a database of their own,
and `--store nodes` are three."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sockets import RunningServer
from support import Api
from vectorizer_mock.stores import MemoryStore, Store

MakeStore = Callable[[], Store]
"""Another store of the same contents, where they are in a database."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--store", choices=("memory", "postgres", "nodes"), default="memory")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave tests that ask a database alone out of a run without one."""
    of_a_database = collection_path.is_relative_to(Path(__file__).parent / "postgres")
    return True if of_a_database and config.getoption("--store") == "memory" else None


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """The URL of a PostgreSQL that runs for these tests."""
    from vectorizer_mock.stores.postgres import embedded

    # The name of a temporary folder of pytest's may be too long for a socket.
    with tempfile.TemporaryDirectory(prefix="vectorizer-") as folder:
        started = embedded.start(Path(folder), durable=False)
        try:
            yield started.url
        finally:
            started.stop()


@pytest.fixture(scope="session")
def make_store(request: pytest.FixtureRequest) -> MakeStore:
    """Makes a store; those in a database share what is in it."""
    if request.config.getoption("--store") == "memory":
        return MemoryStore
    from vectorizer_mock.stores.postgres import DistributedStore, PostgresStore, moving

    url = request.getfixturevalue("database")
    if request.config.getoption("--store") == "postgres":
        return lambda: PostgresStore.prepared(url)
    for name in ("second", "third"):
        moving.execute(url, f"CREATE DATABASE {name}")
        moving.add(url, url.replace("dbname=postgres", f"dbname={name}"))
    return lambda: DistributedStore.prepared(url)


@pytest.fixture
async def store(make_store: MakeStore, anyio_backend: str) -> AsyncIterator[Store]:
    """An empty store."""
    made = make_store()
    await made.reset()
    yield made
    await made.close()


@pytest.fixture
def api(make_store: MakeStore) -> Iterator[Api]:
    """A server with one collection `c` of dimension 2 under cosine."""
    made = Api(store=make_store())
    made.run(made.store.reset())
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
