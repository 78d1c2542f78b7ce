"""The judges say yes to a client that is right, and no to each that is wrong in one way, naming it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fake_client import FAULTS, FakeClient
from judging import client_command, judged, server_command
from vectorizer_conformance.adapter import Adapter
from vectorizer_conformance.layers.faults import FaultRun
from vectorizer_conformance.layers.faults.fault_target import NOT_REUSED
from vectorizer_conformance.processes.lateness import Lateness
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import load_spec
from vectorizer_conformance.targets.servers import ServerPool

# fault → the case that must see it, and what it must say.
CAUGHT = {
    "never-retries": ("faults/F5/getVector/once", "expected a value, got ConnectionFailedError"),
    "no-key": ("retries/lost/once/insertVector", "no Idempotency-Key on POST"),
    "new-key": ("retries/lost/once/insertVector", "the write must have taken effect once, it did 2 times"),
    "new-request-id": ("retries/503/once/updateVector", "its X-Request-Id is another one"),
    "no-count": ("retries/503/once/updateVector", "X-Retry-Count is '0', not '1'"),
    "retries-400": ("retries/400/updateVector", "attempts on the wire: expected 1, got 2"),
    "retries-500": ("faults/F11/getVector/500", "attempts on the wire: expected 1"),
    "one-more": ("retries/503/forever/getVector", "attempts on the wire: expected 3, got 4"),
    "one-less": ("retries/503/forever/getVector", "expected 3, got 2, 1 of the plan's steps were not met"),
    "ignores-retry-after": ("faults/F12/getVector/seconds", "it must be 0.95 to 2.5 s"),
    "waits-for-ever": ("faults/F12/getVector/far-date", "expected an error of kind status"),
    "believes-negative": ("faults/F12/getVector/negative", "it must be 0 to 1.75 s"),
    "no-jitter": ("retries/jitter/getVector", "full jitter is at least"),
    "doubles-too-soon": ("retries/jitter/getVector", "were longer than 0.25 s"),
    "never-doubles": ("retries/jitter/getVector", "the range must double, to 0.5 s"),
    "no-ceiling": ("retries/allowance-after-successes/getVector", "170 calls made 290 requests"),
    "no-refund": ("retries/allowance-after-successes/getVector", "170 calls made 270 requests"),
    "no-allowance": ("retries/allowance/getVector", "60 calls made 180 requests"),
    "timeout-per-attempt": ("deadlines/silence/getVector", "attempts on the wire: expected 1, got"),
    "no-deadline": ("deadlines/body/getVector", "allowed are 1.5 s"),
    "sleeps-through-deadline": ("deadlines/backoff/getVector", "expected an error of kind timeout or"),
    "ignores-cancel": ("cancel/headers/getVector", "expected an error of kind cancelled"),
    "cancels-late": ("cancel/body/getVector", "ms after it was cancelled"),
    "leaks": ("deadlines/headers/getVector", "connections that nobody waits for are still open"),
    "html-as-data": ("faults/F15/getVector", "expected an error of kind response, got the value"),
    "follows-redirects": ("faults/F19/getVector", "the header authorization went to another origin"),
    "swallows-lost": ("faults/F4/updateVector/forever", "must have taken effect once, it did never"),
    "hides-key": ("faults/F19/updateVector", "the API key is in what the client told"),
    "loses-code": ("retries/422/getVector", 'error/code: expected "validation-failed", got null'),
    "wrong-class": ("retries/422/getVector", "error/class: expected ValidationFailedError, got SomeError"),
    "lies-about-attempts": ("retries/503/once/getVector", "the client tells of 1 attempts, there were 2"),
}


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict[str, Verdict]]:
    wanted = {name: [case] for name, (case, _) in CAUGHT.items()}
    wanted["none"] = sorted({case for case, _ in CAUGHT.values()})
    return judged({name: (FakeClient(name), cases) for name, cases in wanted.items()})


def test_each_fault_is_tried() -> None:
    assert set(FAULTS) == set(CAUGHT) | {"hangs", "crashes"}


@pytest.mark.parametrize("case", sorted({case for case, _ in CAUGHT.values()}))
def test_a_right_client_passes(verdicts: dict[str, dict[str, Verdict]], case: str) -> None:
    verdict = verdicts["none"][case]
    assert (verdict.outcome, verdict.reasons) == ("pass", ())


@pytest.mark.parametrize("fault", CAUGHT)
def test_a_wrong_client_is_caught(verdicts: dict[str, dict[str, Verdict]], fault: str) -> None:
    case, words = CAUGHT[fault]
    verdict = verdicts[fault][case]
    assert verdict.outcome == "fail"
    assert words in "\n".join(verdict.reasons)
    assert verdict.trace, "a failure shows what was on the wire"


class LateTheSecondTime(FakeClient):
    """Its second call is late; each has a connection of its own."""

    def __init__(self) -> None:
        super().__init__("none")
        self._calls = 0

    async def run(self, command: dict[str, Any]) -> dict[str, Any]:
        reply = await super().run(command)
        self._calls += 1
        if self._calls % 2 == 0:
            await asyncio.sleep(5)
        return reply


def test_a_call_that_met_no_dead_connection_says_nothing_of_one() -> None:
    case = "faults/F23/updateVector"
    verdict = judged({"apart": (LateTheSecondTime(), [case])})["apart"][case]
    assert (verdict.outcome, verdict.reasons) == ("not supported", (NOT_REUSED,))


class LateAtFirst(FakeClient):
    """So many calls end late, as on a machine that is late itself."""

    def __init__(self, late: int) -> None:
        super().__init__("none")
        self.left = late

    async def run(self, command: dict[str, Any]) -> dict[str, Any]:
        reply = await super().run(command)
        self.left -= 1
        if self.left >= 0:
            await asyncio.sleep(5)
        return reply


@pytest.mark.parametrize(("late", "outcome"), [(7, "pass"), (50, "errored")])
def test_on_a_late_machine_a_case_is_tried_until_it_is_in_time(
    monkeypatch: pytest.MonkeyPatch, late: int, outcome: str
) -> None:
    monkeypatch.setattr(Lateness, "excuse", lambda *_: "this machine was late: ")
    case, _ = CAUGHT["no-deadline"]
    client = LateAtFirst(late)
    assert judged({"slow": (client, [case])})["slow"][case].outcome == outcome
    assert client.left == (-1 if outcome == "pass" else 50 - 9)


def test_a_client_that_dies_or_hangs_ends_its_case_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through real adapter processes: the others, and the other row, go on."""
    for name, seconds in (("HANGS_AFTER", 1.0), ("CALL_TIMEOUT", 6.0), ("WARM_UP", 3.0)):
        monkeypatch.setattr(f"vectorizer_conformance.layers.faults.fault_target.{name}", seconds)

    async def run() -> list[Verdict]:
        pool = ServerPool(command=server_command())
        found: list[Verdict] = []
        try:
            async with (
                Adapter(client_command("none")) as right,
                Adapter(client_command("crashes")) as dead,
                Adapter(client_command("hangs")) as stuck,
            ):
                topics = ("retries/400/getVector", "retries/422/getVector")
                rows = [("right", right), ("dead", dead), ("stuck", stuck)]
                await FaultRun(load_spec(), 1, "pr", topics).run(pool, rows, None, found.append)
        finally:
            await pool.close()
        return found

    found = {(v.row, v.id): v for v in asyncio.run(run())}
    assert {v.outcome for (row, _), v in found.items() if row == "right"} == {"pass"}
    dead, stuck = found["dead", "retries/400/getVector"], found["stuck", "retries/422/getVector"]
    assert dead.outcome == "errored"
    assert "exit code 7" in dead.reasons[0]
    assert stuck.outcome == "fail"
    assert "the call hangs" in stuck.reasons[0]
