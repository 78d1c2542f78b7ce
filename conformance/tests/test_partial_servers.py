"""Servers of somebody else's that have a part of the contract: what is wrong is told first, and nothing that is not."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from harness import HERE, PYTHON
from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import Report, Verdict, read_report
from vectorizer_conformance.report.causes import causes, missing
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.offer import declared

SMALL = f"{PYTHON} {shlex.quote(str(HERE / 'foreign/small'))}"
BUGS = {"null-stays": "null", "never-unchanged": "unchanged", "far-is-near": "score"}


def judge(tmp_path: Path, words: str, *options: str) -> tuple[int, Report]:
    code = main(
        ["run", "--server-command", f"{SMALL} {words}", "--no-raw", "--report", str(tmp_path), *options]
    )
    return code, read_report(tmp_path / "report.jsonl")


def topics(*names: str) -> list[str]:
    return [word for name in names for word in ("--topic", name)]


def failed(report: Report) -> list[Verdict]:
    return [verdict for verdict in report.verdicts if verdict.outcome == "fail" and verdict.level == "MUST"]


def test_the_bugs_of_a_server_of_six_operations_are_told_first_and_nothing_false(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layers = ["--layer", "cases", "--layer", "model"]
    code, report = judge(tmp_path, " ".join(BUGS), *layers, *topics("update", "search", "vectors", "model"))
    assert code == 1
    said = "\n".join(reason for verdict in failed(report) for reason in verdict.reasons)
    assert all(word in said for word in BUGS.values())
    right, _ = judge(tmp_path / "right", "", *layers, *topics("update", "search", "vectors", "model"))
    assert failed(read_report(tmp_path / "right/report.jsonl")) == []
    lines = capsys.readouterr().out.split("conforms" if right == 0 else "does not conform")[0].splitlines()
    firsts = [number for number, line in enumerate(lines) if line.startswith("✗")]
    assert len([line for line in lines[: firsts[0]] if "judged" not in line]) <= 3
    besides = [line for line in lines if line[:1] not in "✗" and not re.match(r"    |  \d+ judged", line)]
    assert len(besides) <= 30, "\n".join(besides)


SIX = {"createCollection", "deleteCollection", "insertVector", "getVector", "updateVector", "search"}
SOME = topics("collections/create", "update/rfc7396", "search/basics", "embed")


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("", SIX),
        ("base-path", SIX),
        ("no-texts", SIX),
        ("only-collections", {"createCollection", "getCollection", "deleteCollection"}),
        ("stateless", {"getHealth"}),
        ("nothing", set()),
        ("all-501", set()),
    ],
)
def test_what_is_missing_is_found_and_blamed_for_nothing(
    words: str, there: set[str], spec: Spec, tmp_path: Path
) -> None:
    _, report = judge(tmp_path, words, "--layer", "cases", *SOME)
    bad = [one for one in report.verdicts if one.outcome in ("fail", "errored")]
    assert bad == [], [(one.id, one.reasons) for one in bad]
    lacks = set(missing(report))
    assert ("texts" in lacks) is (words == "no-texts")
    assert lacks - {"texts"} <= set(spec.operations) - there
    assert bool(lacks)


@pytest.mark.parametrize("words", ["bare-404", "base-path bare-404"])
def test_a_bare_404_is_no_route_and_one_for_what_is_not_there_hides_none(words: str, tmp_path: Path) -> None:
    """Where a refusal has no body, a path without a route and a collection that is not there look alike."""
    _, report = judge(tmp_path, words, "--layer", "cases", *topics("update/rfc7396", "search/basics"))
    assert failed(report) == []
    assert not set(missing(report)) & SIX


def test_a_command_that_takes_any_flag_shows_nothing_by_its_flags(tmp_path: Path) -> None:
    _, report = judge(tmp_path, "", "--layer", "cases", *topics("auth"))
    assert {one.outcome for one in report.verdicts} <= {"skipped", "not implemented"}
    assert any(
        "takes --conformance-no-such-flag too" in reason for one in report.verdicts for reason in one.reasons
    )


def test_a_server_that_wants_a_key_of_everybody_is_said_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed = f"{PYTHON} -m vectorizer_conformance stand-in --api-key k"
    assert main(["run", "--server-command", keyed, "--no-raw", "--report", str(tmp_path)]) == 3
    assert "answers 401 to a request without a key" in capsys.readouterr().err


def test_a_server_that_ends_is_the_fault_of_the_requests_that_end_it_alone(tmp_path: Path) -> None:
    words = ("--layer", "cases", "--topic", "search", "--topic", "update/rfc7396")
    code, report = judge(tmp_path, "ends", *words)
    assert code == 1
    # The one that asks for 1,000 results, whatever else was under way when it did.
    assert [one.id for one in failed(report)] == ["search/options/limit-beyond"]
    for verdict in failed(report):
        assert "the server ended by itself (exit code 7) while this was asked" in verdict.reasons
    assert [one.id for one in report.verdicts if one.outcome == "errored"] == []


def test_a_server_that_ends_in_a_sequence_is_started_again_for_the_others(tmp_path: Path) -> None:
    words = ("--layer", "model", "--topic", "model", "--seed", "1")
    code, report = judge(tmp_path, "ends-at-thresholds", *words)
    assert code == 1
    for verdict in failed(report):
        assert "the server ended by itself (exit code 7) while this was asked" in verdict.reasons[0]
    assert any("shrunk to 1 of" in reason for verdict in failed(report) for reason in verdict.reasons)
    assert len(causes(failed(report))) == 2  # in sequences and in a rule
    assert [one.id for one in report.verdicts if one.outcome == "errored"] == []


def test_histories_are_not_tried_on_a_server_that_lacks_what_they_write_with(tmp_path: Path) -> None:
    _, report = judge(tmp_path, "", "--layer", "faults")
    assert {one.outcome for one in report.verdicts} == {"not implemented"}
    assert set(missing(report)) == {"batchUpdate", "deleteVector", "replaceVector"}


def test_what_follows_a_prefix_is_asked_and_told_below_it(tmp_path: Path) -> None:
    words = ("--layer", "cases", *topics("hostile/literal-names", "http/routing"))
    found = [judge(tmp_path / where, where, *words)[1] for where in ("", "base-path")]
    plain, below = ({one.id for one in failed(report)} for report in found)
    assert below <= plain


@pytest.mark.parametrize("words", ["decorated", "deletes"])
def test_what_a_server_adds_and_what_is_gone_is_no_change_of_what_is_held(words: str, tmp_path: Path) -> None:
    _, report = judge(
        tmp_path,
        words,
        "--layer",
        "cases",
        *topics("vectors/read-delete", "vectors/insert", "update/rfc7396"),
    )
    bad = [one for one in report.verdicts if one.outcome in ("fail", "errored")]
    assert bad == [], [(one.id, one.reasons) for one in bad]


def test_a_rule_whose_set_up_is_refused_is_not_broken(tmp_path: Path) -> None:
    _, report = judge(tmp_path, "one-metric", "--layer", "model", "--topic", "model/metamorphic")
    bad = [one for one in report.verdicts if one.outcome not in ("pass", "not implemented")]
    assert bad
    for one in bad:
        assert (one.outcome, one.reasons[0]) == ("errored", "set-up: createCollection: 422 validation-failed")


@pytest.mark.parametrize("words", ["read-only", "read-only no-etag"])
def test_a_server_that_only_reads_is_asked_for_what_it_holds(words: str, tmp_path: Path) -> None:
    _, report = judge(tmp_path, words, "--layer", "contract", "--tier", "smoke")
    assert any("generated requests meet collection 'moons', id 'io'" in note for note in report.notes)
    found = {one.id: one for one in report.verdicts}
    said = "\n".join(found["contract/examples/getVector"].reasons)
    assert ("- `ETag`" in said) is ("no-etag" in words), said


@pytest.mark.parametrize(
    ("case", "lacks"),
    [
        ("http/routing/method-vector", {"replaceVector", "deleteVector"}),
        ("http/routing/method-unknown", set()),
        ("http/routing/method-head", set()),
        ("operations/refused-content/long-id", {"replaceVector"}),
    ],
)
def test_a_raw_request_needs_what_it_reaches_and_what_allow_must_name(
    case: str, lacks: set[str], spec: Spec, own_cases: CaseSet
) -> None:
    (found,) = (one for one in own_cases.cases if one.id == case)
    offer = declared(spec, {*SIX, "listVectors"})
    assert set(offer.missing(spec, found)) == lacks
