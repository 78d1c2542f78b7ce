"""Names of the contract that no case is about: an operation, a problem code, a member or value of a request, an answer
that SDKs try again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vectorizer_conformance.casefile.structure import Case, Step
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.syntax.problem import FileProblem

FOLDER = "vectorizer_conformance/cases"
_WORD = re.compile(r"[\w$.-]+")


def without_cases(spec: Spec, cases: Sequence[Case]) -> list[FileProblem]:
    """The operations that only the cases of every operation are about, the problem codes that no case names, the
    members and values that a request may have and none has, and the answers of `x-retry` that no case tries again."""
    steps = [(case, step) for case in cases for step in case.steps]
    own = {step.operation for case, step in steps if not case.of_every_operation}
    named = {word for _, step in steps for word in _texts([step.expect, step.client, *step.replies])}
    sent = {word for _, step in steps for word in _sent(step)}
    again = {word for _, step in steps for word in _tried_again(step)}
    retry = spec.document.get("x-retry", {})
    found = [
        (name, "no case is about this operation alone: add some, for what its description promises")
        for name in spec.operations
        if name not in own
    ]
    found += [
        (code, "no case expects this problem code: add one in which it is the answer")
        for code in spec.problem_codes
        if code not in named
    ]
    found += [
        (place, f"no case sends {name!r}: add one that shows what it does")
        for place, name in sorted(_requested(spec))
        if name not in sent
    ]
    found += [
        (
            f"x-retry {answer}",
            "no case wants another attempt after this answer: add one to client/retry-statuses.yaml",
        )
        for answer in map(str, (*retry.get("statuses", ()), *retry.get("codes", ())))
        if answer not in again
    ]
    return [FileProblem(FOLDER, 1, name, words) for name, words in found]


def _requested(spec: Spec) -> set[tuple[str, str]]:
    """Each parameter, member and value that the contract gives requests, with the schema or operation that has it."""
    found: set[tuple[str, str]] = set()
    seen: set[str] = set()
    for operation in spec.operations.values():
        found |= {
            (operation.id, parameter.name) for parameter in operation.parameters if parameter.place != "path"
        }
        for schema in (operation.body_schema, *(parameter.schema for parameter in operation.parameters)):
            found |= set(_names(spec, schema, operation.id, seen))
    return found


def _names(spec: Spec, schema: Any, place: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """The members and values of a schema and of all that it refers to."""
    if isinstance(schema, list):
        for one in schema:
            yield from _names(spec, one, place, seen)
    if not isinstance(schema, Mapping):
        return
    if ref := str(schema.get("$ref", "")):
        if ref not in seen:
            seen.add(ref)
            yield from _names(spec, spec.resolve(schema), ref.rpartition("/")[2], seen)
        return
    for name, child in schema.get("properties", {}).items():
        yield place, name
        yield from _names(spec, child, place, seen)
    yield from ((place, str(value)) for value in schema.get("enum", ()) if isinstance(value, str))
    for key in ("items", "additionalProperties", "anyOf", "oneOf", "allOf"):
        yield from _names(spec, schema.get(key), place, seen)


def _sent(step: Step) -> Iterator[str]:
    """Every name and word in the request of a step."""
    for text in _texts([step.arguments, step.call, step.http], keys=True):
        yield text
        yield from _WORD.findall(text)


def _tried_again(step: Step) -> Iterator[str]:
    """The status or problem code of a prepared answer that is followed by another one which must be asked for."""
    if isinstance(step.client, Mapping) and step.client.get("sent") == len(step.replies) > 1:
        for reply in step.replies[:-1]:
            yield str(reply.get("status", ""))
            yield from _texts(reply.get("json"))


def _texts(value: object, keys: bool = False) -> Iterator[str]:
    """Every text in a value of a case; with `keys`, the names of members too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from [str(name)] if keys else []
            yield from _texts(one, keys)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one, keys)
