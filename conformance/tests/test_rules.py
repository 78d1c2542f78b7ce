"""The rules that are no place of the contract: each clause has one, the page holds them, the profiles part them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from harness import HERE, outcomes
from vectorizer_conformance.casefile import CaseFileError, CaseSet
from vectorizer_conformance.casefile.demands import by_clause, is_of_rules, profile_of, rules
from vectorizer_conformance.cli import main
from vectorizer_conformance.cli.show import page
from vectorizer_conformance.report import Report
from vectorizer_conformance.runner.requirements import known
from vectorizer_conformance.spec import Spec

PAGE = HERE.parents[1] / "docs/pages/suite/clients.md"


def test_every_clause_that_is_cited_is_a_rule_and_every_rule_is_cited(spec: Spec, own_cases: CaseSet) -> None:
    cited = {one.clause for one in known(spec, own_cases).values() if is_of_rules(one.clause)}
    assert cited == set(by_clause())


def test_the_page_is_what_the_rules_say() -> None:
    assert PAGE.read_text("utf-8") == page()
    assert all(len(line) <= 100 for line in page().splitlines())


def test_explain_shows_the_rule_of_a_requirement(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "retries/jitter/getVector"]) == 0
    shown = capsys.readouterr().out
    assert "drawn from the whole range from 0 on" in shown
    assert "rule retry-jitter, of the profile contract; a client may lack jitter" in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {name: a, profile: house, clauses: [x], rule: y, example: z}", "a profile of contract, sdk"),
        ("- {name: a, profile: sdk, clauses: [x], rule: y}", "a rule has"),
        ("- &a {name: a, profile: sdk, clauses: [x], rule: y, example: z}\n- *a", "here twice"),
    ],
)
def test_a_rule_that_is_not_whole_is_refused(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(text)
    with pytest.raises(CaseFileError, match=said):
        rules(tmp_path / "rules.yaml")


def test_the_profile_contract_asks_no_client_for_keys_of_its_own(check: Callable[..., Report]) -> None:
    assert outcomes(check("", "no-key"), "fake")["basics/floats"] == "fail"
    assert outcomes(check("", "no-key", profile="contract"), "fake")["basics/floats"] == "pass"


def test_the_profile_contract_shows_what_is_besides_and_does_not_count_it(
    check: Callable[..., Report],
) -> None:
    report = check("", "sends-dots", profile="contract")
    for verdict in report.verdicts:
        counted = profile_of(verdict.clause) == "contract"
        assert verdict.level == ("MUST" if counted else "SHOULD"), verdict.id
