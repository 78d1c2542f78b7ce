"""Operations as the templates see them; what the runtime cannot send is refused here, with its place."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, replace
from http.client import responses

from ... import ir, names
from ...errors import Problem, Refusals, refuse
from .. import keys, limits
from . import docs, shapes, types

_WORDS = (
    "break case catch class const continue debugger default delete do else enum export extends false finally for "
    "function if import in instanceof new null return super switch this throw true try typeof var void while with "
    "yield let static implements interface package private protected public await client options "
    "arguments eval at batch call lines models operation queries raw read secured special stream write Paged SCHEMES"
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
_RUNTIME_TYPES = frozenset({"Batch", "Call", "Keyed"})
"""`<name>Options` are types of the runtime."""


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


@dataclass(frozen=True)
class View:
    """All that the templates say of one operation."""

    name: str
    pascal: str
    doc: list[str]
    positional: tuple[Argument, ...]
    options: tuple[Argument, ...]
    operation: ir.Operation
    descriptor: str
    described: str
    """The type that the descriptor's reader gives."""
    result: str
    """The type of the answer; `void` where it has none."""
    reader: str
    items: str
    """The wire name of the batch's argument, or empty."""
    item_type: str
    """The type of one listed item."""
    is_special: bool
    """Whether it is more than JSON over paths, queries and headers."""
    auth: str
    """The credentials that it takes, as source; empty where they are those of every call."""
    parameters: str
    """Its type parameter, where the caller may name the type of free-form objects that come back."""
    fixed: tuple[tuple[str, str], ...] = ()
    """Of a further name: the arguments that it fixes, by their keys."""
    target: str = ""
    """Of a further name: that of the operation."""

    either: tuple[Argument, ...] = ()
    """Two options, of which one may be given by position: a text as the first."""

    @property
    def needs_options(self) -> bool:
        """Whether a call cannot do without options."""
        return any(option.required for option in self.options)

    @property
    def called(self) -> str:
        """The operation as the runtime gets it: a body that is not required is not sent where nothing of it is given."""
        body = self.operation.body
        described = f"operation.{self.name}"
        if self.target:
            described = f'{{ ...operation.{self.target}, id: "{self.operation.operation_id}" }}'
        if body is None or body.required or self.operation.batch or self.fixed:
            return described
        fields = {field.argument for field in body.fields}
        options = [json.dumps(a.name) for a in (*self.positional, *self.options) if a.wire in fields]
        return f"queries.optionalBody({', '.join([described, 'options', *options])})"

    @property
    def given(self) -> str:
        """The options as the runtime gets them: what a header carries is text."""
        writers = [f"{option.name}: {option.writer}" for option in self.options if option.writer]
        return f"queries.asText(options, {{ {', '.join(writers)} }})" if writers else "options"

    @property
    def kind(self) -> str:
        """Which helper of the runtime makes the call: special, batch, whole, pages, stream or call."""
        if self.is_special:
            return "special"
        if self.operation.batch:
            return "batch"
        if self.operation.body and not self.operation.body.spread:
            return "whole"
        if self.operation.pagination:
            return "pages"
        return "stream" if self.operation.success.kind == "ndjson" else "call"


@dataclass(frozen=True)
class StatusClass:
    """The error class of a status, and those of the problem codes under it."""

    status: int
    name: str
    reason: str
    """The phrase of HTTP for the status; empty where it has no name for it."""
    codes: tuple[CodeClass, ...]


@dataclass(frozen=True)
class CodeClass:
    """The error class of a problem code."""

    name: str
    problem: ir.ProblemCode


def statuses(api: ir.Api) -> tuple[StatusClass, ...]:
    """Each status with its error class and those of its codes; a code that shares the status's class has no own."""
    found: dict[int, list[ir.ProblemCode]] = {}
    for problem in api.problem_codes:
        found.setdefault(problem.status, []).append(problem)
    return tuple(_status_class(one, found.get(one.status, [])) for one in api.error_classes)


