"""Members that only answers have, or only requests, and answers that never end: what the clients' types say of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.source import Document, read

from .echo import run, survey

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
USERS = """
openapi: 3.1.0
info: {title: Users, version: '1'}
paths:
  /users:
    post:
      operationId: createUsers
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [users], properties: {users: {type: array, items: {$ref: '#/components/schemas/User'}}}}
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
  /events:
    get: {operationId: events, responses: {'200': {description: Live., content: {text/event-stream: {schema: {type: string}}}}}}
components:
  schemas:
    Id: {type: string, readOnly: true}
    User:
      type: object
      additionalProperties: false
      required: [id, made, name, password]
      properties:
        id: {$ref: '#/components/schemas/Id'}
        made: {type: integer, readOnly: true}
        name: {type: string}
        password: {type: string, writeOnly: true}
        manager: {$ref: '#/components/schemas/User'}
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient("http://localhost");
const manager = { name: "Bob", password: "q" };
const user = await client.createUsers({ users: [{ name: "Ada", password: "p", manager }] });
const id: string = user.id;
const nothing: string | undefined = user.password;
// @ts-expect-error an answer need not have it
const password: string = user.password;
// @ts-expect-error a request must have it
await client.createUsers({ users: [{ name: "Ada" }] });
// @ts-expect-error no request has it
await client.createUsers({ users: [{ name: "Ada", password: "p", id }] });
"""
PYTHON = """
import json, typing
from vectorizer_client._generated.requests import UserInput
from vectorizer_client._generated.models import User
given = typing.get_type_hints(UserInput, include_extras=True)
print(json.dumps([{name: "NotRequired" not in str(kind) for name, kind in given.items()},
    sorted(name for name, field in User.model_fields.items() if field.is_required())]))
"""


@pytest.fixture
def users(tmp_path: Path) -> tuple[Document, ir.Api]:
    (tmp_path / "openapi.yaml").write_text(USERS)
    found = read(tmp_path / "openapi.yaml")
    return found, build(found)


def test_a_request_has_no_member_that_only_answers_have(
    users: tuple[Document, ir.Api], tmp_path: Path
) -> None:
    source = survey().overlay(emit(CLIENTS["typescript"], users[1], users[0].data), "typescript", tmp_path)
    (source / "main.ts").write_text(TYPESCRIPT)
    assert survey().compiler_error(source / "main.ts") == ""
    package = survey().overlay(emit(CLIENTS["python"], users[1], users[0].data), "python", tmp_path)
    given, read_of_answers = run([sys.executable, "-W", "error", "-c", PYTHON], package.parent)
    assert given == {"name": True, "password": True, "manager": False}
    assert read_of_answers == ["id", "made", "name"]


def test_that_a_stream_of_events_is_given_at_its_end_is_said(users: tuple[Document, ir.Api]) -> None:
    said = {notice.pointer: notice.reason for notice in users[1].notices}
    assert "is a stream of events" in said["/paths/~1events/get/responses/200/content/text~1event-stream"]
