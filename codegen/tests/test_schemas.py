"""What is made of schemas: null, choices, bounds, and keywords that hold together."""

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


def test_members_that_must_be_there_are_a_rule_and_no_union(api: ir.Api) -> None:
    schema = api.schema("NewBook")
    assert isinstance(schema, ir.ObjectSchema)
    assert schema.presence == (ir.PresenceRule(mode="any", groups=(("title",), ("vector",))),)
    assert schema.additional is None


def test_null_is_an_option_in_both_versions(api: ir.Api, payments: ir.Api) -> None:
    update, error = api.schema("UpdateBook"), payments.schema("Error")
    assert isinstance(update, ir.ObjectSchema)
    assert isinstance(error, ir.ObjectSchema)
    for member in (update.property("title"), error.property("param")):
        assert isinstance(member.schema, ir.UnionSchema)
        assert member.schema.nullable
        assert [option.kind for option in member.schema.options] == ["string", "null"]
    kind = error.property("kind").schema
    assert isinstance(kind, ir.UnionSchema)
    assert isinstance(kind.options[0], ir.StringSchema)
    assert kind.options[0].enum == ("card_error", "api_error")


def test_null_of_a_reference_in_3_0(payments: ir.Api) -> None:
    holder = payments.schema("Holder")
    assert isinstance(holder, ir.ObjectSchema)
    parent = holder.property("parent").schema
    assert isinstance(parent, ir.UnionSchema)
    assert [option.kind for option in parent.options] == ["ref", "null"]


def test_all_of_joins_objects(payments: ir.Api, newsroom: ir.Api) -> None:
    charge, article = payments.schema("Charge"), newsroom.schema("Article")
    assert isinstance(charge, ir.ObjectSchema)
    assert isinstance(article, ir.ObjectSchema)
    required = [member.name for member in charge.properties if member.required]
    assert required == ["created", "id", "amount", "status"]
    assert [member.name for member in charge.properties][:3] == ["created", "livemode", "id"]
    assert (article.additional, article.min_properties) == (None, 2)


def test_a_discriminator_tells_the_options_apart(payments: ir.Api, newsroom: ir.Api) -> None:
    source, block = payments.schema("Source"), newsroom.schema("Block")
    assert isinstance(source, ir.UnionSchema)
    assert isinstance(block, ir.UnionSchema)
    assert source.mode == "one"
    assert source.discriminator == ir.Discriminator(
        property="type",
        mapping=(
            ("card", "Card"),
            ("bank_account", "BankAccount"),
            ("wallet", "Wallet"),
            ("gift_card", "Wallet"),
        ),
    )
    assert block.discriminator is not None
    assert block.discriminator.property == "kind"


def test_exclusive_bounds_mean_the_same_in_both_versions(payments: ir.Api, newsroom: ir.Api) -> None:
    wallet, problem = payments.schema("Wallet"), newsroom.schema("Problem")
    assert isinstance(wallet, ir.ObjectSchema)
    assert isinstance(problem, ir.ObjectSchema)
    balance = wallet.property("balance").schema
    assert isinstance(balance, ir.UnionSchema)
    assert isinstance(balance.options[0], ir.NumberSchema)
    assert (balance.options[0].minimum, balance.options[0].exclusive_minimum) == (None, 0)
    status = problem.property("status").schema
    assert isinstance(status, ir.IntegerSchema)
    assert status.exclusive_maximum == 600


def test_a_recursive_schema_refers_to_itself_by_name(newsroom: ir.Api) -> None:
    where = newsroom.schema("Where")
    assert isinstance(where, ir.ObjectSchema)
    inner = where.property("all").schema
    assert isinstance(inner, ir.ArraySchema)
    assert inner.items == ir.RefSchema(name="Where")


def test_the_same_schema_in_two_places_is_equal(api: ir.Api) -> None:
    assert ir.StringSchema(pointer="/a") == ir.StringSchema(pointer="/b")


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ({"type": "string"}, {"maxLength": 3}, {"max_length": 3}),
        ({"type": "string", "minLength": 1}, {"type": "string", "minLength": 2}, {"min_length": 2}),
        (
            {"type": "integer", "maximum": 9},
            {"type": "number", "maximum": 5},
            {"kind": "integer", "maximum": 5},
        ),
        ({"enum": ["a", "b"]}, {"enum": ["b", "c"]}, {"enum": ("b",)}),
        ({"type": ["string", "null"]}, {"type": "string"}, {"kind": "string"}),
        ({"$ref": "#/components/schemas/Genre"}, {"description": "Which."}, {"description": "Which."}),
    ],
)
def test_what_two_schemas_of_values_say_together(
    one: dict[str, Any], other: dict[str, Any], wanted: dict[str, Any], shelf_with: Change
) -> None:
    joined = shelf_with("/components/schemas/UpdateBook/properties/title", {"allOf": [one, other]})
    schema = joined.schema("UpdateBook")
    assert isinstance(schema, ir.ObjectSchema)
    made = schema.property("title").schema
    assert {name: getattr(made, name) for name in wanted} == wanted


def test_keywords_beside_a_reference_hold_too(shelf_with: Change) -> None:
    beside = {"$ref": "#/components/schemas/Genre", "enum": ["fiction"], "description": "Only this."}
    schema = shelf_with("/components/schemas/UpdateBook/properties/genre", beside).schema("UpdateBook")
    assert isinstance(schema, ir.ObjectSchema)
    made = schema.property("genre").schema
    assert isinstance(made, ir.StringSchema)
    assert (made.enum, made.description) == (("fiction",), "Only this.")


def test_the_narrower_schema_of_a_member_that_stands_twice_wins() -> None:
    shelf = changed(document("shelf"), f"{UPDATE}/x-sdk-signature/either", REMOVE)
    book = {"$ref": "#/components/schemas/Book"}
    wider = {"type": "object", "properties": {"title": {"type": "string", "enum": ["Emma"]}}}
    schema = build(changed(shelf, "/components/schemas/Genre", {"allOf": [book, wider]})).schema("Genre")
    assert isinstance(schema, ir.ObjectSchema)
    made = schema.property("title").schema
    assert isinstance(made, ir.StringSchema)
    assert made.enum == ("Emma",)


def test_a_whole_number_keeps_the_whole_values_of_an_enum(shelf_with: Change) -> None:
    joined = {"allOf": [{"type": "integer"}, {"type": "number", "enum": [1, 1.5, 2.0]}]}
    schema = shelf_with("/components/schemas/UpdateBook/properties/title", joined).schema("UpdateBook")
    assert isinstance(schema, ir.ObjectSchema)
    made = schema.property("title").schema
    assert isinstance(made, ir.IntegerSchema)
    assert made.enum == (1, 2)
