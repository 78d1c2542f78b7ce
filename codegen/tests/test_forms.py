"""Members of forms that are JSON or objects in a style that is stated, and operations with the names of what they use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS, limits
from vectorizer_codegen.source import parse

from .echo import Seen, called

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
DOCUMENT = """
openapi: 3.0.3
info: {title: Forms, version: '1'}
paths:
  /forms:
    post:
      operationId: send
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                flat: {type: object, properties: {a: {type: string}, b: {type: integer}}}
                members: {type: object, additionalProperties: {type: string}}
                choice: {oneOf: [{type: object, properties: {c: {type: string}}}, {type: array, items: {type: string}}]}
                payload: {type: object, properties: {a: {type: array, items: {type: string}}}}
                note: {type: string}
            encoding:
              flat: {style: form, explode: false}
              members: {style: form, explode: true}
              choice: {explode: true}
              payload: {contentType: application/json}
              note: {contentType: text/plain}
      responses: {'204': {description: It is kept.}}
  /things: {get: {operationId: readThing, responses: {'200': {description: d, content: {application/hal+json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}}
  /exact: {post: {operationId: exact, requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {count: {type: integer, format: int64}}}}}}, responses: {'204': {description: d}}}}
  /writers: {put: {operationId: writers, requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {thing: {$ref: '#/components/schemas/Thing'}}}}}}, responses: {'204': {description: d}}}}
  /proxies: {patch: {operationId: proxy, requestBody: {required: true, content: {application/json-patch+json: {schema: {type: object}}, application/merge-patch+json: {schema: {type: object}}}}, responses: {'200': {description: d, content: {'*/*': {schema: {type: string}}}}}}}
  /parts:
    post:
      operationId: parts
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {plain: {type: string}, loud: {type: string}, told: {type: string}, lines: {type: string}}}
            encoding:
              loud: {contentType: Application/JSON}
              told: {contentType: 'application/problem+json; charset=utf-8'}
              lines: {contentType: application/x-ndjson}
      responses: {'204': {description: d}}
components:
  schemas:
    Thing: {type: object, required: [n], properties: {n: {type: integer}, mass: {type: number}, inner: {$ref: '#/components/schemas/Thing'}}}
"""
PYTHON = """
import json, sys
from vectorizer_client import SyncVectorizerClient
with SyncVectorizerClient(sys.argv[1]) as client:
    client.send(flat={"a": "x,y", "b": 2}, members={"k": "v w"}, choice={"c": "z"}, payload={"a": ["ä&"]}, note="n")
    client.send(choice=["p", "q"])
    n = client.read_thing().n
    client.exact(count=2**60 + 1)
    client.writers(thing={"n": 1, "inner": {"n": 2, "mass": 1e300}})
    said = client.proxy(body={"a": 1})
    client.parts(plain="p", loud="q", told="r", lines="s")
print(json.dumps([n, said]))
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!);
await client.send({ flat: { a: "x,y", b: 2 }, members: { k: "v w" }, choice: { c: "z" }, payload: { a: ["ä&"] }, note: "n" });
await client.send({ choice: ["p", "q"] });
const { n } = await client.readThing();
await client.exact_({ count: 2n ** 60n + 1n });
await client.writers_({ thing: { n: 1, inner: { n: 2, mass: 1e300 } } });
const said = await client.proxy({ body: { a: 1 } });
await client.parts({ plain: "p", loud: "q", told: "r", lines: "s" });
console.log(JSON.stringify([n, said]));
"""


def answer(seen: Seen) -> tuple[int, str, bytes]:
    if seen.line == "PATCH /proxies":
        return 200, "text/plain", b"pod"
    return (200, "application/hal+json", b'{"n": 7}') if seen.line == "GET /things" else (204, "", b"")


@pytest.mark.parametrize("client", CLIENTS)
def test_they_are_sent_as_is_stated(client: str, tmp_path: Path) -> None:
    document = parse(DOCUMENT)
    programs = {"python": PYTHON, "typescript": TYPESCRIPT}
    said, seen = called(
        client, emit(CLIENTS[client], build(document), document.data), programs, answer, tmp_path
    )
    assert said == [7, "pod"]
    parts = seen.pop().body
    assert [one.body for one in seen] == [
        b"flat=a,x%2Cy,b,2&k=v%20w&c=z&payload=%7B%22a%22%3A%5B%22%C3%A4%26%22%5D%7D&note=n",
        b"choice=p&choice=q",
        b"",
        b'{"count":1152921504606846977}',
        b'{"thing":{"n":1,"inner":{"n":2,"mass":1e+300}}}',
        b'{"a":1}',
    ]
    # JSON's media types have parameters and capitals; lines of it are text here.
    assert re.findall(rb"\r\n\r\n(.*)\r\n", parts) == [b"p", b'"q"', b'"r"', b"s"]
    assert seen[5].headers["content-type"] == "application/merge-patch+json"
    assert seen[5].headers["accept"].startswith("*/*")
    assert seen[2].headers["accept"].startswith("application/hal+json")


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ("payload: {}", "how a form writes the object `payload` is not stated"),
        (
            "payload: {explode: false}",
            "how the style form writes lists or objects in `payload` is not defined",
        ),
    ],
)
def test_what_is_not_defined_is_refused(stated: str, reason: str) -> None:
    document = parse(DOCUMENT.replace("payload: {contentType: application/json}", stated))
    assert [reason in problem.reason for problem in limits.problems(build(document))] == [True]
