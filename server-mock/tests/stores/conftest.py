"""The stores that the tests in this folder are run on; a new one is one line in STORES."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from vectorizer_mock.stores import MemoryStore, Store

STORES: dict[str, Callable[[], Store]] = {"memory": MemoryStore}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Any:
    """An empty store."""
    return STORES[request.param]()
