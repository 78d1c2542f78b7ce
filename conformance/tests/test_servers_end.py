"""A server that is still starting when its run is cut off does not outlive it."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
from pathlib import Path

import pytest
from vectorizer_conformance.targets.servers import STARTED_AGAIN, ServerPool


def test_a_server_that_is_still_starting_ends_with_its_pool(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = f"import os,time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(60)"

    async def cut_off() -> None:
        pool = ServerPool(command=f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}")
        waiting = asyncio.create_task(pool.get())
        while not (told.exists() and told.read_text()):
            await asyncio.sleep(0.02)
        waiting.cancel()
        await pool.close()

    asyncio.run(cut_off())
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_a_server_that_ends_by_itself_is_started_again_a_few_times() -> None:
    code = "import time; print('Oh no'); print('listening on http://127.0.0.1:%d' % (time.time_ns() % 60000 + 1), flush=True); time.sleep(60)"

    async def go() -> None:
        pool = ServerPool(command=f"{shlex.quote(sys.executable)} -uc {shlex.quote(code)}")
        seen = []
        for _ in range(STARTED_AGAIN + 2):
            seen.append(await pool.get())
            server = pool._all[-1]
            assert await server.ended(0) == ""
            if len(seen) <= STARTED_AGAIN:
                server.process.kill()
                assert await pool.ended(seen[-1], 5) == "the server ended by itself (signal 9: Oh no)"
        server.process.kill()
        await server.process.wait()
        assert await pool.get() == seen[-1]  # it is left as it is
        assert len(pool._all) == STARTED_AGAIN + 1
        await pool.close()

    asyncio.run(go())
