"""The report as Markdown that GitHub shows: the matrix, then each failure with its reasons and a program that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from vectorizer_conformance.report.contents import BREAKING, SHOWN, WAIVED, Report, Row, Verdict
from vectorizer_conformance.report.escape import cut, one_line, printable
from vectorizer_conformance.report.terminal import MARKS

# A comment on a pull request holds 65,536 characters, a step summary 1 MiB.
MOST = 60_000
MOST_FAILURES = 50
MOST_TEXT = 4000
# For headings, and for what says how much was left out.
RESERVED = 1000
_SYNTAX = re.compile(r"[\\`*_\[\]#!|~:@<>&$]|(?<=www)\.|^[-+=.]|^\d+[.)]")
# GitHub reads mentions and references in what is rendered: nothing but a character in between stops it.
_REFERENCES = "@#"
_JOINER = "&#8288;"


class Room:
    """How many characters there is still room for."""

    def __init__(self, left: int) -> None:
        self.left = left

    def takes(self, lines: Iterable[str]) -> bool:
        """Whether these lines fit; if so their room is taken."""
        size = sum(len(line) + 1 for line in lines)
        if size > self.left:
            return False
        self.left -= size
        return True


def markdown(report: Report, most: int = MOST) -> str:
    """The whole summary in at most so many characters: reasons first, programs while there is room, and what is left out."""
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
        *_matrix(report, Room(most // 3)),
        "",
        " · ".join(f"{MARKS[outcome]} {outcome}" for outcome in SHOWN if report.counts()[outcome]),
    ]
    room = Room(most - RESERVED)
    room.takes(lines)
    problems = [
        *report.problems,
        *(f"{row}: nothing passed, so nothing was shown of it" for row in report.idle_rows),
    ]
    cautions = [f"\n> [!CAUTION]\n> {text(problem)}" for problem in problems]
    lines += _fitting(cautions, room, "\n> [!CAUTION]\n> … and {} more, in the report file.")
    sections = {
        "Failures": [v for v in report.verdicts if v.breaks],
        "Shown, not counted": [v for v in report.verdicts if v.outcome in BREAKING and v.level != "MUST"],
    }
    told = {
        title: [v for v in bad[:MOST_FAILURES] if room.takes(_failure(v))] for title, bad in sections.items()
    }
    waived = _waived(report, room)
    notes = _fitting(
        [f"- {text(note)}" for note in report.notes], room, "- … and {} more, in the report file."
    )
    without = 0
    for title, bad in sections.items():
        lines += ["", f"## {title}"] if bad else []
        for one in told[title]:
            programs = [_program(language, program) for language, program in one.repro.items()]
            kept = [program for program in programs if room.takes(program)]
            without += len(kept) < len(programs)
            lines += [*_failure(one), *(line for program in kept for line in program)]
        if len(bad) > len(told[title]):
            lines += ["", f"… and {len(bad) - len(told[title])} more, in the report file."]
    if without:
        lines += ["", f"There was no room for all programs of {without} failures: the report file has them."]
    lines += waived
    lines += ["", *notes] if notes else []
    return "\n".join(lines) + "\n"


def _fitting(lines: list[str], room: Room, more: str) -> list[str]:
    """Those that there is room for, and how many others there are."""
    kept = [line for line in lines if room.takes([line])]
    return [*kept, more.format(len(lines) - len(kept))] if len(kept) < len(lines) else kept


def _matrix(report: Report, room: Room) -> list[str]:
    rows = report.header.rows
    lines = [_line(["topic", *(text(row.id) for row in rows)]), _line(["---", *("---:" for _ in rows)])]
    cells = [
        _line([text(topic), *(_cell(row, found.get(row.id, {})) for row in rows)])
        for topic, found in report.by_topic().items()
    ]
    lines += _fitting(cells, room, _line(["… and {} more topics", *(" " for _ in rows)]))
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


def _failure(verdict: Verdict) -> list[str]:
    return [
        "",
        f"### {MARKS[verdict.shown]} {text(verdict.row)} · {code(verdict.id)}",
        "",
        f"{text(verdict.title)} ({verdict.level}, {code(verdict.clause) if verdict.clause else 'no clause'})",
        "",
        *fence(cut("\n".join(verdict.reasons) or verdict.outcome, MOST_TEXT)),
    ]


def _program(language: str, program: str) -> list[str]:
    return [
        "",
        f"<details><summary>Reproduce: {text(language)}</summary>",
        "",
        *fence(program, "sh" if language == "curl" else re.sub(r"\W", "", language)),
        "",
        "</details>",
    ]


def _waived(report: Report, room: Room) -> list[str]:
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
    rows = []
    for verdict in found:
        entry = entries.get(verdict.waiver)
        why = f"{text(entry.reason)} ({text(entry.issue)}, {text(entry.owner)})" if entry else ""
        cells = [text(verdict.row), code(verdict.id), verdict.outcome, code(verdict.waiver), why]
        rows.append(_line([*cells, entry.expires if entry else ""]))
    return [*lines, *_fitting(rows, room, _line(["… and {} more", *[" "] * 5]))]


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
