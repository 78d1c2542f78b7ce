"""Many schemas that hold each other, with numbers as large as a double can be at any depth: sent and read by both clients."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.source import Document

from .echo import Seen, called

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
COUNT, DEPTH = 150, 40
LARGE = 1e300


def ref(number: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/T{number % COUNT}"}


def tree(number: int) -> dict[str, Any]:
    """One of the schemas: each holds some others, and so all of them."""
    return {
        "type": "object",
        "required": ["n"],
        "properties": {
            "n": {"type": "integer"},
            "mass": {"type": "number"},
            f"own{number}": {"type": "string"},
            "next": ref(number + 1),
            "constructor": ref(number + 7),
            "either": {"anyOf": [{"type": "string"}, ref(number + 2), ref(number + 3)], "nullable": True},
            "some": {"type": "array", "items": ref(number * 31 + 5)},
        },
    }


def content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def chain(number: int) -> dict[str, Any]:
    """One of many schemas that stand in each other, and not in a circle."""
    inner = {"type": "string"} if number == COUNT else {"$ref": f"#/components/schemas/C{number + 1}"}
    return {"type": "object", "properties": {"in": inner}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Thicket", "version": "1"},
    "paths": {
        "/trees": {
            "post": {
                "operationId": "plant",
                "requestBody": {"required": True, "content": content({"type": "object", "properties": {"tree": ref(0)}})},
                "responses": {"200": {"description": "It.", "content": content(ref(0))}},
            }
        },
        "/chain": {
            "get": {
                "operationId": "readC0",
                "responses": {"200": {"description": "It.", "content": content({"$ref": "#/components/schemas/C0"})}},
            }
        },
    },
    "components": {
        "schemas": {
            **{f"T{number}": tree(number) for number in range(COUNT)},
            **{f"C{number}": chain(number) for number in range(COUNT + 1)},
        }
    },
}  # fmt: skip
TREE = {
    "n": 1,
    "mass": LARGE,
    "next": {"n": 2, "next": {"n": 3, "mass": LARGE}, "some": [{"n": 4, "mass": LARGE, "new": 1}]},
    "constructor": {"n": 5, "mass": LARGE},
    "either": {"n": 6, "own3": "w"},
}
PYTHON = f"""
import json, sys
from vectorizer_client import SyncVectorizerClient
from vectorizer_client._types.errors import ResponseError
with SyncVectorizerClient(sys.argv[1]) as client:
    tree = client.plant(tree={TREE!r})
    deep = client.read_c0()
    try:
        wrong = client.plant(tree={{"n": 0}})
    except ResponseError as error:
        wrong = str(error)
depth, one = 0, deep
while one := one.get("in"):
    depth += 1
assert tree.to_dict() == {TREE!r} and repr(tree.next.some[0]).startswith("T36("), tree
assert "T0: /next/some/0/n: " in wrong, wrong
print(json.dumps([depth, type(tree.next.next).__name__, type(tree.either).__name__, tree.next.some[0].mass]))
"""
TYPESCRIPT = f"""
import {{ VectorizerClient }} from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!);
const tree = await client.plant({{ tree: {json.dumps(TREE)} as never }});
let depth = 0;
for (let one: any = await client.readC0(); one.in; one = one.in) depth += 1;
const wrong = await client.plant({{ tree: {{ n: 0 }} as never }}).catch(String);
if (!/some.0..?n/.test(`${{wrong}}`)) throw new Error(`${{wrong}}`);
const either = typeof tree.either === "object" && tree.either && "own3" in tree.either ? "T3" : "";
console.log(JSON.stringify([depth, "T2", either, tree.next!.some![0]!.mass]));
"""


def answer(seen: Seen) -> tuple[int, str, bytes]:
    if seen.line == "GET /chain":
        return 200, "application/json", ('{"in":' * DEPTH + "{}" + "}" * DEPTH).encode()
    given = json.loads(seen.body)["tree"]
    return (
        200,
        "application/json",
        json.dumps(given if given["n"] else {"n": 1, "next": {"n": 2, "some": [{}]}}).encode(),
    )


@pytest.mark.parametrize("client", CLIENTS)
def test_they_are_sent_and_read(client: str, tmp_path: Path) -> None:
    programs = {"python": PYTHON, "typescript": TYPESCRIPT}
    said, seen = called(
        client, emit(CLIENTS[client], build(Document(DOCUMENT)), DOCUMENT), programs, answer, tmp_path
    )
    assert said == [DEPTH, "T2", "T3", LARGE]
    assert json.loads(seen[0].body) == {"tree": TREE}


def test_models_that_few_hold_are_built_with_those_that_hold_them() -> None:
    few = {
        name: schema for name, schema in DOCUMENT["components"]["schemas"].items() if name in ("C149", "C150")
    }
    answers = {"200": {"description": "It.", "content": content({"$ref": "#/components/schemas/C149"})}}
    small = {**DOCUMENT, "paths": {"/c": {"get": {"responses": answers}}}, "components": {"schemas": few}}
    files = emit(CLIENTS["python"], build(Document(small)), small)
    assert "Later" not in str(files["python/src/vectorizer_client/_generated/models.py"])
