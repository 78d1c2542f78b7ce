"""Spellings of others that mean something all the same: read so, with a notice; and several problems told at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from vectorizer_codegen import __main__ as cli
from vectorizer_codegen import ir, partial
from vectorizer_codegen.building import build
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.source import Document, read

from .conftest import REMOVE, changed, document

GADGETS = "/paths/~1gadgets~1/get"
ENTRY = "/components/schemas/gadget.entry"


@pytest.mark.parametrize(
    ("change", "value", "pointer", "reason"),
    [
        (f"{GADGETS}/operationId", "list.all gadgets", f"{GADGETS}/operationId", "is called `listAllGadgets`"),
        (f"{GADGETS}/operationId", REMOVE, GADGETS, "is called `getGadgets`"),
        (f"{ENTRY}/properties/displayName/items", {"type": "string"}, f"{ENTRY}/properties/displayName/items", "has no effect on string"),
        (f"{ENTRY}/properties/parent/nullable", True, f"{ENTRY}/properties/parent/nullable", "OpenAPI 3.0 ignores"),
        (f"{ENTRY}/properties/part/nullable", True, f"{ENTRY}/properties/part/nullable", "null is taken to be allowed"),
        (f"{ENTRY}/properties/part/x-note", 1, f"{ENTRY}/properties/part", ""),
        (f"{ENTRY}/type", REMOVE, ENTRY, "`object` is meant"),
        (f"{GADGETS}/responses/200/content", {"application/xml": {"schema": {"type": "object"}, "example": {}}}, f"{GADGETS}/responses/200/content/application~1xml", "is passed on as text"),
        (f"{GADGETS}/responses/200/content", {"application/pdf": {"schema": {}}}, f"{GADGETS}/responses/200/content/application~1pdf", "is passed on as bytes"),
        (f"{GADGETS}/responses", {}, f"{GADGETS}/responses", "a call gives nothing; document one to read it"),
        (f"{GADGETS}/responses", REMOVE, f"{GADGETS}/responses", "a call gives nothing; document one to read it"),
        (f"{GADGETS}/responses/200/content", {"application/json": {}}, f"{GADGETS}/responses/200/content/application~1json", "it may be anything"),
    ],
)  # fmt: skip
def test_it_is_read_and_said(change: str, value: Any, pointer: str, reason: str) -> None:
    api = build(changed(document("gadgets"), change, value))
    assert not reason or any(n.pointer == pointer and reason in n.reason for n in api.notices)


BOOKS = "/paths/~1shelves~1{shelf}~1books"
LIST, SCHEMAS = f"{BOOKS}/get", "/components/schemas"
FILTER, BODY = f"{LIST}/parameters/3", f"{BOOKS}/post/requestBody/content"
IMPORT = "/paths/~1shelves~1{shelf}~1import/post"
BOOK, GENRE, OK = f"{SCHEMAS}/Book", f"{SCHEMAS}/Genre", f"{LIST}/responses/200"
FIRST, FILTER, ITEMS = f"{LIST}/parameters/0", f"{LIST}/parameters/3", f"{SCHEMAS}/AddBooks/properties/books"
STRING = {"schema": {"type": "string"}}
SAID: list[tuple[str, Any, str, str]] = [
    (f"{IMPORT}/operationId", "日本", f"{IMPORT}/operationId", "the id `日本` is called `postShelvesShelfImport`"),
    (f"{LIST}/requestBody", {"content": {"application/json": STRING}}, f"{LIST}/requestBody", "a GET has no body"),
    (f"{BOOKS}/parameters/0/required", True, f"{BOOKS}/parameters/0/required", "OpenAPI ignores `required` beside $ref"),
    (f"{FIRST}/schema", {}, FIRST, "no type is stated: it is text, a number or a boolean"),
    (f"{FIRST}/style", "deepObject", FIRST, "the style deepObject is for objects"),
    (f"{FIRST}/allowReserved", True, f"{FIRST}/allowReserved", "a client makes no use of"),
    (f"{FIRST}/allowEmptyValue", True, f"{FIRST}/allowEmptyValue", "a client makes no use of"),
    (FILTER, {"name": "Content-Length", "in": "header", **STRING}, FILTER, "a client writes the header `Content-Length` itself"),
    (FILTER, {"name": "Authorization", "in": "header", **STRING}, FILTER, "OpenAPI ignores a header parameter"),
    (f"{SCHEMAS}/Id/contentEncoding", "base64url", f"{SCHEMAS}/Id/contentEncoding", "it is text"),
    (f"{BOOK}/default", {}, f"{BOOK}/default", "the default does not fit its schema: it lacks `id`"),
    (f"{BOOK}/patternProperties", {"^x": {"type": "string"}}, f"{BOOK}/patternProperties", "is not checked"),
    (f"{BOOK}/discriminator", {"propertyName": "id"}, f"{BOOK}/discriminator", "without oneOf or anyOf"),
    (f"{BOOK}/$id", "https://example.com/book", f"{BOOK}/$id", "is left out"),
    (f"{ITEMS}/prefixItems", [{"type": "string"}], f"{ITEMS}/prefixItems", "is not checked"),
    (f"{GENRE}/enum/1", 'a"b', "", ""),
    (f"{OK}/description", REMOVE, OK, "`description` is missing"),
    (f"{OK}/headers", {"Content-Type": STRING}, f"{OK}/headers/Content-Type", "OpenAPI ignores the header"),
    ("/paths/~1shelves~1{name}~1books", {}, "/paths/~1shelves~1{name}~1books", "the path is the same as /shelves/{shelf}/books"),
    (f"{LIST}/responses/204", {"description": "x", "content": {"text/plain": STRING}}, f"{LIST}/responses/204/content", "a 204 has no body"),
    (f"{BOOK}/properties/note", {"type": "string", "nullable": True}, f"{BOOK}/properties/note/nullable", "read as it is meant"),
    (f"{GENRE}/enum/-", "fiction", f"{GENRE}/enum/2", "`fiction` appears twice"),
    (f"{BOOK}/properties/note", {"type": "string", "enum": ["a", None]}, f"{BOOK}/properties/note/enum/1", "null is taken to be allowed"),
    (f"{BOOK}/properties/note", {"type": "object", "required": ["isbn"]}, f"{BOOK}/properties/note/required/0", "`isbn` is required and not among the properties"),
    (f"{BOOK}/properties/note", {"type": "object", "required": ["a"], "additionalProperties": {"type": "integer"}}, f"{BOOK}/properties/note/required/0", "a member like any other by its name"),
    (f"{SCHEMAS}/Both", {"allOf": [{"$ref": "#/components/schemas/Book"}, {"type": "object", "properties": {"x": {}}, "additionalProperties": {"type": "integer"}}]}, f"{SCHEMAS}/Both/allOf/1/additionalProperties", "it also governs `id` of another member of allOf"),
    (f"{LIST}/parameters/1/example", 0, f"{LIST}/parameters/1/example", "does not fit its schema: it is below 1"),
    *((f"{BOOK}/{key}", value, f"{BOOK}/{key}", f"`{key}` is left to the server")
      for key, value in {"if": {}, "then": {}, "not": {}, "unevaluatedProperties": False, "dependentRequired": {}}.items()),
    (f"{SCHEMAS}/Id/not", {"type": "string"}, f"{SCHEMAS}/Id/not", "`not` is left to the server"),
    (f"{ITEMS}/unevaluatedItems", False, f"{ITEMS}/unevaluatedItems", "is left to the server"),
    (f"{BOOK}/properties/id/not", {"const": "x"}, f"{BOOK}/properties/id/not", "`not` is left to the server"),
    (f"{FILTER}/content/application~1json/example", [1], f"{FILTER}/content/application~1json/example", "the example does not fit its schema: it is not an object"),
    (f"{GENRE}/examples", ["poetry"], f"{GENRE}/examples/0", "the example does not fit its schema"),
    (f"{BODY}/application~1json/examples/one/value", {"books": []}, f"{BODY}/application~1json/examples/one/value", "`/books` has fewer than 1 items"),
    (f"{BODY}/application~1json/examples/one/value", {"books": [{"id": "b"}]}, f"{BODY}/application~1json/examples/one/value", "has not any of"),
    (f"{BODY}/application~1json/examples/one/value", {"books": [{"titel": "b"}]}, f"{BODY}/application~1json/examples/one/value", "`/books/0` has not any of"),
    (f"{OK}/content/application~1json/examples/one/value", {"books": []}, f"{OK}/content/application~1json/examples/one/value", "it lacks `next`"),
    (f"{BOOK}/x-error", 1, f"{BOOK}/x-error", "the extension `x-error` means nothing"),
    ("/servers/-", {"url": "https://{other}.example"}, "/servers/1/url", "has a variable that is not described"),
    (f"{OK}/links/first", {"operationRef": "#/x"}, f"{OK}/links/first", "a link by `operationRef` is left out"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "value", "pointer", "reason"), SAID)
def test_what_a_client_can_do_without_is_left_out_and_said(
    shelf: Document, change: str, value: Any, pointer: str, reason: str
) -> None:
    found = [(notice.pointer, notice.reason) for notice in build(changed(shelf, change, value)).notices]
    assert not reason or any(at == pointer and reason in why for at, why in found), found


def test_an_option_that_is_only_nullable_is_null() -> None:
    options = [{"$ref": "#/components/schemas/Wheel"}, {"nullable": True}]
    api = build(changed(document("gadgets"), f"{ENTRY}/properties/maker", {"anyOf": options}))
    entry = api.schema("gadget.entry")
    assert isinstance(entry, ir.ObjectSchema)
    made = entry.property("maker").schema
    assert isinstance(made, ir.UnionSchema)
    assert made.nullable
    assert len(made.not_null) == 1


def test_a_reference_that_is_nullable_beside_it_is_null() -> None:
    node = {"$ref": "#/components/schemas/Genre", "nullable": True, "description": "Of the shelf."}
    book = build(changed(document("shelf"), f"{BOOK}/properties/note", node)).schema("Book")
    assert isinstance(book, ir.ObjectSchema)
    made = book.property("note").schema
    assert isinstance(made, ir.UnionSchema)
    assert made.nullable
    assert made.description == "Of the shelf."
    assert [option.name for option in made.not_null if isinstance(option, ir.RefSchema)] == ["Genre"]


def test_json_is_used_where_xml_stands_beside_it() -> None:
    api = build(document("gadgets"))
    place = f"{GADGETS}/responses/200/content/application~1xml"
    assert [n.reason for n in api.notices if n.pointer == place] == [
        "JSON is used; application/xml is left out"
    ]


def test_a_refused_body_hides_no_refused_answer_and_no_success_is_missed() -> None:
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    form = {"multipart/form-data": {"schema": {"type": "object"}}}
    found = changed(document("gadgets"), "/paths/~1gadgets~1/post/requestBody/content", problem)
    found = changed(found, "/components/responses/One/content", form)
    with pytest.raises(SpecError) as caught:
        build(found)
    assert {p.pointer for p in caught.value.problems} == {
        "/paths/~1gadgets~1/post/requestBody/content/application~1problem+json",
        "/components/responses/One/content/multipart~1form-data",
    }


REFUSED = """
openapi: 3.1.0
info: {title: T, version: '1'}
components: {securitySchemes: {login: {type: http, scheme: digest}}}
paths:
  /a:
    get:
      operationId: a
      security: [{login: []}]
      parameters: [{name: c, in: header, content: {application/json: {schema: {type: object}}}}]
      responses: {'200': {description: x, content: {application/json: {schema: {type: object}}}}, '202': {description: y, content: {application/x-ndjson: {schema: {}}}}}
  /b:
    post:
      operationId: b
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {f: {type: object}}}}}}
      responses: {'204': {description: x}}
