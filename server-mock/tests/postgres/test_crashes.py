"""Nothing that was acknowledged is lost when the server or its database is killed; `crashes.py` alone does more of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from .crashes import run


@pytest.mark.parametrize("nodes", [1, 2])
def test_kills_lose_nothing(nodes: int) -> None:
    with tempfile.TemporaryDirectory(prefix="vectorizer-") as folder:
        done = run(Path(folder), kills=3, writers=4, nodes=nodes)
    assert done["acknowledged"] >= 3 * 30
    assert (done["moved"] > 0) == (nodes > 1)
