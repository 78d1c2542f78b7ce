"""A run that waits says for what, and what it says to run again can be run as it stands."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path

import pytest
from harness import HERE, fake_client, fake_server
from vectorizer_conformance.adapter import Adapter, AdapterBroken, process
from vectorizer_conformance.cli import main
from vectorizer_conformance.layers.cases import under_way
from vectorizer_conformance.layers.cases.under_way import UnderWay


def test_an_adapter_that_says_nothing_is_named_with_the_command_it_owes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process, "QUIET", 0.05)
    notes: list[str] = []
    mute = "sleep 60"

    async def go() -> None:
        with pytest.raises(AdapterBroken):
            async with Adapter(mute, start_timeout=0.5, note=notes.append):
                pass

    asyncio.run(go())
    assert notes == ["no reply to 'start' for 0.05 s: waiting for 'sleep 60'"]


def test_what_is_judged_for_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_way, "QUIET", 0.06)
    notes: list[str] = []

    async def go() -> None:
        async with UnderWay(notes.append) as watching:
            with watching.judging("server", "a/one"), watching.judging("server", "a/two"):
                while not notes:
                    await asyncio.sleep(0.01)

    asyncio.run(go())
    assert notes[0] == "waiting for server · a/one for 0 s, and 1 more"


def test_the_command_that_has_it_judged_again_works_as_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--cases", str(HERE / "cases"), "--layer", "cases", "--report", str(tmp_path)]
    words += ["--server-command", fake_server(), "--client", fake_client("drops-null"), "--no-raw"]
    assert main(["run", *words]) == 1
    again = [line.strip() for line in capsys.readouterr().out.splitlines() if "conformance replay " in line]
    assert again
    assert main(shlex.split(again[0])[1:]) == 1
