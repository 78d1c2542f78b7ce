"""The public surface of our Python packages, as griffe reads it from the source, and how it changed.

A surface is plain JSON: the path of each public name → `kind`, and for a function its `parameters` (name, kind,
annotation, default), `returns` and `async`; for a class its `bases` and `members`; for the rest its `type`.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import griffe

from release.change import Change, ReleaseError

AREA = "Python"
# Package → the folder that it is in, and its modules whose names are public: those of `__all__`, or without a `_`.
PACKAGES = {
    "vectorizer_client": ("python/src", ["", "mcp", "otel"]),
    "vectorizer_mock": ("server-mock/src", ["", "asgi", "pytest_plugin"]),
}
# Special methods that no program misses: every object has them, or dataclasses alone call them.
_ASIDE = {*dir(object), "__post_init__"} - {"__init__", "__new__", "__eq__"}


def surface(root: Path) -> dict[str, Any]:
    """The public names of all PACKAGES in the repository at `root`."""
    found: dict[str, Any] = {}
    for package, (folder, modules) in PACKAGES.items():
        whole = griffe.load(package, search_paths=[root / folder])
        for inner in modules:
            module = whole[inner] if inner else whole
            path = f"{package}.{inner}".rstrip(".")
            own = [
                name for name, one in module.members.items() if not name.startswith("_") and not one.is_alias
            ]
            for name in map(str, module.exports or own):
                if name == "__version__":
                    continue
                try:
                    found[f"{path}.{name}"] = _object(module.members[name])
                except (KeyError, griffe.AliasResolutionError) as error:
                    raise ReleaseError(f"{path}.{name} is exported, and is not there") from error
    return found


def _object(one: Any) -> dict[str, Any]:
    target = one.final_target if one.is_alias else one
    if target.kind is griffe.Kind.FUNCTION:
        return {
            "kind": "function",
            "async": "async" in target.labels,
            "parameters": [
                {
                    "name": parameter.name,
                    "kind": parameter.kind.value,
                    "type": _text(parameter.annotation),
                    "default": _text(parameter.default) or None,
                }
                for parameter in target.parameters
                if parameter.name not in ("self", "cls")
            ],
            "returns": _text(target.returns),
        }
    if target.kind is griffe.Kind.CLASS:
        members = {
            name: _object(member)
            for name, member in sorted(target.all_members.items())
            if not name.startswith("_") or _is_special(member)
        }
        return {"kind": "class", "bases": [_text(base) for base in target.bases], "members": members}
    if target.kind is griffe.Kind.ATTRIBUTE:
        # Of a type alias its value is what counts.
        alias = "TypeAlias" in _text(target.annotation)
        said = target.value if alias else target.annotation
        return {"kind": "alias" if alias else "attribute", "type": _text(said)}
    return {"kind": target.kind.value}


def _is_special(member: Any) -> bool:
    """Whether programs call it by what they write: `with`, `for`, `len()`, `[]`."""
    name = member.name
    return name.startswith("__") and name.endswith("__") and name not in _ASIDE and member.is_function


def _text(expression: Any) -> str:
    """An annotation or a default as one line, spelled the same however it stands in the source."""
    if expression is None:
        return ""
    try:
        return ast.unparse(ast.parse(str(expression).strip(), mode="eval"))
    except SyntaxError:
        return " ".join(str(expression).split())


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
        _names(old["members"], new["members"], f"{where}.", found)
    elif new["kind"] == "function":
        if old["async"] != new["async"]:
            say(f"() is {'awaited' if new['async'] else 'not awaited'} now", True)
        _parameters(old["parameters"], new["parameters"], where, found)
        for added in sorted(_union(new["returns"]) - _union(old["returns"])):
            say(f"() may give {added}, which it did not ({old['returns']})", True)
    elif old.get("type") != new.get("type"):
        # What is read may have fewer types, an alias is written too.
        more, fewer = (_union(new["type"]) - _union(old["type"])), (_union(old["type"]) - _union(new["type"]))
        both = new["kind"] == "alias"
        for added in sorted(more):
            say(f" may be {added}", not both)
        for gone in sorted(fewer):
            say(f" is no longer {gone}", both)


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