def _status_class(one: ir.ErrorClass, problems: list[ir.ProblemCode]) -> StatusClass:
    codes = (CodeClass(names.error_class(p.code), p) for p in problems)
    reason = responses.get(one.status, "")
    return StatusClass(one.status, one.name, reason, tuple(c for c in codes if c.name != one.name))


def views(api: ir.Api, known: types.Types) -> tuple[View, ...]:
    """Every operation, in document order; SpecError with everything that the runtime cannot send or read."""
    refusals = Refusals()
    refusals.problems.update(dict.fromkeys(limits.problems(api)))
    for operation in api.operations:
        if operation.method == "TRACE":
            refusals.problems[Problem(operation.pointer, "fetch sends no TRACE")] = None
    refusals.finish()
    made = [refusals.attempt(functools.partial(_view, api, known, operation)) for operation in api.operations]
    refusals.finish()
    return tuple(
        one
        for view in made
        if view is not None
        for one in (view, *(_further(view, alias) for alias in view.operation.aliases))
    )


def _further(view: View, alias: ir.Alias) -> View:
    """The same call under a further name, with what it fixes."""
    operation = replace(view.operation, operation_id=alias.name)
    fixed = {wire: docs.literal(value) for wire, value in alias.fixed}
    said = ", ".join(
        f"{option.name}: {fixed[option.sent]}" for option in view.options if option.sent in fixed
    )
    told = replace(
        view.operation,
        summary=alias.summary,
        description=f"The same as `{view.name}` with `{said}`. {view.operation.description}",
    )
    name = method_name(operation)
    return replace(
        view,
        name=name,
        pascal=_pascal(operation),
        doc=docs.operation_doc(told, name),
        options=tuple(option for option in view.options if option.sent not in fixed),
        operation=operation,
        fixed=tuple((option.key, fixed[option.sent]) for option in view.options if option.sent in fixed),
        target=view.name,
    )


def used_readers(all_views: tuple[View, ...]) -> tuple[str, ...]:
    """The named readers that operations use, in order, each once."""
    used = (re.findall(r"(?<![.\w\"])read[A-Z]\w*", view.descriptor) for view in all_views)
    return tuple(dict.fromkeys(name for found in used for name in found))


def _view(api: ir.Api, known: types.Types, operation: ir.Operation) -> View:
    arguments = [_argument(api, known, operation, a) for a in operation.arguments]
    _distinct(operation, arguments)
    first, rest = arguments[: len(operation.positional)], arguments[len(operation.positional) :]
    name = method_name(operation)
    answer = operation.success
    results = dict.fromkeys(_got(known, one) for one in (answer, *operation.others))
    result = " | ".join(results) if len(results) > 1 else _got(known, answer).replace("undefined", "void")
    reader = shapes.reader(api, answer.schema) if answer.schema and answer.kind not in _READ else ""
    items = ""
    if operation.batch:
        items = (
            next(f.argument for f in operation.body.fields if f.name == operation.batch.items)
            if operation.body
            else ""
        )
    is_generic = any(one.schema and known.is_generic(one.schema) for one in (answer, *operation.others))
    described = "any" if is_generic else result
    # A reader without a name is of a wider type than what it reads.
    is_cast = is_generic or len(results) > 1 or (reader != "" and not re.fullmatch(r"read[A-Z]\w*", reader))
    return View(
        name=name,
        pascal=_pascal(operation),
        doc=docs.operation_doc(operation, name),
        positional=tuple(first),
        options=tuple(rest),
        operation=operation,
        # What comes back is of the type that the caller names: nothing can check that.
        descriptor=_descriptor(
            api,
            operation,
            arguments,
            f"{reader} as read.Reader<{described}>" if is_cast and reader else reader,
            items,
        ),
        described=described,
        result=result,
        reader=reader,
        items=items,
        item_type=_item_type(api, known, operation),
        either=tuple(next(one for one in rest if one.wire == name) for name in operation.either),
        is_special=limits.is_special(api, operation),
        auth=_auth(api, operation),
        parameters=f"<{types.FREE} extends Record<string, any> = models.{known.free_form}>"
        if is_generic
        else "",
    )


