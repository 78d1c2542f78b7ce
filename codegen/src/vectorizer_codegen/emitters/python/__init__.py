"""The Python client: what the contract says (models, request types, errors, operations), and the methods, by tag."""

from __future__ import annotations

import functools
import keyword
import re
from collections import Counter
from dataclasses import replace
from typing import Any

from ... import ir, names, queries, render
from ...errors import Refusals, refuse
from .. import Files, keys, limits
from .classes import filter_view, problem_classes, request_types
from .models import RESERVED
from .types import Types
from .view import View, alias_view, operation_view

_CONTRACT = "python/src/vectorizer_client/_generated"
_METHODS = "python/src/vectorizer_client/_resources"
_MADE_OF = {"getCollection", "createCollection", "listVectors"}
"""The operations that shortcuts are made of; without them there are none."""


def check(api: ir.Api) -> None:
    """SpecError with everything that this target refuses."""
    _views(api, Types(api))


def _views(api: ir.Api, types: Types) -> list[View]:
    refusals = Refusals()
    refusals.problems.update(dict.fromkeys(limits.problems(api)))
    made = [
        refusals.attempt(functools.partial(operation_view, api, types, operation))
        for operation in api.operations
        if not any(limits.problems_of(api, operation))
    ]
    statuses, codes = problem_classes(api)
    requests = request_types(api, types)
    refusals.attempt(
        lambda: _distinct(
            [name for _, name in statuses], [name for _, name, _, _ in codes], types.models.names, requests
        )
    )
    refusals.finish()
    taken = {*types.models.names, *RESERVED, "HANDSHAKE"}
    return [
        replace(one, constant=f"{one.constant}_") if one.constant in taken else one
        for view in made
        if view is not None
        for one in (view, *(alias_view(view, alias) for alias in view.operation.aliases))
    ]


def emit(api: ir.Api, document: dict[str, Any]) -> Files:
    """The packages `_generated` and `_resources` of the Python client."""
    types = Types(api)
    views = _views(api, types)
    statuses, codes = problem_classes(api)
    requests = request_types(api, types)
    environment = render.environment("python")
    has_handshake = bool(api.packed_vectors) and any(view.constant == "GET_INFO" for view in views)
    sources = {f"{_CONTRACT}/models.py": types.models.source()}
    for name in ("__init__", "dispatch", "errors", "operations", "policy", "requests"):
        sources[f"{_CONTRACT}/{name}.py"] = environment.get_template(f"{name}.py.j2").render(
            api=api,
            operations=views,
            statuses=statuses,
            codes=codes,
            requests=requests,
            keys=keys.keys(api),
            has_large=queries.has_large_numbers(api),
            default_url=limits.default_url(api),
            models=types.models.names,
            has_handshake=has_handshake,
        )
    if (filters := filter_view(api, types)) is not None:
        sources[f"{_CONTRACT}/filters.py"] = environment.get_template("filters.py.j2").render(filters)
    resources = _resources(api, views)
    methods, package = environment.get_template("resource.py.j2"), environment.get_template("side.py.j2")
    shortcuts = environment.get_template("shortcuts.py.j2")
    ids = {operation.operation_id for operation in api.operations}
    has_shortcuts = ids >= _MADE_OF and {"collections", "vectors"} <= {one["module"] for one in resources}
    sources[f"{_METHODS}/__init__.py"] = environment.get_template("resources.py.j2").render()
    for side in ("async", "sync"):
        shared = {"is_async": side == "async", "models": types.models.names, "requests": requests}
        sources[f"{_METHODS}/_{side}/shortcuts.py"] = shortcuts.render(has_shortcuts=has_shortcuts, **shared)
        sources[f"{_METHODS}/_{side}/__init__.py"] = package.render(resources=resources, **shared)
        for resource in resources:
            text = _shown(methods.render(resource, **shared), {one.name for one in resource["operations"]})
            sources[f"{_METHODS}/_{side}/{resource['module']}.py"] = text
    return render.format_python(sources)


def _shown(source: str, methods: set[str]) -> str:
    """The source of methods whose annotations name types of Python that one of the methods hides."""
    hidden = methods & {"bool", "bytes", "float", "int", "list", "str"}
    if not hidden:
        return source
    types = re.compile(rf"(?<![\w.'\"])({'|'.join(sorted(hidden))})(?![\w'\"])")
    annotated = re.compile(r"^( {8}\w+: | {4}\) -> )(.*)", re.MULTILINE)
    made = annotated.sub(lambda line: line[1] + types.sub(r"builtins.\1", line[2]), source)
    return made.replace("\nfrom collections.abc", "\nimport builtins\nfrom collections.abc", 1)


def _resources(api: ir.Api, views: list[View]) -> list[dict[str, Any]]:
    """The operations by their tag, in the document's order of tags."""
    described = dict(api.tags)
    tags = dict.fromkeys([*described, *(view.operation.tag for view in views)])
    made: list[dict[str, Any]] = []
    for tag in tags:
        operations = [view for view in views if view.operation.tag == tag]
        if operations:
            module = _module(tag, {resource["module"] for resource in made})
            description = render.one_line(described.get(tag, "")) or "Operations of one tag."
            made.append(
                {
                    "module": module,
                    "name": _class_name(module),
                    "description": description,
                    "operations": operations,
                }
            )
    return made


def _module(tag: str, taken: set[str]) -> str:
    """The module of a tag: its name, or the nearest that a module can have and no other has."""
    name = names.argument_name(tag) or ("tag" if tag else "untagged")
    if keyword.iskeyword(name) or name == "shortcuts":
        name += "_"
    return next(one for one in (name, *(f"{name}_{n}" for n in range(2, 10_000))) if one not in taken)


def _class_name(module: str) -> str:
    """The names of a tag's classes, beside those of all operations and of the base."""
    name = names.pascal_case(module)
    return f"{name}Tag" if name in ("Operations", "Base") or name.startswith("Raw") else name


def _distinct(
    statuses: list[str], codes: list[str], models: list[str], requests: list[dict[str, Any]]
) -> None:
    """Refuse a name that two parts of the package would have."""
    parts = [*dict.fromkeys([*statuses, *codes]), *models, *(request["name"] for request in requests)]
    if twice := sorted(name for name, count in Counter(parts).items() if count > 1):
        raise refuse(
            "/components/schemas", f"two parts of the Python package would be called {', '.join(twice)}"
        )
