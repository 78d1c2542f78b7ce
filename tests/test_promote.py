"""The nightly run's failures that become cases: those of the model layer that were shrunk, each once."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

SPEC = importlib.util.spec_from_file_location("promote", Path(__file__).parents[1] / "scripts/promote.py")
assert SPEC is not None
assert SPEC.loader is not None
promote = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(promote)


def verdict(**members: object) -> str:
    whole = {
        "type": "verdict",
        "layer": "model",
        "id": "model/sequence/7",
        "row": "server",
        "outcome": "fail",
    }
    return json.dumps(
        {**whole, "reasons": ["step 1: expected 200", "as a case:\n- id: sequence-7\n"], **members}
    )


def test_each_shrunk_sequence_is_kept_once() -> None:
    lines = [
        json.dumps({"type": "header", "tier": "nightly"}),
        verdict(),
        verdict(row="python sync"),
        verdict(id="model/sequence/8", reasons=["step 1: expected 200"]),
        verdict(id="model/sequence/9", outcome="pass", reasons=[]),
        verdict(id="model/linearizable/1"),
        verdict(layer="cases", id="update/text/one"),
        verdict(id="model/sequence/10", row="typescript"),
    ]
    assert promote.shrunk(lines) == {"model/sequence/7": "server", "model/sequence/10": "typescript"}
