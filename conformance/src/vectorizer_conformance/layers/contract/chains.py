"""Generated requests that follow from each other: those that led to one, as a program sends them again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from urllib.parse import quote

from vectorizer_conformance.layers.contract.events import GeneratedExchange
from vectorizer_conformance.layers.contract.fixture import COLLECTION, DIMENSION, DROP
from vectorizer_conformance.reference.encode import to_json
from vectorizer_conformance.repro import ProgramExchange, mark
from vectorizer_conformance.repro.link import NAMES, texts
from vectorizer_conformance.repro.reproduction import RUN
from vectorizer_conformance.wire import Request

_JSON = ("Content-Type", "application/json")
# Headers that Schemathesis or its HTTP library adds.
_ADDED = frozenset({"user-agent", "accept-encoding", "connection", "content-length", "host"})
# Keys that the run's hooks drew: one that the server knows would have it repeat the answer of the program's last run.
_DRAWN = re.compile(r"conformance-[0-9]+")
_DROPPED = re.compile(rf"/collections/({DROP}-[0-9]+)")
# What the contract lets a collection be called.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")


def led_to(case: GeneratedExchange, cases: Sequence[GeneratedExchange]) -> list[GeneratedExchange]:
    """The requests of its scenario before it, and those of earlier ones that wrote to what its path names."""
    if case.phase != "stateful":
        return []
    past = takewhile(lambda one: (one.run, one.ident) != (case.run, case.ident), cases)
    names = _named(case) - {COLLECTION}
    return [one for one in past if one.phase == case.phase and (one.run == case.run or _wrote(one, names))]


def made_by(case: GeneratedExchange, cases: Sequence[GeneratedExchange]) -> list[GeneratedExchange]:
    """Of what the path names, the last requests before it that made it: whose answer gave the name as an id."""
    past = list(takewhile(lambda one: (one.run, one.ident) != (case.run, case.ident), cases))
    found = (next((one for one in reversed(past) if _gave(one, name)), None) for name in _named(case))
    return [one for one in found if one]


def _gave(case: GeneratedExchange, name: str) -> bool:
    if not case.request or case.request.method != "POST" or not case.response or case.response.status >= 300:
        return False
    return any(
        quote(leaf, safe="") == name and NAMES.search(str(path[-1]))
        for path, leaf in texts(case.response.content)
        if path
    )


def _named(case: GeneratedExchange) -> set[str]:
    """The parameters of its path, as they stand in it."""
    if case.request is None:
        return set()
    places = reversed(case.label.partition(" ")[2].split("/"))
    parts = reversed(case.request.target.split("?")[0].split("/"))
    return {part for place, part in zip(places, parts, strict=False) if "{" in place}


def _wrote(case: GeneratedExchange, names: set[str]) -> bool:
    if case.request is None or case.request.method == "GET":
        return False
    if case.response is None or not 200 <= case.response.status < 300:
        return False
    held = [leaf for side in (case.request, case.response) for _, leaf in texts(side.content)]
    return bool(names & _named(case)) or any(quote(leaf, safe="") in names for leaf in held)


def chain(cases: Sequence[GeneratedExchange]) -> Iterator[ProgramExchange]:
    """The requests with what must be there before them."""
    for case in cases:
        if case.request is None:
            continue
        dropped = _DROPPED.fullmatch(case.request.target)
        if case.request.method == "DELETE" and dropped:
            yield made(dropped[1])
        request = _sent(case.request)
        if case.response and case.response.status == 409 and any(created([request])):
            yield ProgramExchange(
                Request("POST", "/collections", [_JSON], request.body)
            )  # the run had made it before
        yield ProgramExchange(request, case.response)


def made(name: str) -> ProgramExchange:
    """A collection, as the run's hooks made it."""
    body = to_json({"name": name, "dimension": DIMENSION})
    return ProgramExchange(Request("POST", "/collections", [_JSON], body))


def created(requests: Sequence[Request]) -> list[str]:
    """The collections that these requests create."""
    asked = [one for one in requests if (one.method, one.target) == ("POST", "/collections")]
    leaves = [leaf for one in asked for path, leaf in texts(one.content) if path == ("name",)]
    return [name for name in leaves if _NAME.fullmatch(name)]


def _sent(request: Request) -> Request:
    """The request without what any HTTP library adds, and with another key in each run."""
    headers = [
        (name, f"{value}-{mark(RUN)}" if _DRAWN.fullmatch(value) else value)
        for name, value in request.headers
        if name.lower() not in _ADDED
    ]
    return Request(request.method, request.target, headers, request.body)
