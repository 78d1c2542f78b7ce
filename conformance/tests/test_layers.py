"""The registry is the only list of layers: what is added to it is run, explained and offered."""

from __future__ import annotations

import ast
import asyncio
import itertools
from collections.abc import Iterable

import pytest
from harness import HERE, fake_server, outcomes
from vectorizer_conformance.casefile import CaseSet, load_cases
from vectorizer_conformance.cli import parser
from vectorizer_conformance.layers import LAYERS, Layer, Requirement, RunContext
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.runner import plan as plans
from vectorizer_conformance.runner import requirements
from vectorizer_conformance.runner.session import run
from vectorizer_conformance.spec import Spec

ROOT = HERE.parent.parent
TASKS = [ROOT / "noxfile.py", *(ROOT / "scripts/tasks").glob("*.py")]


class TenthLayer(Layer):
    name = "tenth"

    def requirements(self, spec: Spec, cases: CaseSet) -> Iterable[Requirement]:
        return [Requirement("tenth/one", self.name, "One", "/info")]

    async def run(self, context: RunContext) -> None:
        for target in context.targets:
            context.take(Verdict(target.row, self.name, "tenth/one", self.name, "MUST", "pass"))


@pytest.fixture
def tenth(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (plans, requirements):
        monkeypatch.setattr(module, "LAYERS", (*LAYERS, TenthLayer()))


@pytest.mark.usefixtures("tenth")
def test_a_layer_in_the_registry_is_run_and_its_requirement_is_known(spec: Spec) -> None:
    cases = load_cases(HERE / "cases", spec)
    assert "tenth" in plans.default_layers("pr")
    assert requirements.find("tenth/one", spec, cases).title == "One"
    plan = plans.Plan(server_command=fake_server(), layers=("tenth",))
    report = asyncio.run(run(plan, spec, cases))
    assert outcomes(report, "server") == {"tenth/one": "pass"}


def test_the_names_of_the_layers_are_listed_in_one_place_only() -> None:
    names = {layer.name for layer in LAYERS}
    found = []
    for file in [*(ROOT / "conformance/src").rglob("*.py"), *TASKS]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
                items = node.keys if isinstance(node, ast.Dict) else node.elts
                listed = names & {item.value for item in items if isinstance(item, ast.Constant)}
                if len(listed) > 2:
                    found.append(f"{file.relative_to(ROOT)}:{node.lineno}: {sorted(listed)}")
    assert not found


def test_the_layers_that_tasks_leave_out_are_layers() -> None:
    words = [
        node.value
        for file in TASKS
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    flags = [word for word in words if word in ("--layer", "--without-layer")]
    assert flags
    for flag, name in itertools.pairwise(words):
        if flag == "--without-layer":
            parser().parse_args(["run", flag, name])


def test_without_layer_runs_the_others_of_the_tier() -> None:
    assert plans.default_layers("smoke", ["model"]) == ("cases",)
    left = set(plans.default_layers("pr", ["surface", "faults"]))
    assert left == {layer.name for layer in LAYERS} - {"surface", "faults"}
