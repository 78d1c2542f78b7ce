"""The keywords of a schema: which type each belongs to, and why some can't be expressed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..source import join
from .context import SCHEMA_EXTENSIONS, Context

NUMERIC = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "format",
    "enum",
    "const",
)
OBJECT = (
    *("properties", "required", "additionalProperties", "propertyNames"),
    *("minProperties", "maxProperties", "anyOf", "oneOf"),
)


KEYWORDS: dict[str, tuple[str, ...]] = {
    "object": OBJECT,
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "string": (
        *("pattern", "minLength", "maxLength", "format", "enum", "const", "not"),
        *("contentEncoding", "contentMediaType"),
    ),
    "number": NUMERIC,
    "integer": NUMERIC,
    "boolean": ("enum", "const"),
    "null": ("enum", "const"),
}


IMPLIED = {"object": ("properties", "additionalProperties"), "array": ("items",)}
"""Keywords that tell the type which a document forgot to state."""


ANNOTATIONS = (
    *("title", "description", "default", "example", "examples", "deprecated"),
    *("readOnly", "writeOnly", "externalDocs", "$comment"),
)


COMBINERS = ("allOf", "anyOf", "oneOf", "discriminator", "nullable", "type", "$ref")


INEXPRESSIBLE = {
    "xml": "XML is not expressed",
    "not": "`not` is expressed for strings only, as {enum: […]}",
    **{
        key: f"`{key}` cannot be expressed"
        for key in ("if", "then", "else", "contains", "minContains", "maxContains")
    },
    **{key: f"`{key}` cannot be expressed" for key in ("prefixItems", "additionalItems", "unevaluatedItems")},
    **{key: f"`{key}` cannot be expressed" for key in ("patternProperties", "unevaluatedProperties")},
    **{
        key: f"`{key}` cannot be expressed"
        for key in ("dependentRequired", "dependentSchemas", "dependencies")
    },
    **{
        key: f"`{key}` cannot be expressed"
        for key in ("$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$schema")
    },
    "$defs": "`$defs` cannot be expressed; name the schema in components/schemas",
    "definitions": "`definitions` cannot be expressed; name the schema in components/schemas",
    "contentSchema": "`contentSchema` cannot be expressed",
}


_NAMED = re.compile(r"^/components/schemas/[^/]+$")
CONSTRAINTS = {*(keyword for group in KEYWORDS.values() for keyword in group), "discriminator"}
_KNOWN = {*ANNOTATIONS, *COMBINERS, *(keyword for group in KEYWORDS.values() for keyword in group)}


def check_keywords(context: Context, node: Mapping[str, Any], pointer: str) -> None:
    """Refuse every keyword that is unknown here or can't be expressed."""
    known = _KNOWN - ({"const", "examples", "$comment"} if context.is_30 else {"nullable"})
    for key in node:
        if key in INEXPRESSIBLE and not (key == "not" and "not" in KEYWORDS.get(str(node.get("type")), ())):
            if key == "xml":
                context.notice(join(pointer, key), INEXPRESSIBLE[key])
            else:
                context.refuse(join(pointer, key), INEXPRESSIBLE[key])
    if "nullable" in node and not context.is_30:
        context.refuse(join(pointer, "nullable"), "`nullable` is OpenAPI 3.0; in 3.1 say type: […, 'null']")
    rest = {key: value for key, value in node.items() if key not in INEXPRESSIBLE and key != "nullable"}
    context.members(rest, pointer, known, SCHEMA_EXTENSIONS)
    if "x-problem-codes" in node and not _NAMED.match(pointer):
        context.refuse(join(pointer, "x-problem-codes"), "`x-problem-codes` belongs on a named schema")
