"""The site's reference: a page for each operation and each problem code, and one for the objects that travel.

Pages are Markdown. Each operation has a call in curl, Python, TypeScript and the command line, made of the contract's
own example; with what must be there before it, it is a program that the site's tests run.
"""

from __future__ import annotations

import re
from typing import Any

from ... import ir, names, queries, render
from .. import Files
from . import calls, words

DIRECTORY = "docs/pages/reference"
# What must be there before an operation can be called as in its example.
_CREATED = ("createCollection",)
_FILLED = (*_CREATED, "insertVector")
_BEFORE = {
    **dict.fromkeys(
        ("getCollection", "deleteCollection", "insertVector", "batchInsert", "importVectors"), _CREATED
    ),
    **dict.fromkeys(("listVectors", "getVector", "replaceVector", "updateVector", "deleteVector"), _FILLED),
    **dict.fromkeys(("batchDelete", "deleteByFilter", "updateByFilter", "exportVectors"), _FILLED),
    **dict.fromkeys(("search", "batchSearch"), _FILLED),
    "batchUpdate": (*_CREATED, "batchInsert"),
}
# What is answered where there is no operation.
_UNROUTED = frozenset({"route-not-found", "method-not-allowed"})


def emit(api: ir.Api, document: dict[str, Any]) -> Files:
    """The pages under `docs/pages/reference`."""
    environment = render.environment("reference")
    environment.filters["cell"] = words.cell
    environment.filters["type"] = lambda schema, objects="objects.md": words.type_of(api, schema, objects)
    environment.globals["calls"] = calls
    general = _general(api)
    tags = [
        (tag, text, [operation for operation in api.operations if operation.tag == tag])
        for tag, text in api.tags
    ]
    tags = [one for one in tags if one[2]]

    def page(template: str, **values: Any) -> str:
        made = environment.get_template(template).render(api=api, tags=tags, **values)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(words.wrapped(made.strip())).strip()) + "\n"

    files = {
        f"{DIRECTORY}/index.md": page("index.md.j2", rules=_rules(api.description)),
        f"{DIRECTORY}/objects.md": page("objects.md.j2", examples=_examples(api)),
    }
    for tag, text, operations in tags:
        files[f"{DIRECTORY}/{names.kebab_case(tag)}.md"] = page(
            "operations.md.j2", tag=tag, text=text, operations=operations
        )
    known = {operation.operation_id: operation for operation in api.operations}
    for name, operation in known.items():
        before = [known[one] for one in _BEFORE.get(name, ()) if one in known]
        files[f"{DIRECTORY}/{names.kebab_case(operation.tag)}/{names.kebab_case(name)}.md"] = page(
            "operation.md.j2", before=before, one=_operation(api, operation, general)
        )
    problems = [_problem(api, code, general) for code in api.problem_codes]
    files[f"{DIRECTORY}/problems.md"] = page("problems.md.j2", problems=problems)
    for one in problems:
        files[f"{DIRECTORY}/problems/{one['is'].code}.md"] = page("problem.md.j2", one=one)
    return dict(files)


def _operation(api: ir.Api, operation: ir.Operation, general: tuple[str, ...]) -> dict[str, Any]:
    return {
        "is": operation,
        "calls": calls.every(api, operation),
        "parameters": [parameter for parameter in operation.parameters if not parameter.per_call],
        "answers": [_answer(operation, response, api, general) for response in operation.responses],
        "retries": _RETRIES[operation.idempotency],
        "example": _written(operation.success),
    }


_RETRIES = {
    "safe": "changes nothing, may be sent again",
    "idempotent": "may be sent again",
    "key": "may be sent again with its `Idempotency-Key`",
    "none": "is never sent again",
}


def _answer(
    operation: ir.Operation, response: ir.Response, api: ir.Api, general: tuple[str, ...]
) -> dict[str, Any]:
    own = [problem.code for problem in operation.problems if problem.status == response.code]
    others = [
        problem.code
        for problem in api.problem_codes
        if problem.status == response.code and problem.code in general and problem.code not in own
    ]
    return {"is": response, "codes": own + others}


def _general(api: ir.Api) -> tuple[str, ...]:
    """The codes that any operation may answer with."""
    told = {problem.code for operation in api.operations for problem in operation.problems}
    return tuple(
        problem.code
        for problem in api.problem_codes
        if problem.code not in told and problem.code not in _UNROUTED
    )


def _written(response: ir.Response) -> str:
    """The contract's example of an answer, as JSON; empty without one."""
    if not response.examples or response.kind not in ("json", "ndjson"):
        return ""
    return calls.JSON.write(response.examples[0].value)


def _problem(api: ir.Api, problem: ir.ProblemCode, general: tuple[str, ...]) -> dict[str, Any]:
    answers = [
        (operation, response)
        for operation in api.operations
        for response in operation.responses
        if response.code == problem.status
    ]
    example = next(
        (
            example.value
            for _, response in answers
            for example in response.examples
            if isinstance(example.value, dict) and example.value.get("code") == problem.code
        ),
        None,
    )
    told = [
        operation
        for operation in api.operations
        if any(own.code == problem.code for own in operation.problems)
    ]
    return {
        "is": problem,
        "example": calls.JSON.write(example) if example else "",
        "operations": told,
        "anywhere": problem.code in general,
        "unrouted": problem.code in _UNROUTED,
        "passes": problem.status in api.retry.statuses or problem.code in api.retry.codes,
        "base": next(one.name for one in api.error_classes if one.status == problem.status),
    }


def _examples(api: ir.Api) -> dict[str, list[tuple[str, str]]]:
    """Of each named request, the contract's examples: a name and JSON."""
    found: dict[str, list[tuple[str, str]]] = {}
    for operation in api.operations:
        body = operation.body
        if body is not None:
            schema = body.schema
            for name in queries.references(schema)[:1]:
                found[name] = [(one.name, calls.JSON.write(one.value)) for one in body.examples]
    return found


def _rules(description: str) -> str:
    """The part of the contract's description that is for callers: without what follows a second heading."""
    head, *parts = description.split("\n## ")
    return "\n## ".join([head, *parts[:1]]).strip()