def _auth(api: ir.Api, operation: ir.Operation) -> str:
    """The alternatives of credentials that an operation is sent with, as source."""
    stated = keys.keys(api).alternatives(operation)
    if not stated or stated == ((),):
        return ""
    options = (
        ", ".join(f"{json.dumps(name)}: SCHEMES[{json.dumps(name)}]" for name in one) for one in stated
    )
    return f"[{', '.join(f'{{ {option} }}' for option in options)}]"


def schemes(known: keys.Keys) -> dict[str, str]:
    """Where each credential goes, as source."""
    made = {}
    for key in known.every:
        said = [f"place: {json.dumps(key.place)}", f"name: {json.dumps(key.name)}"]
        said += [f"prefix: {json.dumps(key.prefix)}"] if key.prefix else []
        said += ["isBasic: true"] if key.is_basic else []
        said += ["isDefault: true"] if key == known.default else []
        made[json.dumps(key.scheme)] = f"{{ {', '.join(said)} }}"
    return made


_READ = {"text": ("string", "readText"), "bytes": ("Uint8Array", "readBytes")}
"""Answers that are no JSON: their types, and what reads them."""


def _got(known: types.Types, answer: ir.Response) -> str:
    if answer.kind in _READ:
        return _READ[answer.kind][0]
    return known.got(answer.schema) if answer.schema else "undefined"


def _item_type(api: ir.Api, known: types.Types, operation: ir.Operation) -> str:
    page = api.resolve(operation.success.schema) if operation.success.schema else None
    if not operation.pagination or not isinstance(page, ir.ObjectSchema):
        return ""
    listed = api.resolve(page.property(operation.pagination.items).schema)
    return known.got(listed.items) if isinstance(listed, ir.ArraySchema) else "unknown"


def _argument(
    api: ir.Api, known: types.Types, operation: ir.Operation, argument: ir.Parameter | ir.BodyField
) -> Argument:
    doc = known.doc(argument.schema, argument.description, is_deprecated=argument.deprecated)
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
    what = _type(api, known, operation, argument)
    return Argument(name, argument.argument, key, sent, writer, what, argument.required, said)


def _text_writer(api: ir.Api, parameter: ir.Parameter) -> str:
    """What makes a value of a path or a header text, where it is none already; a style of the path does so by itself."""
    kinds = {schema.kind for schema in limits.alternatives(api, parameter.schema)}
    if (
        parameter.location not in ("path", "header")
        or kinds == {"string"}
        or limits.is_styled(api, parameter)
    ):
        return ""
    if not kinds & {"array", "object"}:
        return "queries.scalar"
    return "queries.exploded" if parameter.explode else "queries.listed"


def _distinct(operation: ir.Operation, arguments: list[Argument]) -> None:
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


def _pascal(operation: ir.Operation) -> str:
    name = names.pascal_case(operation.operation_id)
    return f"{name}Operation" if name in _RUNTIME_TYPES else name


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
    return f"Iterable<{item}> | AsyncIterable<{item}>" if is_batch else f"Iterable<{item}>"


def _query_writer(api: ir.Api, parameter: ir.Parameter) -> str:
    if parameter.content_type:
        return "queries.json"
    kinds = {schema.kind for schema in limits.alternatives(api, parameter.schema)}
    if parameter.style == "deepObject":
        return "queries.deep"
    if "object" in kinds and parameter.explode:
        return "queries.spread"
    if not kinds & {"array", "object"} or parameter.explode:
        return "queries.plain"
    marks = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
    return f'queries.marked("{marks[parameter.style]}")' if parameter.style in marks else "queries.joined"


def _named(renamed: dict[str, str], key: str, module: str, writer: str) -> str:
    """A writer that knows the name on the wire, where that is not the key."""
    return f"{module}.named({renamed[key]}, {writer})" if key in renamed else writer


