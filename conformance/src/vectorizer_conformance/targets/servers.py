"""Servers under test: one that runs already, or ones that this suite starts with the flags its cases need."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shlex
import signal
from collections.abc import Sequence

from vectorizer_conformance.processes.redact import concealed, redacted
from vectorizer_conformance.processes.tasks import end, patiently, spawn

# A path behind it is where the API begins; a full stop or bracket is the sentence's.
_ADDRESS = re.compile(r"https?://[^\s/]+:\d+(?:/[^\s\"'<>]*[^\s\"'<>.,;:)\]])?")
# A flag that no server has.
_NO_SUCH_FLAG = "--conformance-no-such-flag"
START_TIMEOUT = 60.0
# So often a server that ended by itself is started again.
STARTED_AGAIN = 5
# What is said of a request without an answer.
SILENT = "no answer"


class ServerError(Exception):
    """A server that can't be had."""


class FlagsError(ServerError):
    """The command does not take these flags."""


class ServerProcess:
    """One server process."""

    def __init__(
        self, process: asyncio.subprocess.Process, url: str, tail: asyncio.Task[None], log: bytearray
    ) -> None:
        self.process, self.url, self._tail, self._log = process, url, tail, log

    @property
    def log(self) -> str:
        return self._log[-2000:].decode("utf-8", "replace")

    async def ended(self, seconds: float) -> str:
        """How it ended, if it has by itself or does within so many seconds."""
        with contextlib.suppress(asyncio.TimeoutError):
            await patiently(self.process.wait(), seconds)
        code = self.process.returncode
        if code is None:
            return ""
        said = [line for line in self.log.strip().splitlines() if not _ADDRESS.search(line)]
        how = f"exit code {code}" if code >= 0 else f"signal {-code}"
        return f"the server ended by itself ({how}{f': {said[-1][:200]}' if said else ''})"

    async def stop(self) -> None:
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGTERM)
        try:
            with contextlib.suppress(asyncio.TimeoutError):
                await patiently(self.process.wait(), 5)
        finally:
            await end(self.process)  # and what it started and left behind
        await asyncio.wait({self._tail}, timeout=1)  # its pipe closes with the last that held it
        self._tail.cancel()
        await asyncio.gather(self._tail, return_exceptions=True)


async def launch(
    command: str, flags: Sequence[str] = (), cwd: str | None = None, env: dict[str, str] | None = None
) -> ServerProcess:
    """Start a server and read its address, the first `http(s)://host:port` on its standard output."""
    try:
        process = await spawn(
            *shlex.split(command), *flags,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            cwd=cwd, env=env,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        why = concealed(str(error), command)
        raise ServerError(f"can't start {redacted(command)!r}: {why}") from error
    assert process.stdout is not None
    log = bytearray()

    async def address() -> str:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            log.extend(line)
            found = _ADDRESS.search(line.decode("utf-8", "replace"))
            if found:
                return found.group()
        words = f"{redacted(command)!r} ended before it told its address: {_said(log, command)}"
        # What a program says of a flag that it does not know: it ends with 2 as most do, or names the flag.
        code = await patiently(process.wait(), 5)
        unknown = flags and (
            code == 2 or any(flag in _said(log, command) for flag in flags if flag[0] == "-")
        )
        raise FlagsError(words) if unknown else ServerError(words)

    async def drain() -> None:
        assert process.stdout is not None
        while data := await process.stdout.read(1 << 16):
            log.extend(data)
            del log[:-16384]

    try:
        url = await patiently(address(), START_TIMEOUT)
    except (asyncio.TimeoutError, asyncio.CancelledError, ServerError) as error:
        await end(process)
        if not isinstance(error, asyncio.TimeoutError):
            raise
        raise ServerError(
            f"{redacted(command)!r} told no address within {START_TIMEOUT:g} s: {_said(log, command)}"
        ) from None
    return ServerProcess(process, url, asyncio.create_task(drain()), log)


def _said(log: bytearray, command: str) -> str:
    return concealed(log.decode("utf-8", "replace"), command)[-600:].strip() or "it wrote nothing"


def time_to_end(reasons: Sequence[str]) -> float:
    """Seconds for a server to end of which this is said."""
    return 1.0 if any(SILENT in reason for reason in reasons) else 0.0


class ServerPool:
    """The servers of a run, by their flags. `url` is a running server, `command` starts ours."""

    def __init__(self, url: str | None = None, command: str | None = None, cwd: str | None = None) -> None:
        if (url is None) == (command is None):
            raise ServerError("give the address of a server or the command that starts one")
        self._url, self._command, self._cwd = url, command, cwd
        self._shared: dict[tuple[str, ...], asyncio.Task[ServerProcess]] = {}
        self._all: list[ServerProcess] = []
        self._ignores: asyncio.Task[bool] | None = None
        self._again = 0

    @property
    def starts(self) -> bool:
        """Whether servers with flags can be had."""
        return self._command is not None

    async def get(self, flags: tuple[str, ...] = ()) -> str:
        """The address of the server with these flags."""
        if self._url is not None:
            if flags:
                raise ServerError("a running server can't be given flags")
            return self._url.rstrip("/")
        if flags not in self._shared:
            self._shared[flags] = asyncio.create_task(self._start(flags))
        server = await (asked := self._shared[flags])
        if server.process.returncode is not None and self._again < STARTED_AGAIN:
            # Whoever comes first starts another; what was asked of the one that ended is judged by that.
            if self._shared[flags] is asked:
                self._again += 1
                self._shared[flags] = asyncio.create_task(self._start(flags))
            server = await self._shared[flags]
        return server.url

    async def ended(self, url: str, seconds: float) -> str:
        """How the server at this address ended, where it was started here and has by itself, or does within so many seconds."""
        found = next((server for server in self._all if server.url == url), None)
        return await found.ended(seconds) if found else ""

    async def fresh(self, flags: tuple[str, ...]) -> ServerProcess:
        """A server of one's own; the caller stops it."""
        if self._command is None:
            raise ServerError("a running server can't be given flags")
        if flags:
            self._ignores = self._ignores or asyncio.create_task(self._ignores_flags())
            if await self._ignores:
                raise FlagsError(f"it takes {_NO_SUCH_FLAG} too, so what its flags do can't be told")
        return await launch(self._command, flags, self._cwd)

    async def _ignores_flags(self) -> bool:
        """Whether the command starts with a flag that it can't know."""
        assert self._command is not None
        try:
            server = await launch(self._command, (_NO_SUCH_FLAG,), self._cwd)
        except ServerError:
            return False
        await server.stop()
        return True

    async def _start(self, flags: tuple[str, ...]) -> ServerProcess:
        server = await self.fresh(flags)
        self._all.append(server)
        return server

    async def close(self) -> None:
        # A run that was cut off may leave servers that have not told their address yet.
        for task in self._shared.values():
            task.cancel()
        if self._ignores is not None:
            self._ignores.cancel()
            await asyncio.gather(self._ignores, return_exceptions=True)
        await asyncio.gather(*self._shared.values(), return_exceptions=True)
        await asyncio.gather(*(server.stop() for server in self._all))
