"""What a reproduction does, before it is written down in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vectorizer_conformance.adapter.protocol import Started
from vectorizer_conformance.fault import Check, Path
from vectorizer_conformance.repro.relation import Done, answers
from vectorizer_conformance.wire import Request
from vectorizer_conformance.wire.proxy import Scripted

# A kept value's name between two characters that no case uses.
OPEN, CLOSE = "\ue0f0", "\ue0f1"
# The kept value that comes from outside: the server's API key.
KEY = "api_key"
# The kept value that is another one in each run of a program.
RUN = "run"
# Kept values that are addresses of the program's own recorder, as the suite's proxy has them.
DOORS = ("base_url", "json_url", "other_origin")
# The client that programs in these languages call.
SDK, SDKS = "vectorizer-client", ("python", "typescript")
# Why no program shows what a client does with certificates.
TRUST = "whom a client trusts is told to its process before it starts"


class Keep(NamedTuple):
    """A value of an answer that later requests hold: its place in the answer, and what it was."""

    name: str
    path: Path
    value: Any


@dataclass(frozen=True)
class Call:
    """A call through a client: arguments by wire names, and the prepared answers of a server that is none."""

    operation: str
    arguments: Mapping[str, Any]
    client: Mapping[str, Any] = field(default_factory=dict)
    call: Mapping[str, Any] = field(default_factory=dict)
    replies: Sequence[Scripted] = ()
    positional: Sequence[str] = ()
    """The arguments that have places, in order."""
    kind: str = "call"
    """`stream` gives items one after another."""
    request: Request | None = None
    """What the arguments stand for on the wire, for languages without a client."""
    cancel_after: float | None = None
    """Seconds."""


@dataclass(frozen=True)
class Pages:
    """A request for a page and for all that follow, as one answer."""

    request: Request


Ask = Request | bytes | Call | Pages


@dataclass
class Send:
    """What is asked in one step, one after another or all at once, and what is kept of the last answer."""

    asks: list[Ask] = field(default_factory=list)
    parallel: bool = False
    keeps: list[Keep] = field(default_factory=list)
    sets: list[tuple[str, Done]] = field(default_factory=list)
    """Kept values that are made of earlier answers before this is asked; a name that begins with `j` is any JSON."""
    given: str = ""
    """The kept value without which this is not asked: its answer is then a page without anything."""


@dataclass(frozen=True)
class Through:
    """The fault proxy that the calls of the act go through: `names` are those of their plans, `judged` is looked at."""

    names: Sequence[str]
    judged: int
    limit: float
    """Seconds after which a call is said to hang."""
    command: str
    """What starts the client's adapter."""
    door: str = ""
    witness: Request | None = None
    """What tells whether the write took effect, asked at last."""


@dataclass(frozen=True)
class Repro:
    """Set-up, call, and the expectation that failed. `words` is the fault as the suite told it."""

    id: str
    row: str
    title: str
    clause: str
    words: str
    before: Sequence[Send]
    act: Send
    check: Check
    collections: Sequence[str] = ()
    flags: Sequence[str] = ()
    api_key: str | None = None
    language: str = ""
    """The language of the client that failed; empty for a server."""
    client: str = SDK
    """What that client calls itself."""
    is_async: bool = False
    unchanged: Sequence[str] = ()
    """Collections that must hold the same before and after the act."""
    relation: Done | None = None
    """What must hold of the answers together, instead of `check`."""
    through: Through | None = None
    statuses: Sequence[int] = ()
    """The statuses of the answers that tell whether the failure is there; any where there are none."""
    doors: Sequence[Keep] = ()
    """The addresses of `DOORS` in the run that failed."""

    @property
    def call(self) -> Call | None:
        """The call through a client, where the failure is one of a client."""
        asks = [ask for one in (self.act, *self.before) for ask in one.asks]
        return next((ask for ask in asks if isinstance(ask, Call)), None)

    @property
    def foreign(self) -> str:
        """Why no program calls the client that failed; empty where one does, or where none failed."""
        if not self.language or (self.client == SDK and self.language in SDKS):
            return ""
        return f"the client is {self.client} in {self.language}, which no program calls"

    @property
    def named(self) -> set[int]:
        """The numbers of the answers that something is made of."""
        made = [node for one in (*self.before, self.act) for _, node in one.sets]
        return set(answers([*made, self.relation]))


def whose(client: Started) -> dict[str, Any]:
    """What a `Repro` says of the client that failed."""
    return {"language": client.language, "client": client.name, "is_async": "async" in client.features}


def mark(name: str) -> str:
    """What stands in a text in place of a kept value."""
    return f"{OPEN}{name}{CLOSE}"


def pieces(text: str) -> list[tuple[str, bool]]:
    """A text as its parts: (words, False) as they stand, (name, True) for a kept value."""
    found: list[tuple[str, bool]] = []
    for number, part in enumerate(text.split(OPEN)):
        name, closed, rest = part.partition(CLOSE)
        if number and closed:
            found.append((name, True))
            part = rest
        if part:
            found.append((part, False))
    return found
