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
    *("properties", "required", "additionalProperties", "patternProperties", "propertyNames"),
    *("minProperties", "maxProperties", "anyOf", "oneOf"),
)


KEYWORDS: dict[str, tuple[str, ...]] = {
    "object": OBJECT,
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems"),
    "string": (
        *("pattern", "minLength", "maxLength", "format", "enum", "const"),
        *("contentEncoding", "contentMediaType"),
    ),
    "number": NUMERIC,
    "integer": NUMERIC,
    "boolean": ("enum", "const"),
    "null": ("enum", "const"),
}


IMPLIED = {
    "object": ("properties", "additionalProperties", "patternProperties"),
    "array": ("items", "prefixItems"),
}
"""Keywords that tell the type which a document forgot to state."""


ANNOTATIONS = (
    *("title", "description", "default", "example", "examples", "deprecated"),
    *("readOnly", "writeOnly", "externalDocs", "$comment"),
)


COMBINERS = ("allOf", "anyOf", "oneOf", "discriminator", "nullable", "type", "$ref")


UNCHECKED = (
    *("if", "then", "else", "contains", "minContains", "maxContains", "not"),
    *("additionalItems", "unevaluatedItems", "unevaluatedProperties"),
    *("dependentRequired", "dependentSchemas", "dependencies"),
)
"""Rules that values keep beyond their types: no client checks them."""


INEXPRESSIBLE = {
    "$dynamicRef": "`$dynamicRef` is not supported; say $ref",
    "$defs": "`$defs` is not supported; name the schema in components/schemas",
    "definitions": "`definitions` is not supported; name the schema in components/schemas",
}


UNUSED = {
    "xml": "XML is not expressed",
    "$id": "schemas are referred to by their place: `$id` is left out",
    "$anchor": "schemas are referred to by their place: `$anchor` is left out",
    "$dynamicAnchor": "schemas are referred to by their place: `$dynamicAnchor` is left out",
    "contentSchema": "what the text holds is not looked into",
}
"""Keywords that change nothing for a client, and why."""
_DIALECT = re.compile(
    r"https://json-schema\.org/draft/2020-12/schema#?|https://spec\.openapis\.org/oas/3\.1/dialect/.+"
)


def is_dialect(stated: Any) -> bool:
    """Whether this names the dialect of JSON Schema that OpenAPI 3.1 has, or the one under it."""
    return isinstance(stated, str) and _DIALECT.fullmatch(stated) is not None


_NAMED = re.compile(r"^/components/schemas/[^/]+$")
CONSTRAINTS = {*(keyword for group in KEYWORDS.values() for keyword in group), "discriminator"}
_KNOWN = {*ANNOTATIONS, *COMBINERS, *(keyword for group in KEYWORDS.values() for keyword in group)}


def excludes(node: Mapping[str, Any]) -> bool:
    """Whether `not` takes single values out of a string, which is the one form of it that is expressed."""
    choices = (
        node["not"].get("enum") if isinstance(node.get("not"), dict) and set(node["not"]) == {"enum"} else ()
    )
    is_plain = node.get("type") == "string" and not {"allOf", "anyOf", "oneOf"} & set(node)
    return is_plain and isinstance(choices, list) and all(isinstance(choice, str) for choice in choices)


def check_keywords(context: Context, node: Mapping[str, Any], pointer: str) -> None:
    """Refuse every keyword that is unknown here or can't be expressed."""
    known = _KNOWN - ({"const", "examples", "$comment"} if context.is_30 else {"nullable"})
    for key in node:
        if key in INEXPRESSIBLE:
            context.refuse(join(pointer, key), INEXPRESSIBLE[key])
        elif key in UNCHECKED and not (key == "not" and excludes(node)):
            reason = f"`{key}` is left to the server: no client checks it, or knows what it names"
            context.notice(join(pointer, key), reason, is_wrong=True)
        elif key in UNUSED:
            context.notice(join(pointer, key), UNUSED[key])
        elif key == "$schema" and not is_dialect(node[key]):
            context.refuse(join(pointer, key), "this dialect of JSON Schema is not supported; 2020-12 is")
    if "nullable" in node and not context.is_30:
        reason = "`nullable` is OpenAPI 3.0, in 3.1 it is type: […, 'null']: read as it is meant"
        context.notice(join(pointer, "nullable"), reason)
    left = {*INEXPRESSIBLE, *UNCHECKED, *UNUSED, "nullable", "$schema"}
    rest = {key: value for key, value in node.items() if key not in left}
    context.members(rest, pointer, known, SCHEMA_EXTENSIONS)
    if "x-problem-codes" in node and not _NAMED.match(pointer):
        context.refuse(join(pointer, "x-problem-codes"), "`x-problem-codes` belongs on a named schema")
