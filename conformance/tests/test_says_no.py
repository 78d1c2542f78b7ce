"""The harness passes what is right, and names each thing that is deliberately wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from harness import outcomes, reasons
from vectorizer_conformance.adapter.process import RESTARTS
from vectorizer_conformance.processes.lateness import Lateness
from vectorizer_conformance.proxy import Exchange
from vectorizer_conformance.proxy.fault_plan import FaultPlan
from vectorizer_conformance.report import Report
from vectorizer_conformance.targets.client_target import _waits
from vectorizer_conformance.wire import Request, Response

Check = Callable[..., Report]


def test_a_right_server_and_client_pass(check: Check) -> None:
    report = check("", "none")
    assert set(outcomes(report, "server").values()) == {"pass"}, reasons(report, "server")
    assert set(outcomes(report, "fake").values()) == {"pass"}, reasons(report, "fake")
    assert report.ok


@pytest.mark.parametrize(
    ("fault", "case", "words"),
    [
        ("replaces", "basics/merges", "/metadata"),
        ("no-version", "basics/merges", "version"),
        ("creates", "basics/missing", "vector-not-found"),
        ("creates", "basics/missing", "must change nothing"),
        ("extra-metadata", "basics/reads", "no such key"),
        ("no-pointer", "basics/unknown-field", "/body/metdata"),
        ("no-request-id", "basics/reads", "X-Request-Id"),
        ("wrong-type", "basics/reads", "content type"),
        ("status", "basics/floats", "202"),
        ("fails", "basics/missing", "500"),
        ("dies", "basics/merges", "no answer"),
    ],
)
def test_a_wrong_server_is_named(check: Check, fault: str, case: str, words: str) -> None:
    report = check(fault)
    assert outcomes(report, "server")[case] == "fail"
    assert words in reasons(report, "server")
    assert not report.ok


@pytest.mark.parametrize(
    ("fault", "case", "words"),
    [
        ("drops-null", "basics/merges", "/body/metadata/y/z"),
        ("puts", "basics/merges", "method: expected PATCH, sent PUT"),
        ("encodes-twice", "basics/slash", "path"),
        ("rounds", "basics/floats", "/body/vector"),
        ("no-key", "basics/floats", "Idempotency-Key"),
        ("sends-twice", "basics/reads", "expected 1, got 2"),
        ("hides-errors", "basics/missing", "the answer was 404"),
        ("loses-code", "basics/missing", "error/code"),
        ("shows-key", "basics/missing", "the error's shown shows a credential"),
        ("wrong-class", "basics/missing", "VectorNotFoundError"),
        ("adds-to-value", "basics/reads", "surprise"),
        ("lies-about-status", "basics/reads", "meta/status"),
        ("sends-dots", "basics/dots", "validation error before sending"),
        ("invents-updates", "basics/nothing", "value/updated: nothing was sent, got 1"),
    ],
)
def test_a_wrong_client_is_named_and_the_server_is_not(
    check: Check, fault: str, case: str, words: str
) -> None:
    report = check("", fault)
    assert outcomes(report, "fake")[case] == "fail"
    assert words in reasons(report, "fake")
    assert set(outcomes(report, "server").values()) == {"pass"}
    assert not report.ok


@pytest.mark.parametrize(
    ("fault", "outcome", "words"),
    [
        ("dead", "errored", "can't even start"),
        ("crashes", "errored", "exit code 7"),
        ("garbage", "errored", "not a JSON line (logs belong on stderr)"),
        ("answers-twice", "errored", "answered updateVector of basics/"),
        ("answers-another", "errored", "answered 'none', which it was not asked, (with 'ok')"),
        ("unknown-type", "errored", "broke the protocol"),
        ("other-protocol", "errored", "broke the protocol"),
        ("real-time-signal", "errored", "killed by signal 35"),
        ("closes-stdout", "errored", "closed its stdout"),
        ("two-lines", "errored", "broke the protocol: /language"),
        ("no-hash", "errored", "broke the protocol: /artefact"),
        ("unknown-operation", "errored", "flyToTheMoon"),
        ("no-call-header", "errored", "was not sent"),
        ("gives-up", "errored", "smoke test"),
        ("skips", "errored", "smoke test"),
        ("skips-cases", "errored", "skipped a call without a special value"),
        ("lacks-operation", "not implemented", "no updateVector"),
    ],
)
def test_a_broken_adapter_ends_its_own_row_only(check: Check, fault: str, outcome: str, words: str) -> None:
    report = check("", fault, "none")
    rows = [row.id for row in report.header.rows if row.kind == "client"]
    broken = next(row for row in rows if outcome in outcomes(report, row).values())
    (well,) = set(rows) - {broken}
    assert words in reasons(report, broken)
    assert set(outcomes(report, well).values()) == {"pass"}, reasons(report, well)
    assert set(outcomes(report, "server").values()) == {"pass"}
    assert not report.ok


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("answers-twice", "answered updateVector of basics/"),
        ("garbage", "not a JSON line (logs belong on stderr)"),
        ("crashes", "exit code 7"),
    ],
)
def test_a_busy_machine_hides_no_broken_adapter(
    check: Check, fault: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getloadavg", lambda: (20.0, 20.0, 20.0))
    report = check("", fault)
    assert "errored" in outcomes(report, "fake").values()
    assert words in reasons(report, "fake")


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("bad-message", "broke the protocol: /error/message"),
        ("hangs", "gave no reply to 'run' updateVector within 1 s"),
    ],
)
def test_only_the_case_at_which_an_adapter_broke_carries_the_reason(
    check: Check, fault: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorizer_conformance.targets.client_target.CALL_TIMEOUT", 1.0)
    report = check("", fault, workers=1)
    bad = {v.id: v.reasons for v in report.verdicts if v.row == "fake" and v.outcome == "errored"}
    # It is started again for the next, a few times.
    at = [ident for ident, (reason,) in bad.items() if why in reason]
    assert 1 < len(at) <= RESTARTS + 1
    left = {reason for ident, (reason,) in bad.items() if ident not in at}
    assert left <= {f"not tried: the adapter broke in updateVector of {ident}" for ident in at}
    assert "pass" in outcomes(report, "fake").values()


def test_a_late_machine_uses_up_no_restarts_of_an_adapter_that_hangs(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorizer_conformance.targets.client_target.CALL_TIMEOUT", 1.0)
    quiet = check("", "hangs", workers=1)
    monkeypatch.setattr(Lateness, "excuse", lambda self, start: "this machine was late: ")
    late = check("", "hangs", workers=1)
    assert reasons(late, "fake") == reasons(quiet, "fake")
    assert outcomes(late, "fake") == outcomes(quiet, "fake")


def test_a_client_that_dies_at_one_call_is_judged_by_the_others(check: Check) -> None:
    report = check("", "crashes", workers=1)
    bad = [v for v in report.verdicts if v.row == "fake" and v.outcome != "pass"]
    assert 0 < len(bad) <= RESTARTS + 1
    for verdict in bad:
        (reason,) = verdict.reasons
        assert "exit code 7" in reason
        assert f"in flight: updateVector of {verdict.id}" in reason


def test_a_client_that_was_told_to_wait_is_not_said_to_hang() -> None:
    def answered(*headers: tuple[str, str]) -> Exchange:
        exchange = Exchange(FaultPlan("t"))
        exchange.begin(1, Request("GET", "/")).response = Response(503, headers=list(headers))
        return exchange

    assert "Retry-After: 61; 30 s later the client has neither" in str(
        _waits(answered(("Retry-After", "61")), 30.0)
    )
    assert _waits(answered(), 30.0) is None
    assert _waits(Exchange(FaultPlan("t")), 30.0) is None


@pytest.mark.parametrize("fault", ["loses-code", "wrong-class", "hides-errors"])
def test_a_bug_of_a_client_does_not_end_its_row(check: Check, fault: str) -> None:
    found = outcomes(check("", fault), "fake")
    assert found["basics/missing"] == "fail"
    assert found["basics/merges"] == "pass"


def test_a_batch_of_nothing_need_not_be_sent(check: Check) -> None:
    assert set(outcomes(check("", "sends-nothing"), "fake").values()) == {"pass"}


@pytest.mark.parametrize("fault", ["floods", "shuffles"])
def test_noise_and_disorder_are_borne(check: Check, fault: str) -> None:
    report = check("", fault)
    assert set(outcomes(report, "fake").values()) == {"pass"}, reasons(report, "fake")


def test_a_client_that_hangs_is_told_so(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vectorizer_conformance.targets.client_target.CALL_TIMEOUT", 1.0)
    report = check("", "hangs")
    assert "gave no reply" in reasons(report, "fake")
    assert "errored" in outcomes(report, "fake").values()
    assert set(outcomes(report, "server").values()) == {"pass"}


def test_a_server_without_an_operation_does_not_implement_it(check: Check) -> None:
    report = check("", "none")
    assert not [v for v in report.verdicts if v.outcome == "not implemented"]
