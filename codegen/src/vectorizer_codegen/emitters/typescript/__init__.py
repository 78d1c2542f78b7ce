"""The TypeScript target: types, operations, the class, errors, and the conformance adapter's dispatch."""

from __future__ import annotations

from typing import Any

from ... import ir, render
from .. import Files, keys, limits
from . import operations, shapes, statuses, tools, types, writers

_SOURCE = "typescript/src/generated"
_ADAPTER = "typescript/conformance/generated"


def check(api: ir.Api) -> None:
    """SpecError with everything that this target refuses."""
    operations.views(api, types.Types(api))


def emit(api: ir.Api, document: dict[str, Any]) -> Files:
    """Every generated file of the TypeScript client."""
    environment = render.environment("typescript")
    known = types.Types(api)
    views = operations.views(api, known)
    context = {
        "api": api,
        "keys": keys.keys(api),
        "default_url": limits.default_url(api),
        # The operations that functions of more than one call are made of.
        "has_shortcuts": {"getCollection", "createCollection", "listVectors"}
        <= {operation.operation_id for operation in api.operations},
        "operations": views,
        # Parameters in a path or a header that may be more than text and numbers.
        "spells": any(a.writer.startswith("exact.") for v in views for a in (*v.positional, *v.options)),
        "used_readers": operations.used_readers(views),
        "models": known.models(),
        "free_form": known.free_form,
        "schemes": operations.schemes(keys.keys(api)),
        "readers": shapes.readers(api),
        "writers": writers.writers(api),
        "statuses": statuses.statuses(api),
    }
    files = {
        f"{_SOURCE}/{name}.ts": environment.get_template(f"{name}.ts.j2").render(context)
        for name in (
            "version",
            "policy",
            "errors",
            "models",
            "readers",
            *(["writers"] if context["writers"] else []),
            "options",
            "operations",
            "functions",
            "client",
        )
    }
    files[f"{_ADAPTER}/dispatch.ts"] = environment.get_template("dispatch.ts.j2").render(context)
    return {path: tools.formatted(path, text) for path, text in files.items()}