"""


def test_both_clients_tell_all_they_refuse_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, root = tmp_path / "other.yaml", tmp_path / "out"
    spec.write_text(REFUSED)
    assert cli.main(["--spec", str(spec), "--root", str(root)]) == cli.REFUSED
    said = capsys.readouterr().err
    for target in ("python", "typescript"):
        assert f"{target} can't express other.yaml: 4 problems" in said
    for line, place in (
        (9, "security"),
        (10, "parameters/0"),
        (11, "responses/202"),
        (15, "requestBody/content"),
    ):
        assert said.count(f"other.yaml:{line}: #/paths/") == 2, place
    assert "nothing was written" in said
    assert not root.exists()


def test_what_is_refused_can_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, root = tmp_path / "other.yaml", tmp_path / "out"
    spec.write_text(REFUSED + "  /c: {get: {operationId: c, responses: {'204': {description: x}}}}\n")
    assert cli.main(["--spec", str(spec), "--root", str(root), "--target", "python", "--leave-out"]) == 0
    said = capsys.readouterr().out
    assert said.count("left out: ") == 4
    assert "1 operations" in said
    assert (root / "python/src/vectorizer_client/_generated/models.py").is_file()
    assert not (root / "server-mock").exists()


def test_a_document_of_others_is_no_contract_of_a_server(tmp_path: Path) -> None:
    assert isinstance(document("gadgets"), Document)
    spec = tmp_path / "other.yaml"
    spec.write_text(REFUSED)
    assert cli.main(["--spec", str(spec), "--root", str(tmp_path), "--target", "server"]) == cli.REFUSED


LOOSE = """
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get:
      operationId: a
      responses:
        '200':
          description: x
          content: {application/json: {schema: {$ref: '#/components/schemas/A'}, example: {n: no number}}}
          links: {gone: {operationId: nowhere}, kept: {$ref: '#/components/links/Lost'}}
