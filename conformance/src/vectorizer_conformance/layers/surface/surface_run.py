"""Layer 5 as verdicts: reachable, no member too many, signatures, and what the checkers of types say."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence, Set

from vectorizer_conformance.adapter import Adapter, AdapterBroken
from vectorizer_conformance.layers.surface.declared import Declaration, Tool
from vectorizer_conformance.layers.surface.languages import LANGUAGES
from vectorizer_conformance.layers.surface.signatures import extra, signature
from vectorizer_conformance.layers.surface.snippet_program import CheckerOutput, SnippetProgram, program
from vectorizer_conformance.layers.surface.snippets import snippets
from vectorizer_conformance.layers.surface.surface_verdicts import verdict
from vectorizer_conformance.layers.surface.type_checker import check
from vectorizer_conformance.layers.surface.type_checks import judge
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.spec import Operation, Spec

Take = Callable[[Verdict], None]
FEATURE = "surface"
ASK_TIMEOUT = 120.0


class SurfaceRun:
    """The layer, for one run of the suite. It needs no server."""

    def __init__(self, spec: Spec, topics: Sequence[str] = ()) -> None:
        self.spec = spec
        self.topics = tuple(topic.rstrip("/") for topic in topics)

    def wanted(self, ident: str) -> bool:
        """Whether the topics asked for hold this requirement."""
        return not self.topics or any(ident == t or ident.startswith(f"{t}/") for t in self.topics)

    def asked(self, tool: Tool) -> bool:
        """Whether the topics ask for any word of this checker, which is slow to give it."""
        name = f"surface/types/{tool.name}"
        return self.wanted(name) or any(topic.startswith(f"{name}/") for topic in self.topics)

    async def run(self, clients: Sequence[tuple[str, Adapter]], take: Take) -> None:
        """Judge every client."""
        if self.topics and not any(topic.split("/")[0] == "surface" for topic in self.topics):
            return

        def some(verdict: Verdict) -> None:
            if self.wanted(verdict.id):
                take(verdict)

        asked = await together(*(self._ask(row, adapter, some) for row, adapter in clients))
        found = [one for one in asked if one is not None]
        for row, adapter, declared in found:
            self._compare(row, adapter, declared, some)
        await self._types([(row, declared) for row, _, declared in found], some)

    async def _ask(self, row: str, adapter: Adapter, take: Take) -> tuple[str, Adapter, Declaration] | None:
        def said(outcome: Outcome, *reasons: str) -> None:
            take(verdict(row, "declared", "", outcome, reasons))

        assert adapter.started is not None
        if FEATURE not in adapter.started.features:
            said("not supported", "the adapter does not tell its client's surface")
            return None
        try:
            reply = await adapter.ask({"cmd": "surface"}, ASK_TIMEOUT)
        except AdapterBroken as error:
            said("errored", str(error))
            return None
        if reply["type"] != "surface":
            skips = reply["type"] == "skipped"
            said("skipped" if skips else "errored", f"the adapter: {reply.get('reason', reply['type'])}")
            return None
        declared = Declaration.of(reply)
        said("pass")
        return row, adapter, declared

    def _compare(self, row: str, adapter: Adapter, declared: Declaration, take: Take) -> None:
        assert adapter.started is not None
        for operation in self.spec.operations.values():
            member = declared.method(operation.id)
            if member is None:
                why = (f"no public method calls {operation.id}",)
                take(verdict(row, "reachable", operation.id, "not implemented", why))
                take(verdict(row, "signature", operation.id, "not implemented", why))
                continue
            take(verdict(row, "reachable", operation.id, "pass"))
            faults = tuple(signature(member, operation, self.spec, declared, adapter.started.lacks))
            take(verdict(row, "signature", operation.id, "fail" if faults else "pass", faults))
            for alias in operation.aliases:
                self._compare_alias(row, adapter.started.lacks, declared, operation.called(alias), take)
        others = [m for m in declared.members if m.operation not in self.spec.calls]
        faults = tuple(fault for fault in (extra(member, self.spec) for member in others) if fault)
        take(verdict(row, "no-extra", "", "fail" if faults else "pass", faults))

    def _compare_alias(
        self, row: str, lacks: Set[str], declared: Declaration, operation: Operation, take: Take
    ) -> None:
        """Another name for a call is not owed; a client that has it has it as the contract says."""
        member = declared.method(operation.id)
        if member is None:
            take(verdict(row, "signature", operation.id, "not supported", (f"no method {operation.id}",)))
            return
        faults = tuple(signature(member, operation, self.spec, declared, lacks))
        take(verdict(row, "signature", operation.id, "fail" if faults else "pass", faults))

    async def _types(self, rows: Sequence[tuple[str, Declaration]], take: Take) -> None:
        """Every checker runs once, over the programs of all rows that ask for the same command."""
        all_snippets = [
            one for operation in self.spec.operations.values() for one in snippets(operation, self.spec)
        ]
        programs: dict[str, SnippetProgram] = {}
        groups: dict[Tool, dict[str, str]] = {}
        for row, declared in rows:
            language = LANGUAGES.get(declared.language)
            if language is None:
                why = f"this suite writes snippets in {' and '.join(sorted(LANGUAGES))} only"
                take(verdict(row, "types", declared.language, "not supported", (why,)))
                continue
            programs[row] = program(language, declared, all_snippets)
            for tool in filter(self.asked, declared.tools):
                files = groups.setdefault(tool, {})
                name = next(
                    (n for n in files if files[n] == programs[row].text), f"row_{len(files)}{language.suffix}"
                )
                files[name] = programs[row].text
        runs = {tool: check(tool, files) for tool, files in groups.items() if not tool.missing}
        began = time.monotonic()
        said = dict(zip(runs, await together(*runs.values()), strict=True))
        ms = (time.monotonic() - began) * 1000
        for row, declared in rows:
            for tool in filter(self.asked, declared.tools if row in programs else ()):
                answer = CheckerOutput({}, tool.missing)
                if tool in said:
                    name = next(n for n, text in groups[tool].items() if text == programs[row].text)
                    answer = said[tool][name]
                for one in judge(row, declared, tool, programs[row], answer, self.spec, ms):
                    take(one)
