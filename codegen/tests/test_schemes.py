"""Security schemes of HTTP by their names: what one has goes out behind the name, what is computed is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS, keys, limits
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
