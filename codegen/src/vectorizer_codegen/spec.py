"""The door of the front half: a file in, an `Api` and its plain document out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .building import build
from .bundle import load
from .ir import Api
from .source import Document, parse


def load_api(path: Path) -> tuple[Api, dict[str, Any]]:
    """The API in this file, with the document as plain data; SpecError with every problem when it can't be."""
    return built(load(path))


def parse_api(text: str, file: str = "") -> tuple[Api, dict[str, Any]]:
    """The same from text."""
    return built(parse(text, file))


def built(document: Document) -> tuple[Api, dict[str, Any]]:
    """The same of a document that was read."""
    api = build(document)
    plain: dict[str, Any] = spelled_out(document.data)
    return api, plain


def spelled_out(node: Any) -> Any:
    """A copy in which a discriminator's mapping names schemas by `$ref`, since many tools know no bare names."""
    if isinstance(node, list):
        return [spelled_out(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {key: spelled_out(value) for key, value in node.items()}
    stated = made.get("discriminator")
    if (
        ("oneOf" in made or "anyOf" in made)
        and isinstance(stated, dict)
        and isinstance(stated.get("mapping"), dict)
    ):
        stated["mapping"] = {
            value: name if str(name).startswith("#") else f"#/components/schemas/{name}"
            for value, name in stated["mapping"].items()
        }
    return made
