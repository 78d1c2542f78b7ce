"""The programs of one failure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from vectorizer_conformance.match.atoms import Vector
from vectorizer_conformance.repro import python, shell, typescript
from vectorizer_conformance.repro.asking import asking
from vectorizer_conformance.repro.http import is_plain
from vectorizer_conformance.repro.link import STEADY, linked
from vectorizer_conformance.repro.notes import visible
from vectorizer_conformance.repro.replay_programs import Replay, replay
from vectorizer_conformance.repro.reproduction import KEY, Call, Program, Reproduction, Unsaid, mark
from vectorizer_conformance.wire.given import given

LIMIT = 20_000
LONG = "a short program can't hold it"
# What programs have of an answer; of what a client sent they print the whole.
_SEEN = ("status", "headers", "body", "text", "value")

_WRITERS: Mapping[str, Callable[[Program], str]] = {
    "curl": shell.program,
    "python": python.program,
    "typescript": typescript.program,
}


# What the suite sends with every request and shows nowhere, where a program can't ask for it.
GIVEN = "it needs the headers that the run was given by --header; add them to this command"


def programs(repro: Reproduction, token: str = "") -> dict[str, str]:
    """A program a language, or the `replay` that stands in its place. `token` is what the run made its names of."""
    if more := given():
        asks = asking(repro, more)
        if asks is None:
            return replay(repro.id, repro.row, Replay(GIVEN))
        repro = asks
    made, reason = None, repro.beyond or ("" if _size(repro) <= LIMIT else LONG)
    try:
        made = None if reason else _program(repro, token)
    except (RecursionError, UnicodeError) as error:
        reason = f"{LONG}: {error}"
    instead = replay(repro.id, repro.row, Replay(reason or LONG))
    if made is None:
        return instead
    found = {}
    for language, write in _WRITERS.items():
        try:
            text = write(made)
            found[language] = text if len(text) <= LIMIT else instead[language]
        except (Unsaid, RecursionError, UnicodeError) as error:
            found[language] = replay(repro.id, repro.row, Replay(str(error)))[language]
    return found


def _size(repro: Reproduction) -> int:
    """What a program holds at least: writing 32 MiB down only to throw them away takes minutes."""
    requests = [one.request if isinstance(one, Call) else one.sent for one in repro.calls]
    return sum(len(one if isinstance(one, bytes) else one.body) for one in requests if one is not None)


def _program(repro: Reproduction, token: str) -> Program:
    held = [repro.header or ("Authorization", f"Bearer {mark(KEY)}")] if repro.api_key else []
    words, title = (
        text.replace(token, STEADY) if token else text for text in (repro.failure.message, repro.title)
    )
    whole = replace(repro, title=title, failure=replace(repro.failure, message=words))
    before, calls = linked(whole, token)
    last = calls[-1].sent if calls else b""
    seen = repro.failure.path[:1] and repro.failure.path[0] in _SEEN
    seen = seen and (isinstance(last, Call) or is_plain(last))
    expected = json.dumps(repro.failure.expected, ensure_ascii=False, default=_json)[:300] if seen else ""
    path = repro.failure.path if seen else ()
    names = [name.replace(token, STEADY) if token else name for name in repro.collections]
    cleaning = [(f"/collections/{name}", held) for name in names]
    return Program(whole, cleaning, before, calls, path, visible(expected), visible(words[:1000]))


def _json(value: Any) -> Any:
    return list(value.numbers) if isinstance(value, Vector) else repr(value)
