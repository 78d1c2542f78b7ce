"""Answers: tables for people, JSON for programs."""

from __future__ import annotations

import json
from typing import IO, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .._codec.plain import plain
from .._types.models import ranges

_CELL = 60
_WIDE = 10_000
_MOST_OF_A_REPORT = 10
_DETAIL = 400
"""Of an item that failed: why it did comes last, and is folded where a terminal is narrow."""


def print_json(value: Any, stdout: IO[str]) -> None:
    """One line of JSON."""
    stdout.write(json.dumps(plain(value)) + "\n")


def print_table(value: Any, stdout: IO[str]) -> None:
    """An object as its members; a list of objects in it as a table of its own, before them."""
    # As wide as it wants to be where no terminal folds it: a row is a line then, for tools that read lines.
    console = Console(file=stdout, highlight=False, width=None if stdout.isatty() else _WIDE)
    value = plain(value)
    if not isinstance(value, dict):
        rows = value if isinstance(value, list) else [value]
        _rows(console, "", rows, len(rows))
        return
    # A report of a batch: thousands of items fail for one reason mostly, and the counts must not scroll away.
    is_report = "count" in value
    if is_report:
        value = _each_once(value)
    lists = {name: member for name, member in value.items() if _is_table(member)}
    alone = {name: member for name, member in value.items() if name not in lists}
    for name, member in lists.items():
        most, width = (_MOST_OF_A_REPORT, _DETAIL) if is_report else (len(member), _CELL)
        _rows(console, name if len(value) > 1 else "", member, most, width)
    if any(member is not None for member in alone.values()):
        table = Table(show_header=False, box=None, pad_edge=False)
        for name, member in alone.items():
            table.add_row(Text(name, style="bold"), Text(_cell(member, 200)))
        console.print(table)


def _each_once(report: dict[str, Any]) -> dict[str, Any]:
    """The report without empty lists and results of items that are among its errors; of indexes their ranges."""
    failed = {error["index"] for error in report.get("errors") or ()}
    results = [result for result in report.get("results") or () if result["index"] not in failed]
    listed = {name: _ranges(report[name]) for name in ("unknown", "not_sent") if report.get(name)}
    return {name: member for name, member in {**report, "results": results, **listed}.items() if member != []}


def _ranges(indexes: list[int]) -> str:
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in ranges(indexes))


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and (not value or isinstance(value[0], (dict, list)))


def _rows(console: Console, title: str, rows: list[Any], most: int, width: int = _CELL) -> None:
    if title and len(rows) != 1:
        console.print(Text(f"{title}: {len(rows)}", style="bold"))
    if not rows:
        return
    if not isinstance(rows[0], dict):
        for row in rows:
            console.print(Text(_cell(row, 200)))
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows[:most]:
        table.add_row(*(Text(_cell(row[name], width) if name in row else "") for name in columns))
    console.print(table)
    if len(rows) > most:
        console.print(Text(f"and {len(rows) - most} more (--json shows all)"))


def _cell(value: Any, width: int = _CELL) -> str:
    if isinstance(value, list) and len(value) > 4 and all(isinstance(one, float) for one in value):
        return f"[{', '.join(f'{one:g}' for one in value[:3])}, … {len(value)} numbers]"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Nothing that comes from a server may speak to the terminal.
    text = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
    return text if len(text) <= width else f"{text[: width - 1]}…"
