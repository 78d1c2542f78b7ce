"""Differences between two OpenAPI documents, as somebody notices them who calls the API."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from release.change import Change
from release.schemas import Comparison, followed

AREA = "contract"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# From the one that promises least.
_IDEMPOTENCY = ("none", "key", "idempotent", "safe")


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The differences, in the order of the new document; texts for people alone are not compared."""
    return _Documents(old, new).compare()


def deprecated(document: Any, where: str = "") -> set[str]:
    """The names of all that a document marks `deprecated: true`: operations by their id, parameters and members by name."""
    found: set[str] = set()
    if isinstance(document, list):
        for item in document:
            found |= deprecated(item, where)
    elif isinstance(document, dict):
        if document.get("deprecated") is True:
            found.add(str(document.get("operationId") or document.get("name") or where))
        for name, value in document.items():
            if name not in ("example", "examples", "default", "enum", "const"):
                found |= deprecated(value, name)
    return found


@dataclass
class _Documents:
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    found: dict[Change, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.schemas = Comparison(self.old, self.new, self._say)

    def _say(self, where: str, text: str, breaks: bool) -> None:
        self.found[Change(AREA, f"{where}: {text}", breaks)] = None

    def compare(self) -> list[Change]:
        before, after = operations(self.old), operations(self.new)
        for key, old in before.items():
            if key not in after:
                self._say(_id(old), f"the operation is gone ({key[0].upper()} {old['x-path']})", True)
        for key, new in after.items():
            if key not in before:
                self._say(_id(new), f"the operation is new ({key[0].upper()} {new['x-path']})", False)
            else:
                self._operation(before[key], new)
        self._extensions(self.old, self.new, "document")
        self._credentials()
        self._calls_back(self.old, self.new, "webhooks", "document")
        self._problem_codes()
        return list(self.found)

    def _credentials(self) -> None:
        before, after = (
            {
                name: followed(document, one)
                for name, one in document.get("components", {}).get("securitySchemes", {}).items()
            }
            for document in (self.old, self.new)
        )
        for name, one in before.items():
            if name not in after:
                self._say("document", f"the credentials `{name}` are gone", True)
            elif (ways := [_sent(one), _sent(after[name])])[0] != ways[1]:
                self._say("document", f"the credentials `{name}` are {ways[1]}, not {ways[0]}", True)

    def _calls_back(self, old: Mapping[str, Any], new: Mapping[str, Any], member: str, where: str) -> None:
        """What the server calls of ours: we have none, so only that it changed is told."""
        if old.get(member) != new.get(member):
            breaks = bool(old.get(member))
            self._say(where, f"`{member}` changed{', in a way that may break' if breaks else ''}", breaks)

    def _problem_codes(self) -> None:
        """The status of each problem code, and so the class of its error."""
        before, after = (
            {
                code: said.get("status")
                for schema in document.get("components", {}).get("schemas", {}).values()
                for code, said in (
                    schema.get("x-problem-codes", {}) if isinstance(schema, dict) else {}
                ).items()
            }
            for document in (self.old, self.new)
        )
        for code in before:
            if code in after and before[code] != after[code]:
                text = f"the problem `{code}` has the status {after[code]}, not {before[code]}"
                self._say("document", text, True)

    def _operation(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        name = _id(old)
        if _id(new) != name:
            self._say(name, f"the operation is called {_id(new)} now", True)
        if new.get("deprecated") is True and old.get("deprecated") is not True:
            self._say(name, "the operation is deprecated", False)
        self._parameters(old, new, name)
        self._body(old.get("requestBody"), new.get("requestBody"), name)
        self._responses(old.get("responses", {}), new.get("responses", {}), name)
        self._security(old, new, name)
        for path in sorted(_bases(self.old, old) - _bases(self.new, new)):
            own = old["x-servers"] or new["x-servers"]
            self._say(name if own else "document", f"the path `{path or '/'}` of `servers` is gone", True)
        self._extensions(old, new, name)
        self._calls_back(old, new, "callbacks", name)

    def _parameters(self, old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> None:
        before, after = _parameters(self.old, old), _parameters(self.new, new)
        for key, one in before.items():
            if key not in after:
                self._say(where, f"the {key[0]} parameter `{one['name']}` is gone", True)
        for key, one in after.items():
            must = one.get("required") is True
            if key not in before:
                words = " and required" if must else ""
                self._say(where, f"the {key[0]} parameter `{one['name']}` is new{words}", must)
                continue
            was, place = before[key], f"{where} parameter {one['name']}"
            if must and was.get("required") is not True:
                self._say(place, "is required now", True)
            elif was.get("required") is True and not must:
                self._say(place, "may be left out now", False)
            if one.get("deprecated") is True and was.get("deprecated") is not True:
                self._say(place, "is deprecated", False)
            for keyword in ("style", "explode", "allowReserved"):
                if was.get(keyword) != one.get(keyword):
                    self._say(place, f"`{keyword}` changed", True)
            self.schemas.schemas(was.get("schema", {}), one.get("schema", {}), "in", place)
            self._content(was, one, place, "in")

    def _body(self, old: Any, new: Any, where: str) -> None:
        old, new = followed(self.old, old) or {}, followed(self.new, new) or {}
        place = f"{where} request"
        if new.get("required") is True and old.get("required") is not True:
            self._say(place, "a body is required now", True)
        elif new and old.get("required") is True and new.get("required") is not True:
            self._say(place, "the body may be left out now", False)
        self._content(old, new, place, "in")

    def _content(self, old: Mapping[str, Any], new: Mapping[str, Any], where: str, direction: Any) -> None:
        before, after = old.get("content", {}), new.get("content", {})
        for media in before:
            if media not in after:
                self._say(where, f"{media} is gone", True)
        for media, said in after.items():
            if media not in before:
                self._say(where, f"{media} is new", False)
            else:
                self.schemas.schemas(
                    before[media].get("schema", {}), said.get("schema", {}), direction, where
                )

    def _responses(self, before: Mapping[str, Any], after: Mapping[str, Any], where: str) -> None:
        for status in before:
            if status not in after:
                self._say(where, f"the status {status} is gone", True)
        for status, answer in after.items():
            if status not in before:
                self._say(where, f"the status {status} is new", False)
                continue
            old, new = followed(self.old, before[status]), followed(self.new, answer)
            place = f"{where} {status}"
            for name in old.get("headers", {}):
                if name not in new.get("headers", {}):
                    self._say(place, f"the header {name} is gone", True)
            for name in new.get("headers", {}):
                if name not in old.get("headers", {}):
                    self._say(place, f"the header {name} is new", False)
                else:
                    was, now = (
                        followed(self.old, old["headers"][name]),
                        followed(self.new, new["headers"][name]),
                    )
                    header = f"{place} header {name}"
                    needed = [one.get("required") is True for one in (was, now)]
                    if needed[0] != needed[1]:
                        self._say(
                            header, "is always there now" if needed[1] else "may be missing now", needed[0]
                        )
                    self.schemas.schemas(was.get("schema", {}), now.get("schema", {}), "out", header)
            self._content(old, new, place, "out")

    def _security(self, old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> None:
        after = new.get("security", self.new.get("security", [{}]))
        for way in old.get("security", self.old.get("security", [{}])):
            if not any(_covers(way, other) for other in after):
                words = " and ".join(way) or "no credentials"
                self._say(where, f"{words} no longer suffice", True)

    def _extensions(self, old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> None:
        for name in sorted({*old, *new}):
            if not name.startswith("x-") or name in ("x-path", "x-servers") or old.get(name) == new.get(name):
                continue
            breaks = name == "x-vectors" and name in old
            if name == "x-problems":
                for code in sorted({*old.get(name, ())} - {*new.get(name, ())}):
                    self._say(where, f"the problem `{code}` is gone", True)
                for code in sorted({*new.get(name, ())} - {*old.get(name, ())}):
                    self._say(where, f"the problem `{code}` is new", False)
                continue
            if name == "x-idempotency-store":
                # For how long, and for how many requests, a key is remembered; and what it is free again after.
                was, now = old.get(name) or {}, new.get(name) or {}
                counts = [one for one in was if isinstance(was[one], int)]
                breaks = any(now.get(one, 0) < was[one] for one in counts)
                breaks |= any(was[one] != now.get(one) for one in was if one not in counts)
            elif name == "x-idempotency":
                ranks = [_IDEMPOTENCY.index(said.get(name, "none")) for said in (old, new)]
                breaks = ranks[1] < ranks[0]
            elif name in ("x-pagination", "x-batch"):
                was, now = old.get(name) or {}, new.get(name) or {}
                rest = [{k: v for k, v in said.items() if k != "max"} for said in (was, now)]
                smaller = now.get("max", was.get("max", 0)) < was.get("max", 0)
                breaks = smaller or (bool(was) and rest[0] != rest[1])
            self._say(where, f"`{name}` changed", breaks)


def operations(document: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Operations by method and path, where the names in a path count nothing; each has its path as `x-path`, its own servers as `x-servers`."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for path, item in document.get("paths", {}).items():
        for method in _METHODS:
            if method in item:
                shared = item.get("parameters", [])
                own = item[method]
                found[(method, re.sub(r"\{[^}]*\}", "{}", path))] = {
                    **own,
                    "parameters": [*shared, *own.get("parameters", [])],
                    "x-path": path,
                    "x-servers": own.get("servers") or item.get("servers"),
                }
    return found


def _parameters(document: Mapping[str, Any], operation: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    found = [followed(document, one) for one in operation["parameters"]]
    # The names of headers have no case.
    return {(one["in"], one["name"].lower() if one["in"] == "header" else one["name"]): one for one in found}


def _bases(document: Mapping[str, Any], operation: Mapping[str, Any]) -> set[str]:
    """The paths that an operation's own path is put after; where its servers are is for whoever runs them."""
    servers = operation["x-servers"] or document.get("servers") or [{"url": "/"}]
    return {urlsplit(server["url"]).path.rstrip("/") for server in servers}


def _sent(scheme: Mapping[str, Any]) -> str:
    """How credentials are sent, as a text: `apiKey header x-api-key`, `http bearer`."""
    said = {name: scheme.get(name) for name in ("type", "scheme", "in", "name", "flows", "openIdConnectUrl")}
    if said["scheme"] or said["in"] == "header":
        # Neither has a case.
        said |= {name: str(said[name]).lower() for name in ("scheme", "name") if said[name]}
    return " ".join(one if isinstance(one, str) else json.dumps(one) for one in said.values() if one)


def _covers(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether who sends the old credentials sends all that the new ones ask for."""
    return all(name in old and set(scopes) <= set(old[name]) for name, scopes in new.items())


def _id(operation: Mapping[str, Any]) -> str:
    return str(operation.get("operationId", operation["x-path"]))
