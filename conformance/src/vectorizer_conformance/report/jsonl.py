"""The report file: a header line, a line a verdict, a footer that tells how many and their digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vectorizer_conformance.report.model import OUTCOMES, Header, Report, Row, Verdict

FORMAT = 1


class ReportError(Exception):
    """A report that can't be trusted: truncated, edited, or of another format."""


def write_report(report: Report, path: Path) -> None:
    """Write the file; the same verdicts give the same bytes, times aside."""
    lines = [_line({"type": "header", "format": FORMAT, **asdict(report.header)})]
    lines += [_line({"type": "verdict", **asdict(verdict)}) for verdict in report.verdicts]
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    footer = {
        "type": "footer",
        "verdicts": len(report.verdicts),
        "sha256": digest,
        "ok": report.ok,
        "counts": report.counts(),
        "seconds": report.seconds,
        "notes": report.notes,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines) + _line(footer), encoding="utf-8")


def read_report(path: Path) -> Report:
    """Read a report back; `ReportError` says what is wrong with one that can't be trusted."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"{path}: {error}") from error
    if not lines:
        raise ReportError(f"{path}: empty")
    records = [_parse(path, number, line) for number, line in enumerate(lines, 1)]
    head, foot = records[0], records[-1]
    if head.get("type") != "header":
        raise ReportError(f"{path}:1: the header is missing")
    if head.get("format") != FORMAT:
        raise ReportError(f"{path}:1: format {head.get('format')!r}, this version reads {FORMAT}")
    if foot.get("type") != "footer":
        raise ReportError(f"{path}:{len(lines)}: the footer is missing: the report is truncated")
    body = records[1:-1]
    if foot.get("verdicts") != len(body) or any(record.get("type") != "verdict" for record in body):
        raise ReportError(f"{path}: {len(body)} verdicts, the footer counts {foot.get('verdicts')}")
    if foot.get("sha256") != hashlib.sha256("".join(lines[:-1]).encode()).hexdigest():
        raise ReportError(f"{path}: the lines are not those the footer vouches for: the report was edited")
    try:
        return Report(
            _header(head), tuple(_verdict(record) for record in body), foot["seconds"], tuple(foot["notes"])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReportError(f"{path}: not a report: {error}") from error


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, default=str) + "\n"


def _parse(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise ReportError(f"{path}:{number}: not JSON: the report is truncated or broken") from error
    if not isinstance(record, dict):
        raise ReportError(f"{path}:{number}: not an object")
    return record


def _header(record: dict[str, Any]) -> Header:
    fields = {k: v for k, v in record.items() if k not in ("type", "format")}
    fields["rows"] = tuple(Row(**row) for row in fields["rows"])
    fields["layers"] = tuple(fields["layers"])
    fields["topics"] = tuple(fields["topics"])
    return Header(**fields)


def _verdict(record: dict[str, Any]) -> Verdict:
    fields = {k: v for k, v in record.items() if k != "type"}
    if fields["outcome"] not in OUTCOMES:
        raise ValueError(f"no such outcome: {fields['outcome']!r}")
    fields["reasons"] = tuple(fields["reasons"])
    fields["trace"] = tuple(fields["trace"])
    return Verdict(**fields)
