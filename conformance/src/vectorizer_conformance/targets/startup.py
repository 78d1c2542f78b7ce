"""The rows of a run: what the server says of itself, and the clients behind their adapters."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from vectorizer_conformance.adapter import Adapter, AdapterAbsent, AdapterBroken, smoke
from vectorizer_conformance.adapter.required import ADAPTER
from vectorizer_conformance.processes.redact import redacted
from vectorizer_conformance.report.contents import Row, Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.syntax.json_reader import read_json
from vectorizer_conformance.wire import Request, WireClient


@dataclass(frozen=True)
class TargetRow:
    """A row, its adapter if it is a client, and why it can't be tested if it can't. An absent row has neither."""

    row: Row
    adapter: Adapter | None = None
    broken: str | None = None

    @property
    def verdict(self) -> Verdict:
        """The verdict on a row that can't be tested."""
        # A client that starts and gets the simplest calls wrong is another thing than one that does not start.
        ident = "adapter/smoke" if self.adapter else "adapter/start"
        return Verdict(
            self.row.id, "adapter", ident, "adapter", "MUST", "errored",
            *ADAPTER[ident], (self.broken or "",),
        )  # fmt: skip

    def required(self) -> TargetRow:
        """This row where every row must be there: being absent is then what is wrong with it."""
        absent = self.row.absent
        return (
            replace(self, broken=f"{self.row.runtime} is required and absent: {absent}") if absent else self
        )


async def describe(url: str) -> Row:
    """The server's own words about itself, if it has any."""
    wire = WireClient(url, 10, patient=True)
    try:
        response = await wire.send(Request("GET", "/info"))
        info = read_json(response.content) if response.status == 200 else {}
    except ValueError:
        info = {}
    finally:
        await wire.close()
    if not isinstance(info, dict):
        info = {}
    name, version = (
        str(info.get(field, other))[:200] for field, other in (("name", "server"), ("version", ""))
    )
    return Row("server", "server", name, "", "", version, "")


async def client(
    stack: contextlib.AsyncExitStack,
    command: str,
    spec: Spec,
    cwd: str | None,
    lacks: frozenset[str] = frozenset(),
    note: Callable[[str], None] = lambda text: None,
) -> TargetRow:
    """Start a client's adapter and try it; whatever is wrong is said in `broken`. `lacks` is asked of nobody."""
    adapter, command = Adapter(command, cwd, lacks=lacks, note=note), redacted(command)
    try:
        await stack.enter_async_context(adapter)
        started = adapter.started
        assert started is not None
        row = Row("", "client", started.name, started.language, started.runtime, started.version, command)
        row = replace(row, artefact=started.artefact, lacks=tuple(sorted(started.lacks)))
        faults = await smoke(adapter, spec)
    except AdapterAbsent as gone:
        what = gone.what
        return TargetRow(Row("", "client", what.name, what.language, what.runtime, "", command, what.reason))
    except AdapterBroken as error:
        return TargetRow(Row("", "client", command, command=command), broken=str(error))
    broken = "the adapter fails its smoke test: " + "; ".join(faults) if faults else None
    return TargetRow(row, adapter, broken)


# Where a language's own name and a second word would make a wide column.
_SHORT = {"typescript": "ts"}
# Features that tell the rows of one language apart.
_STYLES = ("sync", "async", "in-process", "command-line")


def named(found: Sequence[TargetRow]) -> list[TargetRow]:
    """Give each row a short id that tells them apart: by style and runtime where a language has several rows."""
    taken = {"server"}
    result = []
    for one in found:
        base = _base(one, [other for other in found if other.row.language == one.row.language])
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base} {number}"
        taken.add(name)
        result.append(replace(one, row=replace(one.row, id=name)))
    return result


def _base(one: TargetRow, kin: Sequence[TargetRow]) -> str:
    """The name of a row, among the rows of its language."""
    if one.row.language == "http":
        return "raw http"
    if not one.row.language:
        words = one.row.command.split()
        return os.path.basename(words[0]) if words else "client"
    if len(kin) == 1:
        return one.row.language
    tells = [tell for tell in (_style, _variant, _runtime) if len({tell(other) for other in kin} - {""}) > 1]
    words = [word for tell in tells if (word := tell(one))]
    return " ".join([_SHORT.get(one.row.language, one.row.language), *words] if words else [one.row.language])


def _style(one: TargetRow) -> str:
    started = one.adapter.started if one.adapter else None
    return " ".join(style for style in _STYLES if started and style in started.features)


def _variant(one: TargetRow) -> str:
    """The words after the client's name, as in `vectorizer-client aiohttp`."""
    return one.row.name.partition(" ")[2]


def _runtime(one: TargetRow) -> str:
    """The runtime without its version."""
    return one.row.runtime.partition(" ")[0].lower()
