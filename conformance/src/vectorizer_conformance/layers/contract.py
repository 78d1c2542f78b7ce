"""Layer 1 (stand-in until the real one is in)."""

from __future__ import annotations

from typing import Any


class ContractRun:
    def __init__(self, *a: Any) -> None:
        self.notes: list[str] = []

    async def run(self, *a: Any) -> None:
        return None
