"""What a reproduction does, before it is written down in a language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import quote

from vectorizer_conformance.fault import Check, Path
from vectorizer_conformance.match.values import Vector
from vectorizer_conformance.wire import Request
from vectorizer_conformance.wire.proxy import Scripted

# Stands in place of a run's random mark; of the same length, so that no Content-Length changes.
STEADY = "reproduction"
# A kept value's name between two characters that no case uses.
OPEN, CLOSE = "\ue0f0", "\ue0f1"
# The kept value that comes from outside: the server's API key.
KEY = "api_key"
_SHORTEST = 6


class Keep(NamedTuple):
    """A value of an answer that later requests hold: its place in the answer, and what it was."""

    name: str
    path: Path
    value: Any


@dataclass
class Send:
    """Requests of one step, one after another or all at once, and what is kept of the answer."""

    requests: list[Request | bytes] = field(default_factory=list)
    parallel: bool = False
    keeps: list[Keep] = field(default_factory=list)


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
    """`pages` and `stream` give items one after another, `batch` may be split."""
    request: Request | None = None
    """What the arguments stand for on the wire, for languages without a client."""


@dataclass(frozen=True)
class Repro:
    """Set-up, call, and the expectation that failed. `words` is the fault as the suite told it."""

    id: str
    row: str
    title: str
    clause: str
    words: str
    before: Sequence[Send]
    act: Send | Call
    check: Check
    collections: Sequence[str] = ()
    flags: Sequence[str] = ()
    api_key: str | None = None
    language: str = ""
    """The language of the client that failed; empty for a server."""
    is_async: bool = False
    unchanged: Sequence[str] = ()
    """Collections that must hold the same before and after the act."""


def steady(repro: Repro, token: str) -> Repro:
    """The same with names that are the same in every run, and kept values in place of what they were."""
    kept: list[Keep] = []
    used: set[str] = set()

    def text(value: str) -> str:
        value = value.replace(token, STEADY) if token else value
        for keep in kept:
            if isinstance(keep.value, str) and len(keep.value) >= _SHORTEST:
                for form in dict.fromkeys((keep.value, quote(keep.value, safe=""))):
                    form = form.replace(token, STEADY) if token else form
                    if form in value:
                        used.add(keep.name)
                        value = value.replace(form, _mark(keep.name))
        return value

    def data(value: bytes) -> bytes:
        value = value.replace(token.encode(), STEADY.encode()) if token else value
        for keep in kept:
            if isinstance(keep.value, str) and len(keep.value) >= _SHORTEST:
                form = json.dumps(keep.value)[1:-1].encode()
                if form in value:
                    used.add(keep.name)
                    value = value.replace(form, _mark(keep.name).encode())
        return value

    def key(value: str) -> str:
        secret = repro.api_key
        return (
            f"{value[: -len(secret)]}{_mark(KEY)}"
            if secret and value in (secret, f"Bearer {secret}")
            else value
        )

    def request(value: Request | bytes) -> Request | bytes:
        if isinstance(value, bytes):
            return data(value)
        headers = [(name, key(text(item))) for name, item in value.headers]
        return Request(value.method, text(value.target), headers, data(value.body))

    def tree(value: Any) -> Any:
        if isinstance(value, str):
            return text(value)
        if isinstance(value, Vector):
            return value
        if isinstance(value, Mapping):
            return {text(key): tree(item) for key, item in value.items()}
        return [tree(item) for item in value] if isinstance(value, list | tuple) else value

    def send(one: Send) -> Send:
        made = Send([request(r) for r in one.requests], one.parallel, one.keeps)
        kept.extend(one.keeps)
        return made

    before = [send(one) for one in repro.before]
    act: Send | Call
    if isinstance(repro.act, Call):
        own = repro.act.request and request(repro.act.request)
        act = replace(
            repro.act,
            arguments=tree(repro.act.arguments),
            call=tree(repro.act.call),
            request=own if isinstance(own, Request) else None,
        )
    else:
        act = send(repro.act)
    check = Check(
        tuple(text(p) if isinstance(p, str) else p for p in repro.check.path), tree(repro.check.want)
    )
    names = [text(name) for name in repro.collections]
    unchanged = [text(name) for name in repro.unchanged]
    words, title = _plain(repro.words, token), _plain(repro.title, token)
    for one in before:
        one.keeps = [keep for keep in one.keeps if keep.name in used]
    return replace(
        repro, before=before, act=act, check=check, collections=names, unchanged=unchanged,
        words=words, title=title,
    )  # fmt: skip


def _plain(text: str, token: str) -> str:
    return text.replace(token, STEADY) if token else text


def _mark(name: str) -> str:
    return f"{OPEN}{name}{CLOSE}"


def pieces(text: str) -> list[tuple[str, bool]]:
    """A text as its parts: (words, False) as they stand, (name, True) for a kept value."""
    found: list[tuple[str, bool]] = []
    for number, part in enumerate(text.split(OPEN)):
        name, mark, rest = part.partition(CLOSE)
        if number and mark:
            found.append((name, True))
            part = rest
        if part:
            found.append((part, False))
    return found
