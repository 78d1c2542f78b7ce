"""A document of several files as one: what a `$ref` means elsewhere becomes a component of the document.

So does what a `$ref` means deep inside of another component; a path by reference is written out where it is meant.
Only files in the document's folder, or another that is allowed, are read; nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from .errors import Problem, SpecError
from .names import pascal_case, words
from .source import RESOLVERS, Document, join, read

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_ONE, _LIST, _MAP = "one", "list", "map"
_INNER: dict[str, dict[str, tuple[str, str]]] = {
    "document": {
        "paths": (_MAP, "pathItems"),
        "webhooks": (_MAP, "pathItems"),
        "components": (_ONE, "components"),
    },
    "components": {
        name: (_MAP, name)
        for name in (
            *("schemas", "responses", "parameters", "examples", "requestBodies", "headers"),
            *("securitySchemes", "links", "callbacks", "pathItems"),
        )
    },
    "pathItems": {"parameters": (_LIST, "parameters"), **dict.fromkeys(_METHODS, (_ONE, "operation"))},
    "operation": {
        "parameters": (_LIST, "parameters"),
        "requestBody": (_ONE, "requestBodies"),
        "responses": (_MAP, "responses"),
        "callbacks": (_MAP, "callbacks"),
    },
    "parameters": {"schema": (_ONE, "schemas"), "content": (_MAP, "media"), "examples": (_MAP, "examples")},
    "headers": {"schema": (_ONE, "schemas"), "content": (_MAP, "media"), "examples": (_MAP, "examples")},
    "requestBodies": {"content": (_MAP, "media")},
    "responses": {"headers": (_MAP, "headers"), "content": (_MAP, "media"), "links": (_MAP, "links")},
    "media": {
        "schema": (_ONE, "schemas"),
        "examples": (_MAP, "examples"),
        "encoding": (_MAP, "encoding"),
    },
    "encoding": {"headers": (_MAP, "headers")},
    "schemas": {
        **dict.fromkeys(
            ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions"),
            (_MAP, "schemas"),
        ),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), (_LIST, "schemas")),
        **dict.fromkeys(
            (
                *("items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains"),
                *("unevaluatedItems", "unevaluatedProperties", "contentSchema"),
            ),
            (_ONE, "schemas"),
        ),
    },
}
"""Of each kind of object the members that hold others: one, a list of them, or some by name."""
_UNNAMED = {
    *("components", "schemas", "responses", "parameters", "requestBodies", "headers", "paths", "content"),
    *("schema", "properties", "items", "$defs", "definitions", "pathItems", "application/json", "definition"),
}
"""Steps of a pointer that say nothing of what stands there."""
_DIALECTS = ("$schema", "$id")


def load(path: Path, folder: Path | None = None) -> Document:
    """The document in this file with all that it refers to; files under `folder` are read, or under its own."""
    return bundled(read(path), path, folder)


def bundled(document: Document, path: Path, folder: Path | None = None) -> Document:
    """A document that was read from this file, with all that it refers to."""
    if not isinstance(document.data, dict):
        return document
    return _Bundle(document, path, folder or path.parent).made()


def write(document: Document) -> str:
    """A document as YAML."""
    return yaml.dump(document.data, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)


class _Writer(yaml.SafeDumper):
    """Writes what `source` reads back: an object that stands in several places is written out in each."""

    # What is a number in YAML 1.1 or in 1.2 stands in quotation marks.
    yaml_implicit_resolvers = {  # noqa: RUF012 - the name and the type are PyYAML's
        first: [*yaml.SafeDumper.yaml_implicit_resolvers.get(first, ()), *RESOLVERS.get(first, ())]
        for first in {*yaml.SafeDumper.yaml_implicit_resolvers, *RESOLVERS}
    }

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _anchored(node: Any, name: str, place: str = "") -> str | None:
    """Where the schema with this `$anchor` stands."""
    if isinstance(node, dict) and node.get("$anchor") == name:
        return place
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    found = (_anchored(value, name, join(place, key)) for key, value in inner)
    return next((one for one in found if one is not None), None)


class _Bundle:
    """One document that is being made of files."""

    def __init__(self, document: Document, path: Path, folder: Path) -> None:
        self._main, self._path, self._folder = document, path.resolve(), folder.resolve()
        self._files: dict[Path, Document] = {self._path: document}
        self._moved: dict[tuple[Path, str, str], str] = {}
        """The component that stands for a place in a file, by the section that it is wanted in."""
        self._components: dict[str, dict[str, Any]] = {}
        self._origins: dict[str, tuple[Document, str]] = {}
        self._problems: list[Problem] = []
        self._open: list[tuple[Path, str]] = []
        self._notes: list[tuple[str, str]] = []
        self._names: dict[str, set[str]] = {}
        self._renamed: set[str] = set()
        """Schemas whose names differ from that of another in their spelling only: they get another."""
        stated = document.data.get("components")
        for section, entries in stated.items() if isinstance(stated, dict) else ():
            taken = self._names.setdefault(section, set())
            for name in entries if isinstance(entries, dict) else ():
                if section == "schemas" and pascal_case(name) in taken:
                    self._renamed.add(name)
                taken.add(pascal_case(name))

    def made(self) -> Document:
        """The one document; SpecError with every reference that leads nowhere."""
        data = self._walk(self._main.data, "document", self._path, "", "")
        if self._problems:
            raise SpecError(self._problems)
        for name in self._renamed:
            data["components"]["schemas"].pop(name)
        if self._components:
            components = data.setdefault("components", {})
            for section, entries in self._components.items():
                components[section] = {**components.get(section, {}), **entries}
        if isinstance(data.get("components"), dict):
            # Where they are meant they were written out.
            data["components"].pop("pathItems", None)
        return replace(self._main, data=data, origins=self._origins, notes=tuple(self._notes))

    def _walk(self, node: Any, kind: str, file: Path, place: str, out: str) -> Any:
        """A copy of what stands at `place` of a file, to stand at `out`."""
        if not isinstance(node, dict):
            return node
        if kind != "components" and kind != "document" and isinstance(node.get("$ref"), str):
            return self._reference(node, kind, file, place, out)
        if kind == "callbacks":
            return node  # Nothing is made of them.
        inner = _INNER.get(kind, {})
        made: dict[str, Any] = {}
        for key, value in node.items():
            form, of = inner.get(key, ("", ""))
            if form == _MAP and isinstance(value, dict):
                if key in ("$defs", "definitions") and kind == "schemas":
                    continue  # What is used of them became components.
                made[key] = {
                    name: self._walk(one, of, file, join(place, key, name), join(out, key, name))
                    for name, one in value.items()
                }
            elif form == _LIST and isinstance(value, list):
                made[key] = [
                    self._walk(one, of, file, join(place, key, index), join(out, key, index))
                    for index, one in enumerate(value)
                ]
            elif form == _ONE:
                made[key] = self._walk(value, of, file, join(place, key), join(out, key))
            elif kind == "schemas" and key == "discriminator":
                made[key] = self._discriminator(value, file, join(place, key))
            else:
                made[key] = value
        return made

    def _reference(self, node: Mapping[str, Any], kind: str, file: Path, place: str, out: str) -> Any:
        """An object with a `$ref`, which names a component of the document afterwards; a path is written out."""
        found = self._target(node["$ref"], kind, file, join(place, "$ref"))
        beside = {key: value for key, value in node.items() if key != "$ref"}
        if found is None:
            return node
        if isinstance(found, str):
            rest = self._walk(beside, kind, file, place, out)
            return {
                key: found if key == "$ref" else rest[key] for key in node if key == "$ref" or key in rest
            }
        where, pointer, target = found
        if (where, pointer) in self._open:
            self._refuse(file, join(place, "$ref"), f"`{node['$ref']}` leads back to itself")
            return {}
        self._open.append((where, pointer))
        self._origins[out] = (self._files[where], pointer)
        item = self._walk(target, kind, where, pointer, out)
        self._open.pop()
        return {**item, **self._walk(beside, kind, file, place, out)} if isinstance(item, dict) else item

    def _target(self, ref: str, kind: str, file: Path, place: str) -> str | tuple[Path, str, Any] | None:
        """The target of a reference: a component, or what stands at a path; None where that was refused."""
        address, _, fragment = ref.partition("#")
        where, pointer = file, unquote(fragment)
        if address:
            opened = self._opened(address, file, place)
            if opened is None:
                return None
            where = opened
        is_own = where == self._path
        if pointer and not pointer.startswith("/"):
            anchored = _anchored(self._files[where].data, pointer)
            if anchored is None:
                self._refuse(file, place, f"`{ref}`: no schema there has this `$anchor`")
                return None
            pointer = anchored
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        if is_own and kind != "pathItems" and len(steps) == 3 and self._is_kept(kind, steps):
            return f"#{pointer}"
        if is_own and not steps:
            self._refuse(file, place, f"`{ref}` means the whole document")
            return None
        found: Any = self._files[where].data
        for step in steps:
            if isinstance(found, dict) and step in found:
                found = found[step]
            elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
                found = found[int(step)]
            else:
                if not is_own or address:
                    self._refuse(file, place, f"`{ref}` leads nowhere")
                    return None
                return ref
        if kind == "pathItems":
            return where, pointer, found
        return self._component(where, pointer, steps, found, kind)

    def _is_kept(self, section: str, steps: list[str]) -> bool:
        """Whether these steps lead to a component that keeps its name."""
        is_component = steps[:2] == ["components", section]
        return is_component and not (section == "schemas" and steps[2] in self._renamed)

    def _component(self, where: Path, pointer: str, steps: list[str], found: Any, section: str) -> str:
        key = (where, pointer, section)
        if key not in self._moved:
            name = self._name(where, steps, section)
            made = self._moved[key] = join("#/components", section, name)
            if where == self._path and section == "schemas" and steps[-1] in self._renamed:
                self._notes.append(
                    (made[1:], f"`{steps[-1]}` is called `{name}`: another schema makes the same name")
                )
            entries = self._components.setdefault(section, {})
            entries[name] = {}
            self._origins[made[1:]] = (self._files[where], pointer)
            if section == "schemas" and isinstance(found, dict) and where != self._path:
                found = {key: value for key, value in found.items() if key not in _DIALECTS}
            entries[name] = self._walk(found, section, where, pointer, made[1:])
        return self._moved[key]

    def _name(self, where: Path, steps: list[str], section: str) -> str:
        """A name for a component: what its pointer says, or its file."""
        said = [step for step in steps if step not in _UNNAMED and not step.isdigit()]
        if where != self._path:
            said = said[-1:] or [where.stem if where.stem != "index" else where.parent.name]
        name = "_".join(re.sub(r"[^A-Za-z0-9._-]+", "_", step).strip("_") for step in said)
        name = name if words(name) and words(name)[0][0].isalpha() else f"Part_{name}".rstrip("_")
        taken = self._names.setdefault(section, set())
        free = next(
            one for one in (name, *(f"{name}_{n}" for n in range(2, 10_000))) if pascal_case(one) not in taken
        )
        taken.add(pascal_case(free))
        return free

    def _discriminator(self, node: Any, file: Path, place: str) -> Any:
        """A discriminator whose mapping names components of the document."""
        stated = node.get("mapping") if isinstance(node, dict) else None
        if not isinstance(stated, dict):
            return node
        made = {}
        for value, target in stated.items():
            is_place = isinstance(target, str) and re.search(r"[/#]|\.(ya?ml|json)$", target)
            # One that leads nowhere is refused where it stands: a client can do without.
            is_there = is_place and (
                target.startswith("#") or (file.parent / target.partition("#")[0]).is_file()
            )
            found = self._target(target, "schemas", file, join(place, "mapping", value)) if is_there else None
            made[value] = found if isinstance(found, str) else target
        return {**node, "mapping": made}

    def _opened(self, address: str, file: Path, place: str) -> Path | None:
        """The file that a reference names, read if it was not yet; None where that was refused."""
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:|//", address):
            reason = (
                f"`{address}` is not fetched: save the file in the document's folder, and refer to it there"
            )
            self._refuse(file, place, reason)
            return None
        try:
            where = (file.parent / unquote(address)).resolve()
            is_file = where.is_file()
        except (OSError, RuntimeError, ValueError):
            # A link to itself, a name that is too long or has a NUL: no system has such a file.
            self._refuse(file, place, f"there is no file `{address[:200]}`")
            return None
        if not where.is_relative_to(self._folder):
            reason = f"`{address}` lies outside of {self._folder}; --files DIR allows another folder"
            self._refuse(file, place, reason)
            return None
        if where not in self._files:
            if not is_file:
                self._refuse(file, place, f"there is no file `{address}`")
                return None
            try:
                self._files[where] = read(self._shown(where))
            except SpecError as error:
                self._problems.extend(error.problems)
                return None
        return where

    def _shown(self, where: Path) -> Path:
        """The path of a file as messages have it: beside the document's, as that was given."""
        try:
            return Path(self._main.file).parent / where.relative_to(self._path.parent)
        except ValueError:
            return where

    def _refuse(self, file: Path, place: str, reason: str) -> None:
        self._problems.append(self._files[file].problem(place, reason))
