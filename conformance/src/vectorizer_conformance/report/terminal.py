"""The matrix on a terminal, and the bars while it fills."""

from __future__ import annotations

import shlex
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from vectorizer_conformance.report.causes import REASONS, causes, lacked, missing
from vectorizer_conformance.report.contents import BREAKING, SHOWN, WAIVED, Header, Report, Row, Verdict
from vectorizer_conformance.report.copied import requests
from vectorizer_conformance.report.counted import counted
from vectorizer_conformance.report.escape import one_line, printable

# Of the first failures, the last requests of their programs are shown; those behind these have a line each.
PROGRAMS, LINES = 5, 3
WHOLE = 10
# Where `./run check` keeps its report, and `replay` looks for one.
REPORT = Path("reports/conformance/report.jsonl")
# Seconds from one line about progress to the next, where there is no terminal.
EVERY = 30.0
# Of the topics in which something is wrong, so many have a line of their own: those with the most.
HEADS = 4
_STYLE = {
    "pass": "green",
    "fail": "bold red",
    "errored": "bold magenta",
    "not implemented": "yellow",
    "not supported": "blue",
    "skipped": "dim",
    "waived": "yellow",
}
MARKS = {
    "pass": "✓",
    "fail": "✗",
    "errored": "!",
    "not implemented": "∅",
    "not supported": "–",
    "skipped": "·",
    "waived": "≈",
}


def console(*, stderr: bool = False) -> Console:
    """Wide enough for a matrix where there is no terminal."""
    terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(highlight=False, emoji=False, stderr=stderr, width=None if terminal else 140)


class Watch:
    """Progress bars, one a row; where there is no terminal a line now and then."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._bars = Progress(
            TextColumn("{task.description:<18}", markup=False),
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
        self._judged = 0
        self._began = self._told = time.monotonic()

    def __enter__(self) -> Watch:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def rows(self, rows: Sequence[Row], totals: dict[str, int]) -> None:
        for row in rows:
            # Implementations choose their names: none of it is markup.
            name = one_line(row.id)
            about = one_line(" ".join(part for part in (row.name, row.version, row.runtime) if part))
            if row.absent:
                words = f"  {name:<16} {about} is absent: {one_line(row.absent)}"
                self._out.print(Text(words, "dim"), soft_wrap=True)
                continue
            self._out.print(Text.assemble("  ", (f"{name:<16}", "bold"), f" {about}"), soft_wrap=True)
            self._tasks[row.id] = self._bars.add_task(name, total=totals.get(row.id, 0) or None, bad="")

    def verdict(self, verdict: Verdict) -> None:
        task = self._tasks.get(verdict.row)
        if verdict.breaks:
            self._bad[verdict.row] = self._bad.get(verdict.row, 0) + 1
        self._judged += 1
        self._tell()
        if task is not None:
            bad = self._bad.get(verdict.row, 0)
            self._bars.update(
                task,  # type: ignore[arg-type]
                advance=1 if verdict.layer == "cases" else 0,
                bad=f"[red]{bad} bad[/]" if bad else "[green]ok[/]",
            )

    def _tell(self) -> None:
        now = time.monotonic()
        if self._out.is_terminal or now - self._told < EVERY:
            return
        self._told = now
        self.note(f"{self._judged:,} judged, {sum(self._bad.values()):,} bad ({now - self._began:.0f} s)")

    def note(self, text: str) -> None:
        self._out.print(Text(f"  {printable(text)}", "dim"), soft_wrap=True)


def matrix(report: Report) -> Table:
    """Topics down, by their first part, implementations across; the last lines are conformance without and with waivers.

    Where something is wrong, topics in which nothing is are one line.
    """
    rows = report.header.rows
    table = Table(box=None, header_style="bold", expand=False)
    table.add_column("topic")
    for row in rows:
        table.add_column(Text(printable(row.id)), justify="right")
    heads: dict[str, Counter[tuple[str, str]]] = {}
    wrong = Counter(_head(verdict) for verdict in report.verdicts if verdict.breaks and not lacked(verdict))
    bad = {head for head, _ in wrong.most_common(HEADS)}
    for verdict in report.verdicts:
        head = _head(verdict) if not bad or _head(verdict) in bad else ""
        heads.setdefault(head, Counter())[verdict.row, verdict.shown] += 1
    for head, counts in sorted(heads.items(), key=lambda item: (not item[0], item[0])):
        cells = [_cell(row, {one: counts[row.id, one] for one in SHOWN}) for row in rows]
        table.add_row(Text(printable(head or "all other topics")), *cells)
    table.add_row("all", *(_cell(row, report.counts(row.id)) for row in rows), style="bold")
    scores = [report.score(row.id) for row in rows]
    table.add_row("conformance", *map(str, scores), style="bold")
    if any(score.waived for score in scores):
        table.add_row("with waivers", *(score.excused for score in scores), style="bold")
    return table


def _head(verdict: Verdict) -> str:
    return verdict.topic.partition("/")[0]


def _cell(row: Row, counts: Mapping[str, int]) -> Text:
    if row.absent and not any(counts.values()):
        return Text("absent", "dim")
    text = Text()
    for outcome in SHOWN:
        if counts.get(outcome):
            text.append(f" {counts[outcome]}{MARKS[outcome]}", _STYLE[outcome])
    return text


def failures(
    report: Report, out: Console, file: Path | None = None, begun: Sequence[str] = (), limit: int = 25
) -> None:
    """Print failures in a few lines each; those for reasons that were told already are only counted.

    `file` is where the report is kept, if it is, `begun` are words of the run that a report does not keep.
    """
    bad = [v for v in report.verdicts if v.shown in BREAKING and not lacked(v)]
    found = causes(bad)
    for number, cause in enumerate(found[:limit]):
        verdict = cause.verdicts[0]
        rows = ", ".join(dict.fromkeys(one.row for one in cause.verdicts))
        others = [name for name in dict.fromkeys(one.id for one in cause.verdicts) if name != verdict.id]
        mark = "" if verdict.level == "MUST" else f" ({verdict.level}: shown, not counted)"
        what = f"{len(others) + 1} requirements, e.g. {verdict.id}" if others else verdict.id
        told = Text(printable(f"{MARKS[verdict.outcome]} {rows} · {what}{mark}"), _STYLE[verdict.outcome])
        if number >= WHOLE:
            out.print(told.append(f": {one_line(cause.reasons[0])}", "not bold default"), soft_wrap=True)
            continue
        out.print(told, soft_wrap=True)
        about = f"    {verdict.title}  [{verdict.clause}]"
        out.print(Text(printable(about), "dim"), soft_wrap=True)
        for reason in cause.reasons:
            out.print(Text(f"    {printable(reason)}"), soft_wrap=True)
        if others:
            named = ", ".join(others[:REASONS])
            more = f" and {len(others) - REASONS} more" if len(others) > REASONS else ""
            out.print(Text(printable(f"    so do {named}{more}"), "dim"), soft_wrap=True)
        if number < PROGRAMS:
            _program(verdict, out, _replay(verdict, report.header, file, begun))
    if len(found) > limit:
        untold = sum(len(cause.verdicts) for cause in found[limit:])
        out.print(f"… and {untold} more, for {len(found) - limit} other reasons")
    lacks = [("the server", None), *((row.id, row.id) for row in report.header.rows if row.kind == "client")]
    parts = [(who, *part) for who, row in lacks for part in sorted(missing(report, row).items())]
    for who, name, count in parts:
        what = "embeds no texts" if name == "texts" else f"has no {name}"
        tried = f"{counted(count, 'requirement')} {'was' if count == 1 else 'were'} not tried"
        words = f"{MARKS['not implemented']} {printable(who)} {what}: {tried}"
        out.print(Text(words, _STYLE["not implemented"]), soft_wrap=True)


def _program(verdict: Verdict, out: Console, again: list[str]) -> None:
    """Print commands that show the failure again: the last requests of the curl program, and the suite's own word."""
    sent = list(requests(verdict.repro.get("curl", "")))
    # A line that stands for one or two requests is no shorter than they are.
    last = sent[-LINES:] if len(sent) > LINES + 2 else sent
    if len(last) < len(sent):
        out.print(Text(f"      … after {len(sent) - len(last)} requests that are in the report", "dim"))
    for number, line in enumerate(last):
        if line:
            out.print(Text(f"      {line}", "cyan"), soft_wrap=True)
        elif number == last.index(""):
            whole = f": replay {verdict.id} --programs prints it" if again else ""
            words = f"      … a request that only the program in the report can send{whole}"
            out.print(Text(printable(words), "dim"), soft_wrap=True)
    if again:
        words = shlex.join(["vectorizer-conformance", *again])
        out.print(Text(f"      {printable(words)}", "cyan"), soft_wrap=True)


