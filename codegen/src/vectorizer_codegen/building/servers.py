"""Servers: the API's own, and those that a path or an operation has for itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..source import join
from .context import Context

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
ADDRESS = re.compile(r"https?://[^/?#@\s\"'\\`]+(/[^?#\s\"'\\`]*)?|/[^?#\s\"'\\`]*")
"""What an operation can be sent to: an address, or a path of whatever address the client is given."""


def servers(context: Context, data: Mapping[str, Any]) -> tuple[str, ...]:
    """The addresses of the whole API: what all operations name, else what it names itself, else what most name."""
    if common := _common(data):
        return (common,)
    found: list[str] = []
    for index, node in enumerate(context.sequence(data.get("servers", []), "/servers", "servers")):
        place = join("/servers", index)
        url = _address(context, node, place)
        if "{" in url:
            reason = f"`{url}` has a variable that is not described: no client can use this address"
            context.notice(join(place, "url"), reason)
            continue
        if not re.match("https?://", url):
            reason = f"`{url}` is relative: clients have no default address and must be given one"
            context.notice(join(place, "url"), reason)
        found.append(url)
    return tuple(found)


def own_server(context: Context, above: tuple[Any, str], own: tuple[Any, str], usual: str) -> str:
    """The server of an operation, where that is not the API's: its own, or that of its path."""
    node, pointer = own if isinstance(own[0], dict) and own[0].get("servers") else above
    place = join(pointer, "servers")
    stated = context.sequence(node.get("servers") or [], place, "servers")
    if not stated:
        return ""
    url = _address(context, stated[0], join(place, 0)).rstrip("/")
    if len(stated) > 1:
        context.notice(place, f"the first is used, {url}")
    if url == usual.rstrip("/"):
        context.notice(place, "it is the server of the whole API")
        return ""
    if "{" in url:
        context.refuse(join(place, 0, "url"), f"`{url}` has a variable that is not described")
    elif not ADDRESS.fullmatch(url or "/"):
        context.refuse(place, f"`{url}` must be an address of http or https, or a path that begins with `/`")
    context.notice(place, f"the calls go to {url or '/'}, whatever address the client is given")
    return url or "/"


def _address(context: Context, node: Any, place: str) -> str:
    """The address of a server, with the defaults of its variables."""
    node = context.mapping(node, place, "a server")
    context.members(node, place, ("url", "description", "variables"))
    url = context.string(node, "url", place, required=True)
    variables = context.mapping(node.get("variables", {}), join(place, "variables"), "variables")
    for name, variable in variables.items():
        where = join(place, "variables", name)
        stated = context.mapping(variable, where, "a variable")
        url = url.replace(f"{{{name}}}", context.string(stated, "default", where, required=True))
    return url


def _first(node: Any) -> str:
    stated = node.get("servers") if isinstance(node, dict) else None
    first = stated[0] if isinstance(stated, list) and stated else None
    return str(first.get("url", "")) if isinstance(first, dict) else ""


def _common(data: Mapping[str, Any]) -> str:
    paths = data.get("paths")
    items = [item for item in paths.values() if isinstance(item, dict)] if isinstance(paths, dict) else []
    found = [_first(one) or _first(item) for item in items for key, one in item.items() if key in METHODS]
    (most, _), *others = Counter(found).most_common() or [("", 0)]
    is_meant = all(found) and not (others and data.get("servers"))
    return most if is_meant and ADDRESS.fullmatch(most) else ""
