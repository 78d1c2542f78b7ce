"""Pointers into one request of a batch, told as the caller counts: by indexes of the whole list."""

from __future__ import annotations

import re
from typing import Any

from .._types.errors import APIStatusError
from .._types.models import Model
from .plan import Chunk

_POINTING = ("detail", "pointer")
"""Members of what is told of an item that name places."""


def renumber_error(error: APIStatusError, chunk: Chunk) -> None:
    """Let a refusal of this request name places of the caller's list."""
    if chunk.is_numbered:
        return
    error.problem = {name: _renumbered(part, chunk) for name, part in error.problem.items()}
    error.message = renumbered(error.message, chunk)
    error.args = (error.message,)


def renumber_items(items: list[Any], chunk: Chunk) -> None:
    """Give what an answer tells of items the indexes, and the pointers, that they have in the caller's list."""
    if chunk.is_numbered:
        return
    indexes = chunk.indexes
    for item in items:
        if not isinstance(item, Model):
            continue
        # Past pydantic's checks, which cost as much as all else that is done for an item.
        told = vars(item)
        members = told if "index" in told else item.__pydantic_extra__ or {}
        index = members.get("index")
        if isinstance(index, int) and index < len(indexes):
            members["index"] = indexes[index]
        if "detail" in told:
            _renumber_members(item, chunk)
        problem = told.get("error")
        if isinstance(problem, Model):
            _renumber_members(problem, chunk)


def renumbered(text: str, chunk: Chunk) -> str:
    """The text with the pointers to items of this request as pointers to items of the caller's list."""

    def own(found: re.Match[str]) -> str:
        place = int(found[1])
        known = place < len(chunk.indexes)
        return f"{chunk.pointer}/{chunk.indexes[place]}" if known else found[0]

    return re.sub(rf"(?<![\w/]){re.escape(chunk.pointer)}/(\d{{1,9}})(?!\w)", own, text)


def _renumbered(part: Any, chunk: Chunk) -> Any:
    if isinstance(part, str):
        return renumbered(part, chunk)
    if isinstance(part, list):
        return [_renumbered(one, chunk) for one in part]
    # What else a problem holds, such as its report, is no text about places.
    pointing = isinstance(part, dict) and any(name in part for name in _POINTING)
    return {name: _renumbered(one, chunk) for name, one in part.items()} if pointing else part


def _renumber_members(told: Model, chunk: Chunk) -> None:
    for members in (vars(told), told.__pydantic_extra__ or {}):
        for name in _POINTING:
            if isinstance(text := members.get(name), str):
                members[name] = renumbered(text, chunk)
