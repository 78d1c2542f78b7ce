"""The objects that stand inside of requests, and those of answers."""

from __future__ import annotations

from collections.abc import Iterator

from ... import ir
from ...queries import references
from .checks import Checks


def request_items(api: ir.Api, checks: Checks) -> list[str]:
    """The request objects inside of others, and those of an NDJSON body: each has a reader of its own."""
    found = [
        name for shape in checks.shapes for name in checks.inside(api.schema(shape)) if name in checks.shapes
    ]
    for operation in api.operations:
        body = operation.body
        if body is not None and body.kind == "ndjson" and isinstance(body.schema, ir.RefSchema):
            found.append(body.schema.name)
    return list(dict.fromkeys(found))


def answer_objects(api: ir.Api) -> Iterator[tuple[str, ir.ObjectSchema]]:
    """Every object with members of its own that an answer can hold, by name."""
    waiting = [response.schema for operation in api.operations for response in operation.responses]
    seen: set[str] = set()
    while waiting:
        schema = waiting.pop(0)
        for name in references(schema) if schema is not None else ():
            if name not in seen:
                seen.add(name)
                target = api.schema(name)
                waiting.append(target)
                if isinstance(target, ir.ObjectSchema) and target.properties:
                    yield name, target
