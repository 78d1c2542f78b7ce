"""The command `strength`: runs each case once, then judges what was seen with every expected field altered in turn."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.report.contents import Report
from vectorizer_conformance.runner.plan import Plan, chosen_cases
from vectorizer_conformance.runner.session import Progress, run
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.strength.measure import Strength


def run_strength(plan: Plan, spec: Spec, cases: CaseSet, report: Path | None, out: Console) -> int:
    """0 when every expected field of every case changes a verdict, 1 when one does not or a case was not judged."""
    strength = Strength(spec)
    started = time.monotonic()
    ran = asyncio.run(run(plan, spec, cases, Progress(keep=strength.keep)))
    recorded = time.monotonic() - started
    judged = {ident: strength.fields(ident) for ident in sorted(strength.kept)}
    seconds = time.monotonic() - started - recorded
    weak = [f"{ident}: {name}" for ident, fields in judged.items() for name, row in fields.items() if not row]
    unjudged = [case.id for case in chosen_cases(cases, plan) if case.id not in judged]
    by_row = Counter(row for fields in judged.values() for row in fields.values() if row)
    total = sum(map(len, judged.values()))
    for line in weak:
        out.print(f"  unasserted: {line}", markup=False, soft_wrap=True)
    why = _why(ran)
    for ident in unjudged:
        out.print(f"  not judged: {ident}: {why(ident)}", markup=False, soft_wrap=True)
    out.print(
        f"\n  {total - len(weak):,} of {total:,} expected fields in {len(judged):,} cases change a verdict when altered"
        f" ({', '.join(f'{number:,} on {row}' for row, number in by_row.most_common())});"
        f" {len(weak)} unasserted, {len(unjudged)} cases not judged"
        f"\n  the cases ran once in {recorded:.0f} s, were judged again in {seconds:.0f} s"
    )
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        data = {"fields": total, "unasserted": weak, "cases": len(judged), "not_judged": unjudged}
        report.write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    return 1 if weak or unjudged or not judged else 0


def _why(report: Report) -> Callable[[str], str]:
    reasons: dict[str, str] = {}
    for verdict in report.verdicts:
        words = f"{verdict.outcome} on {verdict.row}: {'; '.join(verdict.reasons)[:200]}"
        reasons.setdefault(verdict.id, words)
    return lambda ident: reasons.get(ident, "no row has a judge for it")
