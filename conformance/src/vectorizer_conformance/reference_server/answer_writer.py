"""The model's expected answers as real ones: what the model leaves open is chosen here."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.oracle.expected import (
    AbsentField,
    Among,
    AnyValue,
    Exactly,
    OneOf,
    Page,
    Ranking,
    Stamp,
)
from vectorizer_conformance.reference_server.clock import Clock


class Renderer:
    """Writes trees of one call; tests of the suite override parts of it to be wrong."""

    def __init__(self, clock: Clock, args: Mapping[str, Any], codes: Mapping[str, Mapping[str, Any]]) -> None:
        self.clock, self.args, self.codes = clock, args, codes

    def plain(self, node: Any) -> Any:
        """An expected tree as the answer that fits it."""
        if isinstance(node, Stamp):
            node.text = node.text or self.clock.now()
            return node.text
        if isinstance(node, Vector):
            packed = self.args.get("vector_format") == "base64"
            return base64.b64encode(node.data).decode() if packed else node.numbers
        if isinstance(node, Exactly):
            return node.value
        if isinstance(node, OneOf):
            return node.options[0]
        if isinstance(node, AnyValue):
            return "something"
        if isinstance(node, Among):
            return [self.plain(item) for _, item in sorted(node.items.items())]
        if isinstance(node, Page):
            return self.page(node)
        if isinstance(node, Ranking):
            return self.hits(node)
        if isinstance(node, dict):
            if isinstance(node.get("code"), OneOf) and "title" in node:
                about = self.codes[node["code"].options[0]]
                node = {**node, "status": about["status"], "title": about["title"]}
            return {key: self.plain(item) for key, item in node.items() if not isinstance(item, AbsentField)}
        return [self.plain(item) for item in node] if isinstance(node, list) else node

    def page(self, node: Page) -> dict[str, Any]:
        """The page after the cursor."""
        after = self.after()
        left = [record for record in node.records if after is None or record["id"] > after]
        shown = left[: node.limit]
        cursor = self.cursor(shown[-1]["id"]) if len(left) > node.limit else None
        return {"vectors": [self.plain(dict(record)) for record in shown], "next_cursor": cursor}

    def after(self) -> str | None:
        """The id that the page's cursor stands for."""
        text = self.args.get("cursor")
        return None if text is None else base64.urlsafe_b64decode(text).decode().partition("/")[2]

    def cursor(self, ident: str) -> str:
        """The cursor of the page after an id, in this collection."""
        return base64.urlsafe_b64encode(f"{self.args['collection']}/{ident}".encode()).decode()

    def hits(self, node: Ranking) -> list[dict[str, Any]]:
        """The best first, equal ones by id."""
        best = sorted(node.candidates, key=lambda c: (-c.score, c.id))
        kept = [c for c in best if node.threshold is None or c.score >= node.threshold][: node.limit]
        return [{"id": c.id, "score": c.score, **self.plain(dict(c.fields))} for c in kept]
