"""Signatures against the contract. Every client is held to the same one, so they agree with each other."""

from __future__ import annotations

from collections.abc import Iterator, Set

from vectorizer_conformance.layers.surface.declared import Declaration, Member, snake
from vectorizer_conformance.spec import Operation, Spec

# Headers of one call, under the names that the protocol gives them.
HEADERS = {"idempotency-key": "idempotency_key", "x-request-id": "request_id"}


def arguments(operation: Operation, spec: Spec) -> dict[str, bool]:
    """The operation's arguments, and whether each must be given."""
    found = {p.argument: p.required for p in operation.parameters}
    if operation.whole_body is not None:
        found[operation.whole_body] = True
    else:
        required = spec.resolve(operation.body_schema or {}).get("required", ())
        found.update({name: name in required for name in operation.body_fields})
    return found


def call_options(operation: Operation, spec: Spec, lacks: Set[str]) -> tuple[set[str], set[str]]:
    """The arguments that a call must take besides the operation's, and those that it may."""
    must = {"timeout", "headers", *(HEADERS[name] for name in operation.call_headers)}
    may = {"retries"} if "retries" in lacks else set()
    must |= {"retries"} - may
    if operation.batch_items is not None:
        (must if "failed" in _result_fields(operation, spec) else may).add("raise_on_partial")
    return must, may


def _result_fields(operation: Operation, spec: Spec) -> set[str]:
    found: set[str] = set()
    for status, answer in operation.responses.items():
        if status.startswith("2"):
            for media in answer.get("content", {}).values():
                found |= set(spec.resolve(media.get("schema", {})).get("properties", {}))
    return found


def signature(
    member: Member, operation: Operation, spec: Spec, declared: Declaration, lacks: Set[str]
) -> Iterator[str]:
    """The faults of the signature of the method that calls the operation."""
    if snake(member.name) != snake(operation.id):
        yield f"the method is called {member.name}, the operation {operation.id}"
    for one in member.parameters:
        if one.kind == "rest":
            yield f"{one.name} takes whatever it is given"
    given = {snake(p.name): p for p in member.parameters if p.kind != "rest"}
    wanted = arguments(operation, spec)
    order = [snake(p.name) for p in member.parameters if p.kind == "positional"]
    # One that stands for either is a parameter of the first's name, or a further form of the call.
    if order not in ([*operation.positional], [*operation.positional, *operation.either[:1]]):
        yield f"the positional arguments are ({', '.join(order)}), not ({', '.join(operation.positional)})"
    for name, required in wanted.items():
        if name not in given:
            yield f"there is no argument {name}"
        elif given[name].required != required:
            yield f"{name} is {'required' if given[name].required else 'optional'}, not {'required' if required else 'optional'}"
    must, may = call_options(operation, spec, lacks)
    for name in sorted(must - set(given)):
        yield f"a call can't be given {name}"
    for name, one in given.items():
        if name in wanted:
            continue
        if name not in must | may | declared.options:
            yield f"{one.name} is no argument of the operation"
        elif one.required:
            yield f"{one.name} is required"


def extra(member: Member, spec: Spec) -> str | None:
    """Why this member, which calls no operation of the contract, should not be there."""
    if member.helper:
        return None
    if member.operation is not None:
        return f"{member.name} calls {member.operation}, which the contract does not have"
    return f"{member.name} is no operation, and the client does not say what else it is"
