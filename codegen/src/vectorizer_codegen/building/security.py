"""Security schemes, and what an operation asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..ir import SecurityScheme
from ..source import join
from .context import SCHEME_EXTENSIONS, Context


def security_schemes(context: Context, nodes: Mapping[str, Any]) -> tuple[SecurityScheme, ...]:
    """The ways to authenticate that the document names."""
    made: list[SecurityScheme] = []
    fields = ("type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl")
    for name, node in nodes.items():
        place = join("/components/securitySchemes", name)
        node = context.mapping(node, place, "a security scheme")
        context.members(node, place, fields, SCHEME_EXTENSIONS)
        kind = context.string(node, "type", place, required=True)
        said = context.string(node, "description", place).strip()
        same = context.string(node, "x-sdk-same-key", place)
        if same and (same == name or same not in nodes):
            context.refuse(join(place, "x-sdk-same-key"), f"`{same}` must be another security scheme")
        if kind == "apiKey":
            where, key = (
                context.string(node, "in", place, required=True),
                context.string(node, "name", place, required=True),
            )
            if where not in ("query", "header", "cookie"):
                context.refuse(join(place, "in"), f"`{where}` must be one of query, header, cookie")
            made.append(
                SecurityScheme(name, "apiKey", location=where, parameter=key, description=said, same_key=same)
            )
        elif kind == "http":
            scheme = context.string(node, "scheme", place, required=True)
            made.append(
                SecurityScheme(
                    name, "http", scheme=scheme.lower(), spelling=scheme, description=said, same_key=same
                )
            )
        elif kind == "oauth2":
            made.append(SecurityScheme(name, "oauth2", description=said, same_key=same))
        elif kind == "openIdConnect":
            made.append(SecurityScheme(name, "openIdConnect", description=said, same_key=same))
        elif kind == "mutualTLS":
            made.append(SecurityScheme(name, "mutualTLS", description=said, same_key=same))
        elif kind:
            context.refuse(join(place, "type"), f"`{kind}` must be a type of security scheme")
    return tuple(made)


def security(
    context: Context, node: Mapping[str, Any], pointer: str, schemes: set[str], data: Mapping[str, Any]
) -> tuple[tuple[str, ...], ...]:
    """The alternatives of an operation: its own, or the document's."""
    own = "security" in node
    place = join(pointer, "security") if own else "/security"
    found: list[tuple[str, ...]] = []
    for index, entry in enumerate(
        context.sequence(node["security"] if own else data.get("security", []), place, "security")
    ):
        for name, scopes in context.mapping(entry, join(place, index), "a requirement").items():
            where = join(place, index, name)
            if name not in schemes:
                context.refuse(where, f"there is no security scheme `{name}`")
            if context.sequence(scopes, where, "scopes"):
                context.notice(where, "scopes are not used: whoever issues the token knows them")
        found.append(tuple(entry) if isinstance(entry, dict) else ())
    return tuple(found)
