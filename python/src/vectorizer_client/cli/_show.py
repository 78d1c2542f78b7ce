"""Answers: tables for people, JSON for programs."""

from __future__ import annotations

import json
from typing import IO, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .._codec.plain import plain

_CELL = 60
_WIDE = 10_000
_MOST_ERRORS = 20


def print_json(value: Any, stdout: IO[str]) -> None:
    """One line of JSON."""
    stdout.write(json.dumps(plain(value)) + "\n")


def print_table(value: Any, stdout: IO[str]) -> None:
    """An object as its members; a list of objects in it as a table of its own."""
    # As wide as it wants to be where no terminal folds it: a row is a line then, for tools that read lines.
    console = Console(file=stdout, highlight=False, width=None if stdout.isatty() else _WIDE)
    value = plain(value)
    if not isinstance(value, dict):
        rows = value if isinstance(value, list) else [value]
        _rows(console, "", rows, len(rows))
        return
    lists = {name: member for name, member in value.items() if _is_table(member)}
    alone = {name: member for name, member in value.items() if name not in lists}
    if any(member is not None for member in alone.values()):
        table = Table(show_header=False, box=None, pad_edge=False)
        for name, member in alone.items():
            table.add_row(Text(name, style="bold"), Text(_cell(member, 200)))
        console.print(table)
    for name, member in lists.items():
        # Thousands of items fail for one reason mostly; a pipe gets them all.
        most = _MOST_ERRORS if name == "errors" and stdout.isatty() else len(member)
        _rows(console, name if len(value) > 1 else "", member, most)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and (not value or isinstance(value[0], (dict, list)))


def _rows(console: Console, title: str, rows: list[Any], most: int) -> None:
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
        table.add_row(*(Text(_cell(row[name]) if name in row else "") for name in columns))
    console.print(table)
    if len(rows) > most:
        console.print(Text(f"… {len(rows) - most} more; --json has all"))


def _cell(value: Any, width: int = _CELL) -> str:
    if isinstance(value, list) and len(value) > 4 and all(isinstance(one, float) for one in value):
        return f"[{', '.join(f'{one:g}' for one in value[:3])}, … {len(value)} numbers]"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Nothing that comes from a server may speak to the terminal.
    text = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
    return text if len(text) <= width else f"{text[: width - 1]}…"
