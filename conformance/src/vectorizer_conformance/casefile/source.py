"""The text of a case as it stands in its file."""

from __future__ import annotations

from pathlib import Path

from vectorizer_conformance.casefile.structure import Case


def written(folder: Path, case: Case) -> str:
    """The lines that hold for the whole file, and the case's own lines: of a table, its entry only."""
    lines = (folder / case.file).read_text("utf-8").splitlines()
    head = next((n for n, line in enumerate(lines) if line.startswith("cases:")), 0)
    shared = [line for line in lines[:head] if not line.startswith(("about:", "#"))]
    start = case.line - 1
    while start > 0 and not lines[start].lstrip().startswith("- "):
        start -= 1
    depth = _indent(lines[start])
    end = _next(lines, start + 1, depth)
    hidden = _other_entries(lines, start, case.entry - 1) if case.entry else range(0)
    own = [lines[number] for number in range(start, end) if number not in hidden]
    return "\n".join([*shared, *own]).rstrip()


def _other_entries(lines: list[str], start: int, entry: int) -> set[int]:
    """The lines of a table's entries but this one; none where the table is written elsewhere."""
    depth = _indent(lines[entry])
    table = range(start + 1, _next(lines, start + 1, depth - 1))
    return set(table) - set(range(entry, _next(lines, entry + 1, depth))) if entry in table else set()


def _next(lines: list[str], start: int, depth: int) -> int:
    """The first line from `start` on that is indented by `depth` or less."""
    return next(
        (n for n in range(start, len(lines)) if lines[n].strip() and _indent(lines[n]) <= depth), len(lines)
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
