"""The Node programs that this target is made with: openapi-typescript for types, biome for layout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ... import render
from ...errors import ToolError


def _package() -> Path:
    package = render.repository_root() / "typescript"
    if not (package / "node_modules" / "openapi-typescript").is_dir():
        raise ToolError("the TypeScript target needs its tools: run `npm ci` in typescript/ first")
    return package


def schema_types(document: dict[str, Any]) -> str:
    """What openapi-typescript makes of a document."""
    package = _package()
    return render.run_tool(["node", "scripts/schema-types.mjs"], package, stdin=json.dumps(document))


def formatted(path: str, text: str) -> str:
    """A source as biome lays it out."""
    package = _package()
    biome = str(package / "node_modules" / ".bin" / "biome")
    name = path.removeprefix("typescript/")
    return render.run_tool([biome, "format", f"--stdin-file-path={name}"], package, stdin=text)
