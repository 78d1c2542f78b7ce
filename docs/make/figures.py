"""Charts and tables that stand for `<!-- figure NAME -->` in a page, drawn from what was measured.

In the site each is a picture that takes the colours of the page, with the same figures as a table below it; in the
Markdown copies it is the table. `python docs/make/figures.py REPORT FILE` keeps the matrix of a report of the suite.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "docs/figures"
# Of the last run of `./run check` here, if there was one; else the one that is kept.
REPORT = ROOT / "reports/conformance/report.jsonl"
MATRIX = FIGURES / "matrix.json"
BENCHMARKS = FIGURES / "benchmarks.json"
KILLS = ROOT / "conformance/mutants/kills.json"
_MARK = re.compile(r"<!-- figure (\w+) -->")
_MARKS = {"pass": "✓", "fail": "✗", "errored": "errored", "waived": "waived", "not implemented": "missing"}


@dataclass(frozen=True)
class Bar:
    """A value: how long it is, 0 to 1, what stands behind it, and the class that colours it."""

    share: float
    words: str
    kind: str


@dataclass(frozen=True)
class Figure:
    """A title, groups of bars each under a name, and the same as a table; without bars the table alone."""

    title: str
    table: Sequence[Sequence[str]]
    bars: Sequence[tuple[str, Sequence[Bar]]] = ()

    def markdown(self) -> str:
        head, *rows = [f"| {' | '.join(row)} |" for row in self.table]
        return "\n".join([head, "|---" * len(self.table[0]) + "|", *rows])

    def html(self) -> str:
        head, *rows = self.table
        cells = "".join(f"<th>{escape(name)}</th>" for name in head)
        body = "".join(f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in rows)
        table = f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
        if not self.bars:
            return table
        return f"{self.svg()}<details><summary>{escape(self.title)}, as a table</summary>{table}</details>"

    def svg(self) -> str:
        """As wide as the page: bars in percent, and words above them, which are never scaled."""
        y, lines = 0, []
        for name, bars in self.bars:
            lines.append(f'<text x="0" y="{y + 16}" class="strong">{escape(name)}</text>')
            y += 22
            for bar in bars:
                lines.append(f'<text x="0" y="{y + 12}" class="small">{escape(bar.words)}</text>')
                width = max(0.5, round(bar.share * 100, 1))
                lines.append(
                    f'<rect x="0" y="{y + 17}" width="{width}%" height="9" rx="2" class="{bar.kind}"/>'
                )
                y += 32
            y += 12
        title = escape(f"{self.title}; the table below has the same figures")
        return f'<svg width="100%" height="{y}" role="img" class="chart figure" aria-label="{title}">{"".join(lines)}</svg>'


def number(value: float) -> str:
    """Three digits that count: 1,340 and 13.4 and 0.134."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def compared(part: str, title: str) -> Figure:
    """The figures of a benchmark, ours beside those that it was compared with."""
    kept = json.loads(BENCHMARKS.read_text("utf-8"))["measured"]
    bars, table = [], [("", "ours", "beside it", "", "ratio")]
    for one in kept[part]:
        ours, theirs, unit = one["ours"], one["theirs"], one["unit"]
        longest = max(ours, theirs)
        bars.append(
            (
                one["name"],
                (
                    Bar(ours / longest, f"ours: {number(ours)} {unit}", "ours"),
                    Bar(theirs / longest, f"{one['beside']}: {number(theirs)} {unit}", "theirs"),
                ),
            )
        )
        times = f"{ours / theirs:.2f}"
        table.append(
            (one["name"], f"{number(ours)} {unit}", one["beside"], f"{number(theirs)} {unit}", times)
        )
    return Figure(title, table, bars)


def kills() -> Figure:
    """The share of the seeded bugs that each layer of the suite finds alone, and all of them together."""
    found: dict[str, list[bool]] = {"contract": [], "cases": [], "model": [], "faults": [], "surface": []}
    together = []
    for layers in json.loads(KILLS.read_text("utf-8"))["mutants"].values():
        for layer, killer in layers.items():
            found[layer].append(killer is not None)
        together.append(any(killer is not None for killer in layers.values()))
    names = {
        "contract": "calls that Schemathesis generates, with its checks and some more",
        "cases": "hand-written cases",
        "model": "random calls beside a model",
        "faults": "broken connections",
        "surface": "signatures and type checkers",
    }
    rows = [
        (names[layer], hits, "theirs" if layer == "contract" else "ours") for layer, hits in found.items()
    ]
    rows.append(("the whole suite", together, "ours"))
    bars = [
        (name, (Bar(sum(hits) / len(hits), f"{sum(hits)} of {len(hits)}", kind),))
        for name, hits, kind in rows
    ]
    table = [("", "found", "of"), *((name, str(sum(hits)), str(len(hits))) for name, hits, _ in rows)]
    return Figure("Seeded bugs that are found", table, bars)


