"""The intermediate representation of documents that can be expressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.building import build
from vectorizer_codegen.building.context import Context
from vectorizer_codegen.building.schemas import SchemaBuilder
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.source import Document

from .conftest import REMOVE, changed, document

Change = Callable[[str, Any], ir.Api]
BOOKS = "/paths/~1shelves~1{shelf}~1books"
UPDATE = f"{BOOKS}~1{{id}}/patch"


@pytest.fixture(scope="module")
def api() -> ir.Api:
    return build(document("shelf"))


@pytest.fixture(scope="module")
def payments() -> ir.Api:
    return build(document("payments"))


@pytest.fixture(scope="module")
def newsroom() -> ir.Api:
    return build(document("newsroom"))


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


def test_a_recursive_schema_refers_to_itself_by_name(newsroom: ir.Api) -> None:
    where = newsroom.schema("Where")
    assert isinstance(where, ir.ObjectSchema)
    inner = where.property("all").schema
    assert isinstance(inner, ir.ArraySchema)
    assert inner.items == ir.RefSchema(name="Where")


def test_the_same_schema_in_two_places_is_equal(api: ir.Api) -> None:
    assert ir.StringSchema(pointer="/a") == ir.StringSchema(pointer="/b")


def test_nothing_can_be_changed(api: ir.Api) -> None:
    with pytest.raises(AttributeError):
        api.title = "x"  # type: ignore[misc]


def test_building_twice_gives_the_same(shelf: Document) -> None:
    assert build(shelf) == build(shelf)


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


def test_default_is_the_success_where_none_is_stated_wherever_it_stands(shelf_with: Change) -> None:
    answers = {"default": {"description": "All."}, "404": {"description": "None."}}
    operation = shelf_with(f"{BOOKS}~1{{id}}/delete/responses", answers).operation("deleteBook")
    assert [(answer.status, answer.is_success) for answer in operation.responses] == [
        ("2XX", True),
        ("404", False),
    ]


def test_a_whole_number_keeps_the_whole_values_of_an_enum(shelf_with: Change) -> None:
    joined = {"allOf": [{"type": "integer"}, {"type": "number", "enum": [1, 1.5, 2.0]}]}
    schema = shelf_with("/components/schemas/UpdateBook/properties/title", joined).schema("UpdateBook")
    assert isinstance(schema, ir.ObjectSchema)
    made = schema.property("title").schema
    assert isinstance(made, ir.IntegerSchema)
    assert made.enum == (1, 2)


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("how", ["members", "choices", "beside"])
def test_a_schema_that_is_needed_in_many_ways_is_made_once(
    shelf: Document, how: str, is_reversed: bool
) -> None:
    last = {"type": "object", "properties": {"a": {"type": "string"}}}
    chain: dict[str, Any] = {"S0": {"oneOf": [last, {"type": "string"}]} if how == "choices" else last}
    for index in range(40):
        ref = {"$ref": f"#/components/schemas/S{index}"}
        inner = {"type": "object", "properties": {f"m{index}": ref}}
        joined = {"allOf": [ref, ref] if how == "choices" else [ref, {"allOf": [ref]}, inner]}
        chain[f"S{index + 1}"] = {**ref, **joined} if how == "beside" else joined
    api = build(with_schemas(shelf, chain, is_reversed))
    made = api.resolve(api.schema("S40"))
    if how == "choices":
        assert isinstance(made, ir.UnionSchema)
        assert len(made.options) == 2
    else:
        assert isinstance(made, ir.ObjectSchema)
        assert [member.name for member in made.properties] == ["a", *(f"m{index}" for index in range(40))]


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("how", ["members", "choices"])
def test_schemas_that_no_code_could_hold_are_refused(shelf: Document, how: str, is_reversed: bool) -> None:
    chain: dict[str, Any] = {"S0": {"type": "object", "properties": {"a": {"type": "string"}}}}
    for index in range(30):
        ref = {"$ref": f"#/components/schemas/S{index}"}
        twice = {"type": "object", "properties": {f"m{index}": {"allOf": [ref, ref]}}}
        one = {"type": "object", "required": ["q"], "properties": {"q": ref}}
        chain[f"S{index + 1}"] = {"allOf": [ref, twice]} if how == "members" else {"anyOf": [ref, ref, one]}
    with pytest.raises(
        SpecError, match=r"/components/schemas/S\d+: the schema has over 100,000 parts"
    ) as caught:
        build(with_schemas(shelf, chain, is_reversed))
    assert len(caught.value.problems) == 1


def chain_of(count: int, link: Callable[[dict[str, str]], Any]) -> dict[str, Any]:
    """Schemas each of which holds the one before in several ways."""
    made: dict[str, Any] = {"S0": {"type": "object", "properties": {"a": {"type": "string"}}}}
    for index in range(count):
        made[f"S{index + 1}"] = link({"$ref": f"#/components/schemas/S{index}"})
    return made


CHAINS: dict[str, Callable[[dict[str, str]], Any]] = {
    "members": lambda ref: {"allOf": [ref, {"type": "object", "properties": {"q": ref}}]},
    "members of members": lambda ref: {
        "allOf": [ref, {"type": "object", "properties": {"q": {"type": "object", "properties": {"y": ref}}}}]
    },
    "beside": lambda ref: {**ref, "properties": {"q": ref, "a": {"type": "string", "minLength": 1}}},
    "choices": lambda ref: {
        "anyOf": [ref, {"type": "object", "required": ["q"], "properties": {"q": ref}}],
        "properties": {"a": {"type": "string"}},
    },
}


@pytest.mark.parametrize("how", CHAINS)
def test_the_work_for_a_chain_grows_with_its_length(shelf: Document, how: str) -> None:
    pairs = []
    for count in (10, 20, 40):
        more = chain_of(count, CHAINS[how])
        builder = SchemaBuilder(Context(with_schemas(shelf, more, is_reversed=False)))
        builder.build_named(more)
        pairs.append(builder.meeting.count)
    assert pairs[0] > 0
    # Twice as long is at most four times the work: each may meet each.
    assert pairs[1] <= 4 * pairs[0] + 10
    assert pairs[2] <= 4 * pairs[1] + 10


@pytest.mark.parametrize("how", ["objects", "choices"])
def test_a_chain_that_doubles_ends_early(shelf: Document, how: str) -> None:
    def either(one: str, other: str) -> Any:
        return {"oneOf": [{"type": "object", "properties": {name: {}}} for name in (one, other)]}

    def joined(ref: dict[str, str], name: str) -> Any:
        return {"allOf": [ref, {"type": "object", "properties": {name: ref}}]}

    more = chain_of(
        60,
        (lambda ref: {"type": "object", "properties": {name: joined(ref, name) for name in "cd"}})
        if how == "objects"
        else (lambda ref: {"allOf": [ref, either(f"x{ref['$ref']}", "y")]}),
    )
    if how == "choices":
        more = {
            name: {"allOf": [schema["allOf"][0], either(f"x{name}", f"y{name}")]}
            if "allOf" in schema
            else schema
            for name, schema in more.items()
        }
    with pytest.raises(SpecError, match="which no client can hold") as caught:
        build(with_schemas(shelf, more, is_reversed=False))
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("how", ["allOf", "beside"])
def test_a_schema_may_narrow_what_holds_it(shelf: Document, how: str, is_reversed: bool) -> None:
    def kin(name: str) -> Any:
        ref = {"$ref": f"#/components/schemas/{name}"}
        return {"properties": {"parent": ref, "young": {"type": "array", "items": ref}}}

    ref = {"$ref": "#/components/schemas/Animal"}
    dog = {"allOf": [ref, {"type": "object", **kin("Dog")}]} if how == "allOf" else {**ref, **kin("Dog")}
    more = {"Animal": {"type": "object", **kin("Animal")}, "Dog": dog}
    made = build(with_schemas(shelf, more, is_reversed)).schema("Dog")
    assert isinstance(made, ir.ObjectSchema)
    parent, young = (made.property(name).schema for name in ("parent", "young"))
    assert isinstance(young, ir.ArraySchema)
    assert [one.name for one in (parent, young.items) if isinstance(one, ir.RefSchema)] == ["Dog", "Dog"]


@pytest.mark.parametrize("is_reversed", [False, True])
def test_schemas_that_hold_themselves_meet_or_are_refused(shelf: Document, is_reversed: bool) -> None:
    tree: dict[str, Any] = {
        name: {"type": "object", "properties": {"next": {"$ref": f"#/components/schemas/{name}"}, name: {}}}
        for name in ("A", "B")
    }
    tree["C"] = {"allOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}
    with pytest.raises(SpecError, match=r"`next` appears twice in allOf .*: each of them holds itself"):
        build(with_schemas(shelf, tree, is_reversed))


def with_schemas(shelf: Document, more: dict[str, Any], is_reversed: bool) -> Document:
    more = dict(reversed(more.items())) if is_reversed else more
    return changed(shelf, "/components/schemas", {**shelf.data["components"]["schemas"], **more})
