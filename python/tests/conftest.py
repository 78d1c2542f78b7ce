"""One table drives both clients: a test that takes `side` runs for the blocking and for the async one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec

import pytest
from batches import MANY
from scripted import Server
from sides import AsyncSide, Side, SyncSide
from vectorizer_client._generated import operations

SIDES = {"sync": SyncSide, "async": AsyncSide}
TRANSPORTS = {"sync": ("httpx2", "httpx"), "async": ("httpx2", "httpx", "aiohttp")}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of a `side` on a real socket runs over each transport that is installed, any other over a script."""
    if "side" not in metafunc.fixturenames or hasattr(metafunc.module, "side"):
        return
    if "server" not in metafunc.fixturenames:
        params: list[tuple[str, str | None]] = [("sync", None), ("async", None)]
    else:
        params = [(side, one) for side in SIDES for one in TRANSPORTS[side] if find_spec(one)]
    metafunc.parametrize("side", params, ids=[" ".join(filter(None, one)) for one in params], indirect=True)


@pytest.fixture
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    kind, transport = request.param
    made: Side = SIDES[kind](transport)
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
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither proxies nor certificates."""
    for scheme in ("http", "https", "all", "no"):
        for name in (f"{scheme}_proxy", f"{scheme}_PROXY".upper()):
            monkeypatch.delenv(name, raising=False)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def small_requests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of batches at which a few items show what the contract's 10,000 would, slowly."""
    if "real_limits" in request.keywords:
        return
    for name in (
        "BATCH_UPDATE",
        "UPSERT_VECTORS",
        "BATCH_INSERT",
        "BATCH_DELETE",
        "BATCH_SEARCH",
        "IMPORT_VECTORS",
    ):
        operation = getattr(operations, name)
        monkeypatch.setattr(operations, name, replace(operation, batch=replace(operation.batch, max=MANY)))
