"""`waivers`: writes a ledger from what fails in a report."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from vectorizer_conformance.cli.shared import PASS, UsageError, day, emit
from vectorizer_conformance.report import read_report
from vectorizer_conformance.report.causes import causes


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser("waivers", help="write a ledger of the failures in a report")
    parser.set_defaults(main=main)
    parser.add_argument("of", choices=["from"], help="the only choice")
    parser.add_argument("report", type=Path, metavar="REPORT", help="report.jsonl, or its folder")
    parser.add_argument("--issue", required=True, help="the issue: a number or an address")
    parser.add_argument("--owner", required=True, help="who follows it up")
    parser.add_argument(
        "--expires", type=day, required=True, metavar="DAY", help="the last day of the waiver"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write to a file instead of standard output"
    )


def main(options: argparse.Namespace) -> int:
    """0: an entry for each cause, which covers the requirements that fail for it now and no other."""
    report = read_report(options.report)
    bad = [verdict for verdict in report.verdicts if verdict.breaks]
    if not bad:
        raise UsageError(f"{options.report}: nothing fails, so there is nothing to waive")
    lines, taken, covered = ["waivers:"], set[str](), set[tuple[str, str]]()
    for cause in causes(bad):
        ids = [one.id for one in cause.verdicts if (one.row, one.id) not in covered]
        if not ids:
            continue
        first = cause.verdicts[0]
        covered |= {(first.row, ident) for ident in ids}
        entry = {
            "id": _name(first.id, taken),
            "row": first.row,
            "requirement": _common(ids),
            "covers": ids,
            "clause": first.clause
            if len({one.clause for one in cause.verdicts}) == 1 and first.clause
            else "*",
            "reason": " ".join((cause.reasons[0] if cause.reasons else first.outcome).split())[:300]
            or first.outcome,
            "issue": options.issue,
            "owner": options.owner,
            "expires": options.expires.isoformat(),
        }
        # JSON is YAML: quoted, whatever a server says.
        words = [f"{key}: {json.dumps(value, ensure_ascii=True)}" for key, value in entry.items()]
        lines += [f"  - {words[0]}", *(f"    {word}" for word in words[1:])]
    text = "\n".join(lines) + "\n"
    if options.output is None:
        emit(text)
    else:
        options.output.write_text(text, "utf-8")
    return PASS


def _common(ids: list[str]) -> str:
    """A pattern that all of these fit."""
    if len(ids) == 1:
        return ids[0]
    parts = [ident.split("/") for ident in ids]
    same = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        same.append(level[0])
    # A pattern may not begin with `*`.
    return (
        "/".join([*same, "*"])
        if same
        else f"{min(ids)[:1]}*"
        if len({one[:1] for one in ids}) == 1
        else ids[0]
    )


def _name(ident: str, taken: set[str]) -> str:
    base = re.sub("[^a-z0-9]+", "-", ident.lower()).strip("-") or "known"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name
