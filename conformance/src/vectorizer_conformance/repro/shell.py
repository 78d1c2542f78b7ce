"""Programs in a POSIX shell with curl, and jq where a value of an answer is taken along."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

from vectorizer_conformance.repro.helpers import needed
from vectorizer_conformance.repro.http import headers_of, is_plain, raw_bytes, text_of
from vectorizer_conformance.repro.notes import about
from vectorizer_conformance.repro.reproduction import (
    KEY,
    RUN,
    Call,
    Program,
    ProgramStep,
    Sent,
    Unsaid,
    pieces,
)

_TELNET = b"\xff"


def program(made: Program) -> str:
    """The whole text."""
    cleaning = [f"drop {' '.join(_words(target, headers))}" for target, headers in made.cleaning]
    steps = [*cleaning, *(line for step in made.before for line in _step(step))]
    if made.repro.failure.path == ("answered",):
        steps.append("set +e")
    for step in made.shown:
        steps += [_ask(step.sent), "show", *_keeps(step)]
    steps.append(f"printf '\\nthe suite said: %s\\n' {_word(made.failure)}")
    if made.expected:
        place = "/".join(map(str, made.path))
        steps.append(f"printf 'expected: %s: %s\\n' {_word(place)} {_word(made.expected)}")
    text = "\n".join([*steps, *cleaning])
    helpers = needed("program.sh", "\n\n", text).definitions
    tools = ["curl", *(["jq"] if "jq -" in "\n".join(helpers) else [])]
    notes = about(made.repro)
    if any(isinstance(step.sent, Call) for step in made.shown):
        notes.append("A client failed: this is the request that its call stands for.")
    top = ["#!/bin/sh", *(f"# {line}" for line in [*notes, f"Needs {', '.join(tools)}."]), "set -eu"]
    return "\n\n".join(["\n".join(top), *helpers, text]) + "\n"


def _step(step: ProgramStep) -> list[str]:
    return [_ask(step.sent), *_keeps(step)]


def _keeps(step: ProgramStep) -> list[str]:
    found = []
    for keep in step.keeps:
        place, *path = keep.path
        value = f"kept {_word(json.dumps(path))}" if place == "body" else f"header {_word(str(path[0]))}"
        found.append(f"{keep.name}=$({value})")
    return found


def _ask(sent: Sent) -> str:
    if isinstance(sent, Call):
        if sent.request is None:
            raise Unsaid("its arguments stand for no request")
        sent = sent.request
    if isinstance(sent, bytes) or not is_plain(sent):
        data = raw_bytes(sent)
        if _TELNET in data:
            raise Unsaid("curl sends no such bytes")
        return f"{_bytes(data)} | raw"
    headers = headers_of(sent)
    words = ["send", "-X", sent.method, *_words(sent.target, headers)]
    if not sent.body:
        return " ".join(words)
    if not any(name.lower() == "content-type" for name, _ in headers):
        words += ["-H", "'Content-Type:'"]
    text = text_of(sent.body)
    if text is not None and all(part.isprintable() for part, kept in pieces(text) if not kept):
        return " ".join([*words, "--data-raw", _word(text, "in_json")])
    return f"{_bytes(sent.body)} | {' '.join(words)} --data-binary @-"


def _words(target: str, headers: Sequence[tuple[str, str]]) -> list[str]:
    """curl's words for an address and headers; one without a value ends in a semicolon."""
    found = ['"$VECTORIZER_URL"' + _word(target, "in_path")]
    for name, value in headers:
        found += ["-H", _word(f"{name}: {value}" if value else f"{name};")]
    return found


def _bytes(data: bytes) -> str:
    return f"printf %s '{base64.b64encode(data).decode()}' | base64 -d"


def _word(text: str, how: str = "") -> str:
    """A word of the shell; kept values stand in it as variables."""
    named = {KEY: '"$VECTORIZER_API_KEY"', RUN: '"$$"'}
    parts = []
    for part, kept in pieces(text):
        if not kept:
            parts.append("'" + part.replace("'", "'\\''") + "'")
        else:
            parts.append(named.get(part) or (f'"$({how} "${part}")"' if how else f'"${part}"'))
    return "".join(parts) or "''"
