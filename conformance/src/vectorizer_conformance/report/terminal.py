"""The matrix on a terminal, and the bars while it fills."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from vectorizer_conformance.report.model import OUTCOMES, Report, Row, Verdict

_STYLE = {
    "pass": "green",
    "fail": "bold red",
    "errored": "bold magenta",
    "not implemented": "yellow",
    "not supported": "blue",
    "skipped": "dim",
}
_MARK = {
    "pass": "✓",
    "fail": "✗",
    "errored": "!",
    "not implemented": "∅",
    "not supported": "–",
    "skipped": "·",
}


def console() -> Console:
    """Wide enough for a matrix where there is no terminal."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 140)


class Watch:
    """Progress bars, one a row; silent lines where there is no terminal."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._bars = Progress(
            TextColumn("{task.description:<18}"),
            BarColumn(bar_width=36),
            MofNCompleteColumn(),
            TextColumn("{task.fields[bad]}"),
            TimeElapsedColumn(),
            console=out,
            transient=True,
            disable=not out.is_terminal,
        )
        self._tasks: dict[str, int] = {}
        self._bad: dict[str, int] = {}

    def __enter__(self) -> Watch:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def rows(self, rows: Sequence[Row], totals: dict[str, int]) -> None:
        for row in rows:
            about = " ".join(part for part in (row.name, row.version, row.runtime) if part)
            self._out.print(f"  [bold]{row.id:<16}[/] {about}")
            self._tasks[row.id] = self._bars.add_task(row.id, total=totals.get(row.id, 0) or None, bad="")

    def verdict(self, verdict: Verdict) -> None:
        task = self._tasks.get(verdict.row)
        if verdict.breaks:
            self._bad[verdict.row] = self._bad.get(verdict.row, 0) + 1
        if task is not None:
            bad = self._bad.get(verdict.row, 0)
            self._bars.update(
                task,  # type: ignore[arg-type]
                advance=1 if verdict.layer == "cases" else 0,
                bad=f"[red]{bad} bad[/]" if bad else "[green]ok[/]",
            )

    def note(self, text: str) -> None:
        self._out.print(f"  [dim]{text}[/]")


def matrix(report: Report) -> Table:
    """Topics down, implementations across."""
    table = Table(title="conformance", title_style="bold", header_style="bold", expand=False)
    table.add_column("topic")
    for row in report.header.rows:
        table.add_column(row.id, justify="right")
    groups: dict[str, dict[str, dict[str, int]]] = {}
    for verdict in report.verdicts:
        cell = groups.setdefault(verdict.topic, {}).setdefault(verdict.row, {})
        cell[verdict.outcome] = cell.get(verdict.outcome, 0) + 1
    for topic in sorted(groups):
        table.add_row(topic, *(_cell(groups[topic].get(row.id, {})) for row in report.header.rows))
    table.add_section()
    table.add_row("all", *(_cell(report.counts(row.id)) for row in report.header.rows), style="bold")
    return table


def _cell(counts: dict[str, int]) -> Text:
    text = Text()
    for outcome in OUTCOMES:
        if counts.get(outcome):
            text.append(f" {counts[outcome]}{_MARK[outcome]}", _STYLE[outcome])
    return text


def failures(report: Report, out: Console, limit: int = 25) -> None:
    """What is wrong, in a few lines each."""
    bad = [
        verdict for verdict in report.verdicts if verdict.outcome in ("fail", "errored", "not implemented")
    ]
    for verdict in bad[:limit]:
        mark = "" if verdict.level == "MUST" else f" ({verdict.level}: shown, not counted)"
        out.print(
            Text(f"{_MARK[verdict.outcome]} {verdict.row} · {verdict.id}{mark}", _STYLE[verdict.outcome])
        )
        out.print(Text(f"    {verdict.title}  [{verdict.clause}]", "dim"))
        for reason in verdict.reasons[:4]:
            out.print(Text(f"    {reason}"), soft_wrap=True)
    if len(bad) > limit:
        out.print(f"… and {len(bad) - limit} more")


def legend() -> Text:
    text = Text("  ")
    for outcome in OUTCOMES:
        text.append(f"{_MARK[outcome]} {outcome}   ", _STYLE[outcome])
    return text
