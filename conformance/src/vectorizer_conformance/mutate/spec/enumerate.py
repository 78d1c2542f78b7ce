"""Every mutant of a contract, in the order of the document: what is dropped, altered or added, one at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from vectorizer_conformance.mutate.spec.additions import additions
from vectorizer_conformance.mutate.spec.everywhere import everywhere
from vectorizer_conformance.mutate.spec.mutant import (
    Kind,
    SpecMutant,
    Steps,
    at,
    dropped,
    make,
    pointer_of,
    put,
)
from vectorizer_conformance.mutate.spec.users import Users
from vectorizer_conformance.spec import Spec

METHODS = ("get", "put", "post", "patch", "delete")
_LOWER = ("minimum", "minLength", "minItems", "minProperties")
_UPPER = ("maximum", "maxLength", "maxItems", "maxProperties")
_FORMATS = ("format", "pattern", "contentEncoding")
Words = frozenset[str]


def mutants(document: dict[str, Any]) -> list[SpecMutant]:
    """All of them; names are unique."""
    users = Users(document)
    found: list[SpecMutant] = []
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                found += _operation(document, ("paths", path, method), item[method])
    components = document["components"]
    for name, node in components["parameters"].items():
        place: Steps = ("components", "parameters", name)
        words = frozenset({node["name"], name})
        if node.get("required"):
            found.append(_flip(place, words, users.of(place)))
        found += _schemas(node.get("schema"), (*place, "schema"), words, users.of(place))
    for name, node in components["headers"].items():
        place = ("components", "headers", name)
        found += _header(node, place, frozenset({name}), users.of(place))
    for name, node in components["responses"].items():
        place = ("components", "responses", name)
        found += _headers(node, place, users.of(place))
    for name, node in components["schemas"].items():
        place = ("components", "schemas", name)
        found += _schemas(node, place, frozenset({name}) | users.fields(name), users.of(place))
    found += _codes(components["schemas"]["ProblemCode"])
    found += additions(document)
    found += everywhere(document)
    return found


def _operation(document: dict[str, Any], place: Steps, node: dict[str, Any]) -> Iterator[SpecMutant]:
    """Parameters, body, statuses, headers, links and problem codes of one operation."""
    ident = str(node["operationId"])
    own, which = (
        frozenset({ident}),
        frozenset({ident, pointer_of(place), f"{str(place[2]).upper()} {place[1]}"}),
    )
    resolve = Spec(document, "").resolve
    for index, parameter in enumerate(node.get("parameters", [])):
        steps: Steps = (*place, "parameters", index)
        entry = resolve(parameter)
        kind: Kind = "header" if entry["in"] == "header" else "field"
        words = frozenset({entry["name"], entry["name"].lower().replace("-", "_")})
        yield make(
            kind, "drop", (*place, "parameters"), (which, words), own, dropped(steps), last=entry["name"]
        )
        if "$ref" not in parameter:
            yield from _schemas(parameter.get("schema"), (*steps, "schema"), words, own)
    if "requestBody" in node:
        steps = (*place, "requestBody", "required")
        yield make(
            "required",
            "drop",
            steps,
            (which, frozenset({"required", "body", "requestBody"})),
            own,
            dropped(steps),
        )
    for status, answer in node["responses"].items():
        steps = (*place, "responses", status)
        yield make("status", "drop", steps, (which, frozenset({status})), own, dropped(steps))
        if "$ref" not in answer:
            yield from _headers(answer, steps, own, which)
            for name in answer.get("links", {}):
                link = answer["links"][name]
                words = frozenset({name, link["operationId"]})
                yield make(
                    "link",
                    "drop",
                    (*steps, "links", name),
                    (which, words),
                    own,
                    dropped((*steps, "links", name)),
                )
    for index, code in enumerate(node.get("x-problems", [])):
        steps = (*place, "x-problems", index)
        yield make(
            "problem code",
            "drop",
            (*place, "x-problems"),
            (which, frozenset({code})),
            own,
            dropped(steps),
            last=code,
        )


def _headers(
    answer: dict[str, Any], place: Steps, operations: Words, which: Words | None = None
) -> Iterator[SpecMutant]:
    """The headers of an answer; those that stand here themselves with their schemas."""
    groups = () if which is None else (which,)
    for name, entry in answer.get("headers", {}).items():
        steps = (*place, "headers", name)
        yield make("header", "drop", steps, (*groups, frozenset({name})), operations, dropped(steps))
        if "$ref" not in entry:
            yield from _header(entry, steps, frozenset({name}), operations)


def _header(entry: dict[str, Any], steps: Steps, words: Words, operations: Words) -> Iterator[SpecMutant]:
    if entry.get("required"):
        yield _flip(steps, words, operations)
    yield from _schemas(entry.get("schema"), (*steps, "schema"), words, operations)


def _flip(steps: Steps, words: Words, operations: Words) -> SpecMutant:
    return make("required", "drop", (*steps, "required"), (words,), operations, dropped((*steps, "required")))


def _codes(schema: dict[str, Any]) -> Iterator[SpecMutant]:
    """Each problem code without its entry, with another status, with another title."""
    place: Steps = ("components", "schemas", "ProblemCode", "x-problem-codes")
    for code, entry in schema["x-problem-codes"].items():
        words = (frozenset({code}),)

        def gone(document: Any, code: str = code) -> None:
            node = at(document, place[:-1])
            del node["x-problem-codes"][code]
            node["enum"] = [one for one in node["enum"] if one != code]

        yield make("problem code", "drop", (*place, code), words, frozenset(), gone)
        other = 409 if entry["status"] != 409 else 422
        steps = (*place, code, "status")
        yield make("problem code", "alter", steps, words, frozenset(), put(steps, other))
        steps = (*place, code, "title")
        yield make("problem code", "alter", steps, words, frozenset(), put(steps, f"{entry['title']} then"))


def _schemas(node: Any, place: Steps, words: Words, operations: Words) -> Iterator[SpecMutant]:
    """Mutants of a schema and of those inside it; `words` are what a failure may call it."""
    if not isinstance(node, dict) or "$ref" in node:
        return
    words = words | {pointer_of(place)}
    yield from _required(node, place, words, operations)
    yield from _bounds(node, place, words, operations)
    for keyword in _FORMATS:
        if keyword in node:
            yield make("format", "drop", (*place, keyword), (words,), operations, dropped((*place, keyword)))
    if place[-1] != "ProblemCode":
        yield from _choices(node, (*place, "enum"), words, operations)
    if "not" in node:
        yield from _choices(node["not"], (*place, "not", "enum"), words, operations)
    if "default" in node:
        steps = (*place, "default")
        yield make("default", "drop", steps, (words,), operations, dropped(steps))
        yield make("default", "alter", steps, (words,), operations, put(steps, _other(node)))
    for name, child in node.get("properties", {}).items():
        steps = (*place, "properties", name)
        yield make("field", "drop", steps, (frozenset({name}),), operations, _without(place, name))
        yield from _schemas(child, steps, frozenset({name}), operations)
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(node.get(key), dict):
            yield from _schemas(node[key], (*place, key), words, operations)
    for key in ("anyOf", "oneOf", "allOf"):
        for index, child in enumerate(node.get(key, [])):
            if set(child) != {"required"}:
                yield from _schemas(child, (*place, key, index), words, operations)


def _required(node: dict[str, Any], place: Steps, words: Words, operations: Words) -> Iterator[SpecMutant]:
    for index, name in enumerate(node.get("required", [])):
        steps = (*place, "required")
        yield make(
            "required", "drop", steps, (frozenset({name}),), operations, dropped((*steps, index)), last=name
        )
    for key in ("anyOf", "oneOf"):
        for index, group in enumerate(node.get(key, [])):
            if set(group) == {"required"}:
                steps = (*place, key, index)
                yield make(
                    "required", "drop", steps, (frozenset(group["required"]),), operations, dropped(steps)
                )


def _bounds(node: dict[str, Any], place: Steps, words: Words, operations: Words) -> Iterator[SpecMutant]:
    for keyword in (*_LOWER, *_UPPER):
        if keyword not in node:
            continue
        value, steps = node[keyword], (*place, keyword)
        step = value / 1000 if isinstance(value, float) else 1
        out = abs(step) * (-1 if keyword in _LOWER else 1)
        same = _said_by_pattern(node, keyword)
        if value + out >= 0 or keyword in ("minimum", "maximum"):
            yield make("bound", "loosen", steps, (words,), operations, put(steps, value + out), same)
        yield make("bound", "tighten", steps, (words,), operations, put(steps, value - out))
    if node.get("uniqueItems"):
        steps = (*place, "uniqueItems")
        yield make("bound", "drop", steps, (words,), operations, dropped(steps))


def _said_by_pattern(node: dict[str, Any], keyword: str) -> str:
    """Why a looser bound on a length allows nothing more; empty when it does."""
    if "pattern" not in node or keyword not in ("minLength", "maxLength"):
        return ""
    shortest, longest = width(node["pattern"])
    said = shortest >= node[keyword] if keyword == "minLength" else longest <= node[keyword]
    return f"its pattern allows {shortest} to {longest} characters" if said else ""


def width(pattern: str) -> tuple[int, int]:
    """The shortest and longest text that an anchored pattern matches."""
    parser = re._parser if hasattr(re, "_parser") else __import__("sre_parse")
    parsed = parser.parse(pattern)
    ends = [str(parsed[at][1]) for at in (0, -1)] if len(parsed) else []
    # Where alternatives have an anchor each, the first or last part is a branch.
    return tuple(parsed.getwidth()) if ends == ["AT_BEGINNING", "AT_END"] else (0, 1 << 40)


def _choices(node: dict[str, Any], steps: Steps, words: Words, operations: Words) -> Iterator[SpecMutant]:
    found = node.get("enum", [])
    for index, value in enumerate(found):
        named = (words | {str(value)},)
        if len(found) > 1:
            yield make(
                "enum value", "drop", steps, named, operations, dropped((*steps, index)), last=str(value)
            )
        else:
            change = put((*steps, index), f"{value}-other")
            yield make("enum value", "alter", steps, named, operations, change, last=str(value))


def _other(node: dict[str, Any]) -> Any:
    """Another default, which fits as well."""
    value = node["default"]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value - 1
    return next((one for one in node.get("enum", []) if one != value), f"{value}-other")


def _without(place: Steps, name: str) -> Callable[[Any], None]:
    """A field goes with all that its schema says of it, as who drops it would write."""

    def change(document: Any) -> None:
        node = at(document, place)
        del node["properties"][name]
        if name in node.get("required", []):
            node["required"] = [one for one in node["required"] if one != name]
        for key in ("anyOf", "oneOf"):
            if any(name in group.get("required", []) for group in node.get(key, [])):
                node[key] = [group for group in node[key] if name not in group.get("required", [])]

    return change
