"""The contract, and a quick way to run the suite on fakes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from harness import HERE, SPEC, fake_client, fake_server
from vectorizer_conformance.casefile import CaseSet, load_cases
from vectorizer_conformance.casefile.loader import CASES
from vectorizer_conformance.cli.shared import contract_and_cases
from vectorizer_conformance.report import Report
from vectorizer_conformance.runner.session import Plan, run
from vectorizer_conformance.spec import Spec, load_spec


@pytest.fixture(scope="session")
def spec() -> Spec:
    return load_spec(SPEC)


@pytest.fixture(scope="session")
def own_cases() -> CaseSet:
    """The suite's own cases, as commands have them: a process reads them once."""
    return contract_and_cases(None, CASES)[1]


@pytest.fixture
def check(spec: Spec) -> Callable[..., Report]:
    """Run the tests' cases on a fake server and fake clients."""

    def go(server: str = "", *clients: str, **more: object) -> Report:
        cases = load_cases(HERE / "cases", spec)
        plan = Plan(
            server_command=fake_server(server),
            clients=tuple(map(fake_client, clients)),
            **{"layers": ("cases",), **more},
        )  # type: ignore[arg-type]
        return asyncio.run(run(plan, spec, cases))

    return go
