"""The public surface of our Python packages, as griffe reads it from the source.

A surface is plain JSON: the path of each public name → `kind`, and for a function its `parameters` (name, kind,
annotation, default), `returns`, `async`, `binding` (of a method: `class` or `static`) and `overloads`; for a class its
`bases`, its `members`, whether it is `frozen`, and who makes such values (`role`); for the rest its `type` and `value`.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import griffe

from release.change import ReleaseError

# Package → the folder that it is in, and its modules whose names are public: those of `__all__`, or without a `_`.
PACKAGES = {
    "vectorizer_client": ("python/src", ["", "mcp", "otel"]),
    "vectorizer_mock": ("server-mock/src", ["", "asgi", "pytest_plugin"]),
}
# Special methods that no program misses: every object has them, or dataclasses alone call them.
_ASIDE = {*dir(object), "__post_init__"} - {"__init__", "__new__", "__eq__"}
# Base class → what programs do with the class: write its values, or write classes like it.
_ROLES = {"TypedDict": "written", "Protocol": "implemented"}


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
            "binding": next((how for how in ("class", "static") if f"{how}method" in target.labels), ""),
            "overloads": [_object(other) for other in target.overloads or ()],
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
        decorators = [_text(one.value) for one in target.decorators]
        bases = [_text(base) for base in target.bases]
        return {
            "kind": "class",
            "bases": bases,
            "members": members,
            "frozen": any(one.startswith("dataclass") and "frozen=True" in one for one in decorators),
            "role": next((role for name, role in _ROLES.items() if name in bases), ""),
            "total": _text(target.keywords.get("total")) != "False",
        }
    if target.kind is griffe.Kind.ATTRIBUTE:
        # Of a type alias its value is what counts.
        if "TypeAlias" in _text(target.annotation):
            return {"kind": "alias", "type": _text(target.value)}
        return {
            "kind": "attribute",
            "type": _text(target.annotation) or _given(target),
            # What an instance is given, or a property gives, is no value of its class.
            "value": _text(target.value) if target.labels & {"class-attribute", "module-attribute"} else "",
            "set": "property" not in target.labels or "writable" in target.labels,
        }
    return {"kind": target.kind.value}


def _given(attribute: Any) -> str:
    """The type of `self.name = argument`: that of the argument."""
    if "instance-attribute" in attribute.labels and attribute.parent.kind is griffe.Kind.CLASS:
        makes = attribute.parent.members.get("__init__")
        for parameter in makes.parameters if makes and makes.is_function else ():
            if parameter.name == _text(attribute.value):
                return _text(parameter.annotation)
    return ""


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
