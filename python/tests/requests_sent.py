"""What tests of requests share: an update's body as it was sent."""

from __future__ import annotations

from typing import Any

from sides import INFO, WRITTEN, Answer, Script, Side

OK = Answer(200, WRITTEN)
NUMBERS = Answer(200, {**INFO, "vector_formats": ["json"]})


def update(side: Side, info: Answer | None = None, **fields: Any) -> Any:
    """The body that an update with these fields sends."""
    script = Script(OK, info=info)
    side.open(script)
    side.call("update_vector", "c", "v", **fields)
    assert script.requests[0].method == "PATCH"
    return script.bodies()[0]
