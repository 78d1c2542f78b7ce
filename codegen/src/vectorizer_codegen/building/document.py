"""From a document to an `Api`: everything is expressed, noted or refused, and all refusals come at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..ir import Api, NamedSchema
from ..names import pascal_case
from ..source import Document, join
from . import rules
from .context import DOCUMENT_EXTENSIONS, Context
from .keywords import is_dialect
from .operations import operations
from .problems import problem_codes
from .schemas import SchemaBuilder
from .security import security_schemes
from .servers import servers
from .sizes import check_sizes

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


_COMPONENT_NAME = re.compile(r"^[A-Za-z0-9._-]+$")


def build(document: Document) -> Api:
    """The API that a document describes; SpecError with every place that can't be expressed."""
    context = Context(document)
    data = context.mapping(document.data, "", "the document")
    _check_version(context, data)
    context.finish()
    context.members(data, "", (*_TOP, *DOCUMENT_EXTENSIONS))
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
    if builder.meeting.is_over:
        context.finish()
    check_sizes(context, builder.named)
    codes = problem_codes(builder, schemas)
    schemes = security_schemes(context, components.get("securitySchemes", {}))
    vectors = rules.packed_vectors(builder, data)
    addresses = servers(context, data)
    usual = addresses[0] if addresses else ""
    found = operations(builder, data, codes, {scheme.name for scheme in schemes}, vectors, usual)
    if not found and not context.problems:
        context.refuse("/paths", "the document has no operations")
    elif vectors is not None and not any(operation.vectors for operation in found):
        context.refuse("/x-vectors/parameter", f"no operation has a query parameter `{vectors['parameter']}`")
    builder.settle()
    info = context.mapping(data.get("info"), "/info", "info")
    context.members(info, "/info", _INFO)
    api = Api(
        title=context.string(info, "title", "/info", required=True),
        version=context.string(info, "version", "/info", required=True),
        description=context.string(info, "description", "/info").strip(),
        servers=addresses,
        operations=found,
        schemas=tuple(
            NamedSchema(name, schema, join("/components/schemas", name))
            for name, schema in builder.named.items()
        ),
        problem_codes=codes,
        error_classes=rules.error_classes(context, data, codes, builder.named),
        retry=rules.retry(builder, data, codes),
        packed_vectors=vectors["packed"] if vectors else "",
        idempotency_store=rules.idempotency_store(builder, data, codes),
        security_schemes=schemes,
        tags=_tags(context, data),
        notices=tuple(context.notices.values()),
    )
    context.finish(api)
    return api


def _check_version(context: Context, data: Mapping[str, Any]) -> None:
    if "swagger" in data:
        context.fail("/swagger", f"this is Swagger {data['swagger']}; OpenAPI 3.0 and 3.1 can be read")
    version = context.string(data, "openapi", "", required=True)
    if version and not re.match(r"^3\.[01]\.\d+$", version):
        context.refuse("/openapi", f"this is OpenAPI {version}; 3.0 and 3.1 can be read")
    if "paths" not in data:
        context.refuse("", "`paths` is missing: there is nothing to generate")
    if not is_dialect(data.get("jsonSchemaDialect", "https://spec.openapis.org/oas/3.1/dialect/base")):
        context.refuse("/jsonSchemaDialect", "this dialect of JSON Schema is not supported; 2020-12 is")


def _check_names(context: Context, schemas: Mapping[str, Any]) -> None:
    seen: dict[str, str] = {}
    for name in schemas:
        place, made = join("/components/schemas", name), pascal_case(name)
        if not _COMPONENT_NAME.match(name) or not made.isidentifier():
            context.refuse(place, f"no type name can be made from `{name}`")
        elif made in seen:
            context.refuse(place, f"`{name}` and `{seen[made]}` make the same type name, {made}")
        seen.setdefault(made, name)


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