def _descriptor(
    api: ir.Api, operation: ir.Operation, arguments: list[Argument], reader: str, items: str
) -> str:
    keys_ = {argument.wire: argument.key for argument in arguments}
    members = [
        f'id: "{operation.operation_id}"',
        f'route: "{operation.method} {_path(operation, keys_)}"',
    ]
    renamed = {a.key: json.dumps(a.sent) for a in arguments if a.sent != a.key and a.wire != items}
    headers = {keys_[p.argument]: json.dumps(p.name) for p in operation.in_("header") if not p.per_call}
    query = {keys_[p.argument]: _query_writer(api, p) for p in operation.in_("query")}
    query = {key: _named(renamed, key, "queries", writer) for key, writer in query.items()}
    cookies = {
        keys_[p.argument]: f"[{json.dumps(p.name)}, {_query_writer(api, p)}]" for p in operation.in_("cookie")
    }
    styles = {
        keys_[p.argument]: f"[{json.dumps(p.name)}, {json.dumps(p.style)}{', true' if p.explode else ''}]"
        for p in operation.in_("path")
        if limits.is_styled(api, p)
    }
    query.update(dict.fromkeys(cookies, "special.cookie"))
    body = operation.body
    is_json = not limits.is_content(operation)
    is_lines = operation.batch is not None and operation.batch.items == ""
    members += [_map("query", query)] if query else []
    members += [_map("headers", headers)] if headers else []
    auth = _auth(api, operation)
    members += [f"auth: {auth}"] if auth else []
    members += [_map("cookies", cookies)] if cookies else []
    members += [_map("styles", styles)] if styles else []
    if body and not is_lines:
        written = [f for f in body.fields if f.argument != items]
        writers = {
            keys_[f.argument]: _named(
                renamed,
                keys_[f.argument],
                "write",
                shapes.argument_writer(api, f.schema) if is_json else "special.kept",
            )
            for f in written
        }
        members.append(_map("body", writers))
        if limits.is_special(api, operation):
            members += _content(body)
    if operation.batch and body:
        members.append(f"batch: {_batch(api, operation, body, items)}")
    if operation.idempotency == "key":
        members.append("idempotencyKey: true")
    elif operation.idempotency == "none":
        members.append("neverRetried: true")
    if operation.pagination:
        page = operation.pagination
        members.append(
            f'pages: {{ items: "{page.items}", cursor: "{page.cursor}", parameter: "{_option(operation, arguments)}" }}'
        )
    vectors = operation.vectors
    if vectors and (vectors.by_default or vectors.in_items or not vectors.asked_by):
        members.append("givesVectors: true")
    echo = _echo(api, operation, keys_)
    members += [_map("echo", echo)] if echo else []
    statuses = [r.status for r in operation.successes]
    if operation.success.code is None:
        members.append("success: Array.from({ length: 100 }, (_, index) => 200 + index)")
    elif statuses != ["200"]:
        members.append(f"success: [{', '.join(statuses)}]")
    if operation.others:
        others = {answer.status: _other(api, answer) for answer in operation.others}
        members.append(_map("by", others))
    if reader:
        members.append(f"read: {reader}")
    accept = limits.accepted(operation.success)
    if operation.success.kind not in ("empty", "ndjson") and accept != limits.JSON:
        members.append(f'accept: "{accept}"')
    if operation.success.kind in _READ:
        members.append(f"stream: special.{_READ[operation.success.kind][1]} as never")
    if operation.success.kind == "ndjson":
        members += [f'accept: "{operation.success.media_types[0]}"', "stream: lines"]
    return "{ " + ", ".join(members) + " }"


def _content(body: ir.Body) -> list[str]:
    """The runtime's settings for a body that is more than members of JSON."""
    said = (
        [] if body.kind == "json" else [f"content: special.{'lines' if body.kind == 'ndjson' else body.kind}"]
    )
    if body.kind != "json" or limits.sent_type(body) != limits.JSON:
        said.append(f'type: "{limits.sent_type(body)}"')
    if stated := limits.parts(body):
        said.append(_map("partTypes", {json.dumps(k): json.dumps(v) for k, v in stated.items()}))
    return [*said, *([] if body.spread else ["isWhole: true"])]


