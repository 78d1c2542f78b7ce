"""The server target, on the contract itself: what the route table says, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import server
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.render import repository_root
from vectorizer_codegen.source import Document, read

from .conftest import changed


@pytest.fixture(scope="module")
def contract() -> Document:
    return read(repository_root() / "openapi.yaml")


def written(document: Document) -> dict[str, str]:
    files = server.emit(build(document), document.data)
    return {path.rsplit("/", 1)[1]: str(text) for path, text in files.items()}


def rows(routes: str, field: str, value: str) -> set[str]:
    """The operations whose row has this field."""
    found = re.findall(r"operation_id=\"(\w+)\".*?" + field + r"=(\w+),", routes, re.DOTALL)
    return {operation for operation, said in found if said == value}


def test_the_route_table_says_what_the_contract_says(contract: Document) -> None:
    routes = written(contract)["routes.py"]
    assert routes.count("operation_id=") == 22
    assert rows(routes, "anonymous", "True") == {"getHealth"}
    reading = {"search", "batchSearch", "embed", "getHealth", "getInfo", "listCollections", "getCollection"}
    assert rows(routes, "writes", "False") == reading | {"listVectors", "getVector", "exportVectors"}
    assert rows(routes, "keyed", "False") == {
        "getHealth", "getInfo", "listCollections", "getCollection", "deleteCollection", "listVectors", "getVector",
        "replaceVector", "deleteVector", "exportVectors",
    }  # fmt: skip


def test_an_empty_update_has_its_own_code(contract: Document) -> None:
    requests = written(contract)["requests.py"]
    assert requests.count('code="empty-update"') == 2
    assert requests.count('code="validation-failed"') == 4


@pytest.mark.parametrize(
    ("pointer", "value", "said"),
    [
        ("/components/schemas/InsertRequest/additionalProperties", True, "must be closed"),
        ("/components/schemas/InsertRequest/maxProperties", 3, "does not check the number"),
        (
            "/components/schemas/SearchRequest/properties/limit/exclusiveMaximum",
            5000,
            "only minimum and maximum",
        ),
        ("/components/schemas/EmbedRequest/properties/texts/uniqueItems", True, "uniqueItems only of ids"),
        (
            "/components/schemas/EmbedRequest/properties/provider",
            {"type": "object", "description": "x"},
            "no type for",
        ),
        ("/paths/~1embed/post/requestBody/required", False, "required JSON and NDJSON"),
        ("/components/schemas/Limits/properties/id_bytes/default", "many", "default"),
    ],
)
def test_what_the_server_cannot_check_is_refused_at_its_place(
    contract: Document, pointer: str, value: Any, said: str
) -> None:
    with pytest.raises(SpecError) as caught:
        written(changed(contract, pointer, value))
    assert said in str(caught.value)
    assert "#/" in str(caught.value)


def test_a_changed_contract_changes_the_checks(contract: Document) -> None:
    renamed = changed(contract, "/components/schemas/EmbedRequest/properties/texts/maxItems", 9)
    assert "longest=9" in written(renamed)["requests.py"]
    assert "longest=9," not in written(contract)["requests.py"]


@pytest.mark.parametrize(
    ("member", "value", "reason"),
    [
        ("dependentRequired", {"text": ["metadata"]}, "left to the server"),
        ("examples", [{"text": 1}], "does not fit its schema"),
    ],
)
def test_what_a_client_can_do_without_is_refused(
    contract: Document, member: str, value: Any, reason: str
) -> None:
    place = f"/components/schemas/UpdateRequest/{member}"
    with pytest.raises(SpecError, match=reason) as caught:
        written(changed(contract, place, value))
    assert [problem.pointer.removesuffix("/0") for problem in caught.value.problems] == [place]