components:
  links: {Lost: {operationId: nobody}}
  schemas:
    A:
      type: object
      additionalProperties: false
      required: [example, unsaid, n]
      properties: {example: {type: string, default: 5}, n: {type: integer, example: one}}
"""


def test_of_what_says_nothing_to_a_client_only_that_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "loose.yaml").write_text(LOOSE)
    rest, refused = partial.express(read(tmp_path / "loose.yaml"), build)
    assert [operation.operation_id for operation in rest.operations] == ["a"]
    schema = rest.schema("A")
    assert isinstance(schema, ir.ObjectSchema)
    assert [(one.name, one.required) for one in schema.properties] == [("example", True), ("n", True)]
    assert {problem.pointer.split("/")[-1] for problem in refused} >= {
        "default",
        "operationId",
        "1",
    }
    assert rest.operations[0].links == ()


def test_a_chain_of_many_schemas_is_made(tmp_path: Path) -> None:
    count = 600
    chain = "".join(
        f"    T{number}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/T{(number + 1) % count}'}}}}}}\n"
        for number in range(count)
    )
    answer = "{description: x, content: {application/json: {schema: {$ref: '#/components/schemas/T0'}}}}"
    (tmp_path / "chain.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"
        f"paths: {{/a: {{get: {{operationId: a, responses: {{'200': {answer}}}}}}}}}\n"
        f"components:\n  schemas:\n{chain}"
    )
    words = ["--spec", str(tmp_path / "chain.yaml"), "--root", str(tmp_path), "--target", "typescript"]
    assert cli.main(words) == 0
