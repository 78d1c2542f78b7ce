"""Whether the operations take all that the contract gives a request: asked when the server starts."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .._generated.handlers import Handlers
from .._generated.requests import ITEMS
from ..operation import Answer, Operation
from .items import READERS

Handler = Callable[..., Awaitable[Answer]]


class MissingHandlerError(RuntimeError):
    """The contract has an operation that nothing serves, or a member of a request that nothing takes."""


def handlers_of(
    handlers: Handlers,
    operations: Iterable[Operation],
    readers: Mapping[str, Callable[..., Any]] = READERS,
    items: Mapping[str, Iterable[str]] = ITEMS,
) -> dict[str, Handler]:
    """The handler of each operation by its id; MissingHandlerError names all that is missing, and where."""
    found: dict[str, Handler] = {}
    gaps: list[str] = []
    for operation in operations:
        handler = getattr(handlers, operation.handler, None)
        if handler is None:
            gaps.append(
                f"openapi.yaml has the operation {operation.operation_id} "
                f"({operation.method} {operation.path}), and no handler {operation.handler} serves it: "
                "write one in vectorizer_mock/operations/"
            )
        else:
            gaps += _gaps(handler, operation.members, operation.operation_id)
            found[operation.operation_id] = handler
    for name, members in items.items():
        if name in readers:
            gaps += _gaps(readers[name], members, name)
        else:
            gaps.append(
                f"openapi.yaml has {name} inside of a request, and READERS in "
                "vectorizer_mock/operations/items.py has no reader of it"
            )
    if gaps:
        raise MissingHandlerError("\n".join(gaps))
    return found


def _gaps(function: Callable[..., Any], members: Iterable[str], owner: str) -> Iterator[str]:
    """The members of an object that a function does not take by keyword, and its keywords beyond them."""
    parameters = inspect.signature(function).parameters.values()
    taken = {parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY}
    file = Path(inspect.unwrap(function).__code__.co_filename)
    place = f"{function.__name__} in vectorizer_mock/{file.parent.name}/{file.name}"
    if lost := sorted(set(members) - taken):
        yield f"openapi.yaml gives {owner} {', '.join(lost)}, and {place} does not take it"
    if unknown := sorted(taken - set(members)):
        yield f"{place} takes {', '.join(unknown)}, which openapi.yaml does not give {owner}"
