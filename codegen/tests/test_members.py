"""Members of any name, and members without a name whose type is stated: sent, read and typed in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.source import parse

from .echo import Seen, called

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
BIG = 2**60 + 1
DOCUMENT = """
openapi: 3.1.0
info: {title: Members, version: '1'}
paths:
  /odd:
    get:
      operationId: odd
      parameters: [{name: constructor, in: query, schema: {type: string}}, {name: page, in: query, schema: {type: integer}}]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Odd'}}}}}
    put:
      operationId: putOdd
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Odd'}}}}
      responses: {'204': {description: d}}
  /typed: {get: {operationId: typed, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Typed'}}}}}}}
components:
  schemas:
    Odd:
      type: object
      required: [__proto__, 'sure?']
      properties:
        __proto__: {type: integer, format: int64}
        'sure?': {type: integer, format: int64}
        'may?be': {type: integer, format: int64}
        '': {type: string}
        constructor: {type: string}
        toString: {type: integer}
        inner: {type: object, properties: {valueOf: {type: string}, n: {type: integer}}}
    Typed: {type: object, required: [n], properties: {n: {type: string}}, additionalProperties: {$ref: '#/components/schemas/Item'}}
    Item: {type: object, required: [size], properties: {size: {type: integer, minimum: 1}, of: {$ref: '#/components/schemas/Typed'}}}
"""
ODD = {
    "__proto__": BIG,
    "sure?": BIG,
    "may?be": BIG,
    "": "e",
    "constructor": "c",
    "toString": 1,
    "inner": {"n": 2},
}
TYPED = {"n": "one", "a b": {"size": 2, "of": {"n": "two", "c": {"size": 3}}}}
PYTHON = """
import json, sys
from vectorizer_client import SyncVectorizerClient
with SyncVectorizerClient(sys.argv[1]) as client:
    odd, typed = client.odd(page=1), client.typed()
    client.put_odd(body=odd.to_dict())
names = [type(one).__name__ for one in (typed["a b"], typed["a b"].of, typed["a b"].of["c"])]
print(json.dumps([[odd[name] for name in json.loads(sys.argv[2])[:6]], odd.to_dict(), names, typed["a b"].of["c"].size]))
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
import type { Odd } from "./generated/models.js";
const client = new VectorizerClient(process.argv[2]!);
const [odd, typed] = [await client.odd({ page: 1 }), await client.typed()];
await client.putOdd({ body: odd });
const less: Odd = { ["__proto__"]: 1, "sure?": 2, inner: { n: 2 } };
if (Object.keys(less).length !== 3) throw new Error("a member is lost");
const all = JSON.parse(process.argv[3]!) as (keyof typeof odd)[];
const text = (value: unknown) => (typeof value === "bigint" ? `#${value}` : value);
const item = typed["a b"] as Exclude<(typeof typed)[string], string | undefined>;
const names = ["Item", "Typed", "Item"];
console.log(JSON.stringify([all.slice(0, 6).map((name) => odd[name]), odd, names, (item.of!["c"] as typeof item).size], (_, value) => text(value)));
"""


def answer(seen: Seen) -> tuple[int, str, bytes]:
    if seen.line.startswith("PUT"):
        return 204, "", b""
    return 200, "application/json", json.dumps(TYPED if "typed" in seen.line else ODD).encode()


@pytest.mark.parametrize("client", CLIENTS)
def test_a_member_of_any_name_is_sent_and_read(client: str, tmp_path: Path) -> None:
    found = parse(DOCUMENT)
    files = emit(CLIENTS[client], build(found), found.data)
    programs = {"python": PYTHON, "typescript": TYPESCRIPT}
    said, seen = called(client, files, programs, answer, tmp_path, json.dumps([*ODD]))
    assert seen[0].line == "GET /odd?page=1"
    assert json.loads(seen[2].body) == ODD
    # JSON of JavaScript has no bigint: they come as text with a mark.
    said = json.loads(re.sub(r'"#(\d+)"', r"\1", json.dumps(said)))
    assert said == [[*ODD.values()][:6], ODD, ["Item", "Typed", "Item"], 3]
