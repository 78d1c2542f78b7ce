"""Layer 1 on any API: Schemathesis in all phases, drift, coverage; a report like every other."""

from __future__ import annotations

import json
import platform
import re
import time
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from fnmatch import fnmatchcase
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

from vectorizer_conformance import __version__
from vectorizer_conformance.layers.contract.anyspec import load_any
from vectorizer_conformance.layers.contract.coverage import coverage
from vectorizer_conformance.layers.contract.engine import Engine, as_options
from vectorizer_conformance.layers.contract.locked import let_in, locked, unproved
from vectorizer_conformance.layers.contract.probe import Probe
from vectorizer_conformance.layers.contract.shown import concealed
from vectorizer_conformance.layers.contract.verdicts import verdicts
from vectorizer_conformance.report.contents import Header, Report, Row, Verdict
from vectorizer_conformance.report.counted import counted
from vectorizer_conformance.repro import NO_PROGRAM, mark, none
from vectorizer_conformance.repro.notes import DEFAULT_URL
from vectorizer_conformance.repro.reproduction import KEY
from vectorizer_conformance.spec import Operation, Spec, SpecError
from vectorizer_conformance.spec.part import without
from vectorizer_conformance.targets.offer import lacking
from vectorizer_conformance.waivers import Ledger, Scope
from vectorizer_conformance.wire import Request, WireClient, WireError
from vectorizer_conformance.wire.given import hidden
from vectorizer_conformance.wire.message import Headers
from vectorizer_conformance.wire.patience import Waits
from vectorizer_conformance.wire.unrouted import NOWHERE

# What judges a program of our own API.
_JUDGES = re.compile(r"`vectorizer-conformance replay [^`]*` does")
# What Schemathesis writes by itself.
KNOWN = ("json", "form", "xml", "yaml", "octet-stream", "text/plain", "multipart", "graphql")
# Why there is no program of a failure.
FOLLOWS = (
    "it follows from generated requests; `vectorizer-conformance contract` with this seed makes them again"
)
SECRET = "headers that are shown nowhere go with every request; `vectorizer-conformance contract` with this seed sends them"

# Of an Allow that names nothing else than it should.
_ALLOW_LACKS = re.compile(
    r"allow_header_conformance: .* does not match the schema\. Missing documented methods: ([A-Z]+(?:, [A-Z]+)*) List "
)


