"""One table drives both clients: a test that takes `side` runs for the blocking and for the async one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from scripted import Server
from sides import AsyncSide, Side, SyncSide


@pytest.fixture(params=[SyncSide, AsyncSide], ids=["sync", "async"])
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    made: Side = request.param()
    yield made
    made.close()


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        yield made


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VECTORIZER_URL", "VECTORIZER_API_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
