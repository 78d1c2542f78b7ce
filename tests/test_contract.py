"""openapi.yaml is a sound contract: valid, complete, and true to its own examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

ROOT = Path(__file__).parent.parent
SPEC: dict[str, Any] = yaml.load((ROOT / "openapi.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
METHODS = ("get", "put", "post", "patch", "delete")
OPERATIONS = {
    item[method]["operationId"]: (method, path, item[method])
    for path, item in SPEC["paths"].items()
    for method in METHODS
    if method in item
}


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        target: Any = SPEC
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def media_types() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body of every operation, with a name for it."""
    for name, (_, _, operation) in OPERATIONS.items():
        if "requestBody" in operation:
            for kind, media in operation["requestBody"]["content"].items():
                yield f"{name} request {kind}", media
        for status, response in operation["responses"].items():
            for kind, media in resolve(response).get("content", {}).items():
                yield f"{name} {status} {kind}", media


def test_is_valid_openapi_3_1() -> None:
    assert list(OpenAPIV31SpecValidator(SPEC).iter_errors()) == []


@pytest.mark.parametrize(("name", "media"), [pytest.param(*body, id=body[0]) for body in media_types()])
def test_every_body_has_examples_that_its_schema_accepts(name: str, media: dict[str, Any]) -> None:
    assert media.get("examples"), f"{name} has no example"
    validator = Draft202012Validator({**media["schema"], "components": SPEC["components"]})
    for example in media["examples"].values():
        assert list(validator.iter_errors(resolve(example)["value"])) == []


