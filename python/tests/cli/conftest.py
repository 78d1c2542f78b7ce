"""A server that answers what commands ask."""

from __future__ import annotations

import pytest
from served import Served, serve
from sides import COLLECTION, VECTOR, WRITTEN

from .command_line import PATH, REPORT


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    return serve(
        monkeypatch,
        {
            "GET /collections": {"collections": [COLLECTION]},
            "POST /collections": (201, COLLECTION),
            f"GET {PATH}": {**VECTOR, "vector": [0.5, 2.0]},
            f"PATCH {PATH}": WRITTEN,
            f"DELETE {PATH}": (204, None),
            "POST /collections/c/import": lambda records: (
                REPORT | {"count": len(records), "created": len(records)}
            ),
            "GET /collections/c/export": [VECTOR, VECTOR],
        },
    )
