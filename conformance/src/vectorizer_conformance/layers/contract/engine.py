"""One run of Schemathesis as a process of its own, and the events that it wrote."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vectorizer_conformance.layers.contract.events import Events, read_events
from vectorizer_conformance.processes.tasks import end, patiently, spawn

# Seconds from one line that says that it still runs to the next.
EVERY = 30.0


def as_options(headers: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The options of a run that sends these headers with every request."""
    return tuple(word for name, value in headers for word in ("-H", f"{name}: {value}"))


@dataclass(frozen=True)
class Engine:
    """A run of Schemathesis. `config` is its configuration file, `timeout` seconds for the whole run; `note` is told that it runs."""

    config: Path
    seed: int
    examples: int
    timeout: float
    options: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    note: Callable[[str], None] = lambda text: None

    async def run(self, document: str, url: str) -> EngineResult:
        """Generate from a document, in JSON, against a server."""
        with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
            spec, report = Path(folder) / "openapi.json", Path(folder) / "events.ndjson"
            spec.write_text(document, encoding="utf-8")
            process = await spawn(
                *self._command(spec, report, url),
                cwd=folder,
                env={**os.environ, **self.env, "PYTHONHASHSEED": "0"},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            try:
                with self._told():
                    output, _ = await patiently(process.communicate(), self.timeout)
            except (asyncio.TimeoutError, asyncio.CancelledError) as error:
                await end(process)
                if isinstance(error, asyncio.CancelledError):
                    raise
                events = read_events(report, url) if report.exists() else Events()
                return EngineResult(events, f"not done within {self.timeout:g} s")
            kept = report.read_bytes() if report.exists() else b""
            events = await asyncio.to_thread(read_events, report, url) if kept else Events()
            whole = events.finished and process.returncode in (0, 1)
            tail = output.decode("utf-8", "replace").strip()[-600:]
            return EngineResult(events, None if whole else f"Schemathesis failed: {tail}", kept, output)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Say now and then that it still runs."""

        async def tell() -> None:
            began = time.monotonic()
            while True:
                await asyncio.sleep(EVERY)
                self.note(f"requests are generated and sent for {time.monotonic() - began:.0f} s by now")

        telling = asyncio.create_task(tell())
        try:
            yield
        finally:
            telling.cancel()

    def _command(self, spec: Path, report: Path, url: str) -> list[str]:
        return [
            sys.executable, "-m", "schemathesis.cli", "--config-file", str(self.config),
            "run", str(spec), "--url", url,
            "--seed", str(self.seed), "--generation-database", "none",
            "--max-examples", str(self.examples),
            *self.options,
            "--report", "ndjson", "--report-ndjson-path", str(report),
        ]  # fmt: skip


@dataclass(frozen=True)
class EngineResult:
    """The end of such a run; `problem` is why it could not work if it could not, `output` its text."""

    events: Events
    problem: str | None
    kept: bytes = b""
    output: bytes = b""
