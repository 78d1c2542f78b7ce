"""Limits of both clients: refused by both with one reason, and never done in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .. import ir
from ..errors import Problem, SpecError

JSON = "application/json"


@dataclass(frozen=True)
class Credential:
    """Where a client's key goes: `<header>: <prefix><key>`; `scheme` is the name of its security scheme."""

    scheme: str = ""
    header: str = "authorization"
    prefix: str = "Bearer "


def credential(api: ir.Api) -> Credential:
    """The one credential that most operations take; a bearer token before anything else."""
    wanted = [name for operation in api.operations for option in operation.security for name in option]
    known = [made for scheme in api.security_schemes if (made := _as_header(scheme)) is not None]
    return max(
        known,
        key=lambda one: (wanted.count(one.scheme), one.prefix == Credential.prefix),
        default=Credential(),
    )


def _as_header(scheme: ir.SecurityScheme) -> Credential | None:
    if scheme.type in ("oauth2", "openIdConnect") or (scheme.type == "http" and scheme.scheme == "bearer"):
        return Credential(scheme.name)
    if not re.fullmatch(r"[\w.-]*", scheme.parameter):
        return None
    if scheme.type == "apiKey" and scheme.location == "header":
        return Credential(scheme.name, scheme.parameter.lower(), "")
    if scheme.type == "apiKey" and scheme.location == "cookie":
        return Credential(scheme.name, "cookie", f"{scheme.parameter}=")
    return None


def check(api: ir.Api) -> None:
    """Raise a SpecError with every place of the API that the clients, and what stands on them, do not express."""
    if found := list(dict.fromkeys(problems(api))):
        raise SpecError(found)


def problems(api: ir.Api) -> Iterator[Problem]:
    """Every place of the API that the clients do not express."""
    key = credential(api)
    for operation in api.operations:
        yield from _security(api, operation, key)
        for parameter in operation.parameters:
            yield from _parameter(api, parameter)
        yield from _body(operation)
        yield from _answers(operation)


def _security(api: ir.Api, operation: ir.Operation, key: Credential) -> Iterator[Problem]:
    if not operation.security or any(set(option) <= {key.scheme} for option in operation.security):
        return
    kinds = {scheme.name: scheme for scheme in api.security_schemes}
    wanted = " or ".join(
        " with ".join(_told(kinds[name]) for name in option) for option in operation.security
    )
    yield Problem(
        f"{operation.pointer}/security",
        f"the operation wants {wanted}; a client sends one bearer token, or one API key in a header or a cookie",
    )


def _told(scheme: ir.SecurityScheme) -> str:
    return f"`{scheme.name}` ({' '.join(filter(None, (scheme.type, scheme.scheme, scheme.location)))})"


def _parameter(api: ir.Api, parameter: ir.Parameter) -> Iterator[Problem]:
    if parameter.location == "cookie":
        yield Problem(parameter.pointer, "the clients send no cookies but a key")
        return
    if parameter.content_type is not None:
        if parameter.location != "query":
            yield Problem(parameter.pointer, f"JSON in the {parameter.location} is not supported")
        return
    kinds = {schema.kind for schema in alternatives(api, parameter.schema)}
    if "object" in kinds:
        yield Problem(parameter.pointer, "an object as a parameter (deepObject) is not supported")
    elif parameter.style in ("spaceDelimited", "pipeDelimited"):
        yield Problem(parameter.pointer, f"the style {parameter.style} is not supported; form is")
    elif "array" in kinds and parameter.location != "query":
        yield Problem(parameter.pointer, f"a list in the {parameter.location} is not supported")


def alternatives(api: ir.Api, schema: ir.Schema) -> list[ir.Schema]:
    """The schema without references and unions: what a value may be, each."""
    schema = api.resolve(schema)
    if isinstance(schema, ir.UnionSchema):
        return [inner for option in schema.options for inner in alternatives(api, option)]
    return [schema]


def _body(operation: ir.Operation) -> Iterator[Problem]:
    body = operation.body
    if body is None:
        return
    if body.kind not in ("json", "ndjson"):
        yield Problem(body.pointer, f"a {body.kind} body is not supported; JSON and NDJSON are")
    elif body.kind == "ndjson" and operation.batch is None:
        yield Problem(body.pointer, "an NDJSON body is sent as a batch: the operation needs x-batch")
    elif body.kind == "json" and not any(essence(media) == JSON for media in body.media_types):
        yield Problem(body.pointer, f"a JSON body is sent as {JSON}, not as {body.media_types[0]}")


def _answers(operation: ir.Operation) -> Iterator[Problem]:
    first = operation.success
    is_one = operation.batch or operation.pagination or first.kind == "ndjson"
    for answer in operation.successes:
        if answer.kind not in ("json", "ndjson", "empty"):
            yield Problem(answer.pointer, f"a {answer.kind} answer is not supported; JSON and NDJSON are")
        elif answer in operation.others and (is_one or answer.kind == "ndjson"):
            yield Problem(
                answer.pointer,
                f"the answers {first.status} and {answer.status} differ; those of a batch, of pages and of lines must not",
            )


def essence(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def accepted(answer: ir.Response) -> str:
    """The media type to ask for: JSON where it is offered, else the first."""
    types = [essence(media) for media in answer.media_types]
    return JSON if JSON in types or not types else types[0]
