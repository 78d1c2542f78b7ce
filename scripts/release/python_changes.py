"""How the public surfaces of our Python packages differ between two releases, as `python_surface.py` tells them."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import Any

from release.change import Change

AREA = "Python"
_BINDINGS = {"": "a method of an instance", "class": "a class method", "static": "a static method"}


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """The differences between two surfaces."""
    found: list[Change] = []
    _names(old, new, "", found)
    return list(dict.fromkeys(found))


def _names(old: dict[str, Any], new: dict[str, Any], where: str, found: list[Change]) -> None:
    for name in old:
        if name not in new:
            found.append(Change(AREA, f"{where}{name} is gone", True))
    for name in new:
        if name not in old:
            found.append(Change(AREA, f"{where}{name} is new", False))
        else:
            _compare(old[name], new[name], f"{where}{name}", found)


def _compare(old: dict[str, Any], new: dict[str, Any], where: str, found: list[Change]) -> None:
    def say(text: str, breaks: bool) -> None:
        found.append(Change(AREA, f"{where}{text}", breaks))

    if old["kind"] != new["kind"]:
        say(f" is a {new['kind']} now, not a {old['kind']}", True)
    elif new["kind"] == "class":
        for base in old["bases"]:
            if base not in new["bases"]:
                say(f" no longer derives from {base}", True)
        if new["frozen"] and not old["frozen"]:
            say(" is frozen now", True)
        if new["role"] == "written":
            _keys(old, new, where, found)
            return
        inner: list[Change] = []
        _names(old["members"], new["members"], f"{where}.", inner)
        # A program's own class has what the protocol had, and as it had it.
        found += [replace(one, breaks=True) for one in inner] if new["role"] == "implemented" else inner
    elif new["kind"] == "function":
        if old["async"] != new["async"]:
            say(f"() is {'awaited' if new['async'] else 'not awaited'} now", True)
        if old["binding"] != new["binding"]:
            say(f"() is {_BINDINGS[new['binding']]} now, not {_BINDINGS[old['binding']]}", True)
        _overloads(old, new, where, found)
    else:
        _attribute(old, new, where, found)


def _attribute(old: dict[str, Any], new: dict[str, Any], where: str, found: list[Change]) -> None:
    def say(text: str, breaks: bool) -> None:
        found.append(Change(AREA, f"{where}{text}", breaks))

    if old.get("value") != new.get("value"):
        say(f" is {new['value'] or 'not given'}, not {old['value'] or 'given'}", True)
    if old.get("set") and not new.get("set"):
        say(" can't be set now", True)
    if old.get("type") != new.get("type"):
        # What is read may have fewer types, an alias is written too.
        more, fewer = (_union(new["type"]) - _union(old["type"])), (_union(old["type"]) - _union(new["type"]))
        both = new["kind"] == "alias"
        for added in sorted(more):
            say(f" may be {added}", not both)
        for gone in sorted(fewer):
            say(f" is no longer {gone}", both)


def _keys(old: dict[str, Any], new: dict[str, Any], where: str, found: list[Change]) -> None:
    """Those of a `TypedDict`, as those see them who write such values: fewer types, or a key that must be there, break."""

    def keys(of: dict[str, Any]) -> dict[str, tuple[bool, set[str]]]:
        told = {}
        for name, one in of["members"].items():
            if one["kind"] == "attribute":
                said = re.fullmatch(r"(?:\w+\.)?(Not)?Required\[(.*)\]", one["type"], re.S)
                must = said[1] is None if said else of["total"]
                told[name] = (must, _union(said[2] if said else one["type"]))
        return told

    def say(text: str, breaks: bool) -> None:
        found.append(Change(AREA, f"{where}: the key {text}", breaks))

    before, after = keys(old), keys(new)
    for name in [name for name in before if name not in after]:
        say(f"`{name}` is gone", True)
    for name, (must, types) in after.items():
        if name not in before:
            say(f"`{name}` is new{' and required' if must else ''}", must)
            continue
        if must and not before[name][0]:
            say(f"`{name}` is required now", True)
        for gone in sorted(before[name][1] - types):
            say(f"`{name}` is no longer {gone}", True)
        for more in sorted(types - before[name][1]):
            say(f"`{name}` may be {more}", False)


def _overloads(old: dict[str, Any], new: dict[str, Any], where: str, found: list[Change]) -> None:
    """What type checkers see of a function: its overloads where it has some, each of which must still be taken."""
    after = new["overloads"] or [new]
    for one in old["overloads"] or [old]:
        ways: list[list[Change]] = []
        for other in after:
            ways.append([])
            _parameters(one["parameters"], other["parameters"], where, ways[-1])
            for added in sorted(_union(other["returns"]) - _union(one["returns"])):
                text = f"{where}() may give {added}, which it did not ({one['returns']})"
                ways[-1].append(Change(AREA, text, True))
        best: list[Change] = min(ways, key=lambda way: (sum(change.breaks for change in way), len(way)))
        found += best


def _parameters(
    old: list[dict[str, Any]], new: list[dict[str, Any]], where: str, found: list[Change]
) -> None:
    def say(text: str, breaks: bool) -> None:
        found.append(Change(AREA, f"{where}(): {text}", breaks))

    before, after = {one["name"]: one for one in old}, {one["name"]: one for one in new}
    added = [name for name in after if name not in before]
    for name in [name for name in before if name not in after]:
        # The same argument under another name: nothing else tells it.
        alike = [
            other
            for other in added
            if (after[other]["kind"], after[other]["type"]) == (before[name]["kind"], before[name]["type"])
        ]
        if alike:
            added.remove(alike[0])
            say(f"the argument `{name}` is called `{alike[0]}` now", True)
        else:
            say(f"the argument `{name}` is gone", True)
    for name in added:
        must = after[name]["default"] is None and not after[name]["kind"].startswith("variadic")
        say(f"the argument `{name}` is new{' and required' if must else ''}", must)
    for name in before.keys() & after.keys():
        was, one = before[name], after[name]
        if was["default"] is not None and one["default"] is None:
            say(f"the argument `{name}` is required now", True)
        elif was["default"] is not None and was["default"] != one["default"]:
            say(f"the default of `{name}` is {one['default']}, not {was['default']}", True)
        if was["kind"] != one["kind"] and one["kind"] != "positional or keyword":
            say(f"the argument `{name}` is {one['kind']} now, not {was['kind']}", True)
        for gone in sorted(_union(was["type"]) - _union(one["type"])):
            say(f"the argument `{name}` no longer takes {gone}", bool(one["type"]))
        for more in sorted(_union(one["type"]) - _union(was["type"])):
            say(f"the argument `{name}` takes {more}", False)
    places = [[one["name"] for one in some if one["kind"].startswith("positional")] for some in (old, new)]
    if places[1][: len(places[0])] != places[0] and set(places[0]) <= set(places[1]):
        say(f"the order of its arguments is {', '.join(places[1])}", True)


def _union(annotation: str) -> set[str]:
    """The members of a union; `Literal` gives each of its values, and a text's value is no member beside `str`."""
    if not annotation:
        return set()
    try:
        found = _members(ast.parse(annotation, mode="eval").body)
    except SyntaxError:
        return {annotation}
    return {one for one in found if not (one[0] in "'\"" and "str" in found)}


def _members(node: ast.expr) -> set[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _members(node.left) | _members(node.right)
    if isinstance(node, ast.Subscript):
        name = ast.unparse(node.value).rpartition(".")[2]
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name in ("Union", "Optional"):
            return {one for part in inner for one in _members(part)} | (
                {"None"} if name == "Optional" else set()
            )
        if name == "Literal":
            return {ast.unparse(part) for part in inner}
        if name == "Annotated":
            return _members(inner[0])
    return {ast.unparse(node)}
