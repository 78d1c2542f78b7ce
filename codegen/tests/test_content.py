"""What is made of parameters, bodies and answers of every kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vectorizer_codegen import ir

Change = Callable[[str, Any], ir.Api]
BOOKS = "/paths/~1shelves~1{shelf}~1books"


def test_parameters_of_every_location_and_style(payments: ir.Api, newsroom: ir.Api) -> None:
    listed = {p.name: (p.location, p.style, p.explode) for p in payments.operation("listCharges").parameters}
    assert listed == {
        "Payments-Version": ("header", "simple", False),
        "limit": ("query", "form", True),
        "starting_after": ("query", "form", True),
        "status": ("query", "form", False),
        "created": ("query", "deepObject", True),
        "session": ("cookie", "form", True),
    }
    where, sort = newsroom.operation("find_articles").in_("query")[:2]
    assert (where.content_type, sort.argument) == ("application/json", "sort")


def test_an_operations_parameter_replaces_its_paths(shelf_with: Change) -> None:
    own = {"name": "shelf", "in": "path", "required": True, "schema": {"type": "integer"}}
    parameters = shelf_with(f"{BOOKS}/post/parameters/-", own).operation("addBooks").parameters
    assert [(p.name, p.schema.kind) for p in parameters] == [
        ("shelf", "integer"),
        ("Idempotency-Key", "string"),
    ]


def test_every_kind_of_body_and_answer(payments: ir.Api, newsroom: ir.Api) -> None:
    def kinds(api: ir.Api) -> dict[str, tuple[str | None, str]]:
        return {o.operation_id: (o.body.kind if o.body else None, o.success.kind) for o in api.operations}

    assert kinds(payments) == {
        "listCharges": (None, "json"),
        "createCharge": ("json", "json"),
        "getCharge": (None, "json"),
        "replaceCharge": ("json", "json"),
        "cancelCharge": (None, "empty"),
        "uploadEvidence": ("multipart", "json"),
        "downloadReceipt": (None, "bytes"),
        "createToken": ("form", "text"),
    }
    assert kinds(newsroom)["feed"] == (None, "ndjson")
    assert kinds(newsroom)["put_cover"] == ("bytes", "empty")


def test_parts_of_a_multipart_body_know_their_type(payments: ir.Api) -> None:
    body = payments.operation("uploadEvidence").body
    assert body is not None
    assert [(field.argument, field.content_type) for field in body.fields] == [
        ("file", "application/pdf, image/png"),
        ("class", None),
        ("notes", None),
        ("meta", "application/json"),
    ]


def test_several_media_types_that_mean_the_same_are_one_body(newsroom: ir.Api) -> None:
    body = newsroom.operation("add_article").body
    assert body is not None
    assert body.media_types == ("application/json", "application/vnd.newsroom+json")


def test_statuses_may_be_ranges_and_default(payments: ir.Api, newsroom: ir.Api) -> None:
    answers = {r.status: (r.code, r.is_success) for r in payments.operation("createCharge").responses}
    assert answers == {"201": (201, True), "402": (402, False), "default": (None, False)}
    assert newsroom.operation("root").success.status == "2XX"


def test_default_is_the_success_where_none_is_stated_wherever_it_stands(shelf_with: Change) -> None:
    answers = {"default": {"description": "All."}, "404": {"description": "None."}}
    operation = shelf_with(f"{BOOKS}~1{{id}}/delete/responses", answers).operation("deleteBook")
    assert [(answer.status, answer.is_success) for answer in operation.responses] == [
        ("2XX", True),
        ("404", False),
    ]
