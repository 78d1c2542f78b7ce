"""Bodies that have no members, and answers that have no body or are bytes by their type."""

from __future__ import annotations

from pathlib import Path

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.source import parse

from .echo import Seen, called

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
DOCUMENT = """
openapi: 3.1.0
info: {title: Bodies, version: '1'}
paths:
  /parts: {post: {operationId: parts, requestBody: {required: true, content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Odd'}}}}, responses: {'204': {description: d}}}}
  /form: {post: {operationId: form, requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Odd'}}}}, responses: {'204': {description: d}}}}
  /json: {post: {operationId: json_, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Odd'}}}}, responses: {'204': {description: d}}}}
  /maybe: {post: {operationId: maybe, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Odd'}}}}, responses: {'204': {description: d}}}}
  /page: {head: {operationId: page, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Odd'}}}}}}}
  /pdf: {get: {operationId: pdf, responses: {'200': {description: d, content: {application/pdf: {schema: {type: string, contentEncoding: binary}}}}}}}
components: {schemas: {Odd: {type: object, properties: {constructor: {type: string}, n: {type: integer}}}}}
"""
PYTHON = """
import json, sys
from vectorizer_client import SyncVectorizerClient
with SyncVectorizerClient(sys.argv[1]) as client:
    client.parts(); client.form(); client.json(); client.maybe()
    print(json.dumps([client.page(), list(client.pdf())]))
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!);
await client.parts(); await client.form(); await client.json(); await client.maybe();
const nothing: void = await client.page();
console.log(JSON.stringify([nothing ?? null, [...(await client.pdf())]]));
"""


def answer(seen: Seen) -> tuple[int, str, bytes]:
    if seen.line == "HEAD /page":
        return 200, "", b""
    return (200, "application/pdf", b"\xff\x00") if seen.line == "GET /pdf" else (204, "", b"")


@pytest.mark.parametrize("client", CLIENTS)
def test_what_has_no_members_or_no_body(client: str, tmp_path: Path) -> None:
    found = parse(DOCUMENT)
    files = emit(CLIENTS[client], build(found), found.data)
    programs = {"python": PYTHON, "typescript": TYPESCRIPT}
    said, seen = called(client, files, programs, answer, tmp_path)
    assert said == [None, [255, 0]]
    types = [one.headers.get("content-type", "").partition(";")[0] for one in seen[:4]]
    assert types == ["multipart/form-data", "application/x-www-form-urlencoded", "application/json", ""]
    closing = seen[0].headers["content-type"].partition("boundary=")[2]
    assert [one.body for one in seen[:4]] == [f"--{closing}--\r\n".encode(), b"", b"{}", b""]
