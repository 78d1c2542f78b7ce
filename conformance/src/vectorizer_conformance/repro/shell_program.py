"""A reproduction as a shell program with curl and jq; what curl can't send goes out through nc."""

from __future__ import annotations

import re
from dataclasses import replace

from vectorizer_conformance.fault import Check
from vectorizer_conformance.repro import library
from vectorizer_conformance.repro import shell_words as sh
from vectorizer_conformance.repro.conditions import condition
from vectorizer_conformance.repro.http import Json, body_of, headers_of, is_plain, raw_bytes
from vectorizer_conformance.repro.notes import about, said
from vectorizer_conformance.repro.plan import Ask, Call, Repro, Send, pieces
from vectorizer_conformance.repro.words import Unsaid
from vectorizer_conformance.wire import Request

_NOTE = "curl can't show what a client does: this is the request that the call stands for, made right."


def program(repro: Repro) -> str:
    """The whole program; of a client's failure it shows the right request, for curl has no part of the client."""
    if repro.call is None:
        return _program(repro, [])
    if repro.call.request is None or repro.call.replies:
        raise Unsaid("the failure is in the client, and curl is none")
    act = Send([repro.call.request])
    return _program(replace(repro, act=act, check=Check(("status",), {"$lt": 600})), [_NOTE])


def _program(repro: Repro, notes: list[str]) -> str:
    body = "\n".join([*_constants(repro), *_steps(repro), *_act(repro)])
    helpers = library.needed("shell", f"start\n{body}\nfinish")
    needs = "Needs curl, jq, nc." if re.search(r"^raw\b", body, re.MULTILINE) else "Needs curl, jq."
    top = "\n".join(["#!/bin/sh", *(f"# {line}" for line in [*notes, *about(repro), needs])])
    return "\n\n".join(part.strip("\n") for part in [top, *helpers, body]) + "\n"


def _constants(repro: Repro) -> list[str]:
    found = [f"words={sh.shell(said(repro))}"]
    for name, values in (("COLLECTIONS", repro.collections), ("UNCHANGED", repro.unchanged)):
        found += [f"{name}={sh.shell(' '.join(values))}"] if values else []
    return found


def _steps(repro: Repro) -> list[str]:
    """What comes before the last step; what a parallel step does is done one after another."""
    found = ["clean"] if repro.collections else []
    for one in repro.before:
        found += [line for ask in one.asks for line in _ask(ask)]
        for keep in one.keeps:
            path = ", ".join(map(sh.JQ.literal, keep.path))
            found.append(f"kept_{keep.name}=$(keep {sh.shell(f'at([{path}])')})")
    return found


def _act(repro: Repro) -> list[str]:
    path = repro.check.path
    found = [': > "$tmp/answers"']
    found += ["trying=yes"] if path == ("answered",) else []
    found += ["before=$(stored)"] if repro.unchanged else []
    found += [line for ask in repro.act.asks for line in _ask(ask)]
    found += ["tally"] if path[:1] == ("tally",) else []
    found += ["compared"] if repro.unchanged else []
    found += ["clean"] if repro.collections else []
    test = condition(sh.JQ, repro.check.want, "$got")
    place = ", ".join(map(sh.JQ.literal, path))
    holds = f". as $answer | ([.] | at([{place}])) as $got | try ({test}) catch false"
    given = "".join(f' --arg {name} "${name}"' for name in sorted(set(re.findall(r"\$(kept_\w+)", holds))))
    return [*found, f"holds={sh.shell(holds)}", f"finish{given}"]


def _ask(ask: Ask) -> list[str]:
    """The commands that send a request."""
    assert not isinstance(ask, Call)
    if isinstance(ask, bytes) or not is_plain(ask):
        return [f'{{ {sh.produce(raw_bytes(ask))}; }} > "$tmp/in"', "raw"]
    words, found = [f"send -X {ask.method}"], []
    words += [f"-H {sh.shell(f'{name}: {value}')}" for name, value in headers_of(ask)]
    names = {name.lower() for name, _ in ask.headers}
    if ask.body:
        if "content-type" not in names:
            words.append("-H 'Content-Type:'")
        command, given = _body(ask)
        found += [f'{{ {command}; }} > "$tmp/in"'] if command else []
        words.append(f"--data-binary {given}")
    words.append(f'"$VECTORIZER_URL"{sh.target(ask.target)}')
    return [*found, " ".join(words)]


def _body(request: Request) -> tuple[str, str]:
    """The command that writes the body to a file, if it takes one, and curl's word for the body."""
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        return sh.produce(request.body), '"@$tmp/in"'
    if len(text) <= 1500 and not text.startswith("@") and "\0" not in text:
        return "", sh.shell(text)
    body = body_of(request)
    if isinstance(body, Json) and body.exact:
        written = sh.JQ.literal(body.value)
        if len(written) < len(text):
            kept = {part for part, is_kept in pieces(text) if is_kept}
            given = "".join(f' --arg kept_{name} "$kept_{name}"' for name in sorted(kept))
            return f"jq -njc{given} {sh.shell(written)}", '"@$tmp/in"'
    return sh.produce(request.body), '"@$tmp/in"'
