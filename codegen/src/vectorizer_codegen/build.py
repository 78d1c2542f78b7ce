"""From a document to an `Api`: everything is expressed, noted or refused, and all refusals come at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import build_policy as policy
from .build_media import body, responses
from .build_parameter import parameters
from .build_schema import SchemaBuilder
from .context import OPERATION_EXTENSIONS, Context
from .errors import SpecError
from .ir import Api, NamedSchema, Operation, PathSegment, ProblemCode, SecurityScheme
from .names import pascal_case, snake_case
from .source import Document, join

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_TOP = (
    "openapi",
    "info",
    "servers",
    "paths",
    "components",
    "security",
    "tags",
    "externalDocs",
    "webhooks",
    "jsonSchemaDialect",
)
_INFO = ("title", "version", "description", "summary", "contact", "license", "termsOfService")
_COMPONENTS = (
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
)
_OPERATION = (
    *("operationId", "summary", "description", "tags", "parameters", "requestBody", "responses", "security"),
    *("deprecated", "externalDocs", "callbacks", *OPERATION_EXTENSIONS),
)
_COMPONENT_NAME = re.compile(r"^[A-Za-z0-9._-]+$")
_OPERATION_ID = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")


def build(document: Document) -> Api:
    """The API that a document describes; SpecError with every place that can't be expressed."""
    context = Context(document)
    data = context.mapping(document.data, "", "the document")
    _check_version(context, data)
    context.finish()
    context.members(data, "", _TOP)
    if "webhooks" in data:
        context.notice(
            "/webhooks", "webhooks are requests that a client receives; no operation is made of them"
        )
    components = context.mapping(data.get("components", {}), "/components", "components")
    context.members(components, "/components", _COMPONENTS)
    for section, entries in components.items():
        if not section.startswith("x-"):
            context.mapping(entries, join("/components", section), section)
    context.finish()
    builder = SchemaBuilder(context)
    schemas = components.get("schemas", {})
    _check_names(context, schemas)
    builder.build_named(schemas)
    codes = policy.problem_codes(builder, schemas)
    schemes = _security_schemes(context, components.get("securitySchemes", {}))
    operations = _operations(builder, data, codes, {scheme.name for scheme in schemes})
    policy.check_links(builder, operations)
    builder.settle()
    info = context.mapping(data.get("info"), "/info", "info")
    context.members(info, "/info", _INFO)
    api = Api(
        title=context.string(info, "title", "/info", required=True),
        version=context.string(info, "version", "/info", required=True),
        description=context.string(info, "description", "/info").strip(),
        servers=_servers(context, data),
        operations=operations,
        schemas=tuple(
            NamedSchema(name, schema, join("/components/schemas", name))
            for name, schema in builder.named.items()
        ),
        problem_codes=codes,
        security_schemes=schemes,
        tags=_tags(context, data),
        notices=tuple(context.notices.values()),
    )
    context.finish()
    return api


def _check_version(context: Context, data: Mapping[str, Any]) -> None:
    if "swagger" in data:
        context.fail("/swagger", f"this is Swagger {data['swagger']}; OpenAPI 3.0 and 3.1 can be read")
    version = context.string(data, "openapi", "", required=True)
    if version and not re.match(r"^3\.[01]\.\d+$", version):
        context.refuse("/openapi", f"this is OpenAPI {version}; 3.0 and 3.1 can be read")
    if "paths" not in data:
        context.refuse("", "`paths` is missing: there is nothing to generate")
    if (
        data.get("jsonSchemaDialect", "https://spec.openapis.org/oas/3.1/dialect/base")
        != "https://spec.openapis.org/oas/3.1/dialect/base"
    ):
        context.refuse("/jsonSchemaDialect", "another dialect of JSON Schema cannot be read")


def _check_names(context: Context, schemas: Mapping[str, Any]) -> None:
    seen: dict[str, str] = {}
    for name in schemas:
        place, made = join("/components/schemas", name), pascal_case(name)
        if not _COMPONENT_NAME.match(name) or not made.isidentifier():
            context.refuse(place, f"no type name can be made of `{name}`")
        elif made in seen:
            context.refuse(place, f"`{name}` and `{seen[made]}` make the same type name, {made}")
        seen.setdefault(made, name)


