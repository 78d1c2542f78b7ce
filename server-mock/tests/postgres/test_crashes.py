"""Nothing that was acknowledged is lost when the server or its database is killed; `crashes.py` alone does more of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from .crashes import run


def test_kills_lose_nothing() -> None:
    with tempfile.TemporaryDirectory(prefix="vectorizer-") as folder:
        done = run(Path(folder), kills=3, writers=4)
    assert done["acknowledged"] >= 3 * 30
