"""Stand-in."""

from __future__ import annotations

from typing import Any


def run_mutants(options: Any, out: Any) -> int:
    return 3