def _replay(verdict: Verdict, head: Header, file: Path | None, begun: Sequence[str]) -> list[str]:
    """The words that have it judged again: as the report has it, or, where none was kept, as the run was begun.

    None for another API's, whose report has no cases, and for a layer as a whole.
    """
    if not head.cases_hash or verdict.id.endswith("/run"):
        return []
    words = ["replay", verdict.id]
    if file is not None:
        words += ["--row", verdict.row] if verdict.row != "server" else []
        words += ["--report", str(file)] if file != REPORT else []
    else:
        commands = [row.command for row in head.rows if row.id == verdict.row and row.command]
        words += ["--server-command", head.server] if head.server else []
        words += [word for command in commands for word in ("--client", command)]
        words += ["--seed", str(head.seed)]
    return [*words, *begun, *(["--server", "URL"] if not head.server and "--server" not in begun else [])]


def waived(report: Report, out: Console, limit: int = 10) -> None:
    """Print the excused failures, by the entry that excuses each."""
    for entry in report.header.waivers:
        found = [v for v in report.verdicts if v.shown == WAIVED and v.waiver == entry.id]
        if not found:
            continue
        words = f"{MARKS[WAIVED]} {len(found)} waived by {entry.id} ({entry.issue}, {entry.owner}, until {entry.expires}): {entry.reason}"
        out.print(Text(printable(words), _STYLE[WAIVED]), soft_wrap=True)
        for verdict in found[:limit]:
            out.print(
                Text(printable(f"    {verdict.row} · {verdict.id}: {verdict.outcome}"), "dim"), soft_wrap=True
            )
        if len(found) > limit:
            out.print(f"    … and {len(found) - limit} more")


def legend() -> Text:
    text = Text("  ")
    for outcome in SHOWN:
        text.append(f"{MARKS[outcome]} {outcome}   ", _STYLE[outcome])
    return text