def matrix_of(report: Path) -> dict[str, Any]:
    """Topic → row → outcome → how many, of a report of the suite, and what it says of its run."""
    lines = map(json.loads, report.read_text("utf-8").splitlines())
    header = next(lines)
    counts: dict[str, dict[str, Counter[str]]] = {}
    for line in lines:
        if line["type"] == "verdict":
            topic = counts.setdefault(line["topic"].partition("/")[0], {})
            shown = (
                "waived" if line.get("waiver") and line["outcome"] in ("fail", "errored") else line["outcome"]
            )
            topic.setdefault(line["row"], Counter())[shown] += 1
    about = {name: header[name] for name in ("cases", "seed", "tier", "started")}
    # The reference client sends what a case says: what it fails is the suite's fault.
    rows = [row["id"] for row in header["rows"] if not row["absent"] and row["name"] != "raw-http"]
    counts = {topic: {row: cells[row] for row in rows if row in cells} for topic, cells in counts.items()}
    return {
        "contract": header["spec_version"],
        "about": about,
        "rows": rows,
        "topics": dict(sorted((topic, cells) for topic, cells in counts.items() if cells)),
    }


def is_whole(report: Path) -> bool:
    """Whether it is of a run without `--topic` that has ended."""
    first, *_, last = map(json.loads, report.read_text("utf-8").splitlines())
    return not first["topics"] and last["type"] == "footer"


def matrix() -> dict[str, Any]:
    """Of the run that was last made here, if it was a whole one; else the one that is kept."""
    if REPORT.is_file() and is_whole(REPORT):
        return matrix_of(REPORT)
    kept: dict[str, Any] = json.loads(MATRIX.read_text("utf-8"))
    return kept


def conformance() -> Figure:
    """The matrix as a table."""
    kept = matrix()

    def cell(counts: Mapping[str, int]) -> str:
        return ", ".join(f"{count:,} {_MARKS.get(name, name)}" for name, count in counts.items()) or "-"

    table: list[tuple[str, ...]] = [("topic", *kept["rows"])]
    sums: dict[str, Counter[str]] = {row: Counter() for row in kept["rows"]}
    for topic, counts in kept["topics"].items():
        table.append((topic, *(cell(counts.get(row, {})) for row in kept["rows"])))
        for row in kept["rows"]:
            sums[row].update(counts.get(row, {}))
    table.append(("all", *(cell(sums[row]) for row in kept["rows"])))
    return Figure("Conformance", table)


def run() -> Figure:
    """The run that the matrix is of."""
    kept = matrix()
    about = kept["about"]
    told = {
        "contract": kept["contract"],
        "cases": f"{about['cases']:,}",
        "tier": about["tier"],
        "seed": str(about["seed"]),
        "time (UTC)": about["started"][:16].replace("T", " "),
    }
    return Figure("The run", [tuple(told), tuple(told.values())])


def machine() -> Figure:
    """Where and when the benchmarks were run."""
    made = json.loads(BENCHMARKS.read_text("utf-8"))["made"]
    return Figure("The machine", [tuple(made), tuple(map(str, made.values()))])


FIGURE: dict[str, Callable[[], Figure]] = {
    "client": lambda: compared("client", "Calls of the Python client"),
    "batch": lambda: compared("batch", "Batches of the Python client"),
    "typescript": lambda: compared("typescript", "Calls of the TypeScript client"),
    "server": lambda: compared("server", "Work of the server"),
    "floor": lambda: compared("floor", "Requests beside their floor"),
    "requests": lambda: compared("requests", "Small requests, start and memory"),
    "postgres": lambda: compared("postgres", "Batches into PostgreSQL"),
    "kills": kills,
    "conformance": conformance,
    "run": run,
    "machine": machine,
}


def filled(text: str, form: Callable[[Figure], str]) -> str:
    """A page with its figures."""
    return _MARK.sub(lambda found: form(FIGURE[found[1]]()), text)


if __name__ == "__main__":
    kept = json.dumps(matrix_of(Path(sys.argv[1])), indent=1, ensure_ascii=False)
    Path(sys.argv[2]).write_text(f"{kept}\n", "utf-8")
