"""A key that was made up beside one that is given and right is no proof that keys are ignored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from vectorizer_conformance.layers.contract.anyspec import load_any
from vectorizer_conformance.layers.contract.events import GeneratedExchange
from vectorizer_conformance.layers.contract.locked import let_in
from vectorizer_conformance.wire import Request

SCHEMES = {
    "appKey": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "tls": {"type": "mutualTLS"},
}
MADE_UP = "ignored_auth: API accepts invalid authentication: got `200 OK` (generated auth likely invalid)"
NO_KEY = "ignored_auth: API accepts requests without authentication: got `200 OK`"
BEARER = ("Authorization", "Bearer k")


def told(
    folder: Path, security: list[Any], given: list[tuple[str, str]], sent: list[tuple[str, str]]
) -> tuple[str, ...]:
    """The failures that are left."""
    file = folder / "api.json"
    answer = {"200": {"description": "yes"}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "a", "security": security, "responses": answer}}},
        "components": {"securitySchemes": SCHEMES},
    }
    file.write_text(json.dumps(document))
    request = Request("GET", "/a", [("X-Key", "0"), *sent])
    case = GeneratedExchange("GET /a", "fuzzing", "1", True, None, request, None, (MADE_UP, NO_KEY))
    return let_in(load_any(file)[0], case, given).failures


@pytest.mark.parametrize(
    ("security", "given"),
    [
        ([{"appKey": []}, {"bearer": []}], BEARER),
        ([{"bearer": []}, {"appKey": []}], ("authorization", "bearer k")),
        ([{"appKey": []}, {"session": []}], ("Cookie", "a=b; sid=1")),
    ],
)
def test_another_alternative_that_is_given_is_what_let_it_in(
    tmp_path: Path, security: list[Any], given: tuple[str, str]
) -> None:
    assert told(tmp_path, security, [given], [given]) == (NO_KEY,)


@pytest.mark.parametrize(
    ("security", "given", "sent"),
    [
        ([{"appKey": []}], [BEARER], [BEARER]),
        ([{"appKey": [], "bearer": []}], [BEARER], [BEARER]),  # both are needed, and one is made up
        ([{"appKey": []}, {"basic": []}], [BEARER], [BEARER]),
        ([{"appKey": []}, {"session": []}], [("Cookie", "side=1")], [("Cookie", "side=1")]),
        ([{"appKey": []}, {"tls": []}], [BEARER], [BEARER]),
        ([{"appKey": []}, {"bearer": []}], [], []),
        ([{"appKey": []}, {"bearer": []}], [BEARER], [("Authorization", "Bearer 0")]),
        ([{"appKey": []}, {"bearer": []}], [BEARER], []),
    ],
)
def test_what_no_given_header_let_in_is_told(
    tmp_path: Path, security: list[Any], given: list[tuple[str, str]], sent: list[tuple[str, str]]
) -> None:
    assert told(tmp_path, security, given, sent) == (MADE_UP, NO_KEY)
