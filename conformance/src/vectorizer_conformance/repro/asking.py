"""A failure of a server that wants a header of everybody: its programs ask for the value, which they never hold."""

from __future__ import annotations

import re
from dataclasses import replace

from vectorizer_conformance.repro.reproduction import KEY, Call, ProgramExchange, Reproduction, mark
from vectorizer_conformance.wire import Request
from vectorizer_conformance.wire.given import Pairs, added

# A credential, behind its scheme where it has one.
_SCHEME = re.compile(r"^((?:Basic|Bearer|Token) +|)\S.*$", re.I | re.S)


def marked(value: str) -> str:
    """The value of a header with a mark in place of its credential."""
    return _SCHEME.sub(rf"\1{mark(KEY)}", value)


def asking(repro: Reproduction, headers: Pairs) -> Reproduction | None:
    """The failure with a request's header asked for; None where that can't be: a program asks for one, of requests."""
    steps = [*repro.before, *repro.calls]
    if len(headers) != 1 or repro.client or any(isinstance(one, Call) for one in steps):
        return None
    ((name, value),) = headers
    header = name, marked(value)

    def held(one: ProgramExchange | Call) -> ProgramExchange:
        assert isinstance(one, ProgramExchange)
        assert isinstance(one.sent, Request)
        return replace(one, sent=replace(one.sent, headers=added(one.sent.headers, (header,))))

    if not all(isinstance(one, ProgramExchange) and isinstance(one.sent, Request) for one in steps):
        return None
    return replace(
        repro,
        before=list(map(held, repro.before)),
        calls=list(map(held, repro.calls)),
        api_key=mark(KEY),
        header=header,
    )