def _operations(
    builder: SchemaBuilder, data: Mapping[str, Any], codes: tuple[ProblemCode, ...], schemes: set[str]
) -> tuple[Operation, ...]:
    context = builder.context
    made: list[Operation] = []
    shapes: dict[tuple[str, ...], str] = {}
    ids: dict[str, str] = {}
    for path, item in context.mapping(data["paths"], "/paths", "paths").items():
        pointer = join("/paths", path)
        if path.startswith("x-"):
            context.members({path: item}, "/paths", ())
            continue
        try:
            segments = _segments(context, path, pointer)
            item = context.mapping(item, pointer, "a path")
            shape = tuple("{}" if segment.is_parameter else segment.text for segment in segments)
            if shape in shapes:
                context.fail(pointer, f"this is the same path as {shapes[shape]}")
            shapes[shape] = path
            context.members(item, pointer, (*METHODS, "parameters", "summary", "description"))
        except SpecError as error:
            context.caught(error)
            continue
        for method in METHODS:
            if method in item:
                try:
                    operation = _operation(builder, item, path, method, segments, codes, schemes, data)
                except SpecError as error:
                    context.caught(error)
                    continue
                name = snake_case(operation.operation_id)
                if name in ids:
                    context.refuse(
                        join(operation.pointer, "operationId"),
                        f"`{operation.operation_id}` and `{ids[name]}` make the same name",
                    )
                ids.setdefault(name, operation.operation_id)
                made.append(operation)
    order = {
        (path, key): index
        for path, item in data["paths"].items()
        if isinstance(item, dict)
        for index, key in enumerate(item)
    }
    paths = list(data["paths"])
    return tuple(sorted(made, key=lambda o: (paths.index(o.path), order[(o.path, o.method.lower())])))


def _segments(context: Context, path: str, pointer: str) -> tuple[PathSegment, ...]:
    if not path.startswith("/"):
        context.fail(pointer, "a path begins with `/`")
    made: list[PathSegment] = []
    for text in path.split("/")[1:] if path != "/" else []:
        name = re.fullmatch(r"\{([^{}]+)\}", text)
        if name is None and re.search(r"[{}?#%]", text):
            context.fail(pointer, f"the segment `{text}` must be plain text or one parameter")
        if name is not None and any(s.is_parameter and s.text == name[1] for s in made):
            context.fail(pointer, f"{{{name[1]}}} stands twice in the path")
        made.append(PathSegment(name[1] if name else text, name is not None))
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
) -> Operation:
    context, above = builder.context, join("/paths", path)
    pointer = join(above, method)
    node = context.mapping(item[method], pointer, "an operation")
    context.members(node, pointer, _OPERATION)
    if "callbacks" in node:
        context.notice(
            join(pointer, "callbacks"),
            "callbacks are requests that a client receives; nothing is made of them",
        )
    operation_id = context.string(node, "operationId", pointer, required=True)
    if operation_id and not _OPERATION_ID.match(operation_id):
        context.refuse(
            join(pointer, "operationId"),
            f"no name can be made of `{operation_id}`: letters, digits and _ only",
        )
    shared = (item.get("parameters", []), join(above, "parameters"))
    given = parameters(builder, shared, (node.get("parameters", []), join(pointer, "parameters")), path)
    names, whole = policy.signature(builder, node, pointer)
    content = None
    if "requestBody" in node:
        if method in ("get", "head", "trace"):
            context.refuse(join(pointer, "requestBody"), f"a {method.upper()} has no body")
        content = body(builder, node["requestBody"], join(pointer, "requestBody"), given, whole)
    if (
        whole is not None
        and (content is None or builder.resolve(content.schema).kind == "object")
        and (content is None or content.kind != "ndjson")
    ):
        context.refuse(
            join(pointer, "x-sdk-signature", "body"),
            "`body` names a body that is not an object, and there is none",
        )
    _check_arguments(context, given)
    answers = responses(builder, node.get("responses", {}), join(pointer, "responses"))
    tags = context.sequence(node.get("tags", []), join(pointer, "tags"), "tags")
    return Operation(
        operation_id=operation_id,
        method=method.upper(),
        path=path,
        segments=segments,
        summary=context.string(node, "summary", pointer) or context.string(item, "summary", above),
        description=(
            context.string(node, "description", pointer) or context.string(item, "description", above)
        ).strip(),
        tag=str(tags[0]) if tags else "",
        parameters=given,
        body=content,
        responses=answers,
        idempotency=policy.idempotency(builder, node, pointer, method.upper(), given),
        positional=policy.positional(builder, names, given, content, pointer),
        pointer=pointer,
        pagination=policy.pagination(builder, node, pointer, given, answers),
        batch=policy.batch(builder, node, pointer, content),
        problems=policy.problems(builder, node, pointer, codes, answers),
        security=_security(context, node, pointer, schemes, data),
        deprecated=context.boolean(node, "deprecated", pointer),
    )


