"""A small contract, a client of it that is right, and faults: texts of the client that are replaced, each by a wrong one."""

from __future__ import annotations

from typing import Any

CONTRACT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shelf", "version": "1.0.0", "description": ""},
    "paths": {
        "/books/{shelf}/{id}": {
            "parameters": [
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in ("shelf", "id")
            ],
            "get": {
                "operationId": "getBook",
                "x-sdk-signature": {"positional": ["shelf", "id"]},
                "parameters": [
                    {"name": "with_notes", "in": "query", "schema": {"type": "boolean"}},
                    {"name": "X-Request-Id", "in": "header", "schema": {"type": "string"}},
                ],
                "responses": {
                    "200": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}}
                    }
                },
            },
        },
        "/books/{shelf}": {
            "post": {
                "operationId": "addBook",
                "x-sdk-signature": {"positional": ["shelf"]},
                "x-sdk-aliases": {"addNovel": {"summary": "Add a novel", "with": {"kind": "novel"}}},
                "parameters": [
                    {"name": "shelf", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "If-Match", "in": "header", "schema": {"type": "string"}},
                    {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/NewBook"},
                            "examples": {"one": {"value": {"title": "Emma", "kind": "novel"}}},
                        }
                    }
                },
                "responses": {"204": {"description": "Added."}},
            }
        },
    },
    "components": {
        "schemas": {
            "Book": {
                "type": "object",
                "required": ["id", "pages", "next"],
                "properties": {
                    "id": {"type": "string"},
                    "pages": {"type": "integer"},
                    "next": {"type": ["string", "null"]},
                    "notes": {"type": "array", "items": {"$ref": "#/components/schemas/Note"}},
                },
            },
            "Note": {
                "type": "object",
                "required": ["text"],
                "properties": {"text": {"type": "string"}, "by": {"type": "string"}},
            },
            "NewBook": {
                "type": "object",
                "additionalProperties": False,
                "required": ["title"],
                "properties": {
                    "title": {"type": "string"},
                    "kind": {"enum": ["novel", "poems"], "type": "string"},
                    "blurb": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "extra": {"type": "object", "additionalProperties": True},
                },
            },
        }
    },
}

CLIENT = """\
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal


class Note:
    text: str
    by: str | None


class Book:
    id: str
    pages: int
    next: str | None
    notes: Sequence[Note] | None


class Client:
    def close(self) -> None: ...

    def get_book(
        self,
        shelf: str,
        id: str,
        *,
        with_notes: bool = True,
        timeout: float = 1.0,
        headers: Mapping[str, str] | None = None,
        request_id: str = "",
    ) -> Book:
        raise NotImplementedError

    def add_book(
        self,
        shelf: str,
        *,
        title: str,
        kind: Literal["novel", "poems"] = "novel",
        blurb: str | None = None,
        tags: Sequence[str] = (),
        extra: Mapping[str, Any] = {},
        if_match: str | int = "",
        timeout: float = 1.0,
        headers: Mapping[str, str] | None = None,
        idempotency_key: str = "",
    ) -> None: ...

    def add_novel(self, shelf: str, *, title : str, blurb : str | None = None, tags : Sequence[str] = (),
        extra : Mapping[str, Any] = {}, if_match : str | int = "", timeout : float = 1.0,
        headers : Mapping[str, str] | None = None, idempotency_key : str = "") -> None: ...
"""

# fault → (what is replaced, by what)
FAULTS: dict[str, tuple[str, str]] = {
    "none": ("", ""),
    "method-missing": ("def add_book(", "def _add_book("),
    "method-extra": (
        "def close(self) -> None: ...",
        "def close(self) -> None: ...\n\n    def burn_book(self) -> None: ...",
    ),
    "argument-renamed": ("tags: Sequence", "labels: Sequence"),
    "argument-dropped": ("        extra: Mapping[str, Any] = {},\n", ""),
    "argument-added": ("if_match: str | int", "colour: str = '',\n        if_match: str | int"),
    "required-made-optional": ("title: str,", 'title: str = "",'),
    "optional-made-required": ("with_notes: bool = True", "with_notes: bool"),
    "order-changed": ("shelf: str,\n        id: str,", "id: str,\n        shelf: str,"),
    "keyword-made-positional": ("*,\n        title", "title"),
    "takes-anything": ('idempotency_key: str = "",', 'idempotency_key: str = "",\n        **more: Any,'),
    "call-option-dropped": ('        request_id: str = "",\n', ""),
    "key-dropped": ('        idempotency_key: str = "",\n', ""),
    "alias-takes-what-it-fixes": ("*, title : str", "*, kind : str = '', title : str"),
    "argument-any": ("title: str,", "title: Any,"),
    "argument-too-narrow": ("blurb: str | None = None", 'blurb: str = ""'),
    "enum-any-text": ('kind: Literal["novel", "poems"]', "kind: str"),
    "null-accepted": ("tags: Sequence[str] = ()", "tags: Sequence[str] | None = ()"),
    "list-of-anything": ("tags: Sequence[str] = ()", "tags: Sequence[Any] = ()"),
    "result-any": (") -> Book:", ") -> Any:"),
    "member-any": ("    pages: int\n", "    pages: Any\n"),
    "member-of-wrong-type": ("    pages: int\n", "    pages: str\n"),
    "member-missing": ("    text: str\n", ""),
    "member-never-absent": ("    by: str | None\n", "    by: str\n"),
    "null-hidden": ("    next: str | None\n", "    next: str\n"),
    "members-at-will": (
        "    id: str\n    pages",
        "    def __getattr__(self, name: str) -> Any: ...\n    id: str\n    pages",
    ),
}


def source(fault: str) -> str:
    """The client's text with a fault in it."""
    found, other = FAULTS[fault]
    assert CLIENT.count(found) == 1 or fault == "none", fault
    return CLIENT.replace(found, other) if found else CLIENT