@dataclass(frozen=True)
class Foreign:
    """A check of a document and a server of others. `headers` and `query` go with every
    request and are shown nowhere; `timeout` is in seconds.

    `topics` and `exclude` name operations by id, path or `METHOD /path`, with `*` for any text: nothing else is asked, and
    nothing is sent to those that are left out. `ignore` are ids that are not judged.
    """

    document: Path
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    seed: int = 1
    examples: int = 20
    probes: tuple[str, ...] = ()
    report_dir: Path | None = None
    timeout: float = 900.0
    query: tuple[tuple[str, str], ...] = ()
    topics: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    ignore: frozenset[str] = frozenset()
    waivers: Ledger = field(default_factory=Ledger)
    left_out: frozenset[str] = frozenset()
    """Layers of `run`, which a ledger may speak of too."""
    note: Callable[[str], None] = lambda text: None
    """Told what is under way."""

    async def run(self) -> Report:
        """The report; `SpecError` for a bad document, `WireError` for a server that is not there."""
        started = time.monotonic()
        spec, text = load_any(self.document)
        untouched = frozenset(name for name, one in spec.operations.items() if not self._chosen(one))
        left = {f"{spec.operations[name].method} {spec.operations[name].path}" for name in untouched}
        if len(untouched) == len(spec.operations):
            raise SpecError("--topic and --exclude leave no operation of the document")
        headers: Headers = list(self.headers)
        await self._reach(headers)
        config = resources.files("vectorizer_conformance") / "layers/contract/foreign.toml"
        options = as_options(headers)
        # The document stays whole: a method that is left out must not be taken for one that it does not have.
        options += tuple(word for name in sorted(left) for word in ("--exclude-name", name))
        env = {
            "CONFORMANCE_QUERY": json.dumps(dict(self.query)),
            "CONFORMANCE_MEDIA": json.dumps(strange_media(spec)),
        }
        asked = counted(len(spec.operations) - len(untouched), "operation")
        self.note(f"requests for {asked} are generated and sent to {self.url}")
        engine = Engine(Path(str(config)), self.seed, self.examples, self.timeout, options, env, self.note)
        finished = await engine.run(text, self.url)
        events = finished.events
        events.cases = [let_in(spec, case, headers) for case in events.cases]
        Waits.count += events.waits
        probe = Probe(
            spec, self.url, "server", headers, self.probes, untouched=frozenset(left), query=self.query
        )
        # What goes with every request is shown nowhere: a program asks for one header, and could not send more.
        secret = len(headers) > 1 or bool(self.query)
        masked = replace(events, cases=[concealed(case, headers) for case in events.cases])
        try:
            drift = await probe.run(events)
        except WireError as error:
            # It was there at the beginning: what was found of it until then is told all the same.
            drift = [
                Verdict(
                    "server", "contract", "contract/drift/whole", "contract/drift", "MUST", "errored",
                    "Routes are those of the contract", "/paths", (f"the server is gone: {error}",),
                )
            ]  # fmt: skip
        spec = without(spec, untouched) if untouched else spec
        found = verdicts(spec, masked, finished.problem, "server", show=not secret)
        # Of an operation without a route everything fails, and says no more than that.
        gone = {name: probe.gone.get(one.path, set()) for name, one in spec.operations.items()}
        found = [_allowed(self._unrouted(verdict, probe.unrouted), gone) for verdict in found] + drift
        closed = locked(spec, events.cases, keys=bool(headers or self.query))
        found = [unproved(verdict, closed) for verdict in found]
        found = [self.waivers.excuse(verdict) for verdict in found if verdict.id not in self.ignore]
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
        header = replace(header, waivers=self.waivers.entries)
        found.sort(key=lambda one: one.id)
        notes = (f"{reached.words} (seed {self.seed})", *reached.missing)
        if left:
            notes += (f"left out (--topic, --exclude): {', '.join(sorted(left))}"[:1000],)
        notes += (Waits.words(),) if Waits.count else ()
        why = SECRET if secret else FOLLOWS
        shown = tuple(only_alone(self._without_secrets(verdict), why) for verdict in found)
        scope = Scope((row,), (), self.left_out, frozenset(), frozenset())
        return Report(
            header, tuple(map(self._of_server, shown)), seconds, notes, self.waivers.problems(found, scope)
        )

    def _chosen(self, operation: Operation) -> bool:
        names = (operation.id, operation.path, f"{operation.method} {operation.path}")

        def named(patterns: Sequence[str]) -> bool:
            return any(fnmatchcase(name, pattern) for pattern in patterns for name in names)

        return (not self.topics or named(self.topics)) and not named(self.exclude)

    @staticmethod
    def _unrouted(verdict: Verdict, unrouted: set[str]) -> Verdict:
        name = verdict.id.split("/", 2)[2] if verdict.id.count("/") > 1 else ""
        if name not in unrouted or verdict.topic == "contract/drift":
            return verdict
        return replace(verdict, outcome="not implemented", reasons=(lacking([name]),), trace=(), repro={})

    def _of_server(self, verdict: Verdict) -> Verdict:
        """The programs, with this server's address in place of our own product's."""
        return replace(
            verdict,
            repro={name: of_server(self._hide(text), self.url) for name, text in verdict.repro.items()},
        )

    async def _reach(self, headers: Headers) -> None:
        wire = WireClient(self.url, 10, patient=True)
        try:
            await wire.send(Request("GET", NOWHERE, list(headers)))
        finally:
            await wire.close()

    def _without_secrets(self, verdict: Verdict) -> Verdict:
        return replace(
            verdict,
            reasons=tuple(map(self._hide, verdict.reasons)),
            trace=tuple(map(self._hide, verdict.trace)),
        )

    def _hide(self, node: Any) -> Any:
        return hidden(node, [*(value for _, value in (*self.headers, *self.query)), mark(KEY)])


def of_server(program: str, url: str) -> str:
    """A program of our own API, written for this server."""
    program = program.replace("VECTORIZER_API_KEY", "API_KEY").replace("VECTORIZER_", "API_")
    return _JUDGES.sub("`vectorizer-conformance contract` with its seed does", program).replace(
        DEFAULT_URL, url
    )


def strange_media(spec: Spec) -> list[str]:
    """The kinds of bodies that Schemathesis can't write."""
    bodies = {operation.body for operation in spec.operations.values() if operation.body}
    known = [
        media
        for media in bodies
        if any(word in media for word in KNOWN) and not re.search("ndjson|jsonl|json-", media)
    ]
    return sorted(bodies - set(known))


def only_alone(verdict: Verdict, why: str) -> Verdict:
    """The failure without programs that run `replay`, which knows the Vectorizer API only: they say that there is none."""
    if verdict.outcome != "fail":
        return verdict
    kept = {name: text for name, text in verdict.repro.items() if NO_PROGRAM not in text}
    return replace(verdict, repro={**none(why), **kept})


def _allowed(verdict: Verdict, gone: Mapping[str, Set[str]]) -> Verdict:
    """The verdict on an operation without the blame for an `Allow` that names just what is there."""
    missing = gone.get(verdict.id.rpartition("/")[2], set())

    def blamed(reason: str) -> bool:
        told = _ALLOW_LACKS.match(reason)
        return told is None or not set(told[1].split(", ")) <= missing

    if verdict.outcome != "fail" or all(map(blamed, verdict.reasons)):
        return verdict
    reasons = tuple(filter(blamed, verdict.reasons))
    return (
        replace(verdict, reasons=reasons)
        if reasons
        else replace(verdict, outcome="pass", reasons=(), trace=(), repro={})
    )
