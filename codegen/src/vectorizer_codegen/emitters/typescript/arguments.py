"""Arguments and options of a method: their names and types."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ... import ir, names, queries
from ...errors import refuse
from .. import limits
from . import docs, shapes, types

_WORDS = (
    "break case catch class const continue debugger default delete do else enum export extends false finally for "
    "function if import in instanceof new null return super switch this throw true try typeof var void while with "
    "yield let static implements interface package private protected public await client options "
    "arguments eval at batch call exact lines models operation queries raw read secured special stream write writers Paged SCHEMES"
)


_RESERVED = frozenset(_WORDS.split())
"""Names that no argument or function of the generated module can have."""


_OF_CLIENTS = (
    "constructor then toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable core "
    "withOptions withRawResponse"
)


_MEMBERS = frozenset(_OF_CLIENTS.split())
"""Names that no method can have: members of the client, of every object, and of what `await` waits for."""


_OF_CALLS = "signal timeout retries headers requestId idempotencyKey raiseOnPartial batchSize concurrency resume onProgress"


_OPTIONS = frozenset(_OF_CALLS.split())
"""Options that calls have."""


@dataclass(frozen=True)
class Argument:
    """A positional argument or an option."""

    name: str
    """In TypeScript."""
    wire: str
    """The canonical name, by which the conformance adapter calls it."""
    key: str
    """The name in snake case, by which the runtime finds its place."""
    sent: str
    """The name on the wire."""
    writer: str
    """The call that makes it text for a path or a header; empty where it is text already, or goes elsewhere."""
    type: str
    required: bool
    doc: list[str]


def argument_of(
    api: ir.Api, known: types.Types, operation: ir.Operation, argument: ir.Parameter | ir.BodyField
) -> Argument:
    is_items = operation.batch is not None and operation.batch.items == argument.name
    doc = known.doc(argument.schema, argument.description, True, argument.deprecated, is_items)
    said = docs.as_options(operation, doc or [argument.name])
    name = names.camel_case(argument.argument)
    # Without x-vectors the runtime is not to take `with_vector` for its own.
    if name in _OPTIONS or (name == "withVector" and not api.packed_vectors):
        name += "Value"
    key = re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
    if argument.argument in operation.positional:
        name = _safe(name)
    sent = argument.name or argument.argument
    writer = _text_writer(api, argument) if isinstance(argument, ir.Parameter) else ""
    what = shapes.own(name, _type(api, known, operation, argument), argument.required)
    return Argument(name, argument.argument, key, sent, writer, what, argument.required, said)


def _text_writer(api: ir.Api, parameter: ir.Parameter) -> str:
    """What makes a value of a path or a header text, where it is none already; a style of the path does so by itself."""
    kinds = {schema.kind for schema in limits.alternatives(api, parameter.schema)}
    if parameter.location not in ("path", "header"):
        return ""
    is_spelled = queries.holds_times(api, parameter.schema) or queries.holds_int64(api, parameter.schema)
    if limits.is_styled(api, parameter):
        return "exact.plainly" if is_spelled else ""
    if kinds == {"string"} and not is_spelled:
        return ""
    if not kinds & {"array", "object"}:
        writer = "queries.scalar"
    else:
        writer = "queries.exploded" if parameter.explode else "queries.listed"
    if not is_spelled and queries.is_float(api, parameter.schema):
        return f"exact.wide({writer})"
    return f"exact.spelling({writer})" if is_spelled else writer


def check_names(operation: ir.Operation, arguments: list[Argument]) -> None:
    seen: dict[str, str] = {}
    for argument in arguments:
        if argument.key in seen:
            raise refuse(
                operation.pointer, f"`{argument.sent}` and `{seen[argument.key]}` make the same option"
            )
        seen[argument.key] = argument.sent


def method_name(operation: ir.Operation) -> str:
    """The method of an operation: its id, with a `_` where the language or the client has that name already."""
    name = operation.operation_id
    if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name):
        name = names.camel_case(name)
    return f"{name}_" if name in _MEMBERS else _safe(name)


def _type(
    api: ir.Api, known: types.Types, operation: ir.Operation, argument: ir.Parameter | ir.BodyField
) -> str:
    schema = api.resolve(argument.schema)
    if isinstance(schema, ir.StringSchema) and schema.format == "etag":
        return "number | string"
    body = operation.body
    if isinstance(argument, ir.BodyField) and body is not None and body.kind in ("bytes", "text"):
        return "FileInput" if body.kind == "bytes" else "string"
    if (
        isinstance(argument, ir.BodyField)
        and body is not None
        and body.kind == "ndjson"
        and operation.batch is None
    ):
        return f"Iterable<{known.sent(body.schema)}>"
    if isinstance(argument, ir.BodyField) and body is not None and body.kind == "multipart":
        return known.part(argument.schema)
    if isinstance(argument, ir.BodyField) and argument.whole and operation.body:
        if operation.batch is None:
            return known.sent(argument.schema)
        item = known.sent(operation.body.schema)
    elif isinstance(schema, ir.ArraySchema):
        item = known.sent(schema.items)
    else:
        return known.sent(argument.schema)
    is_batch = operation.batch is not None and operation.batch.items == argument.name
    # A text is Iterable<string> to the compiler, and no list of its letters.
    listed = f"Iterable<{item}>{' & object' if 'string' in item else ''}"
    return f"({listed}) | AsyncIterable<{item}>" if is_batch else listed


def _safe(name: str) -> str:
    return f"{name}_" if name in _RESERVED else name
