"""Comments of arguments: what a value must keep to, and what it is when it is left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.ir import Api

LIST = "/paths/~1shelves~1{shelf}~1books/get"
CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}


@pytest.mark.parametrize(
    ("schema", "said", "python", "typescript"),
    [
        (
            {"type": "integer", "minimum": 1, "maximum": 1000, "default": 10},
            "How many.",
            "How many. 1 to 1,000. The server's default is 10.",
            "How many. 1 to 1,000. Default `10`.",
        ),
        (
            {"type": "integer", "minimum": 1, "maximum": 1000},
            "From 1 to 1,000 of them.",
            "From 1 to 1,000 of them.",
            "From 1 to 1,000 of them.",
        ),
        (
            {"type": ["number", "null"], "exclusiveMinimum": 0, "multipleOf": 0.5},
            "",
            "`float | None`. Above 0. A multiple of 0.5.",
            "Above 0. A multiple of 0.5.",
        ),
        (
            {"type": "array", "maxItems": 1, "uniqueItems": True, "items": {"type": "string"}},
            "",
            "`Sequence[str]`. At most 1 item. No item twice.",
            "At most 1 item. No item twice.",
        ),
        (
            {"type": "string", "minLength": 2, "format": "email"},
            "",
            "`str`. At least 2 characters. Format `email`.",
            "At least 2 characters. Format `email`.",
        ),
        (
            {"type": "string", "maxLength": 3, "pattern": "^a{1,3}$"},
            "",
            "`str`. It matches `^a{1,3}$`.",
            "It matches `^a{1,3}$`.",
        ),
        (
            {"type": "string", "minLength": 1, "maxLength": 2**20},
            "At most 1 MiB as UTF-8.",
            "At most 1 MiB as UTF-8.",
            "At most 1 MiB as UTF-8.",
        ),
    ],
)
def test_bounds_and_defaults_are_told(
    shelf_with: Callable[[str, Any], Api], schema: Any, said: str, python: str, typescript: str
) -> None:
    given = {"name": "extra_thing", "in": "query", "schema": schema, "description": said}
    api = shelf_with(f"{LIST}/parameters/-", given)
    files = emit(CLIENTS["python"], api, {})
    (text,) = (str(text) for path, text in files.items() if re.search(r"_sync/books", path))
    assert f"extra_thing: {python}\n" in re.sub(r"\n {16}", " ", text)
    options = str(emit(CLIENTS["typescript"], api, {})["typescript/src/generated/options.ts"])
    assert f"/** {typescript} */\n  extraThing?:" in options
