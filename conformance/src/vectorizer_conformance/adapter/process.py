"""One adapter process: starts it, matches replies to commands, and notices every way it can go wrong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import shlex
import signal
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from vectorizer_conformance.adapter.protocol import (
    VERSION,
    Absent,
    AdapterDescription,
    ProtocolError,
    check_command,
    held_to,
    read_reply,
)
from vectorizer_conformance.processes.redact import concealed, redacted
from vectorizer_conformance.processes.tasks import end, patiently, spawn, within

LINE_LIMIT = 256 << 20
# So often an adapter that had started and then broke is started again.
RESTARTS = 5
STDERR_KEPT = 8192
# Of a command that has no reply for so many seconds is told that it is waited for; of an adapter no more often.
QUIET = 15.0


class AdapterBroken(Exception):
    """The adapter can't be used any more; its row ends with this reason."""


class NoReply(AdapterBroken):
    """None came in time; `seconds` is how long was waited."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class AdapterAbsent(AdapterBroken):
    """The adapter is well, and what it would test is not installed here."""

    def __init__(self, what: Absent) -> None:
        super().__init__(what.reason)
        self.what = what


class Adapter:
    """Runs `command` (a shell-like string, no shell). Use as an async context manager."""

    def __init__(
        self,
        command: str,
        cwd: str | None = None,
        start_timeout: float = 30.0,
        lacks: frozenset[str] = frozenset(),
        note: Callable[[str], None] = lambda text: None,
    ) -> None:
        """`lacks` is what is not asked of it besides what it says itself; `note` is told what is waited for."""
        self.command = command
        self.started: AdapterDescription | None = None
        self.broken: str | None = None
        self.untried: str | None = None
        """The words for every command that a broken adapter leaves without a reply and did not break at."""
        self.unheard: list[str] = []
        """Why it broke while no command was in flight, which no command is told."""
        self._cwd, self._lacks = cwd, lacks
        self._start_timeout = start_timeout
        self._note, self._noted = note, -math.inf
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: dict[str, tuple[asyncio.Future[dict[str, Any]], str]] = {}
        self._asked: dict[str, str] = {}
        self._given_up: set[str] = set()
        """Commands whose reply nobody waits for any more: it is dropped when it comes."""
        self._tasks: list[asyncio.Task[None]] = []
        self._stderr = b""
        self._next = self._restarts = 0
        self._starting = asyncio.Lock()

    async def __aenter__(self) -> Adapter:
        await self._begin()
        return self

    async def _begin(self) -> None:
        try:
            words = shlex.split(self.command)
            self._process = await spawn(
                *words,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=self._cwd,
                limit=LINE_LIMIT,
            )
        except (OSError, ValueError, IndexError) as error:
            why = concealed(str(error), self.command)
            raise AdapterBroken(f"can't start {redacted(self.command)!r}: {why}") from error
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._drain())]
        try:
            reply = await self._ask({"cmd": "start", "protocol": VERSION}, self._start_timeout)
            if reply["type"] == "absent":
                raise AdapterAbsent(Absent.of(reply))
            if reply["type"] != "started":
                self._break(f"answered `start` with {reply['type']!r}")
                raise AdapterBroken(self.broken)
        except (AdapterBroken, asyncio.CancelledError):
            await self._end()
            raise
        described = AdapterDescription.of(reply)
        self.started = replace(described, lacks=described.lacks | self._lacks)

    async def _again(self) -> None:
        """Start it again after it broke, unless it never started or broke too often."""
        async with self._starting:
            if self.broken is None:
                return  # somebody else did
            if self.started is None or self._restarts >= RESTARTS:
                raise AdapterBroken(self.untried)
            self._restarts += 1
            await self._end()
            why, untried = self.broken, self.untried
            self.broken = self.untried = None
            self._stderr = b""
            try:
                await self._begin()
            except AdapterBroken:
                self.broken, self.untried, self._restarts = why, untried, RESTARTS
                raise AdapterBroken(self.untried) from None

    @property
    def gone(self) -> str | None:
        """The words for everything that is left, once it broke too often to be started again."""
        over = self.broken is not None and (self.started is None or self._restarts >= RESTARTS)
        return self.untried if over else None

    async def __aexit__(self, *_: object) -> None:
        try:
            if self.broken is None:
                with contextlib.suppress(AdapterBroken):
                    await self.ask({"cmd": "stop"}, 5.0)
        finally:
            await self._end()

    async def ask(self, command: Mapping[str, Any], timeout: float, about: str = "") -> dict[str, Any]:
        """Send one command and await its reply; `AdapterBroken` when none will come.

        `about` is what others are told to have broken the adapter, if it is this: whoever gives it shows the reason.
        """
        if self.broken is not None or self._starting.locked():
            await self._again()
        return await self._ask(command, timeout, about)

    async def _ask(self, command: Mapping[str, Any], timeout: float, about: str = "") -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdin is not None
        self._next += 1
        message = {"id": str(self._next), **command}
        check_command(message)
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[message["id"]] = future, about
        self._asked[message["id"]] = about or str(command["cmd"])
        what = f"{command['cmd']!r} {command.get('operation', '')}".rstrip()
        quiet = asyncio.get_running_loop().call_later(
            QUIET, self._quiet, f"{what} ({about})" if about else what
        )
        try:
            line = json.dumps(message).encode() + b"\n"
            self._process.stdin.write(line)
            await patiently(self._process.stdin.drain(), timeout)
            return held_to(message, len(line), await patiently(future, timeout))
        except asyncio.TimeoutError:
            self._break(f"gave no reply to {what} within {timeout:g} s", message["id"])
            raise NoReply(str(self.broken), timeout) from None
        except (OSError, RuntimeError) as error:
            # Most often it has ended, and what reads its stdout is about to say how: that tells more.
            await asyncio.wait(self._tasks[:1], timeout=1.0)
            self._break(f"its stdin is closed: {error}")
            raise AdapterBroken(self.broken) from error
        finally:
            quiet.cancel()
            self._waiting.pop(message["id"], None)
            if future.done() and not future.cancelled():
                future.exception()
            else:
                self._given_up.add(message["id"])

    def _quiet(self, what: str) -> None:
        """Tell whoever watches what the run waits for."""
        now = asyncio.get_running_loop().time()
        if now - self._noted >= QUIET:
            self._noted = now
            self._note(f"no reply to {what} for {QUIET:g} s: waiting for {redacted(self.command)!r}")

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        while True:
            try:
                line = await self._process.stdout.readline()
            except ValueError:
                return self._break("wrote a line longer than the protocol allows")
            if not line:
                try:
                    code = await within(self._process.wait(), 1.0)
                except asyncio.TimeoutError:
                    return self._break("closed its stdout and lives on: no reply can come")
                await end(self._process)  # what it started and left behind
                await asyncio.sleep(0.05)
                tail = concealed(self._stderr.decode("utf-8", "replace"), self.command)[-400:].strip()
                how = f"killed by {_name(-code)}" if code < 0 else f"exit code {code}"
                return self._break(f"ended ({how}){': ' + tail if tail else ''}")
            try:
                reply = read_reply(line)
            except ProtocolError as error:
                return self._break(f"broke the protocol: {error}", error.ident)
            if reply["id"] in self._given_up:
                self._given_up.discard(reply["id"])
                continue
            future, _ = self._waiting.get(reply["id"], (None, ""))
            if future is None or future.done():
                asked = self._asked.get(reply["id"])
                what = f"{asked} twice" if asked else f"{reply['id']!r}, which it was not asked,"
                return self._break(f"answered {what} (with {reply['type']!r})")
            future.set_result(reply)

    async def _drain(self) -> None:
        """Keep the last of stderr, read all of it: a full pipe would stop the adapter."""
        assert self._process is not None
        assert self._process.stderr is not None
        while data := await self._process.stderr.read(1 << 16):
            self._stderr = (self._stderr + data)[-STDERR_KEPT:]

    def _break(self, reason: str, ident: str = "") -> None:
        """End it; `ident` is that of the command it broke at, where that is known."""
        _, about = self._waiting.get(ident, (None, ""))
        if self.broken is None:
            flying = [asked for future, asked in self._waiting.values() if asked and not future.done()]
            ended = f"; in flight: {', '.join(flying)}" if flying and not about else ""
            self.broken = f"the adapter {reason}{ended}"
            self.untried = f"not tried: the adapter broke in {about}" if about else self.broken
            told = ident in self._waiting or not all(future.done() for future, _ in self._waiting.values())
            if self.started is not None and not told:
                self.unheard.append(self.broken)
        for key, (future, _) in self._waiting.items():
            if not future.done():
                future.set_exception(AdapterBroken(self.broken if key == ident else self.untried))

    async def _end(self) -> None:
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            with contextlib.suppress(asyncio.TimeoutError):
                # It was told to stop, unless it is broken or never started.
                told = self.broken is None and self.started is not None
                await within(self._process.wait(), 2.0 if told else 0.2)
        finally:
            await end(self._process)  # and what it started and left behind
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _name(number: int) -> str:
    """A signal's name; those for real time have none."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
