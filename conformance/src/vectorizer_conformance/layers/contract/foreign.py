"""Layer 1 on any API: Schemathesis in all phases, drift, coverage; a report like every other."""

from __future__ import annotations

import platform
import time
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

from vectorizer_conformance import __version__
from vectorizer_conformance.layers.contract.anyspec import load_any
from vectorizer_conformance.layers.contract.coverage import coverage
from vectorizer_conformance.layers.contract.engine import Engine
from vectorizer_conformance.layers.contract.probe import Probe
from vectorizer_conformance.layers.contract.verdicts import verdicts
from vectorizer_conformance.report.contents import Header, Report, Row, Verdict
from vectorizer_conformance.repro import NO_PROGRAM, none
from vectorizer_conformance.wire import Request, WireClient
from vectorizer_conformance.wire.message import Headers
from vectorizer_conformance.wire.unrouted import NOWHERE

HIDDEN = "…"
# Why there is no program of a failure.
FOLLOWS = (
    "it follows from generated requests; `vectorizer-conformance contract` with this seed makes them again"
)
SECRET = "headers that are shown nowhere go with every request; `vectorizer-conformance contract` with this seed sends them"


@dataclass(frozen=True)
class Foreign:
    """A check of a document and a server of others. `headers` go with every request and are shown nowhere; `timeout` is in seconds."""

    document: Path
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    seed: int = 1
    examples: int = 20
    probes: tuple[str, ...] = ()
    report_dir: Path | None = None
    timeout: float = 900.0

    async def run(self) -> Report:
        """The report; `SpecError` for a bad document, `WireError` for a server that is not there."""
        started = time.monotonic()
        spec, text = load_any(self.document)
        headers: Headers = list(self.headers)
        await self._reach(headers)
        config = resources.files("vectorizer_conformance") / "layers/contract/foreign.toml"
        options = tuple(word for name, value in headers for word in ("-H", f"{name}: {value}"))
        engine = Engine(Path(str(config)), self.seed, self.examples, self.timeout, options)
        finished = await engine.run(text, self.url)
        events = finished.events
        probe = Probe(spec, self.url, "server", headers, self.probes)
        # What goes with every request is shown nowhere: a program could not send it.
        found = verdicts(spec, events, finished.problem, "server", show=not headers)
        found += await probe.run(events)
        if self.report_dir is not None:
            self.report_dir.mkdir(parents=True, exist_ok=True)
            (self.report_dir / "schemathesis.txt").write_text(
                self._hide(finished.output.decode("utf-8", "replace"))
            )
        reached = coverage(spec, events)
        row = Row(
            "server",
            "server",
            str(spec.document.get("info", {}).get("title", "server")),
            version=spec.version,
        )
        seconds = round(time.monotonic() - started, 1)
        header = Header(
            spec.hash, spec.version, "", 0, self.seed, "pr", ("contract",), (row,),
            {
                "vectorizer-conformance": __version__,
                "schemathesis": version("schemathesis"),
                "python": platform.python_version(),
            },
            datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )  # fmt: skip
        found.sort(key=lambda one: one.id)
        notes = (f"{reached.words} (seed {self.seed})", *reached.missing)
        why = SECRET if headers else FOLLOWS
        shown = tuple(only_alone(self._without_secrets(verdict), why) for verdict in found)
        return Report(header, shown, seconds, notes)

    async def _reach(self, headers: Headers) -> None:
        wire = WireClient(self.url, 10)
        try:
            await wire.send(Request("GET", NOWHERE, list(headers)))
        finally:
            await wire.close()

    def _without_secrets(self, verdict: Verdict) -> Verdict:
        return replace(
            verdict,
            reasons=tuple(map(self._hide, verdict.reasons)),
            trace=tuple(self._hidden(entry) for entry in verdict.trace),
        )

    def _hidden(self, node: Any) -> Any:
        if isinstance(node, str):
            return self._hide(node)
        if isinstance(node, dict):
            return {key: self._hidden(item) for key, item in node.items()}
        return [self._hidden(item) for item in node] if isinstance(node, list) else node

    def _hide(self, text: str) -> str:
        for _, value in self.headers:
            text = text.replace(value, HIDDEN) if value else text
        return text


def only_alone(verdict: Verdict, why: str) -> Verdict:
    """The failure without programs that run `replay`, which knows the Vectorizer API only: they say that there is none."""
    if verdict.outcome != "fail":
        return verdict
    kept = {name: text for name, text in verdict.repro.items() if NO_PROGRAM not in text}
    return replace(verdict, repro={**none(why), **kept})
