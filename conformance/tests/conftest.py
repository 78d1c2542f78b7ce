"""What the tests share: the contract, the fakes, and a quick way to run the suite on them."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.report import Report
from vectorizer_conformance.run import Plan, run
from vectorizer_conformance.spec import Spec, load_spec

HERE = Path(__file__).parent
SPEC = HERE.parent / "src/vectorizer_conformance/_generated/openapi.json"
PYTHON = shlex.quote(sys.executable)


def fake_server(fault: str = "") -> str:
    return f"{PYTHON} {shlex.quote(str(HERE / 'fakes/server.py'))} {fault}".strip()


def fake_client(fault: str = "none") -> str:
    return f"{PYTHON} {shlex.quote(str(HERE / 'fakes/adapter.py'))} {fault} {shlex.quote(str(SPEC))}"


@pytest.fixture(scope="session")
def spec() -> Spec:
    return load_spec(SPEC)


@pytest.fixture
def check(spec: Spec) -> Callable[..., Report]:
    """Run the tests' cases on a fake server and fake clients."""

    def go(server: str = "", *clients: str, **more: object) -> Report:
        cases = load_cases(HERE / "cases", spec.arguments)
        plan = Plan(
            server_command=fake_server(server),
            clients=tuple(map(fake_client, clients)),
            layers=("cases",),
            **more,
        )  # type: ignore[arg-type]
        return asyncio.run(run(plan, spec, cases))

    return go


def outcomes(report: Report, row: str) -> dict[str, str]:
    return {verdict.id: verdict.outcome for verdict in report.verdicts if verdict.row == row}


def reasons(report: Report, row: str) -> str:
    return "\n".join(
        reason for verdict in report.verdicts if verdict.row == row for reason in verdict.reasons
    )
