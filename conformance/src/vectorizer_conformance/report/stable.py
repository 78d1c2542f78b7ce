"""The part of a report that two runs with the same seed have in common, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vectorizer_conformance.report.contents import CUT, Report, Verdict

# What a run, a server or a clock makes up: names that keep runs apart, ids, keys, tokens, times, ports.
_MADE_UP = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "‹uuid›"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"), "‹time›"),
    (re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT"), "‹time›"),
    (re.compile(r"(?<=127\.0\.0\.1:)\d+|(?<=localhost:)\d+|(?<=\[::1\]:)\d+"), "‹port›"),
    (re.compile(r"(?<=faults-)[0-9a-f]{8}[0-9a-z]?"), "‹token›"),
    (re.compile(r"(?<![0-9a-zA-Z])m[0-9a-f]{14}"), "‹token›"),
    (re.compile(r"(?<![0-9a-zA-Z])(?:[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{64})(?![0-9a-zA-Z])"), "‹token›"),
    (re.compile(r"\b\d+(?:\.\d+)?(?= ?(?:ms|s|seconds?)\b)"), "‹n›"),
    (
        re.compile(r"""(?<=["']request_id["']: )["'][^"']*["']|(?<=["']request_id["']:)["'][^"']*["']"""),
        "‹id›",
    ),
)


def stable(report: Report) -> Report:
    """The report without times, and with what is made up anew in each run replaced by what it is."""
    return replace(
        report,
        header=replace(report.header, started=""),
        verdicts=tuple(_verdict(verdict) for verdict in report.verdicts),
        seconds=0.0,
        notes=tuple(map(steady, report.notes)),
    )


def _verdict(verdict: Verdict) -> Verdict:
    return replace(
        verdict,
        ms=0.0,
        reasons=tuple(map(steady, verdict.reasons)),
        # Bodies of hostile answers hold bytes at random; whoever needs them has the report itself.
        trace=(),
        repro={},
    )


def steady(text: str) -> str:
    """The text with what a run makes up replaced by what it is."""
    for pattern, word in _MADE_UP:
        text = pattern.sub(word, text)
    return text


def mismatch(one: Report, other: Report, *, whole: bool) -> list[str]:
    """Why two reports can't be compared, or with `whole` not be shown as one; empty if they can."""
    a, b = one.header, other.header
    asked: dict[str, tuple[Any, Any]] = {
        "contract": (a.spec_hash, b.spec_hash),
        "case set": (a.cases_hash, b.cases_hash),
    }
    if whole:
        asked |= {
            "tier": (a.tier, b.tier),
            "seed": (a.seed, b.seed),
            "layers": (", ".join(a.layers), ", ".join(b.layers)),
            "topics": (", ".join(a.topics), ", ".join(b.topics)),
            "--ignore": (_ignored(one), _ignored(other)),
        }
    cut = (
        ["a report was cut off at the first failure (--fail-fast)"]
        if CUT in (*one.notes, *other.notes)
        else []
    )
    return cut + [
        f"{'other' if name in ('layers', 'topics') else 'another'} {name}: {_short(here)} and {_short(there)}"
        for name, (here, there) in asked.items()
        if here != there
    ]


def _ignored(report: Report) -> str:
    return "; ".join(note for note in report.notes if "(--ignore)" in note) or "none"


def _short(value: Any) -> str:
    text = str(value)
    return text[:12] if re.fullmatch("[0-9a-f]{64}", text) else text or "all"


def by_place(report: Report) -> Mapping[tuple[str, str, str], Verdict]:
    """Each verdict by row, layer and requirement."""
    return {(verdict.row, verdict.layer, verdict.id): verdict for verdict in report.verdicts}
