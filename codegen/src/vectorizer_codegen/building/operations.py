"""Paths and the operations on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from ..errors import SpecError
from ..ir import Body, Operation, Parameter, PathSegment, ProblemCode
from ..names import PATH_NAME, SEGMENT, camel_case, pascal_case
from ..source import join
from . import policies, rules
from .bodies import body
from .context import OPERATION_EXTENSIONS, Context, type_name
from .parameters import parameters
from .problems import problems
from .responses import check_links, responses
from .schemas import SchemaBuilder
from .security import security
from .servers import METHODS, own_server

_OPERATION = (
    *("operationId", "summary", "description", "tags", "parameters", "requestBody", "responses", "security"),
    *("deprecated", "externalDocs", "callbacks", "servers", *OPERATION_EXTENSIONS),
)


_OPERATION_ID = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")


def operations(
    builder: SchemaBuilder,
    data: Mapping[str, Any],
    codes: tuple[ProblemCode, ...],
    schemes: set[str],
    vectors: Mapping[str, str] | None,
    server: str,
) -> tuple[Operation, ...]:
    """Every operation, in document order."""
    context = builder.context
    made: list[Operation] = []
    given_up = False
    shapes: dict[tuple[str, ...], str] = {}
    for path, item in context.mapping(data["paths"], "/paths", "paths").items():
        pointer = join("/paths", path)
        if path.startswith("x-"):
            context.members({path: item}, "/paths", ())
            continue
        try:
            segments = _segments(context, path, pointer)
        except SpecError as error:
            context.caught(error)
            continue
        shape = tuple("{}" if one.is_parameter else f"{'+' * one.is_joined}{one.text}" for one in segments)
        shape += (path.partition("#")[2],)
        if shape in shapes:
            reason = f"the path is the same as {shapes[shape]}: both are called, and a server cannot tell them apart"
            context.notice(pointer, reason)
        shapes.setdefault(shape, path)
        item = context.mapping(item, pointer, "a path")
        context.members(item, pointer, (*METHODS, "parameters", "summary", "description", "servers", "$ref"))
        if "$ref" in item:
            context.refuse(join(pointer, "$ref"), "a path by reference is not supported; write it out")
        for method in item:
            if method in METHODS:
                try:
                    made.append(
                        _operation(
                            builder, item, path, method, segments, codes, schemes, data, vectors, server
                        )
                    )
                except SpecError as error:
                    context.caught(error)
                    given_up = True  # A link to it is not wrong for that.
    made = _told_apart_by_number(context, made)
    _check_ids(context, made)
    if not given_up:
        check_links(builder, made, {_stated_id(context, one): one for one in made})
    return tuple(made)


def _told_apart_by_number(context: Context, made: list[Operation]) -> list[Operation]:
    """Operations that state no name: where the one made of a path is taken, they get a number too."""
    taken = {pascal_case(one.operation_id) for one in made if operation_name(_stated_id(context, one) or "")}
    found = []
    for operation in made:
        stated, name = _stated_id(context, operation), operation.operation_id
        if not operation_name(stated or ""):
            if pascal_case(name) in taken:
                name = next(one for n in range(2, 100_000) if pascal_case(one := f"{name}{n}") not in taken)
                what = f"the id `{stated}`" if stated else "an operation without an id"
                place = join(operation.pointer, "operationId") if stated else operation.pointer
                context.notice(place, f"{what} is called `{name}`: the name without a number is taken")
                operation = replace(operation, operation_id=name)
            taken.add(pascal_case(name))
        found.append(operation)
    return found


def _stated_id(context: Context, operation: Operation) -> str | None:
    """The id as the document has it."""
    node = context.document.data["paths"][operation.path][operation.method.lower()]
    return context.string(node, "operationId", operation.pointer) or None


def _check_ids(context: Context, made: list[Operation]) -> None:
    seen: dict[str, tuple[str, str]] = {}
    called = [(one.operation_id, _stated_id(context, one), join(one.pointer, "operationId")) for one in made]
    called += [
        (alias.name, alias.name, join(operation.pointer, "x-sdk-aliases", alias.name))
        for operation in made
        for alias in operation.aliases
    ]
    for name, stated, place in called:
        made_name = pascal_case(name)
        if made_name in seen:
            other, where = seen[made_name]
            reason = f"`{stated}` and `{other}` make the same name: rename one; the other is at {where}"
            context.refuse(place, reason)
        seen.setdefault(made_name, (stated or name, place))


def _segments(context: Context, path: str, pointer: str) -> tuple[PathSegment, ...]:
    if not path.startswith("/"):
        context.fail(pointer, "a path begins with `/`")
    path, mark, _ = path.partition("#")
    if mark:
        context.notice(pointer, "what stands behind `#` tells operations apart and is not sent")
    made: list[PathSegment] = []
    texts = path.split("/")[1:] if path != "/" else []
    for index, text in enumerate(texts):
        if text == "" and index:
            made.append(PathSegment("", False))
            continue
        parts = [part for part in re.split(r"(\{[^{}]+\})", text) if part]
        if text in ("", ".", "..") or any(part[0] != "{" and re.search(r"[?{}\\\s]", part) for part in parts):
            # `.` and `..` are resolved by every URL client, and so lead elsewhere.
            context.fail(pointer, f"the segment `{text}` must be plain text and parameters")
        for number, part in enumerate(parts):
            name = part[1:-1] if part[0] == "{" else ""
            if name and not PATH_NAME.fullmatch(name):
                context.fail(
                    pointer, f"the parameter {{{name}}} needs a name that is written without escapes"
                )
            if name and any(s.is_parameter and s.text == name for s in made):
                context.fail(pointer, f"{{{name}}} appears twice in the path")
            # As it stands in a URL; what is escaped already stays so.
            literal = part if SEGMENT.fullmatch(part) else quote(part, safe="._~!$&()*+,;=:@-%")
            made.append(PathSegment(name or literal, bool(name), number > 0))
    return tuple(made)


def _operation(
    builder: SchemaBuilder,
    item: Mapping[str, Any],
    path: str,
    method: str,
    segments: tuple[PathSegment, ...],
    codes: tuple[ProblemCode, ...],
    schemes: set[str],
    data: Mapping[str, Any],
    vectors: Mapping[str, str] | None,
    server: str,
) -> Operation:
    context, above = builder.context, join("/paths", path)
    pointer = join(above, method)
    node = item[method]
    if not isinstance(node, dict):
        context.fail(pointer, f"an operation must be an object, not {type_name(node)}")
    context.members(node, pointer, _OPERATION)
    _check_head(context, node, pointer)
    shared = (item.get("parameters", []), join(above, "parameters"))
    given = parameters(builder, shared, (node.get("parameters", []), join(pointer, "parameters")), path)
    given = _told_apart(context, given)
    _check_arguments(context, given)
    names, whole, either = policies.signature(builder, node, pointer)
    content, is_given_up = None, False
    if "requestBody" in node:
        place = join(pointer, "requestBody")
        try:
            if method not in ("get", "head", "trace"):
                content = body(builder, node["requestBody"], place, given, whole)
            elif context.deref(node["requestBody"], place, "requestBodies")[0].get("required"):
                context.refuse(place, f"a {method.upper()} has no body")
            else:
                context.notice(place, f"a {method.upper()} has no body: this one is left out")
        except SpecError as error:
            # The answers are looked at too, so that all problems come at once.
            context.caught(error)
            is_given_up = True
    if not is_given_up and whole is not None and (content is None or _is_object(builder, content)):
        reason = "`body` names a body that is not an object, and there is none"
        context.refuse(join(pointer, "x-sdk-signature", "body"), reason)
    answers = responses(builder, node.get("responses", {}), join(pointer, "responses"), method)
    operation_id = _operation_id(context, node, pointer, method, path)
    alternatives = security(context, node, pointer, schemes, data)
    address = own_server(context, (item, above), (node, pointer), server)
    if not any(answer.is_success for answer in answers):
        raise SpecError(())  # Why was said where it stands.
    if is_given_up:
        # What is said of a body that is not there would be wrong.
        node, names, either = {key: node[key] for key in node if key not in OPERATION_EXTENSIONS}, None, []
    first = policies.positional(builder, names, given, content, pointer)
    return Operation(
        operation_id=operation_id,
        method=method.upper(),
        path=path,
        segments=segments,
        summary=context.string(node, "summary", pointer) or context.string(item, "summary", above),
        description=(
            context.string(node, "description", pointer) or context.string(item, "description", above)
        ).strip(),
        tag=_tag(node),
        parameters=given,
        body=content,
        responses=answers,
        idempotency=policies.idempotency(builder, node, pointer, method.upper(), given),
        positional=first,
        either=policies.either(builder, either, first, content, pointer),
        pointer=pointer,
        pagination=policies.pagination(builder, node, pointer, given, answers),
        batch=policies.batch(builder, node, pointer, content),
        aliases=policies.aliases(builder, node, pointer, first, content),
        vectors=rules.vector_return(builder, vectors, given, content),
        problems=problems(builder, node, pointer, codes, answers),
        security=alternatives,
        server=address,
        deprecated=context.boolean(node, "deprecated", pointer),
    )


def _operation_id(context: Context, node: Mapping[str, Any], pointer: str, method: str, path: str) -> str:
    """The id, as a name: one that is none, or missing, is made to one, and that is said."""
    stated = context.string(node, "operationId", pointer)
    made = operation_name(stated) or operation_name(f"{method} {path}")
    if made != stated:
        what = f"the id `{stated}`" if stated else "an operation without an id"
        context.notice(join(pointer, "operationId") if stated else pointer, f"{what} is called `{made}`")
    if not made[:1].isalpha():
        context.refuse(join(pointer, "operationId"), f"no name can be made from `{stated}`")
    return made


def operation_name(operation_id: str) -> str:
    """An id of any spelling as a name: letters, digits and _; empty where nothing is left of it."""
    made = operation_id if _OPERATION_ID.match(operation_id) else camel_case(operation_id)
    return f"operation{made}" if made[:1].isdigit() else made


def _check_head(context: Context, node: Mapping[str, Any], pointer: str) -> None:
    if "callbacks" in node:
        reason = "callbacks are requests that a client receives; nothing is made of them"
        context.notice(join(pointer, "callbacks"), reason)
    place = join(pointer, "tags")
    for index, tag in enumerate(context.sequence(node.get("tags", []), place, "tags")):
        if not isinstance(tag, str):
            context.refuse(join(place, index), "a tag must be a string")
        elif index:
            context.notice(join(place, index), f"an operation is grouped by its first tag, not by `{tag}`")


def _tag(node: Mapping[str, Any]) -> str:
    tags = node.get("tags")
    return tags[0] if isinstance(tags, list) and tags and isinstance(tags[0], str) else ""


def _is_object(builder: SchemaBuilder, content: Body) -> bool:
    return content.kind != "ndjson" and builder.resolve(content.schema).kind == "object"


def _told_apart(context: Context, given: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """Parameters of one name: the later ones are called by their place too, as `header_id`, else by a number, as `id_2`."""
    places: dict[str, str] = {}
    taken: set[str] = set()
    names = {parameter.argument for parameter in given}
    made = []
    for parameter in given:
        name = parameter.argument
        if parameter.per_call or places.setdefault(name, parameter.location) is parameter.location:
            if parameter.per_call or name not in taken:
                taken.add(name)
                made.append(parameter)
                continue
            name = next(one for n in range(2, 10_000) if (one := f"{name}_{n}") not in taken | names)
        else:
            name = f"{parameter.location}_{parameter.argument}"
        taken.add(name)
        context.notice(parameter.pointer, f"`{parameter.argument}` is taken; the argument is called `{name}`")
        made.append(replace(parameter, argument=name))
    return tuple(made)


def _check_arguments(context: Context, given: tuple[Parameter, ...]) -> None:
    seen: dict[str, str] = {}
    for parameter in given:
        if parameter.argument in seen:
            context.refuse(
                parameter.pointer,
                f"`{parameter.name}` and `{seen[parameter.argument]}` make the same argument",
            )
        seen.setdefault(parameter.argument, parameter.name)
