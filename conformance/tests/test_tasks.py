"""Work that is cut off ends all that it began: other work, processes that start, that stop, and what those started."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import sys
import time
from pathlib import Path

import pytest
from harness import fake_client
from test_endings import gone, tells_its_pid
from vectorizer_conformance.adapter import Adapter
from vectorizer_conformance.adapter.protocol import run_command
from vectorizer_conformance.processes import tasks
from vectorizer_conformance.processes.tasks import spawn, together, within
from vectorizer_conformance.targets.servers import launch

SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")


async def cut(work: asyncio.Task[object]) -> None:
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


async def wait_for_pid(path: Path) -> int:
    while not (path.exists() and path.read_text()):
        await asyncio.sleep(0.02)
    return int(path.read_text())


@pytest.mark.parametrize("how", ["fails", "is cancelled"])
def test_what_runs_together_ends_together(how: str) -> None:
    ended = []

    async def slow_to_end(number: int) -> None:
        try:
            await asyncio.sleep(600)
        finally:
            await asyncio.sleep(0.05 * number)
            ended.append(number)

    async def fails() -> None:
        await asyncio.sleep(0.01)
        raise ValueError("it fails")

    async def main() -> None:
        both = [slow_to_end(1), slow_to_end(2)]
        if how == "fails":
            with pytest.raises(ValueError, match="it fails"):
                await together(*both, fails())
        else:
            work = asyncio.create_task(together(*both))
            await asyncio.sleep(0.01)
            await cut(work)
        assert ended == [1, 2]

    asyncio.run(main())


def test_the_results_come_in_the_order_of_the_work() -> None:
    async def after(seconds: float) -> float:
        await asyncio.sleep(seconds)
        return seconds

    assert asyncio.run(together(after(0.02), after(0.0), after(0.01))) == [0.02, 0.0, 0.01]


def test_a_process_that_is_cut_off_while_it_starts_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    real = asyncio.create_subprocess_exec

    async def slow(*command: str, **options: object) -> asyncio.subprocess.Process:
        process = await real(*command, **options)  # type: ignore[arg-type]
        started.append(process)
        await asyncio.sleep(0.2)
        return process

    monkeypatch.setattr(tasks.asyncio, "create_subprocess_exec", slow)

    async def main() -> None:
        work = asyncio.create_task(spawn(*SLEEPS))
        while not started:
            await asyncio.sleep(0.01)
        await cut(work)
        assert started[0].returncode == -9

    asyncio.run(main())


def test_an_adapter_that_is_cut_off_before_its_first_reply_is_ended(tmp_path: Path) -> None:
    async def main() -> None:
        command = tells_its_pid(tmp_path / "pid", shlex.join(SLEEPS))
        work = asyncio.create_task(Adapter(command).__aenter__())
        pid = await wait_for_pid(tmp_path / "pid")
        await cut(work)
        assert gone(pid)

    asyncio.run(main())


def test_an_adapter_that_is_cut_off_in_its_farewell_is_ended(tmp_path: Path) -> None:
    async def main() -> None:
        adapter = Adapter(tells_its_pid(tmp_path / "pid", fake_client()))
        await adapter.__aenter__()
        pid = await wait_for_pid(tmp_path / "pid")
        os.kill(pid, signal.SIGSTOP)
        work = asyncio.create_task(adapter.__aexit__())
        await asyncio.sleep(0.05)
        await cut(work)
        assert gone(pid)

    asyncio.run(main())


def test_a_server_that_is_cut_off_in_its_stop_is_ended(tmp_path: Path) -> None:
    deaf = (
        "import signal,time; signal.signal(15, 1); print('http://127.0.0.1:9', flush=True); time.sleep(600)"
    )

    async def main() -> None:
        server = await launch(tells_its_pid(tmp_path / "pid", shlex.join((sys.executable, "-c", deaf))))
        work = asyncio.create_task(server.stop())
        await asyncio.sleep(0.05)
        await cut(work)
        assert gone(await wait_for_pid(tmp_path / "pid"))

    asyncio.run(main())


def test_one_that_is_cancelled_as_its_work_is_done_is_cancelled() -> None:
    async def main() -> None:
        work = asyncio.get_running_loop().create_future()
        waiting = asyncio.create_task(within(work, 600))
        await asyncio.sleep(0)
        work.set_result(None)
        await cut(waiting)

    asyncio.run(main())


def test_work_that_is_late_has_ended_when_that_is_said() -> None:
    ended = []

    async def slow() -> None:
        try:
            await asyncio.sleep(600)
        finally:
            await asyncio.sleep(0.02)
            ended.append(True)

    async def main() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await within(slow(), 0.01)
        assert ended

    asyncio.run(main())


def test_a_process_is_ended_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its number may be another process's later."""
    killed = []

    async def main() -> None:
        with tasks.owning():
            process = await spawn(sys.executable, "-c", "")
            await process.wait()
            monkeypatch.setattr(tasks.os, "killpg", lambda *words: killed.append(words))
            tasks.end_soon()
            await tasks.end(process)
            await tasks.end(process)
        assert len(killed) == 1

    asyncio.run(main())


def test_a_run_ends_what_it_owns_and_no_other_runs() -> None:
    async def main() -> None:
        other = await spawn(*SLEEPS)
        with tasks.owning():
            own = await spawn(*SLEEPS)
        assert await own.wait() == -9
        assert other.returncode is None
        await tasks.end(other)

    asyncio.run(main())


def test_a_reply_that_nobody_waits_for_any_more_is_dropped(tmp_path: Path) -> None:
    async def main() -> None:
        async with Adapter(tells_its_pid(tmp_path / "pid", fake_client())) as adapter:
            pid = await wait_for_pid(tmp_path / "pid")
            nobody = {
                "base_url": "http://127.0.0.1:1",
                "api_key": None,
                "timeout": 1,
                "retries": 0,
                "headers": {},
            }
            command = run_command("getHealth", {}, nobody, {})
            os.kill(pid, signal.SIGSTOP)
            given_up = asyncio.create_task(adapter.ask(command, 600))
            await asyncio.sleep(0.1)
            await cut(given_up)
            os.kill(pid, signal.SIGCONT)
            for _ in range(2):
                assert (await adapter.ask(command, 600))["type"] == "error"
            assert adapter.broken is None

    asyncio.run(main())


def test_a_busy_machine_is_waited_for_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "patience", lambda: 1000.0)
    monkeypatch.setattr(tasks, "BESIDE", 0.3)

    async def go() -> float:
        began = time.monotonic()
        with pytest.raises(asyncio.TimeoutError):
            await tasks.patiently(asyncio.sleep(60), 0.1)
        return time.monotonic() - began

    assert 0.35 < asyncio.run(go()) < 30
