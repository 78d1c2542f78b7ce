"""Nothing in a contract is without effect: each member, taken out or changed, changes the representation or is refused.

What only documents the document is exempt, and listed; what states a default may be left out, but not changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.building import build
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.source import Document, join

from .conftest import REMOVE, changed, document

NO_EFFECT = (
    "/info/contact",
    "/info/license",
    "/webhooks",
    "/servers/0/variables/region/description",
    "/servers/0/variables/region/enum",
)
"""Kept in the bundled `openapi.json` only."""


def places(node: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield join(pointer, key), value
        yield from places(value, join(pointer, key))


def other(value: Any) -> Any:
    """Another value of the same type, or one that can't be meant."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return value + "x" if isinstance(value, str) else "x"


def effect(base: Document, api: ir.Api, pointer: str, value: Any) -> bool:
    try:
        return build(changed(base, pointer, value)) != api
    except SpecError as error:
        return bool(error.problems)


def exempt(pointer: str, api: ir.Api) -> bool:
    left_out = [notice.pointer for notice in api.notices]
    return pointer.startswith((*NO_EFFECT, *left_out))


def redundant(base: Document, pointer: str) -> bool:
    """Whether a member may say what holds without it: the type of an enum, a style or a policy that is the default."""
    *way, last = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    node: Any = base.data
    for token in way:
        node = node[int(token)] if isinstance(node, list) else node[token]
    if last == "type":
        return "enum" in node or "const" in node or "allOf" in way
    if last == "schema":
        return way[-1] in ("application/octet-stream", "text/plain")
    return last in ("style", "explode", "x-idempotency", "x-sdk-signature", "positional", "body")


@pytest.mark.parametrize("name", ["shelf", "payments", "newsroom"])
def test_every_member_matters(name: str) -> None:
    base = document(name)
    api = build(base)
    members = [(pointer, value) for pointer, value in places(base.data) if not exempt(pointer, api)]
    changes = [
        f"otherwise {pointer}" for pointer, value in members if not effect(base, api, pointer, other(value))
    ]
    absences = [
        f"without {pointer}"
        for pointer, _ in members
        if not effect(base, api, pointer, REMOVE) and not redundant(base, pointer)
    ]
    assert (changes, absences) == ([], [])
