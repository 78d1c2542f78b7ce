"""What the runtime needs to know of an operation, as source."""

from __future__ import annotations

from ... import ir, queries
from ...errors import refuse
from .. import keys, limits
from .arguments import method_name


def _path(operation: ir.Operation) -> tuple[str | tuple[str | None, ...] | None, ...]:
    """The segments of a path: text, None for a parameter, or the parts of a segment that has several."""
    made: list[list[str | None]] = []
    for one in operation.segments:
        if not one.is_joined:
            made.append([])
        made[-1].append(None if one.is_parameter else one.text)
    return tuple(parts[0] if len(parts) == 1 else tuple(parts) for parts in made)


def spec_of(
    api: ir.Api,
    operation: ir.Operation,
    result: str,
    others: dict[str, str],
    members: dict[str, ir.Property],
) -> list[tuple[str, str]]:
    body = operation.body
    path = _path(operation)
    is_class = operation.success.code is None
    statuses = "range(200, 300)" if is_class else f"{{{', '.join(r.status for r in operation.successes)}}}"
    spec: list[tuple[str, str]] = [
        ("id", repr(operation.operation_id)),
        ("name", repr(method_name(operation.operation_id))),
        ("method", repr(operation.method)),
        ("template", repr(operation.path)),
        ("path", repr(path)),
        ("parameters", repr(tuple(p.name for p in operation.in_("path")))),
        ("idempotency", repr(operation.idempotency)),
        ("success", f"frozenset({statuses})"),
        ("result", "PlainText" if operation.success.kind == "text" else result),
    ]
    if others:
        spec.append(("results", f"{{{', '.join(f'{status}: {other}' for status, other in others.items())}}}"))
    if operation.success.kind == "ndjson":
        spec.append(("streamed", "True"))
    if operation.success.kind != "empty" and limits.accepted(operation.success) != limits.JSON:
        spec.append(("accept", repr(limits.accepted(operation.success))))
    if body is not None and operation.batch is None:
        spec += _content_spec(body)
    if operation.server:
        spec.append(("server", repr(operation.server)))
    security = keys.keys(api).alternatives(operation)
    if security is not None:
        spec.append(("security", repr(security)))
    if body is not None and operation.batch is None and not body.required:
        spec.append(("optional_body", "True"))
    if body is not None and body.spread:
        vectors = [field.name for field in body.fields if queries.is_vector(api, field.schema)]
        if vectors:
            spec.append(("vectors", f"frozenset({vectors!r})"))
        items = operation.batch.items if operation.batch else ""
        lists = [
            field.name
            for field in body.fields
            if field.name != items and isinstance(api.resolve(field.schema), ir.ArraySchema)
        ]
        if lists and body.kind == "json":
            spec.append(("lists", f"frozenset({lists!r})"))
    if operation.batch is not None and body is not None:
        item = api.resolve(body.schema if body.kind == "ndjson" else _items_of(api, operation))
        if isinstance(item, ir.ObjectSchema):
            inner = [member.name for member in item.properties if queries.is_vector(api, member.schema)]
            if inner:
                spec.append(("item_vectors", f"frozenset({inner!r})"))
        spec.append(("batch", f"Batch({operation.batch.items!r}, {operation.batch.max})"))
    spec += _formats(operation)
    # OpenAPI does not say that an answer repeats what was asked for; our own contract does.
    echoes = _echoes(operation, members) if api.problem_codes else []
    if echoes:
        spec.append(("echoes", repr(tuple(echoes))))
    if operation.pagination is not None:
        page = operation.pagination
        spec.append(("pagination", f"Pagination({page.items!r}, {page.cursor!r}, {page.parameter!r})"))
    return spec


def _content_spec(body: ir.Body) -> list[tuple[str, str]]:
    """The runtime's settings for a body that is not the usual JSON."""
    made = (
        [] if body.kind == "json" else [("body_kind", repr("lines" if body.kind == "ndjson" else body.kind))]
    )
    if limits.sent_type(body) != limits.JSON:
        made.append(("content_type", repr(limits.sent_type(body))))
    stated = limits.parts(body)
    return [*made, *([("part_types", repr(stated))] if stated else [])]


def _items_of(api: ir.Api, operation: ir.Operation) -> ir.Schema:
    assert operation.batch is not None
    assert operation.body is not None
    field = next(field for field in operation.body.fields if field.name == operation.batch.items)
    schema = api.resolve(field.schema)
    if not isinstance(schema, ir.ArraySchema):
        raise refuse(field.pointer, "the items of a batch must be a list")
    return schema.items


def _formats(operation: ir.Operation) -> list[tuple[str, str]]:
    """How vectors come back: the parameter that chooses, and the argument that asks for them at all."""
    vectors = operation.vectors
    if vectors is None:
        return []
    made = [("format_parameter", repr(vectors.parameter))]
    if vectors.asked_by:
        made.append(("vectors_asked_by", repr(vectors.asked_by)))
        if not vectors.in_items:
            made.append(("vectors_by_default", repr(vectors.by_default)))
    return made


def _echoes(operation: ir.Operation, members: dict[str, ir.Property]) -> list[tuple[str, str]]:
    """Arguments that the answer repeats: members of the same named type, when there is just one of it."""
    made = []
    for given in operation.arguments:
        if given.location not in ("path", "body") or not isinstance(given.schema, ir.RefSchema):
            continue
        same = [
            m.name
            for m in members.values()
            if isinstance(m.schema, ir.RefSchema) and m.schema.name == given.schema.name
        ]
        if len(same) == 1 and same[0] in (given.name, "name"):
            made.append((given.name, same[0]))
    return made