def patterns(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "pattern" and isinstance(value, str):
                yield at, value
            yield from patterns(value, f"{at}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from patterns(value, f"{at}/{index}")


# What JSON Schema, Python, JavaScript and RE2 read alike: characters below U+10000, classes in brackets, groups,
# alternatives, counts; `^` and `$` at the ends of a text. Not `.`, not letters with a backslash but `\u`, not `(?`.
CLASS = r"\[\^?(?:\\u[0-9a-f]{4}|[^\\\[\]\U00010000-\U0010ffff])+\]"
ALIKE = re.compile(rf"(?:{CLASS}|\\u[0-9a-f]{{4}}|\((?!\?)|[^.\\\[\]\(\U00010000-\U0010ffff])+")


@pytest.mark.parametrize(("at", "pattern"), [pytest.param(*one, id=one[0]) for one in patterns(SPEC)])
def test_every_pattern_means_the_same_to_every_reader(at: str, pattern: str) -> None:
    assert ALIKE.fullmatch(pattern), f"{at}: {pattern}"


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_what_it_does_and_how_it_may_be_retried(name: str) -> None:
    method, path, operation = OPERATIONS[name]
    assert operation["summary"]
    assert operation["description"]
    assert operation["x-idempotency"] == {"get": "safe", "put": "idempotent", "delete": "idempotent"}.get(
        method, "key"
    )
    declared = SPEC["paths"][path].get("parameters", []) + operation.get("parameters", [])
    names = {resolve(parameter)["name"] for parameter in declared}
    assert ("Idempotency-Key" in names) == (method in ("post", "patch"))


# Statuses after which a client may come again: those of x-retry that a server gives, and those of its codes.
RETRIED = {429, 503} | {
    SPEC["components"]["schemas"]["ProblemCode"]["x-problem-codes"][code]["status"]
    for code in SPEC["x-retry"]["codes"]
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_refusal_is_a_problem_and_every_answer_names_its_request(name: str) -> None:
    for status, response in OPERATIONS[name][2]["responses"].items():
        answer = resolve(response)
        assert "X-Request-Id" in answer["headers"], status
        if int(status) >= 400:
            assert list(answer["content"]) == ["application/problem+json"], status
        assert "Retry-After" in answer["headers"] or int(status) not in RETRIED, f"{status} needs Retry-After"


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_problem_of_an_operation_has_a_status_that_it_documents(name: str) -> None:
    operation = OPERATIONS[name][2]
    codes = SPEC["components"]["schemas"]["ProblemCode"]["x-problem-codes"]
    for code in operation.get("x-problems", []):
        assert str(codes[code]["status"]) in operation["responses"], code


def test_the_problem_codes_are_one_closed_list() -> None:
    schema = SPEC["components"]["schemas"]["ProblemCode"]
    assert list(schema["x-problem-codes"]) == schema["enum"]


def test_every_request_object_is_closed() -> None:
    def objects(schema: dict[str, Any], seen: set[int]) -> Iterator[dict[str, Any]]:
        schema = resolve(schema)
        if id(schema) in seen:
            return
        seen.add(id(schema))
        if "properties" in schema:
            yield schema
        children = [
            *schema.get("properties", {}).values(),
            *schema.get("anyOf", []),
            *schema.get("allOf", []),
        ]
        children += [schema["items"]] if "items" in schema else []
        for child in children:
            yield from objects(child, seen)

    for name, (_, _, operation) in OPERATIONS.items():
        for media in operation.get("requestBody", {}).get("content", {}).values():
            for schema in objects(media["schema"], set()):
                assert "additionalProperties" in schema, f"{name}: {schema['description']}"


# What an answer leads to: the calls that its names let one make next.
LINKS = {
    ("createCollection", "201"): {
        "get": "getCollection", "list": "listVectors", "insert": "insertVector", "delete": "deleteCollection"
    },
    ("insertVector", "200"): {"get": "getVector"},
    ("insertVector", "201"): {
        "get": "getVector", "replace": "replaceVector", "update": "updateVector", "delete": "deleteVector"
    },
    ("batchInsert", "200"): {"get": "getVector", "list": "listVectors"},
    ("listVectors", "200"): {"next": "listVectors"},
    ("getVector", "200"): {"replace": "replaceVector", "update": "updateVector", "delete": "deleteVector"},
    ("replaceVector", "200"): {"get": "getVector"},
    ("replaceVector", "201"): {"get": "getVector"},
    ("updateVector", "200"): {"get": "getVector", "delete": "deleteVector"},
    ("search", "200"): {"get": "getVector"},
}  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_answers_link_to_what_can_be_called_next(name: str) -> None:
    for status, response in OPERATIONS[name][2]["responses"].items():
        links = {link: node["operationId"] for link, node in response.get("links", {}).items()}
        assert links == LINKS.get((name, status), {}), status


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_documents_what_any_request_of_its_kind_may_be_answered(name: str) -> None:
    _, path, operation = OPERATIONS[name]
    parameters = [resolve(one) for one in operation.get("parameters", [])]
    headers = {one["name"] for one in parameters if one["in"] == "header"}
    wanted = {"403", "421", "429", "431", "500", "503"}
    wanted |= {"401"} if operation.get("security", SPEC["security"]) else set()
    wanted |= (
        {"406"} if any(int(s) < 300 and "content" in r for s, r in operation["responses"].items()) else set()
    )
    # Any query is read, as one that an operation does not have is refused; health alone takes what probes add.
    wanted |= {"400", "422"} if name != "getHealth" else set()
    wanted |= {"404"} if "{" in path else set()
    wanted |= {"409"} if "Idempotency-Key" in headers else set()
    wanted |= {"412"} if "If-Match" in headers else set()
    wanted |= {"413", "415"} if "requestBody" in operation else set()
    missing = sorted(wanted - set(operation["responses"]))
    assert not missing, f"{name} must document {', '.join(missing)}"


@pytest.mark.parametrize("name", SPEC["components"]["responses"])
def test_an_example_of_a_problem_says_what_its_code_says(name: str) -> None:
    codes = SPEC["components"]["schemas"]["ProblemCode"]["x-problem-codes"]
    for example in SPEC["components"]["responses"][name]["content"]["application/problem+json"][
        "examples"
    ].values():
        problem = example["value"]
        said = {"status": problem["status"], "title": problem["title"]}
        assert said == codes[problem["code"]], problem["code"]
        assert problem["type"] == f"urn:vectorizer:problem:{problem['code']}"


def test_every_problem_code_has_an_example() -> None:
    schemas, responses = SPEC["components"]["schemas"], SPEC["components"]["responses"]
    bodies = [answer["content"]["application/problem+json"]["examples"] for answer in responses.values()]
    shown = {example["value"]["code"] for examples in bodies for example in examples.values()}
    # No operation documents 405, which is the answer to a method that the contract does not have.
    assert set(schemas["ProblemCode"]["enum"]) - shown == {"method-not-allowed"}


def reached(node: Any, seen: set[str]) -> set[str]:
    """The schemas that a request refers to, whatever lies between."""
    if isinstance(node, dict):
        ref = node.get("$ref", "")
        if ref and ref not in seen:
            seen.add(ref)
            reached(resolve(node), seen)
        for child in node.values():
            reached(child, seen)
    elif isinstance(node, list):
        for child in node:
            reached(child, seen)
    return seen


# A request that refers to the schema may be refused with these codes.
REFUSED = {
    "VectorId": ["invalid-id"],
    "VectorData": ["not-finite"],
    "Filter": ["invalid-filter", "limit-exceeded"],
    "NonEmptyFilter": ["empty-filter"],
    "JsonValue": ["unsafe-integer"],
    "FilterScalar": ["unsafe-integer"],
    "Metadata": ["limit-exceeded"],
    "Provider": ["unknown-provider"],
    "Text": ["limit-exceeded"],
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_lists_the_problems_that_its_request_can_have(name: str) -> None:
    _, path, operation = OPERATIONS[name]
    request = [SPEC["paths"][path].get("parameters", []), operation.get("parameters", [])]
    request.append(operation.get("requestBody", {}).get("content", {}))
    schemas = {ref.rpartition("/")[2] for ref in reached(request, set()) if "/schemas/" in ref}
    wanted = {code for schema, codes in REFUSED.items() if schema in schemas for code in codes}
    wanted |= {"collection-not-found"} if "{collection}" in path else set()
    wanted |= {"vector-not-found"} if "{id}" in path else set()
    missing = sorted(wanted - set(operation.get("x-problems", [])))
    assert not missing, f"{name} must list {', '.join(missing)}"


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_takes_a_request_id_and_needs_its_body(name: str) -> None:
    operation = OPERATIONS[name][2]
    taken = {resolve(parameter)["name"] for parameter in operation["parameters"]}
    assert "X-Request-Id" in taken, f"{name} must take X-Request-Id"
    assert operation.get("requestBody", {"required": True}).get("required"), (
        f"{name} must say that its body is required"
    )


def extensions(node: Any, where: str = "document") -> Iterator[tuple[str, str]]:
    """Every extension of the contract with the object that it stands on: the document, an operation, a schema's name."""
    for key, value in (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        if isinstance(key, str) and key.startswith("x-"):
            yield key, where
        elif key not in ("value", "example", "examples", "properties", "default", "enum"):
            within = key if isinstance(value, dict) and "operationId" not in value else "operation"
            yield from extensions(value, str(within))


def test_every_extension_stands_in_the_table_and_where_that_says() -> None:
    rows = re.findall(r"^\| `(x-[a-z-]+)` \| (?:`(\w+)`|(\w+)) \|", SPEC["info"]["description"], re.M)
    assert set(extensions(SPEC)) ^ {(name, schema or kind) for name, schema, kind in rows} == set()


def descriptions(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text for readers, with its place."""
    for key, value in (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        if key in ("description", "summary") and isinstance(value, str):
            yield f"{at}/{key}", value
        elif key not in ("value", "example", "examples"):
            yield from descriptions(value, f"{at}/{key}")


def test_a_text_names_problems_that_are_there_by_their_status() -> None:
    codes = SPEC["components"]["schemas"]["ProblemCode"]["x-problem-codes"]
    for at, text in descriptions(SPEC):
        for status, code in re.findall(r"\b([45][0-9]{2})\s+`([a-z]+(?:-[a-z]+)*)`", text):
            assert str(codes.get(code, {}).get("status")) == status, f"{at}: there is no {status} {code}"


def references(node: Any) -> Iterator[str]:
    for key, value in (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        if key == "$ref":
            yield value
        else:
            yield from references(value)


def test_nothing_stands_in_the_contract_for_nobody() -> None:
    # What else OpenAPI has at the top, such as webhooks, nothing is made of.
    parts = {"openapi", "info", "servers", "security", "tags", "paths", "components"}
    assert {name for name in SPEC if not name.startswith("x-")} - parts == set()
    used = set(references(SPEC))
    components = SPEC["components"].items()
    named = {
        f"#/components/{kind}/{name}"
        for kind, nodes in components
        if kind != "securitySchemes"
        for name in nodes
    }
    assert named - used == set()
    tags = {tag for _, _, operation in OPERATIONS.values() for tag in operation["tags"]}
    assert tags == {tag["name"] for tag in SPEC["tags"]}
