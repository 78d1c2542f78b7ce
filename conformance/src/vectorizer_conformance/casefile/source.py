"""The text of a case as it stands in its file."""

from __future__ import annotations

from pathlib import Path

from vectorizer_conformance.casefile.model import Case


def written(folder: Path, case: Case) -> str:
    """What holds for the whole file, and the case's own lines."""
    lines = (folder / case.file).read_text("utf-8").splitlines()
    head = next((n for n, line in enumerate(lines) if line.startswith("cases:")), 0)
    shared = [line for line in lines[:head] if not line.startswith(("topic:", "about:", "#"))]
    start = case.line - 1
    while start > 0 and not lines[start].lstrip().startswith("- "):
        start -= 1
    depth = len(lines[start]) - len(lines[start].lstrip())
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > depth):
        end += 1
    return "\n".join([*shared, *lines[start:end]]).rstrip()