def _other(api: ir.Api, answer: ir.Response) -> str:
    """How the answer of one status is read, where that is not as the others are."""
    said = [f"success: [{answer.status}]"]
    if answer.schema is not None:
        said.append(f"read: {shapes.reader(api, answer.schema)}")
        if limits.accepted(answer) != limits.JSON:
            said.append(f'accept: "{limits.accepted(answer)}"')
    return f"{{ {', '.join(said)} }}"


def _map(name: str, members: dict[str, str]) -> str:
    """A member that is an object."""
    return f"{name}: {{ {', '.join(f'{key}: {value}' for key, value in members.items())} }}"


def _option(operation: ir.Operation, arguments: list[Argument]) -> str:
    """The option that takes the cursor of a page."""
    assert operation.pagination is not None
    return next(a.name for a in arguments if a.sent == operation.pagination.parameter)


def _echo(api: ir.Api, operation: ir.Operation, keys: dict[str, str]) -> dict[str, str]:
    """Which members of the answer repeat a path parameter: those of its name or of the same named schema."""
    if not api.problem_codes:
        return {}  # OpenAPI does not say that an answer repeats what was asked for; our own contract does.
    answer = api.resolve(operation.success.schema) if operation.success.schema else None
    is_one = isinstance(answer, ir.ObjectSchema) and operation.success.kind != "ndjson"
    members = (
        [m for m in answer.properties if m.required] if isinstance(answer, ir.ObjectSchema) and is_one else []
    )
    return {
        json.dumps(member.name) if not member.name.isidentifier() else member.name: json.dumps(
            keys[parameter.argument]
        )
        for parameter in operation.in_("path")
        for member in members
        if member.name == parameter.argument or _same(parameter.schema, member.schema)
    }


def _same(one: ir.Schema, other: ir.Schema) -> bool:
    """Whether both are the same named schema."""
    return isinstance(one, ir.RefSchema) and isinstance(other, ir.RefSchema) and one.name == other.name


def _path(operation: ir.Operation, keys: dict[str, str]) -> str:
    wires = {p.name: keys[p.argument] for p in operation.in_("path")}
    return "".join(
        ("" if one.is_joined else "/") + (f"{{{wires[one.text]}}}" if one.is_parameter else one.text)
        for one in operation.segments
    )


def _batch(api: ir.Api, operation: ir.Operation, body: ir.Body, items: str) -> str:
    assert operation.batch is not None
    is_lines = operation.batch.items == ""
    field = next(f for f in body.fields if f.argument == items)
    listed = api.resolve(field.schema)
    item = body.schema if is_lines else listed.items if isinstance(listed, ir.ArraySchema) else listed
    members = [
        f'items: "{operation.batch.items}"',
        f"maxItems: {operation.batch.max}",
        f"write: {shapes.writer(api, item) or 'write.json'}",
    ]
    if items != operation.batch.items:
        members.append(f'argument: "{items}"')
    members.append(f"nothing: {docs.literal(_nothing(api, operation))}")
    if is_lines:
        members.append(f'type: "{body.media_types[0]}"')
    return "{ " + ", ".join(members) + " }"


_NOTHING: dict[str, ir.JSON] = {"integer": 0, "number": 0, "boolean": False, "array": [], "string": ""}


def _nothing(api: ir.Api, operation: ir.Operation) -> ir.JSON:
    """The answer to no items: no counts, and empty lists."""
    answer = api.resolve(operation.success.schema) if operation.success.schema else None
    members = answer.properties if isinstance(answer, ir.ObjectSchema) else ()
    kinds = ((member.name, api.resolve(member.schema).kind) for member in members if member.required)
    return {name: _NOTHING.get(kind) for name, kind in kinds}


def _safe(name: str) -> str:
    return f"{name}_" if name in _RESERVED else name
