"""How late the machine is."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from vectorizer_conformance.adapter.protocol import CLIENT, run_command
from vectorizer_conformance.casefile import CaseSet
from vectorizer_conformance.layers.cases import case_run
from vectorizer_conformance.processes import busy, tasks
from vectorizer_conformance.processes import lateness as lateness_module
from vectorizer_conformance.processes.lateness import DOUBTED, MUCH, TRIES, Lateness
from vectorizer_conformance.report import Report
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.targets import client_target
from vectorizer_conformance.targets.client_target import ClientTarget
from vectorizer_conformance.targets.server_target import ServerTarget

WRONG, SLOW = "step 1: status: expected one of [413, 415], got 400", "step 1: it took 900 ms, allowed are 500"


def test_a_loop_that_stood_still_was_late_by_as_much() -> None:
    async def go() -> tuple[float, float]:
        async with Lateness() as lateness:
            await asyncio.sleep(0.1)
            began = time.monotonic()
            time.sleep(0.4)
            await asyncio.sleep(0.1)
            ended = time.monotonic()
            return lateness.since(began), lateness.since(ended)

    during, afterwards = asyncio.run(go())
    assert during > 0.3 > MUCH
    assert afterwards == 0


@pytest.mark.parametrize(
    ("load", "excuse"), [(1.0, ""), (12.0, "late by up to 0.0 s and 12 processes wanted each core")]
)
def test_a_busy_machine_is_an_excuse_as_a_late_one_is(
    monkeypatch: pytest.MonkeyPatch, load: float, excuse: str
) -> None:
    monkeypatch.setattr(busy, "patience", lambda: load)
    said = Lateness().excuse(time.monotonic())
    assert excuse in said
    assert bool(said) == bool(excuse)


def test_beside_other_work_a_limit_is_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(tasks.patiently(asyncio.sleep(60), 0.1))
    monkeypatch.setattr(tasks, "patience", lambda: 600.0)
    assert asyncio.run(tasks.patiently(asyncio.sleep(0.5, "done"), 0.1)) == "done"


@pytest.mark.parametrize(
    ("late", "load", "tries"), [(0.0, 1.0, 0), (0.0, 2.0, DOUBTED), (0.0, 8.0, TRIES), (0.5, 1.0, TRIES)]
)
def test_the_later_the_machine_the_more_often_is_asked(
    monkeypatch: pytest.MonkeyPatch, late: float, load: float, tries: int
) -> None:
    monkeypatch.setattr(busy, "patience", lambda: load)
    lateness = Lateness()
    lateness._seen.append((time.monotonic(), late))
    assert lateness.tries(time.monotonic() - 1) == tries


def test_all_that_is_asked_again_takes_so_long_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy, "patience", lambda: 8.0)
    monkeypatch.setattr(lateness_module, "LONGEST", 0.1)

    async def go() -> tuple[int, int]:
        lateness = Lateness()
        before = lateness.tries(0.0)
        async with lateness.alone(0):
            await asyncio.sleep(0.2)
        return before, lateness.tries(0.0)

    assert asyncio.run(go()) == (TRIES, 0)


def test_what_is_asked_again_has_the_machine_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most = 0, 0

    async def one(lateness: Lateness) -> None:
        nonlocal at_once, most
        async with lateness.alone(0):
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0.01)
            at_once -= 1

    async def go() -> None:
        lateness = Lateness()
        await asyncio.gather(*(one(lateness) for _ in range(5)))

    asyncio.run(go())
    assert most == 1


class Machine(Lateness):
    """A machine that was late at each try by so much."""

    def __init__(self, *late: float) -> None:
        super().__init__()
        self.late = list(late)

    def excuse(self, start: float) -> str:
        return f"late by {self.late[0]} s: " if self.late[0] else ""

    @contextlib.asynccontextmanager
    async def alone(self, number: int) -> AsyncIterator[float]:
        del self.late[0]
        yield 0.0


@pytest.mark.parametrize(
    ("timed", "outcomes", "late", "ended"),
    [
        (True, ["pass"], [0.5], "pass"),
        (True, ["fail", "pass"], [0.5, 0.5], "pass"),
        (True, ["fail"], [0.0], "fail"),  # in time, and it fails: that is what counts
        (True, ["fail", "fail"], [0.5, 0.0], "fail"),
        (True, ["fail"] * TRIES + ["pass"], [0.5] * (TRIES + 1), "pass"),
        (True, ["fail"] * (TRIES + 1), [0.2] * TRIES + [0.7], "errored"),
        (False, ["fail"] * (DOUBTED + 1), [0.2] * DOUBTED + [0.7], "errored"),
    ],
)
def test_what_hangs_on_a_clock_is_asked_again_while_the_machine_is_late(
    monkeypatch: pytest.MonkeyPatch, timed: bool, outcomes: list[Outcome], late: list[float], ended: Outcome
) -> None:
    monkeypatch.setattr(busy, "patience", lambda: 1.0)
    left = iter(outcomes)

    async def judge(*_: object) -> Verdict:
        why = ("the call took 11 s",)
        return Verdict("row", "cases", "a/b", "a", "MUST", next(left), "", "", why, ms=11_000)

    monkeypatch.setattr(case_run, "_judge", judge)
    client: Any = object.__new__(ClientTarget)
    case: Any = SimpleNamespace(timed=timed)
    nothing: Any = None
    verdict = asyncio.run(case_run._in_time(client, case, nothing, Machine(*late)))
    assert verdict.outcome == ended
    assert next(left, None) is None
    if ended == "errored":
        assert verdict.reasons == ("late by 0.7 s: the call took 11 s",)


@pytest.mark.parametrize(
    ("kind", "timed", "ms", "reasons", "expected"),
    [
        (ServerTarget, False, 60_000, (WRONG,), False),  # a wrong answer of a slow server is a wrong answer
        (ServerTarget, True, 60_000, (WRONG,), False),
        (ServerTarget, True, 60_000, ("step 1: expected the problem a, got 422 'b'", SLOW), False),
        (ServerTarget, True, 10, (SLOW,), True),
        (ServerTarget, True, 10, ("the server gave no answer: it closed the connection",), True),
        (ClientTarget, True, 10, (WRONG,), True),
        (ClientTarget, False, 60_000, (WRONG,), True),
        (ClientTarget, False, 10, (WRONG,), False),
    ],
)
def test_a_servers_wrong_answer_hangs_on_no_clock(
    kind: type[ServerTarget | ClientTarget], timed: bool, ms: int, reasons: tuple[str, ...], expected: bool
) -> None:
    row: Any = object.__new__(kind)
    case: Any = SimpleNamespace(timed=timed)
    verdict = Verdict("row", "cases", "a/b", "a", "MUST", "fail", "", "", reasons, ms=ms)
    assert case_run._hangs_on_a_clock(row, case, verdict) == expected


@pytest.mark.parametrize(
    ("outcome", "reason", "expected"),
    [
        ("fail", "the call took 900 ms", True),
        # These were waited for longer as the machine is busy; asked again they would take an adapter's restarts.
        ("fail", "step 1: no answer within 20 s", False),
        ("errored", "client: gave no reply to 'run' updateVector within 100 s", False),
        ("errored", "the case did not end within 240 s", False),
        ("errored", "not tried: the client gave no reply before", False),
        ("errored", "client: answered updateVector twice", False),
        ("errored", "client: ended with exit code 7", False),
        ("pass", "", False),
        ("skipped", "not applicable: no server", False),
    ],
)
def test_a_lack_of_time_explains_nothing_else(outcome: Outcome, reason: str, expected: bool) -> None:
    verdict = Verdict("row", "cases", "a/b", "a", "MUST", outcome, "", "", (reason,))
    assert case_run._may_lack_time(verdict) == expected


@pytest.mark.parametrize(
    ("case", "leisurely"),
    [
        ("presence/patch/vector-value", True),
        ("client/broken-answers/not-modified", True),
        ("client/retry-statuses/get-503", False),  # it says how long to wait, and a deadline may forbid it
        ("client/deadlines/timeout-runs-on", False),
    ],
)
def test_a_deadline_is_longer_where_nothing_is_weighed_against_it(
    own_cases: CaseSet, case: str, leisurely: bool
) -> None:
    (found,) = (one for one in own_cases.cases if one.id == case)
    assert found.leisurely == leisurely


def test_beside_other_work_clients_have_more_time(
    monkeypatch: pytest.MonkeyPatch, check: Callable[..., Report]
) -> None:
    seconds = set()

    def noted(operation: str, arguments: Any, client: Any, *more: Any) -> dict[str, Any]:
        seconds.add(client["timeout"])
        return run_command(operation, arguments, client, *more)

    monkeypatch.setattr(busy, "patience", lambda: 3.1)
    monkeypatch.setattr(client_target, "run_command", noted)
    report = check("", "none", topics=("basics/merges",))
    assert seconds == {4 * CLIENT["timeout"]}
    assert report.ok


def test_all_calls_of_a_case_are_made_through_one_client(
    monkeypatch: pytest.MonkeyPatch, check: Callable[..., Report]
) -> None:
    """The load changes meanwhile; another deadline would be another client."""
    seconds: list[float] = []

    def noted(operation: str, arguments: Any, client: Any, *more: Any) -> dict[str, Any]:
        seconds.append(client["timeout"])
        return run_command(operation, arguments, client, *more)

    loads = itertools.cycle((1.0, 2.0, 9.0, 40.0))
    monkeypatch.setattr(busy, "patience", lambda: next(loads))
    monkeypatch.setattr(client_target, "run_command", noted)
    assert check("", "none", topics=("basics/merges",)).ok
    assert len(seconds) > 1
    assert len(set(seconds)) == 1
