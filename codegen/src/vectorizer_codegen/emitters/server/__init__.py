"""The server's side: its route table, the types of its requests, and the functions that check them.

The checks themselves are written by hand in the server's `validation/`; what is generated here says which of them
holds where. Schemas that mean more than JSON Schema can say (an id's bytes, a vector's wire forms, a filter) are named
in `MEANT`, and their names are part of the contract: the emitter refuses a document without them.
"""

from __future__ import annotations

from typing import Any

from ... import errors, ir, render
from ...patterns import python_pattern
from .. import Files
from .answers import answers_json
from .checks import MEANT, Checks
from .objects import answer_objects, request_items
from .operations import operation_row

_CONTRACT = "server-mock/src/vectorizer_mock/contract"
"""The part that everything may read: limits, problems, the objects of answers."""
_TOP = "server-mock/src/vectorizer_mock/_generated"
"""The part that stands on the others: requests, handlers, routes."""


def emit(api: ir.Api, document: dict[str, Any]) -> Files:
    """The files of the server's `_generated/`."""
    for name in MEANT:
        if not any(named.name == name for named in api.schemas):
            raise errors.refuse("/components/schemas", f"the server needs a schema named {name}")
    if wrong := [errors.Problem(one.pointer, one.reason) for one in api.notices if one.is_wrong]:
        raise errors.SpecError(wrong)
    if api.idempotency_store is None:
        raise errors.refuse("", "the server needs x-idempotency-store")
    for operation in api.operations:
        if any(segment.is_joined for segment in operation.segments):
            raise errors.refuse(operation.pointer, "the server needs a whole segment for each parameter")
    checks = Checks(api)
    operations = [operation_row(operation, checks) for operation in api.operations]
    environment = render.environment("server")
    environment.filters["python_pattern"] = python_pattern
    common = {
        "api": api,
        "checks": checks,
        "operations": operations,
        "missing": ir.MISSING,
        "store": api.idempotency_store,
        "items": request_items(api, checks),
        "answers": list(answer_objects(api)),
    }
    places = {
        _CONTRACT: ("__init__", "answers", "limits", "problems"),
        _TOP: ("__init__", "handlers", "requests", "routes"),
    }
    files = {
        f"{place}/{name}.py": environment.get_template(f"{name}.py.j2").render(common, limits=_limits(api))
        for place, names in places.items()
        for name in names
    }
    return {**render.format_python(files), f"{_CONTRACT}/answers.json": answers_json(document)}


def _limits(api: ir.Api) -> list[tuple[str, int]]:
    limits = api.schema("Limits")
    if not isinstance(limits, ir.ObjectSchema):
        raise errors.refuse(limits.pointer, "Limits must be an object with a default for each limit")
    made = []
    for member in limits.properties:
        if not isinstance(member.schema.default, int):
            raise errors.refuse(member.schema.pointer, "a limit needs a default")
        made.append((member.name, member.schema.default))
    return made
