"""`explain` says of a requirement what runs say of it, and its commands judge it."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import pytest
from harness import HERE, fake_client, fake_server
from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import Report
from vectorizer_conformance.report.contents import Row
from vectorizer_conformance.runner.requirements import Requirement, find
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.startup import TargetRow


@pytest.fixture(scope="module")
def found(spec: Spec, own_cases: CaseSet) -> Callable[[str], Requirement]:
    return lambda ident: find(ident, spec, own_cases)


def test_verdicts_and_explanations_use_the_same_words(
    check: Callable[..., Report], found: Callable[[str], Requirement]
) -> None:
    broken = TargetRow(Row("x", "client", "x", "", "", "", ""), broken="it hangs")
    adapters = [one for one in check("", "none").verdicts if one.topic == "adapter"] + [broken.verdict]
    assert {verdict.id for verdict in adapters} == {"adapter/untracked", "adapter/start"}
    for verdict in adapters:
        assert (verdict.title, verdict.clause) == (found(verdict.id).title, found(verdict.id).clause)


@pytest.mark.parametrize(
    ("ident", "tier"),
    [
        ("presence/patch/vector-value", "pr"),
        ("history/001", "pr"),
        ("history/040", "nightly"),
        ("endurance/memory", "nightly"),
        ("model/sequence/7", "pr"),
    ],
)
def test_nightly_is_named_where_it_is_needed(
    ident: str, tier: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", ident]) == 0
    assert ("--tier nightly" in capsys.readouterr().out) is (tier == "nightly")


def test_the_command_that_is_told_judges_it(capsys: pytest.CaptureFixture[str]) -> None:
    """In the tests' own case set, where the fakes are right."""
    cases = ["--cases", str(HERE / "cases")]
    assert main(["explain", "basics/reads", *cases]) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if "vectorizer-conformance run" in line)
    words = shlex.split(line.split("    (")[0])[1:]
    words[words.index("--server") :] = [
        "--server-command",
        fake_server(),
        "--client",
        fake_client(),
        "--no-raw",
    ]
    assert main([*words, *cases]) == 0
    assert "3 pass" in capsys.readouterr().out


def test_what_is_of_a_whole_run_is_not_replayed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "coverage/statuses"]) == 0
    assert "run --require-statuses" in capsys.readouterr().out
    assert main(["replay", "coverage/statuses", "--server", "http://127.0.0.1:9"]) == 2
    assert "of a run as a whole" in capsys.readouterr().err
