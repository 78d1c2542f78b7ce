"""Documents of several files, and references to places that are no components."""

from __future__ import annotations

from pathlib import Path

import pytest
from vectorizer_codegen import bundle, ir
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.source import Document, parse
from vectorizer_codegen.spec import built, load_api

FILES = {
    "api.yaml": """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets/{id}.json: {$ref: paths/pets.yaml}
  /toys: {$ref: 'paths/all.yaml#/toys'}
  /again:
    get:
      operationId: again
      parameters: [{$ref: 'common.yaml#/Limit'}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/paths/~1deep/get/responses/200/content/application~1json/schema'}}}}
        '404': {$ref: 'common.yaml#/components/responses/NotFound'}
  /deep:
    get:
      operationId: deep
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {at: {$ref: '#/components/schemas/Owner/properties/address'}}}}}}}
components:
  schemas:
    Owner: {type: object, properties: {address: {type: object, properties: {city: {type: string}}}, pet: {$ref: schemas/Pet.yaml}}}
    owner: {type: object, properties: {small: {type: string}}}
""",
    "paths/pets.yaml": """
parameters: [{name: id, in: path, required: true, schema: {type: string}}]
get:
  operationId: getPet
  responses:
    '200': {description: ok, content: {application/json: {schema: {$ref: ../schemas/Pet.yaml}, examples: {one: {$ref: '../common.yaml#/Rex'}}}}}
    '201': {description: ok, content: {application/json: {schema: {$ref: '../api.yaml#/components/schemas/owner'}}}}
""",
    "paths/all.yaml": """
toys:
  post:
    operationId: addToy
    requestBody: {$ref: '../common.yaml#/Toy'}
    responses: {'204': {description: ok}}
""",
    "schemas/Pet.yaml": """
$schema: https://json-schema.org/draft/2020-12/schema
$id: https://example.com/pet
type: object
required: [name]
properties:
  name: {type: string}
  parent: {$ref: Pet.yaml}
  owner: {$ref: '../api.yaml#/components/schemas/Owner'}
  size: {$ref: '#/$defs/size'}
$defs: {size: {type: string, enum: [s, m]}}
""",
    "common.yaml": """
Limit: {name: limit, in: query, schema: {type: integer}}
Rex: {value: {name: Rex}}
Toy: {content: {application/json: {schema: {oneOf: [{$ref: schemas/Pet.yaml}, {type: object, properties: {kind: {type: string}}}]}}}}
components:
  responses: {NotFound: {description: gone, content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}}
  schemas: {Error: {type: object, properties: {message: {type: string}}}}
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_what_other_files_hold_becomes_components(folder: Path) -> None:
    api, plain = load_api(folder / "api.yaml")
    assert [operation.operation_id for operation in api.operations] == ["getPet", "addToy", "again", "deep"]
    names = {named.name for named in api.schemas}
    assert names >= {"Owner", "owner_2", "Pet", "size", "Error", "deep_get", "Owner_address"}
    assert "owner" not in names
    pet = api.schema("Pet")
    assert isinstance(pet, ir.ObjectSchema)
    held = {one.name: one.schema for one in pet.properties}
    assert [getattr(held[name], "name", "") for name in ("parent", "owner", "size")] == [
        "Pet",
        "Owner",
        "size",
    ]
    get = api.operations[0]
    assert [(one.text, one.is_parameter, one.is_joined) for one in get.segments] == [
        ("pets", False, False),
        ("id", True, False),
        (".json", False, True),
    ]
    assert [example.value for example in get.responses[0].examples] == [{"name": "Rex"}]
    assert any("`owner` is called `owner_2`" in notice.reason for notice in api.notices)
    assert "pathItems" not in plain["components"]


def test_it_is_the_same_written_as_one_file(folder: Path) -> None:
    document = bundle.load(folder / "api.yaml")
    assert not document.is_whole
    again = parse(bundle.write(document))
    assert again.data == document.data
    assert built(again)[0].operations[0].path == "/pets/{id}.json"


def test_text_that_looks_like_a_number_is_written_as_text() -> None:
    data = {
        "a": ["1e3", "no", "0o7", "0x1f", "", "~", "2020-01-01", "12:30", "- x", "a: b", "<<"],
        "b": [1.5, 10**20],
    }
    assert parse(bundle.write(Document(data))).data == data


@pytest.mark.parametrize(
    ("ref", "reason"),
    [
        ("paths/gone.yaml", "there is no file `paths/gone.yaml`"),
        ("loop.yaml", "there is no file `loop.yaml`"),
        ("a%00.yaml", "there is no file `a%00.yaml`"),
        (f"{'a' * 5000}.yaml", "there is no file `aaa"),
        ("../outside.yaml", "`../outside.yaml` lies outside of"),
        ("https://example.com/a.yaml", "`https://example.com/a.yaml` is not fetched"),
        ("common.yaml#/nothing", "`common.yaml#/nothing` leads nowhere"),
        ("common.yaml#anchor", "no schema there has this"),
        ("#/components/schemas/Nothing", "leads nowhere"),
        ("#/nothing", "`#/nothing` leads nowhere"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_with_its_line(folder: Path, ref: str, reason: str) -> None:
    text = FILES["paths/all.yaml"].replace(
        "../common.yaml#/Toy", f"../{ref}" if ":" not in ref and ref[0] != "#" else ref
    )
    text = text.replace("{$ref: '", "{content: {application/json: {schema: {$ref: '").replace(
        "'}\n", "'}}}}\n", 1
    )
    (folder / "paths/all.yaml").write_text(text, "utf-8")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    with pytest.raises(SpecError) as caught:
        load_api(folder / "api.yaml")
    (problem,) = caught.value.problems
    reason = reason.replace("`", "`../" if ":" not in ref and ref[0] != "#" else "`", 1)
    assert reason in problem.reason
    assert str(problem).startswith(f"{folder / 'paths/all.yaml'}:5: #/toys/post/requestBody/content/")


def test_a_problem_of_another_file_has_its_line_there(folder: Path) -> None:
    text = FILES["schemas/Pet.yaml"].replace("name: {type: string}", "name: {type: text}")
    (folder / "schemas/Pet.yaml").write_text(text, "utf-8")
    with pytest.raises(SpecError) as caught:
        load_api(folder / "api.yaml")
    (problem,) = caught.value.problems
    assert str(problem).startswith(
        f"{folder / 'schemas/Pet.yaml'}:7: #/properties/name/type: `text` is not a type"
    )


def test_another_folder_is_read_only_when_it_is_allowed(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner/api.yaml").write_text(
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {/toys: {$ref: '../paths/all.yaml#/toys'}}\n"
    )
    with pytest.raises(SpecError, match=r"lies outside of .*; --files DIR allows another folder"):
        bundle.load(folder / "inner/api.yaml")
    assert not bundle.load(folder / "inner/api.yaml", folder).is_whole


def test_a_path_that_leads_back_to_itself_is_refused(folder: Path) -> None:
    (folder / "paths/all.yaml").write_text("toys: {$ref: '#/toys'}\n")
    with pytest.raises(SpecError, match="`#/toys` leads back to itself"):
        bundle.load(folder / "api.yaml")


@pytest.mark.parametrize("ref", ["", "#", "api.yaml", "api.yaml#"])
def test_the_whole_document_is_no_schema(folder: Path, ref: str) -> None:
    path = folder / "api.yaml"
    path.write_text(FILES["api.yaml"].replace("schemas/Pet.yaml", repr(ref)), "utf-8")
    with pytest.raises(SpecError, match=f"Owner/properties/pet/.ref: `{ref}` means the whole document"):
        load_api(path)


def test_an_anchor_is_followed_in_its_file_and_from_another(tmp_path: Path) -> None:
    schema = "{$anchor: size, type: integer, minimum: 1}"
    (tmp_path / "parts.yaml").write_text(f"held: {{deep: [{schema}]}}\nown: {{$ref: '#size'}}\n")
    refs = ", ".join(
        f"{name}: {{$ref: '{ref}'}}" for name, ref in {"a": "#size", "b": "parts.yaml#size"}.items()
    )
    (tmp_path / "api.yaml").write_text(f"""
openapi: 3.1.0
info: {{title: Anchors, version: '1'}}
paths:
  /a: {{get: {{operationId: a, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#thing'}}}}}}}}}}}}}}
components:
  schemas:
    Thing: {{$anchor: thing, type: object, properties: {{{refs}, c: {{$ref: 'parts.yaml#/own'}}}}}}
    Held: {{type: object, properties: {{size: {{$anchor: size, type: string}}}}}}
""")
    api, _ = load_api(tmp_path / "api.yaml")
    thing = api.resolve(api.schema("Thing"))
    assert isinstance(thing, ir.ObjectSchema)
    assert [api.resolve(member.schema).kind for member in thing.properties] == [
        "string",
        "integer",
        "integer",
    ]
