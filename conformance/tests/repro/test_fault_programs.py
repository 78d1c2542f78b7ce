"""The programs of what failed under faults: they start the proxy, make the calls, and look at what the judge looked at."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from fake_client import FakeClient
from judging import client_command, judged, server_command
from running import ends
from vectorizer_conformance.fault import Fault
from vectorizer_conformance.layers.faults.catalogue import catalogue
from vectorizer_conformance.layers.faults.retrying import started
from vectorizer_conformance.layers.faults.shown import shown
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import launch

# A client's fault, or a server's after the stroke; the case, and what is said. Of the outcome, of the wire, of all
# calls together, and of what was left on the server.
FAILURES = [
    ("never-retries", "faults/F5/getVector/once", "expected a value, got ConnectionFailedError"),
    ("new-key", "retries/lost/once/insertVector", "its Idempotency-Key is another one"),
    ("no-allowance", "retries/allowance/getVector", "60 calls made 180 requests"),
    ("none/ignores-keys", "retries/lost/once/insertVector", "must have taken effect once, it did 2 times"),
]


@pytest.mark.parametrize(("fault", "case", "words"), FAILURES)
def test_the_program_shows_the_failure_and_only_it(tmp_path: Path, fault: str, case: str, words: str) -> None:
    """The curl program makes its calls through the adapter, so that it shows any client's failure."""
    client, _, server = fault.partition("/")
    # What was installed with this interpreter is found first.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    async def go() -> list[tuple[int, str]]:
        found = await judged({client: (FakeClient(client), [case])}, server)
        verdict = found[client][case]
        assert verdict.outcome == "fail"
        wrong, right = await launch(server_command(server)), await launch(server_command())
        folders = [tmp_path / name for name in ("wrong", "right")]
        for folder in folders:
            folder.mkdir()
        try:
            made = [
                asyncio.to_thread(
                    ends,
                    "curl",
                    verdict.repro["curl"],
                    folder,
                    one.url,
                    {"CLIENT": client_command(name), "PATH": path},
                )
                for folder, one, name in zip(folders, (wrong, right), (client, "none"), strict=True)
            ]
            return list(await asyncio.gather(*made))
        finally:
            await wrong.stop()
            await right.stop()

    (wrong, said), (right, also) = asyncio.run(go())
    assert (wrong, right) == (1, 0), said + also
    assert words in said.split("FAILS: ")[1]


@pytest.mark.parametrize("language", ["curl", "python", "typescript"])
def test_what_a_program_can_not_do_is_said_beside_replay(spec: Spec, language: str) -> None:
    (case,) = (case for case in catalogue(spec) if case.id == "faults/F21/getVector/expired")
    fault = Fault("expected an error of kind connection", ("kind",), {"$in": ["connection"]})
    verdict = Verdict("x", "faults", case.id, case.topic, "MUST", "fail", case.title, case.clause, (fault,))
    program = shown(verdict, case, 0, [fault], spec, started(spec), "")[language]
    assert "judge it again (whom a client trusts is told to its process before it starts)" in program
    assert "replay" in program
