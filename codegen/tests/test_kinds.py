"""Choices without a discriminator: the member that has one value in each option decides, before the members that are there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel
from vectorizer_codegen import bundle
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.emitters.python.models import Models
from vectorizer_codegen.schema import AnySchema
from vectorizer_codegen.source import Document
from vectorizer_codegen.spec import built

from .conftest import DOCUMENTS
from .echo import Seen, called

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
ACCOUNT = {
    "register": "r",
    "mro": 3,
    "source": {"id": "b", "object": "bank", "brand": "x", "deleted": False},
    "sources": [
        {"id": "b", "object": "bank", "deleted": True, "brand": "x"},
        {"id": "c", "object": "card", "brand": "x"},
        {"id": "d", "object": "card", "deleted": True},
        {"id": "n", "object": "cheque", "brand": "x"},
    ],
    "inline": [{"level": 2, "note": "n"}, {"level": 1, "note": "n", "size": 3}],
    "owner": {"id": "o", "object": "owner", "deleted": True},
}
PYTHON = """
import json, sys
from vectorizer_client import SyncVectorizerClient
from vectorizer_client._generated.models import Bank
with SyncVectorizerClient(sys.argv[1]) as client:
    account, other = client.get_account("1"), client.get_account("2")
name = lambda one: type(one).__name__
assert isinstance(account.source, Bank) and account.source.brand == "x"
assert account.to_dict() == json.loads(sys.argv[2])
assert [one["level"] for one in account.inline] == [2, 1]
assert name(account.inline[0]) != name(account.inline[1]) and account.inline[0].size is None
print(json.dumps([[name(one) for one in account.sources], name(account.owner), name(other.owner), other.source, account["register"], account["mro"]]))
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!);
const [account, other] = [await client.getAccount("1"), await client.getAccount("2")];
const kinds = account.sources!.map((one) => one.object === "bank" ? "Bank" : one.object !== "card" ? "Model" : "brand" in one ? "Card" : "DeletedCard");
const name = (owner: typeof account.owner) => owner && ("created" in owner ? "Owner" : "DeletedOwner");
console.log(JSON.stringify([kinds, name(account.owner), name(other.owner), other.source, account.register, account.mro]));
"""


def answer(seen: Seen) -> tuple[int, str, bytes]:
    other = {"source": "ba_1", "owner": {"id": "o", "object": "owner", "created": 5}}
    value = ACCOUNT if seen.line == "GET /accounts/1" else other
    return 200, "application/x-amz-json-1.1", json.dumps(value).encode()


@pytest.mark.parametrize("client", CLIENTS)
def test_an_option_is_told_by_the_one_value_of_a_member(client: str, tmp_path: Path) -> None:
    api, plain = built(bundle.load(DOCUMENTS / "wallet.yaml"))
    programs = {"python": PYTHON, "typescript": TYPESCRIPT}
    files = emit(CLIENTS[client], api, plain)
    said, _ = called(client, files, programs, answer, tmp_path, json.dumps(ACCOUNT))
    kinds = ["Bank", "Card", "DeletedCard", "Model"]
    assert said == [kinds, "DeletedOwner", "Owner", "ba_1", "r", 3]


SHAPES = {
    "Circle": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
    "Square": {
        "type": "object",
        "required": ["kind", "side"],
        "properties": {"kind": {"type": "string"}, "side": {"type": "number"}},
    },
    "Shape": {
        "oneOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Square"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"c": "Circle", "round)": "Circle", "s": "Square"},
        },
    },
    "Other": {
        "oneOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Square"}],
        "discriminator": {"propertyName": "kind", "mapping": {"d": "Circle", "s": "Square"}},
    },
}
SHAPES_PYTHON = """
import json, sys
from vectorizer_client import SyncVectorizerClient
with SyncVectorizerClient(sys.argv[1]) as client:
    circle, shapes, others = client.get_circle(), client.list_shapes(), client.list_others()
    same = client.get_shape()
names = [[type(one).__name__ for one in some] for some in (shapes, others)]
print(json.dumps([circle.kind, type(circle).__name__, type(same).__name__, *names]))
"""
SHAPES_TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!);
const circle = await client.getCircle();
const kind: string = circle.kind;
const name = (one: { kind: string }, c: string[]) => c.includes(one.kind) ? "Circle" : one.kind === "s" ? "Square" : "Model";
const shapes = (await client.listShapes()).map((one) => name(one, ["c", "round)"]));
const others = (await client.listOthers()).map((one) => name(one, ["d"]));
console.log(JSON.stringify([kind, "Circle", name(await client.getShape(), ["c"]), shapes, others]));
"""


@pytest.mark.parametrize("client", CLIENTS)
def test_what_a_union_means_by_a_member_holds_in_that_union_alone(client: str, tmp_path: Path) -> None:
    shape, other = {"$ref": "#/components/schemas/Shape"}, {"$ref": "#/components/schemas/Other"}
    answers = {
        "getCircle": ({"$ref": "#/components/schemas/Circle"}, {"kind": "anything"}),
        "getShape": (shape, {"kind": "c"}),
        "listShapes": (
            {"type": "array", "items": shape},
            [{"kind": one, "side": 1} for one in ("c", "round)", "s", "d")],
        ),
        "listOthers": ({"type": "array", "items": other}, [{"kind": one, "side": 1} for one in "csd"]),
    }
    paths = {
        f"/{name}": {
            "get": {
                "operationId": name,
                "responses": {
                    "200": {"description": "One.", "content": {"application/json": {"schema": schema}}}
                },
            }
        }
        for name, (schema, _) in answers.items()
    }
    data = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": paths,
        "components": {"schemas": SHAPES},
    }
    api, plain = built(Document(data))
    programs = {"python": SHAPES_PYTHON, "typescript": SHAPES_TYPESCRIPT}
    said, _ = called(
        client,
        emit(CLIENTS[client], api, plain),
        programs,
        lambda seen: (200, "application/json", json.dumps(answers[seen.line[5:]][1]).encode()),
        tmp_path,
    )
    shapes, others = ["Circle", "Circle", "Square", "Model"], ["Model", "Square", "Circle"]
    assert said == ["anything", "Circle", "Circle", shapes, others]


def test_no_member_takes_the_name_of_what_models_have() -> None:
    """Pydantic's classes have more with each version: the names are compared with those of the one that is installed."""
    had = {name for name in {*dir(BaseModel), *dir(type(BaseModel))} if not name.startswith("_")}
    properties = {name: {"type": "string"} for name in sorted(had)}
    schema = {"type": "object", "properties": properties}
    answers = {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}
    paths = {"/x": {"get": {"operationId": "getX", "responses": answers}}}
    data = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    api = build(Document(data))
    models = Models(api)
    models.annotation(api.operation("getX").success.schema or AnySchema(), "X")
    taken = set(re.findall(r"^    (\w+): Annotated", models.source(), re.MULTILINE))
    assert taken == {f"{name}_" for name in had}
