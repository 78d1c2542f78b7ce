"""Mutants that add a name to a contract: what has no effect anywhere must be noticed, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vectorizer_conformance.mutate.spec.mutant import Kind, SpecMutant, Steps, at, make
from vectorizer_conformance.mutate.spec.users import Users

METHODS = ("get", "put", "post", "patch", "delete")
NAME, HEADER, STATUS, CODE, MEDIA = "added_name", "X-Added-Name", "418", "added-code", "application/x-added"
PROBLEM = {
    "description": "Not served here.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
FIELD = {"type": "integer", "minimum": 1, "description": "Added."}


def additions(document: dict[str, Any]) -> Iterator[SpecMutant]:
    """One name more at each place of the contract where names stand."""
    users = Users(document)
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield from _of_operation(("paths", path, method), item[method])
    components = document["components"]
    for name in components["responses"]:
        place: Steps = ("components", "responses", name)
        yield _header((*place, "headers"), users.of(place))
    for section in ("parameters", "headers"):
        for name, node in components[section].items():
            place = ("components", section, name)
            yield from _of_schema(node.get("schema"), (*place, "schema"), users.of(place))
    for name, node in components["schemas"].items():
        place = ("components", "schemas", name)
        yield from _of_schema(node, place, users.of(place))
    yield _code(document)


def member(
    kind: Kind, steps: Steps, name: str, value: Any, operations: frozenset[str], *more: str
) -> SpecMutant:
    """One member more of a mapping, which is made where there is none."""

    def change(document: Any) -> None:
        at(document, steps[:-1]).setdefault(steps[-1], {})[name] = value

    return make(kind, "add", steps, (frozenset({name, *more}),), operations, change, last=name)


def item(
    kind: Kind, steps: Steps, value: Any, words: frozenset[str], operations: frozenset[str]
) -> SpecMutant:
    """One item more of a list, which is made where there is none."""

    def change(document: Any) -> None:
        at(document, steps[:-1]).setdefault(steps[-1], []).append(value)

    last = value["name"] if isinstance(value, dict) else str(value)
    return make(kind, "add", steps, (words,), operations, change, last=last)


def _header(steps: Steps, operations: frozenset[str]) -> SpecMutant:
    value = {"description": "Added.", "schema": {"type": "string", "minLength": 1, "maxLength": 20}}
    return member("header", steps, HEADER, value, operations, HEADER.lower())


def _of_operation(place: Steps, node: dict[str, Any]) -> Iterator[SpecMutant]:
    """A parameter of each kind, a media type, a status, a header, a link and a problem code more."""
    own = frozenset({str(node["operationId"])})
    query = {"name": NAME, "in": "query", "schema": FIELD}
    header = {"name": HEADER, "in": "header", "schema": {"type": "string", "minLength": 1}}
    yield item("field", (*place, "parameters"), query, frozenset({NAME}), own)
    yield item("header", (*place, "parameters"), header, frozenset({HEADER, "x_added_name"}), own)
    if "requestBody" in node:
        content = (*place, "requestBody", "content")
        yield member("format", content, MEDIA, {"schema": {"type": "string"}}, own)
    yield member("status", (*place, "responses"), STATUS, PROBLEM, own)
    for status, answer in node["responses"].items():
        if "$ref" not in answer:
            yield _header((*place, "responses", status, "headers"), own)
            link = {"operationId": "getHealth"}
            yield member("link", (*place, "responses", status, "links"), NAME, link, own, "getHealth")
    listed = node.get("x-problems", [])
    other = next(
        code for code in ("unknown-provider", "collection-exists", "empty-update") if code not in listed
    )
    yield item("problem code", (*place, "x-problems"), other, frozenset({other}), own)


def _of_schema(node: Any, place: Steps, operations: frozenset[str]) -> Iterator[SpecMutant]:
    """A field more of each object, a value more of each enumeration."""
    if not isinstance(node, dict) or "$ref" in node or place[-1] == "ProblemCode":
        return
    if "properties" in node:
        # Beside names that users choose, those of the contract begin with a sign.
        name = f"${NAME}" if isinstance(node.get("additionalProperties"), dict) else NAME
        yield member("field", (*place, "properties"), name, FIELD, operations)
        for name, child in node["properties"].items():
            yield from _of_schema(child, (*place, "properties", name), operations)
    if isinstance(node.get("enum"), list) and all(isinstance(value, str) for value in node["enum"]):
        yield item("enum value", (*place, "enum"), NAME, frozenset({NAME}), operations)
    for key in ("items", "additionalProperties", "propertyNames"):
        yield from _of_schema(node.get(key), (*place, key), operations)
    for key in ("anyOf", "oneOf", "allOf"):
        for index, child in enumerate(node.get(key, [])):
            yield from _of_schema(child, (*place, key, index), operations)


def _code(document: dict[str, Any]) -> SpecMutant:
    place: Steps = ("components", "schemas", "ProblemCode")

    def change(changed: Any) -> None:
        node = at(changed, place)
        node["enum"].append(CODE)
        node["x-problem-codes"][CODE] = {"status": 409, "title": "Added"}

    return make("problem code", "add", (*place, "enum"), (frozenset({CODE}),), frozenset(), change, last=CODE)
