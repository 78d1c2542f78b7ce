"""What is made of a document as a whole: what is left out, servers, security, and that it is made the same again."""

from __future__ import annotations

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.building import build
from vectorizer_codegen.source import Document


def test_what_is_left_out_is_said(payments: ir.Api, newsroom: ir.Api) -> None:
    assert {notice.pointer for notice in payments.notices} == {
        "/paths/~1charges/post/tags/1",
        "/paths/~1charges/post/callbacks",
        "/info/x-logo",
        "/components/requestBodies/ChargeNotes/content/application~1json/schema/properties/chargeId",
    }
    assert [(notice.pointer, notice.reason) for notice in newsroom.notices] == [
        ("/webhooks", "webhooks are requests that a client receives; no operation is made of them"),
        (
            "/paths/~1articles/post/requestBody/content",
            "the body is sent as application/json, not as application/vnd.newsroom+json",
        ),
    ]


def test_server_variables_take_their_defaults(payments: ir.Api) -> None:
    assert payments.servers == ("https://eu.payments.example/v2",)


def test_security_is_alternatives_and_an_operation_may_have_its_own(payments: ir.Api, api: ir.Api) -> None:
    assert api.operation("listBooks").security == ((), ("bearer",))
    assert payments.operation("createToken").security == (("basic",),)
    assert payments.operation("downloadReceipt").security == ()


def test_nothing_can_be_changed(api: ir.Api) -> None:
    with pytest.raises(AttributeError):
        api.title = "x"  # type: ignore[misc]


def test_building_twice_gives_the_same(shelf: Document) -> None:
    assert build(shelf) == build(shelf)


def test_the_usual_statuses_have_classes_unless_the_document_says_which_have() -> None:
    made = {"operationId": "a", "responses": {"204": {"description": "x"}}}
    data = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": made}},
        "components": {"schemas": {"not-found-error": {"type": "object"}}},
    }
    found = {one.status: one.name for one in build(Document(data)).error_classes}
    assert found[401] == "UnauthorizedError"
    # A schema is called so already.
    assert found[404] == "Status404Error"
    assert sorted(found) == [400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504]
    named = build(Document({**data, "x-sdk-errors": {"418": "TeapotError"}}))
    assert [(one.status, one.name) for one in named.error_classes] == [(418, "TeapotError")]
