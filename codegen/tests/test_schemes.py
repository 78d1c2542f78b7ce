"""Security schemes of HTTP by their names: what one has goes out behind the name, what is computed is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS, keys, limits
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.ir import Api
from vectorizer_codegen.source import parse

from .echo import called

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
PYTHON = """
import sys
from vectorizer_client import SyncVectorizerClient
for key in ({"own": "k &"}, "k &"):
    SyncVectorizerClient(sys.argv[1], api_key=key).a()
print("null")
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
for (const apiKey of [{ own: "k &" }, "k &"]) await new VectorizerClient(process.argv[2]!, { apiKey }).a();
console.log("null");
"""


def api(scheme: str, kind: str = "http") -> Api:
    return build(
        parse(
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
            f"components: {{securitySchemes: {{own: {{type: {kind}, {'scheme' if kind == 'http' else 'name'}: {scheme}}}}}}}\n"
            "paths: {/a: {get: {operationId: a, security: [{own: []}], responses: {'204': {description: x}}}}}\n"
        )
    )


@pytest.mark.parametrize(
    ("scheme", "prefix"), [("Token", "Token "), ("GoogleLogin", "GoogleLogin "), ("BEARER", "Bearer ")]
)
def test_a_key_of_ones_own_goes_behind_the_name(scheme: str, prefix: str) -> None:
    found = api(scheme)
    assert keys.keys(found).default == keys.Key("own", prefix=prefix)
    assert list(limits.problems(found)) == []


@pytest.mark.parametrize(
    "scheme", ["digest", "Digest", "Negotiate", "HOBA", "SCRAM-SHA-256", "AWS4-HMAC-SHA256", "a b", "a`b"]
)
def test_a_credential_that_is_computed_is_refused(scheme: str) -> None:
    (problem,) = limits.problems(api(scheme))
    assert problem.pointer == "/paths/~1a/get/security"
    assert f"requires `own` (http {scheme.lower()}), which is not supported" in problem.reason


def test_the_name_of_a_key_is_written_as_its_place_has_it_or_refused() -> None:
    found = api("my key", "apiKey, in: query")
    assert keys.keys(found).default.name == "my%20key"
    assert list(limits.problems(found)) == []
    for name in ("my key", "a`b"):
        for place in ("header", "cookie"):
            (problem,) = limits.problems(api(name, f"apiKey, in: {place}"))
            assert f"requires `own` ({name!r} as the name of a {place})" in problem.reason


@pytest.mark.parametrize("client", CLIENTS)
def test_the_only_key_may_be_given_by_its_name(client: str, tmp_path: Path) -> None:
    found = api("key", "apiKey, in: query")
    programs = {"python": PYTHON, "typescript": TYPESCRIPT}
    _, seen = called(client, emit(CLIENTS[client], found, {}), programs, lambda _: (204, "", b""), tmp_path)
    assert [one.line for one in seen] == ["GET /a?key=k%20%26"] * 2


EITHER = """
openapi: 3.1.0
info: {title: T, version: '1'}
security: [{bearer: []}, {key: []}]
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}, key: {type: apiKey, in: header, name: X-Key}}
paths:
  /a: {get: {operationId: a, responses: {'204': {description: x}}}}
  /b: {get: {operationId: b, security: [{key: []}, {bearer: []}], responses: {'204': {description: x}}}}
"""
PYTHON_EITHER = """
import sys
from vectorizer_client import SyncVectorizerClient
for key in ("t", {"bearer": "t"}, {"key": "k"}, {"bearer": "t", "key": "k"}):
    client = SyncVectorizerClient(sys.argv[1], api_key=key)
    client.a(), client.b()
print("null")
"""
TYPESCRIPT_EITHER = """
import { VectorizerClient } from "./generated/client.js";
for (const apiKey of ["t", { bearer: "t" }, { key: "k" }, { bearer: "t", key: "k" }]) {
  const client = new VectorizerClient(process.argv[2]!, { apiKey });
  await client.a();
  await client.b();
}
console.log("null");
"""


@pytest.mark.parametrize("client", CLIENTS)
def test_each_alternative_can_be_given_by_its_name(client: str, tmp_path: Path) -> None:
    found = build(parse(EITHER))
    programs = {"python": PYTHON_EITHER, "typescript": TYPESCRIPT_EITHER}
    _, seen = called(client, emit(CLIENTS[client], found, {}), programs, lambda _: (204, "", b""), tmp_path)
    sent = [(one.headers.get("authorization"), one.headers.get("x-key")) for one in seen]
    bearer, key = ("Bearer t", None), (None, "k")
    assert sent == [*[bearer] * 4, key, key, bearer, key]


def test_schemes_that_take_the_same_key_or_send_it_alike_are_one() -> None:
    same = EITHER.replace("name: X-Key", "name: X-Key, x-sdk-same-key: bearer")
    assert keys.keys(build(parse(same))).is_one
    alike = EITHER.replace("{type: apiKey, in: header, name: X-Key}", "{type: oauth2, flows: {}}")
    assert keys.keys(build(parse(alike))).is_one
    assert not keys.keys(build(parse(EITHER))).is_one


@pytest.mark.parametrize("name", ["key", "nobody"])
def test_the_same_key_is_another_schemes(name: str) -> None:
    with pytest.raises(SpecError, match=f"`{name}` must be another security scheme"):
        build(parse(EITHER.replace("name: X-Key", f"name: X-Key, x-sdk-same-key: {name}")))
