"""A reproduction before it is written down in a language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vectorizer_conformance.adapter.protocol import AdapterDescription
from vectorizer_conformance.failure import Failure, Path
from vectorizer_conformance.wire import Request, Response

# A kept value's name stands in a text between two characters that no case uses.
OPEN, CLOSE = "\ue0f0", "\ue0f1"
# The kept value that comes from outside: the server's API key.
KEY = "api_key"
# The kept value that is another one in each run of a program.
RUN = "run"
# The client that programs in these languages call.
SDK, SDKS = "vectorizer-client", ("python", "typescript")
# Base64, numbers and instants.
_SPECIAL = re.compile(r"[A-Za-z0-9+/=:.-]*")
_MARKED = re.compile(f"{OPEN}([a-z0-9_]{{1,60}}){CLOSE}")


class Unsaid(Exception):
    """A program can't say this; the message is the reason."""


class Client(NamedTuple):
    """The client that failed."""

    language: str
    name: str
    is_async: bool = False

    @classmethod
    def of(cls, started: AdapterDescription) -> Client:
        return cls(started.language, started.name, "async" in started.features)


class Keep(NamedTuple):
    """A value of an answer that later requests hold: its place in `{status, headers, body}`."""

    name: str
    path: Path


@dataclass(frozen=True)
class Call:
    """A call through a client: arguments by wire names, options in seconds."""

    operation: str
    arguments: Mapping[str, Any]
    client: Mapping[str, Any] = field(default_factory=dict)
    call: Mapping[str, Any] = field(default_factory=dict)
    positional: Sequence[str] = ()
    """The arguments that have places, in order."""
    streams: bool = False
    """Whether it gives items one after another."""
    request: Request | None = None
    """The request that the arguments stand for, for languages without a client."""
    beyond: str = ""
    """Why no plain program makes this call; empty where one does."""


@dataclass
class ProgramExchange:
    """A request, and its answer if there was one."""

    sent: Request | bytes
    answer: Response | None = None


Sent = Request | bytes | Call


class ProgramStep(NamedTuple):
    """A request of a program, and the values that it keeps of the answer."""

    sent: Sent
    keeps: tuple[Keep, ...] = ()


@dataclass(frozen=True)
class Reproduction:
    """The exchanges that set the state up, the calls that fail, and what was wrong with their answer."""

    id: str
    row: str
    title: str
    clause: str
    failure: Failure
    before: Sequence[ProgramExchange]
    calls: Sequence[ProgramExchange | Call]
    collections: Sequence[str] = ()
    """Deleted before and after."""
    flags: Sequence[str] = ()
    api_key: str | None = None
    client: Client | None = None
    """None where a server failed."""
    parallel: bool = False
    """Whether the calls are made at once."""
    header: tuple[str, str] | None = None
    """Where the key stands, if not as a bearer's."""

    @property
    def beyond(self) -> str:
        """Why no plain program shows this; empty where one does."""
        client = self.client
        if client and (client.name != SDK or client.language not in SDKS):
            return f"the client is {client.name} in {client.language}, which no program calls"
        if self.parallel and len(self.calls) > 1:
            return f"{len(self.calls)} calls are made at once"
        return next((call.beyond for call in self.calls if isinstance(call, Call) and call.beyond), "")


class Program(NamedTuple):
    """The steps of a program: `shown` are those whose answers it prints whole."""

    repro: Reproduction
    cleaning: Sequence[tuple[str, list[tuple[str, str]]]]
    """Targets that are deleted before and after, with headers."""
    before: Sequence[ProgramStep]
    shown: Sequence[ProgramStep]
    path: Path
    """The place of the last answer that is compared."""
    expected: str
    """The expected value there, as JSON; empty where a value alone says nothing."""
    failure: str
    """The suite's reasons."""


def special(value: Any) -> str:
    """The content of a special value of the adapter protocol, as a program writes it down without quotes of its own."""
    if not _SPECIAL.fullmatch(str(value)):
        raise Unsaid("a special value holds what none does")
    return str(value)


def mark(name: str) -> str:
    """The placeholder in a text for a kept value."""
    return f"{OPEN}{name}{CLOSE}"


def pieces(text: str) -> list[tuple[str, bool]]:
    """A text as its parts: (words, False) as they stand, (name, True) for a kept value."""
    parts = _MARKED.split(text)
    return [(part, number % 2 == 1) for number, part in enumerate(parts) if part]
