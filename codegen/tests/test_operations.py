"""What is made of operations: their order, paths, arguments and policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.building import build

from .conftest import REMOVE, changed, document

Change = Callable[[str, Any], ir.Api]
BOOKS = "/paths/~1shelves~1{shelf}~1books"
UPDATE = f"{BOOKS}~1{{id}}/patch"


def names(operation: ir.Operation) -> list[str]:
    return [argument.argument for argument in operation.arguments]


def test_operations_stand_in_document_order(api: ir.Api) -> None:
    found = [operation.operation_id for operation in api.operations]
    assert found == ["listBooks", "addBooks", "updateBook", "deleteBook", "importBooks", "exportBooks"]
    assert next((path, len(operations)) for path, operations in api.by_path()) == (
        "/shelves/{shelf}/books",
        2,
    )


def test_paths_are_segments(api: ir.Api) -> None:
    segments = api.operation("updateBook").segments
    assert [(segment.text, segment.is_parameter) for segment in segments] == [
        ("shelves", False),
        ("shelf", True),
        ("books", False),
        ("id", True),
    ]


def test_arguments_are_positional_then_required_then_optional(api: ir.Api) -> None:
    operation = api.operation("addBooks")
    assert names(operation) == ["shelf", "books", "atomic"]
    assert operation.positional == ("shelf", "books")
    assert [argument.argument for argument in operation.keywords] == ["atomic"]
    assert names(api.operation("updateBook")) == ["shelf", "id", "if_match", "title", "vector", "genre"]


def test_headers_that_a_runtime_manages_are_no_arguments(api: ir.Api) -> None:
    parameters = {parameter.name: parameter.per_call for parameter in api.operation("updateBook").parameters}
    assert parameters == {"shelf": False, "id": False, "Idempotency-Key": True, "If-Match": False}


def test_a_body_that_is_an_object_is_spread_and_another_is_one_argument(api: ir.Api) -> None:
    spread, whole = api.operation("addBooks").body, api.operation("importBooks").body
    assert spread is not None
    assert whole is not None
    assert (spread.kind, spread.spread, [field.name for field in spread.fields]) == (
        "json",
        True,
        ["books", "atomic"],
    )
    assert (whole.kind, whole.spread, whole.fields[0].argument, whole.fields[0].whole) == (
        "ndjson",
        False,
        "records",
        True,
    )
    assert whole.schema == ir.RefSchema(name="NewBook")


@pytest.mark.parametrize("additional", [True, {"type": "string"}])
def test_a_body_that_is_open_by_its_own_words_is_not_spread(additional: Any) -> None:
    shelf = changed(document("shelf"), f"{UPDATE}/x-sdk-signature/either", REMOVE)
    shelf = changed(shelf, "/components/schemas/UpdateBook/additionalProperties", additional)
    body = build(shelf).operation("updateBook").body
    assert body is not None
    assert (body.spread, [field.argument for field in body.fields]) == (False, ["body"])


def test_a_member_of_the_body_that_has_a_parameters_name_is_called_by_its_place(payments: ir.Api) -> None:
    operation = payments.operation("replaceCharge")
    assert operation.body is not None
    assert operation.body.spread
    assert ("body_charge_id", "chargeId") in {(field.argument, field.name) for field in operation.body.fields}
    assert names(operation)[0] == "charge_id"


def test_members_that_are_only_read_are_not_sent(shelf_with: Change) -> None:
    title = {"type": "string", "readOnly": True}
    api = shelf_with("/components/schemas/UpdateBook/properties/title", title)
    assert names(api.operation("updateBook")) == ["shelf", "id", "if_match", "vector", "genre"]


@pytest.mark.parametrize(
    ("method", "operation", "wanted"),
    [("get", "listBooks", "safe"), ("post", "addBooks", "key")],
)
def test_idempotency_follows_the_method_when_nothing_is_said(
    shelf_with: Change, method: str, operation: str, wanted: str
) -> None:
    assert shelf_with(f"{BOOKS}/{method}/x-idempotency", REMOVE).operation(operation).idempotency == wanted


def test_a_post_without_a_key_is_never_retried(payments: ir.Api) -> None:
    found = {operation.operation_id: operation.idempotency for operation in payments.operations}
    assert found["createCharge"] == "key"
    assert found["createToken"] == "none"
    assert found["cancelCharge"] == found["replaceCharge"] == "idempotent"


def test_positional_are_the_path_parameters_when_nothing_is_said(api: ir.Api) -> None:
    assert api.operation("deleteBook").positional == ("shelf", "id")


def test_batch_and_pages_and_problems(api: ir.Api) -> None:
    assert api.operation("addBooks").batch == ir.Batch("books", 100)
    assert api.operation("importBooks").batch == ir.Batch("", 100)
    assert api.operation("listBooks").pagination == ir.Pagination("books", "next", "cursor")
    assert [code.status for code in api.operation("addBooks").problems] == [404, 409]
