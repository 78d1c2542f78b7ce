"""The endurance layer says no: a server that is wrong in one way, and what is said of it."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path

import pytest
from harness import PYTHON
from vectorizer_conformance.layers.endurance import EnduranceRun, lifetime, traffic
from vectorizer_conformance.layers.endurance.endurance_run import CHECKS
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.targets.servers import ServerPool

FAKE = shlex.quote(str(Path(__file__).parent / "fake_server.py"))


def judge(requirement: str, fault: str = "", tier: str = "pr", url: str | None = None) -> Verdict:
    async def run() -> list[Verdict]:
        found: list[Verdict] = []
        servers = ServerPool(url, None if url else f"{PYTHON} {FAKE} {fault}")
        await EnduranceRun(tier, [f"endurance/{requirement}"]).run(servers, "server", found.append)
        return found

    (verdict,) = asyncio.run(run())
    return verdict


@pytest.mark.parametrize(
    "requirement", ["idle-connections", "searches-under-writes", "slow-export", "stops-on-sigterm"]
)
def test_a_right_server_passes(requirement: str) -> None:
    verdict = judge(requirement)
    assert (verdict.outcome, verdict.reasons) == ("pass", ())


@pytest.mark.parametrize(
    ("requirement", "fault", "words"),
    [
        ("idle-connections", "few", "was not served before it fell idle"),
        ("idle-connections", "slow-beside-others", "the 99th percentile"),
        ("slow-export", "exports-late", "an export lacks 'v763', which was there when it began"),
        ("searches-under-writes", "searches-late", "in another order than that of their vectors"),
        ("stops-on-sigterm", "exit-3", "its exit code is 3"),
        ("stops-on-sigterm", "drops", "the request in flight got no answer"),
        ("stops-on-sigterm", "goes-on", "it still runs"),
    ],
)
def test_a_wrong_one_is_caught_and_named(
    requirement: str, fault: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifetime, "DRAIN", 2.0)
    for module in (lifetime, traffic):
        monkeypatch.setattr(module, "patience", lambda: 1.0)
    verdict = judge(requirement, fault)
    assert verdict.outcome == "fail"
    assert words in verdict.reasons[0]


@pytest.mark.parametrize(("fault", "outcome"), [("", "pass"), ("leaks", "fail")])
def test_memory_that_grows_is_seen(fault: str, outcome: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifetime, "UPDATES", 3000)
    monkeypatch.setattr(lifetime, "IDS", 10)
    verdict = judge("memory", fault, "nightly")
    assert verdict.outcome == outcome, verdict.reasons
    assert fault == "" or "MiB after 3,000" in verdict.reasons[0]


def test_a_server_that_runs_already_is_left_in_peace() -> None:
    verdict = judge("stops-on-sigterm", url="http://127.0.0.1:9")
    assert (verdict.outcome, verdict.reasons) == (
        "skipped",
        ("not applicable: it needs a server that the suite starts",),
    )


def test_every_row_of_hostile_input_from_52_to_56_has_a_requirement() -> None:
    rows = sorted(one.clause for one in CHECKS if one.clause.startswith("hostile"))
    assert rows == [f"hostile: Server {row}" for row in (52, 53, 54, 55, 56)]