def _check_arguments(context: Context, given: tuple[Any, ...]) -> None:
    seen: dict[str, str] = {}
    for parameter in given:
        if parameter.argument in seen:
            context.refuse(
                parameter.pointer,
                f"`{parameter.name}` and `{seen[parameter.argument]}` make the same argument",
            )
        seen.setdefault(parameter.argument, parameter.name)


def _security(
    context: Context, node: Mapping[str, Any], pointer: str, schemes: set[str], data: Mapping[str, Any]
) -> tuple[tuple[str, ...], ...]:
    own = "security" in node
    place = join(pointer, "security") if own else "/security"
    found: list[tuple[str, ...]] = []
    for index, entry in enumerate(
        context.sequence(node["security"] if own else data.get("security", []), place, "security")
    ):
        for name in context.mapping(entry, join(place, index), "a requirement"):
            if name not in schemes:
                context.refuse(join(place, index, name), f"there is no security scheme `{name}`")
        found.append(tuple(entry) if isinstance(entry, dict) else ())
    return tuple(found)


def _security_schemes(context: Context, nodes: Mapping[str, Any]) -> tuple[SecurityScheme, ...]:
    made: list[SecurityScheme] = []
    fields = ("type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl")
    for name, node in nodes.items():
        place = join("/components/securitySchemes", name)
        node = context.mapping(node, place, "a security scheme")
        context.members(node, place, fields)
        kind = context.string(node, "type", place, required=True)
        said = context.string(node, "description", place).strip()
        if kind == "apiKey":
            where, key = (
                context.string(node, "in", place, required=True),
                context.string(node, "name", place, required=True),
            )
            if where not in ("query", "header", "cookie"):
                context.refuse(join(place, "in"), f"`{where}` is none of query, header, cookie")
            made.append(SecurityScheme(name, "apiKey", location=where, parameter=key, description=said))
        elif kind == "http":
            scheme = context.string(node, "scheme", place, required=True)
            made.append(SecurityScheme(name, "http", scheme=scheme.lower(), description=said))
        elif kind == "oauth2":
            made.append(SecurityScheme(name, "oauth2", description=said))
        elif kind == "openIdConnect":
            made.append(SecurityScheme(name, "openIdConnect", description=said))
        elif kind == "mutualTLS":
            made.append(SecurityScheme(name, "mutualTLS", description=said))
        elif kind:
            context.refuse(join(place, "type"), f"`{kind}` is no type of security scheme")
    return tuple(made)


def _servers(context: Context, data: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    for index, node in enumerate(context.sequence(data.get("servers", []), "/servers", "servers")):
        place = join("/servers", index)
        node = context.mapping(node, place, "a server")
        context.members(node, place, ("url", "description", "variables"))
        url = context.string(node, "url", place, required=True)
        for name, variable in context.mapping(
            node.get("variables", {}), join(place, "variables"), "variables"
        ).items():
            where = join(place, "variables", name)
            url = url.replace(
                f"{{{name}}}",
                context.string(
                    context.mapping(variable, where, "a variable"), "default", where, required=True
                ),
            )
        if "{" in url:
            context.refuse(join(place, "url"), f"`{url}` has a variable that is not described")
        found.append(url)
    return tuple(found)


def _tags(context: Context, data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for index, node in enumerate(context.sequence(data.get("tags", []), "/tags", "tags")):
        place = join("/tags", index)
        node = context.mapping(node, place, "a tag")
        context.members(node, place, ("name", "description", "externalDocs"))
        found.append(
            (
                context.string(node, "name", place, required=True),
                context.string(node, "description", place).strip(),
            )
        )
    return tuple(found)
