"""A reproduction as a shell program with curl and jq; what curl can't send goes out through nc."""

from __future__ import annotations

import re
from dataclasses import replace

from vectorizer_conformance.fault import Check
from vectorizer_conformance.repro import library
from vectorizer_conformance.repro import shell_client as client
from vectorizer_conformance.repro import shell_words as sh
from vectorizer_conformance.repro.conditions import condition
from vectorizer_conformance.repro.http import Json, body_of, headers_of, is_plain, raw_bytes
from vectorizer_conformance.repro.notes import about, said
from vectorizer_conformance.repro.plan import OPEN, Ask, Call, Pages, Repro, Send, pieces
from vectorizer_conformance.repro.words import Unsaid
from vectorizer_conformance.wire import Request

_NOTE = "curl can't show what a client does: this is what the call stands for, made right."


def program(repro: Repro) -> str:
    """The whole program; of a client's failure it shows the right requests, for curl has no part of the client."""
    call = repro.call
    if call is None or repro.through:
        return _program(repro, [])
    if call.request is None or call.replies:
        raise Unsaid("the failure is in the client, and curl is none")
    if repro.foreign:
        raise Unsaid(repro.foreign)
    check = repro.check if repro.relation else Check(("status",), {"$lt": 600})
    return _program(replace(repro, check=check), [_NOTE])


def _program(repro: Repro, notes: list[str]) -> str:
    body = "\n".join([*_constants(repro), *_steps(repro), *_act(repro)])
    helpers = library.needed("shell", f"start\n{body}\nfinish")
    tools = [
        *["nc"][: bool(re.search(r"^raw\b", body, re.MULTILINE))],
        *["vectorizer-conformance"][: bool(repro.through)],
    ]
    needs = f"Needs {', '.join(['curl', 'jq', *tools])}."
    top = "\n".join(["#!/bin/sh", *(f"# {line}" for line in [*notes, *about(repro), needs])])
    return "\n\n".join(part.strip("\n") for part in [top, *helpers, body]) + "\n"


def _constants(repro: Repro) -> list[str]:
    found = [f"words={sh.shell(said(repro))}"]
    if repro.through:
        found.append(f'[ -n "${{CLIENT:-}}" ] || CLIENT={sh.shell(repro.through.command)}')
    for name, values in (("COLLECTIONS", repro.collections), ("UNCHANGED", repro.unchanged)):
        found += [f"{name}={sh.shell(' '.join(values))}"] if values else []
    return found


def _steps(repro: Repro) -> list[str]:
    """What comes before the last step; what a parallel step does is done one after another."""
    found = ["clean"] if repro.collections else []
    for one in repro.before:
        found += _asks(one)
        for keep in one.keeps:
            path = ", ".join(map(sh.JQ.literal, keep.path))
            found.append(f"kept_{keep.name}=$(keep {sh.shell(f'at([{path}])')})")
    return found


def _asks(one: Send) -> list[str]:
    found = [line for ask in one.asks for line in _ask(ask)]
    if one.given:
        found = [f'if [ "$kept_{one.given}" = null ]; then nothing; else {"; ".join(found)}; fi']
    return [*_sets(one), *found]


def _sets(one: Send) -> list[str]:
    return [
        f"kept_{name}=$(set_{'json' if _is_json(name) else 'text'} {sh.shell(sh.JQ.literal(node))})"
        for name, node in one.sets
    ]


def _is_json(name: str) -> bool:
    return name.startswith("j")


def _act(repro: Repro) -> list[str]:
    path = repro.check.path
    found = [] if repro.relation else [': > "$tmp/answers"']
    found += ["trying=yes"] if path == ("answered",) else []
    found += ["before=$(stored)"] if repro.unchanged else []
    if repro.through:
        found += [*client.opening(repro.through), *client.calls(repro, repro.through)]
        if repro.through.witness is not None:
            found += [*_ask(repro.through.witness), "witness"]
    else:
        found += _asks(repro.act)
    found += ["tally"] if path[:1] == ("tally",) else []
    found += ["compared"] if repro.unchanged else []
    found += ["clean"] if repro.collections else []
    if repro.relation:
        holds = f"try ({sh.JQ.literal(repro.relation)}) catch false"
    else:
        test = condition(sh.JQ, repro.check.want, "$got")
        place = ", ".join(map(sh.JQ.literal, path))
        holds = f"all(.[]; . as $answer | ([.] | at([{place}])) as $got | try ({test}) catch false)"
    given = "".join(f' --arg {name} "${name}"' for name in sorted(set(re.findall(r"\$(kept_\w+)", holds))))
    rules = ["rules=$RULES"] if repro.relation else []
    rules += [f"statuses='{' '.join(map(str, repro.statuses))}'"] if repro.statuses else []
    return [*found, *rules, f"holds={sh.shell(holds)}", f"finish{given}"]


def _ask(ask: Ask) -> list[str]:
    """The commands that send a request; of a call, what it stands for."""
    if isinstance(ask, Call):
        if ask.request is None:
            raise Unsaid("the call stands for no request")
        ask = Pages(ask.request) if ask.call.get("collect") == "all" else ask.request
    if isinstance(ask, Pages):
        return [" ".join([f'pages "$VECTORIZER_URL"{sh.target(ask.request.target)}', *_headers(ask.request)])]
    if isinstance(ask, bytes) or not is_plain(ask):
        data = raw_bytes(ask)
        if OPEN.encode() in data:
            raise Unsaid("nc would send a kept value as it is")
        return [f'{{ {sh.produce(data)}; }} > "$tmp/in"', "raw"]
    words, found = [f"send -X {ask.method}", *_headers(ask)], []
    names = {name.lower() for name, _ in ask.headers}
    if ask.body:
        if "content-type" not in names:
            words.append("-H 'Content-Type:'")
        command, given = _body(ask)
        found += [f'{{ {command}; }} > "$tmp/in"'] if command else []
        words.append(given)
    words.append(f'"$VECTORIZER_URL"{sh.target(ask.target)}')
    return [*found, " ".join(words)]


def _headers(request: Request) -> list[str]:
    """curl's words for the headers; with a colon and nothing after it, it would leave a header out."""
    return [
        f"-H {sh.shell(f'{name}: {value}' if value else f'{name};')}" for name, value in headers_of(request)
    ]


def _body(request: Request) -> tuple[str, str]:
    """The command that writes the body to a file, if it takes one, and curl's words for the body."""
    file = '--data-binary "@$tmp/in"'
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        return sh.produce(request.body), file
    held = {part for part, is_kept in pieces(text) if is_kept}
    if len(text) <= 1500 and "\0" not in text and not any(map(_is_json, held)):
        return "", f"--data-raw {sh.shell(text)}"
    body = body_of(request)
    if isinstance(body, Json) and (body.exact or held):
        written = sh.JQ.literal(body.value)
        if len(written) < len(text) or held:
            given = "".join(
                f' --arg{"json" if _is_json(name) else ""} kept_{name} "$kept_{name}"'
                for name in sorted(held)
            )
            return f"jq -njc{given} {sh.shell(written)}", file
    if held:
        raise Unsaid("a long body that is no JSON holds kept values")
    return sh.produce(request.body), file
