"""The Node programs that this target is made with: biome lays out what the templates write."""

from __future__ import annotations

from pathlib import Path

from ... import render
from ...errors import ToolError


def _package() -> Path:
    package = render.repository_root() / "typescript"
    if not (package / "node_modules" / "@biomejs").is_dir():
        raise ToolError("the TypeScript target needs its tools: run `npm ci` in typescript/ first")
    return package


def formatted(path: str, text: str) -> str:
    """A source as biome lays it out."""
    package = _package()
    biome = str(package / "node_modules" / ".bin" / "biome")
    name = path.removeprefix("typescript/")
    return render.run_tool([biome, "format", f"--stdin-file-path={name}"], package, stdin=text)
