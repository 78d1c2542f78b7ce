"""The report as Markdown that GitHub shows: the matrix, then each failure with its reasons and a program that shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vectorizer_conformance.report.escape import cut, one_line, printable
from vectorizer_conformance.report.model import BREAKING, SHOWN, WAIVED, Report, Row, Verdict
from vectorizer_conformance.report.terminal import MARKS

# GitHub's step summary holds 1 MiB.
MOST_FAILURES = 50
MOST_TEXT = 4000
_SYNTAX = re.compile(r"[\\`*_\[\]#!|~:@<>&$]|(?<=www)\.|^[-+=.]|^\d+[.)]")
# GitHub reads mentions and references in what is rendered: nothing but a character in between stops it.
_REFERENCES = "@#"
_JOINER = "&#8288;"


def markdown(report: Report) -> str:
    """The whole summary."""
    head = report.header
    total = report.score()
    verdict = "✅ conforms" if report.ok else "❌ does not conform"
    cases = f"cases {code(head.cases_hash[:12])}, " if head.cases_hash else ""
    lines = [
        f"# Conformance: {verdict}",
        "",
        f"{total}{f' ({total.excused})' if total.waived else ''} requirements hold, on {len(head.rows)} implementations. "
        f"Contract {code(f'{head.spec_version} {head.spec_hash[:12]}')}, {cases}"
        f"tier {code(head.tier)}, seed {code(str(head.seed))}.",
        "",
        *_matrix(report),
        "",
        " · ".join(f"{MARKS[outcome]} {outcome}" for outcome in SHOWN if report.counts()[outcome]),
    ]
    lines += [f"\n> [!CAUTION]\n> {text(problem)}" for problem in report.problems]
    lines += [
        f"\n> [!CAUTION]\n> {text(row)}: nothing passed, so nothing was shown of it"
        for row in report.idle_rows
    ]
    lines += _section("Failures", [v for v in report.verdicts if v.breaks])
    lines += _section(
        "Shown, not counted", [v for v in report.verdicts if v.outcome in BREAKING and v.level != "MUST"]
    )
    lines += _waived(report)
    lines += ["", *(f"- {text(note)}" for note in report.notes)] if report.notes else []
    return "\n".join(lines) + "\n"


def _matrix(report: Report) -> list[str]:
    rows = report.header.rows
    lines = [_line(["topic", *(text(row.id) for row in rows)]), _line(["---", *("---:" for _ in rows)])]
    for topic, cells in report.by_topic().items():
        lines.append(_line([text(topic), *(_cell(row, cells.get(row.id, {})) for row in rows)]))
    scores = [report.score(row.id) for row in rows]
    lines.append(_line(["**conformance**", *(f"**{score}**" for score in scores)]))
    if any(score.waived for score in scores):
        lines.append(_line(["**with waivers**", *(f"**{score.excused}**" for score in scores)]))
    return lines


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(row: Row, counts: Mapping[str, int]) -> str:
    if row.absent:
        return "absent"
    return " ".join(f"{counts[outcome]} {MARKS[outcome]}" for outcome in SHOWN if counts.get(outcome)) or " "


def _section(title: str, bad: list[Verdict]) -> list[str]:
    if not bad:
        return []
    lines = ["", f"## {title}"]
    for verdict in bad[:MOST_FAILURES]:
        lines += ["", *_failure(verdict)]
    if len(bad) > MOST_FAILURES:
        lines += ["", f"… and {len(bad) - MOST_FAILURES} more, in the report file."]
    return lines


def _failure(verdict: Verdict) -> list[str]:
    lines = [
        f"### {MARKS[verdict.shown]} {text(verdict.row)} · {code(verdict.id)}",
        "",
        f"{text(verdict.title)} ({verdict.level}, {code(verdict.clause) if verdict.clause else 'no clause'})",
        "",
        *fence(cut("\n".join(verdict.reasons) or verdict.outcome, MOST_TEXT)),
    ]
    for language, program in verdict.repro.items():
        lines += ["", f"<details><summary>Reproduce: {text(language)}</summary>", ""]
        lines += [
            *fence(program, "sh" if language == "curl" else re.sub(r"\W", "", language)),
            "",
            "</details>",
        ]
    return lines


def _waived(report: Report) -> list[str]:
    entries = {entry.id: entry for entry in report.header.waivers}
    found = [verdict for verdict in report.verdicts if verdict.shown == WAIVED]
    if not found:
        return []
    lines = [
        "",
        "## Waived failures",
        "",
        _line(["row", "requirement", "outcome", "waiver", "reason", "until"]),
    ]
    lines.append(_line(["---"] * 6))
    for verdict in found:
        entry = entries.get(verdict.waiver)
        why = f"{text(entry.reason)} ({text(entry.issue)}, {text(entry.owner)})" if entry else ""
        cells = [text(verdict.row), code(verdict.id), verdict.outcome, code(verdict.waiver), why]
        lines.append(_line([*cells, entry.expires if entry else ""]))
    return lines


def text(value: str) -> str:
    """Text on one line without any meaning to Markdown: no link, no mention, no HTML, no end of a cell."""
    return _SYNTAX.sub(lambda found: "".join(map(_entity, found.group())), one_line(value))


def _entity(char: str) -> str:
    return f"&#{ord(char)};{_JOINER if char in _REFERENCES else ''}"


def code(value: str) -> str:
    """A code span; a fence longer than any in it, and no end of a table's cell."""
    shown = one_line(value).replace("|", "¦") or " "
    ticks = "`" * (_longest(shown) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def fence(value: str, language: str = "") -> list[str]:
    """A block of code whose fence is longer than any in it."""
    ticks = "`" * max(3, _longest(value) + 1)
    return [f"{ticks}{language}", printable(value), ticks]


def _longest(value: str) -> int:
    return max((len(run) for run in re.findall("`+", value)), default=0)
