"""The report file: a header line, a line a verdict, a footer that vouches for every byte before it and its own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vectorizer_conformance.report.contents import Report
from vectorizer_conformance.report.fields import FieldError, header_of, report_of, verdict_of
from vectorizer_conformance.report.put import put
from vectorizer_conformance.syntax.json_reader import read_strict_json

FORMAT = 2


class ReportError(Exception):
    """A report that can't be trusted: truncated, mixed, edited, or of another format."""


def write_report(report: Report, path: Path) -> None:
    """Write the file; the same verdicts give the same bytes, times aside."""
    put(path, report_text(report).encode("ascii"))


def report_text(report: Report) -> str:
    """The text that `write_report` writes."""
    lines = [_line({"type": "header", "format": FORMAT, **asdict(report.header)})]
    lines += [_line({"type": "verdict", **asdict(verdict)}) for verdict in report.verdicts]
    footer = {
        "type": "footer",
        "verdicts": len(report.verdicts),
        "ok": report.ok,
        "counts": report.counts(),
        "seconds": report.seconds,
        "notes": report.notes,
        "problems": report.problems,
    }
    text = "".join(lines)
    return text + _line({**footer, "sha256": _digest(text.encode("ascii"), footer)})


def read_report(path: Path) -> Report:
    """Read a report back, from its file or the folder it is in; `ReportError` says what is wrong with one that can't be trusted."""
    path = path / "report.jsonl" if path.is_dir() else path
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReportError(f"{path}: {error.strerror or error}") from error
    if not data:
        raise ReportError(f"{path}: empty")
    lines = data.splitlines(keepends=True)
    records = [_parse(path, number, line) for number, line in enumerate(lines, 1)]
    _shape(path, records)
    foot = records[-1]
    rest = {name: value for name, value in foot.items() if name != "sha256"}
    whole = lines[-1] == _line(foot).encode("ascii")
    if not whole or foot.get("sha256") != _digest(b"".join(lines[:-1]), rest):
        raise ReportError(
            f"{path}: not the lines that the footer vouches for: the report was edited, or mixed with another"
        )
    return _contents(path, records)


def _shape(path: Path, records: list[dict[str, Any]]) -> None:
    """One header, verdicts, one footer, and as many as it counts."""
    head, foot = records[0], records[-1]
    if head.get("type") != "header":
        raise ReportError(f"{path}:1: the header is missing")
    if head.get("format") != FORMAT:
        raise ReportError(f"{path}:1: format {head.get('format')!r}, this version reads {FORMAT}")
    for number, record in enumerate(records[1:-1], 2):
        if record.get("type") in ("header", "footer"):
            raise ReportError(
                f"{path}:{number}: a {record['type']} amid the verdicts: two reports are mixed; `combine` merges them"
            )
        if record.get("type") != "verdict":
            raise ReportError(
                f"{path}:{number}: type must be a known kind of line, got {record.get('type')!r}"
            )
    if foot.get("type") != "footer" or len(records) == 1:
        raise ReportError(f"{path}:{len(records)}: the footer is missing: the report is truncated")
    if foot.get("verdicts") != len(records) - 2:
        raise ReportError(f"{path}: {len(records) - 2} verdicts, the footer counts {foot.get('verdicts')}")


def _contents(path: Path, records: list[dict[str, Any]]) -> Report:
    number = 1
    try:
        header = header_of(records[0])
        known, ledger = {row.id for row in header.rows}, {entry.id for entry in header.waivers}
        seen: set[tuple[str, str, str]] = set()
        verdicts = []
        for number, record in enumerate(records[1:-1], 2):  # noqa: B007 - told when it fails
            verdict = verdict_of(record)
            place = (verdict.row, verdict.layer, verdict.id)
            if verdict.row not in known:
                raise FieldError(f"a verdict of {verdict.row!r}, a row that the header does not have")
            if verdict.waiver and verdict.waiver not in ledger:
                raise FieldError(f"waived by {verdict.waiver!r}, which is not in the header's ledger")
            if place in seen:
                raise FieldError(f"a second verdict of {verdict.row!r} on {verdict.id!r}")
            seen.add(place)
            verdicts.append(verdict)
        number = len(records)
        report = report_of(header, tuple(verdicts), records[-1])
        if records[-1]["ok"] is not report.ok or records[-1]["counts"] != report.counts():
            raise FieldError("the footer's result is not what the verdicts say")
    except FieldError as error:
        raise ReportError(f"{path}:{number}: {error}") from error
    return report


def _digest(lines: bytes, footer: dict[str, Any]) -> str:
    return hashlib.sha256(lines + _line(footer).encode("ascii")).hexdigest()


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, default=str) + "\n"


def _parse(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        record = read_strict_json(line.decode("ascii"))
    except ValueError as error:
        raise ReportError(f"{path}:{number}: not JSON: the report is truncated or broken") from error
    if not isinstance(record, dict):
        raise ReportError(f"{path}:{number}: not an object")
    return record
