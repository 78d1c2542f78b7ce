"""A server that is still starting when its run is cut off does not outlive it."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
from pathlib import Path

import pytest
from vectorizer_conformance.targets.servers import ServerPool


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
