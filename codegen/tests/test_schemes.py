"""Security schemes of HTTP by their names: what one has goes out behind the name, what is computed is refused."""

from __future__ import annotations

import pytest
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import keys, limits
from vectorizer_codegen.ir import Api
from vectorizer_codegen.source import parse


def api(scheme: str) -> Api:
    return build(
        parse(
            "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
            f"components: {{securitySchemes: {{own: {{type: http, scheme: {scheme}}}}}}}\n"
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
