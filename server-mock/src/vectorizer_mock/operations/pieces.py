"""The parts of a long answer as JSON, made one by one."""

from __future__ import annotations

from typing import Any

import orjson

from .. import work
from ..contract.limits import LIMITS
from ..problems import Problem

_AT_ONCE = 8
"""Parts that are written together: few enough that the longest ones hold up nobody."""
WORTH_COUNTING = 65_536
"""Bytes of an answer that the connection's own buffer holds."""


def to_json(value: Any) -> bytes:
    """JSON as UTF-8; float32 arrays are written with the fewest digits that read back the same."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


class Pieces:
    """Parts of an answer: others are served between them, their memory is counted, and all of them fit an answer."""

    def __init__(self) -> None:
        self._left = LIMITS["answer_bytes"] - 1024  # for what stands around them
        self._size = 0

    async def take(self, value: Any) -> orjson.Fragment | None:
        """A part as it will be written; None where the answer would be too long with it."""
        made = await self._written(value)
        return None if made is None else orjson.Fragment(made)

    async def must_take(self, value: Any) -> orjson.Fragment:
        """A part as it will be written; 422 where the answer would be too long with it."""
        return orjson.Fragment(await self._must_write(value))

    async def must_take_all(self, values: list[Any]) -> orjson.Fragment:
        """A list of parts as it will be written; 422 where the answer would be too long with it."""
        lists = [
            await self._must_write(values[start : start + _AT_ONCE])
            for start in range(0, len(values), _AT_ONCE)
        ]
        return orjson.Fragment(b"[" + b",".join([one[1:-1] for one in lists]) + b"]")

    async def _must_write(self, value: Any) -> bytes:
        made = await self._written(value)
        if made is None:
            longest = LIMITS["answer_bytes"]
            detail = (
                f"The answer must be at most {longest} bytes: ask for fewer results, or for less of each."
            )
            raise Problem("limit-exceeded", detail, limit=longest)
        return made

    async def _written(self, value: Any) -> bytes | None:
        made = to_json(value)
        size = len(made) + 1
        if size > self._left:
            return None
        self._left -= size
        self._size += size
        if self._size > WORTH_COUNTING:
            work.hold_answer(self._size)
            self._size = 0
        await work.pause()
        return made
