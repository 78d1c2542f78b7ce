"""Generated requests that follow from each other, as steps of a program: what answers named is taken along."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any
from urllib.parse import quote

from vectorizer_conformance.fault import Path
from vectorizer_conformance.layers.contract.events import Generated
from vectorizer_conformance.layers.contract.fixture import COLLECTION, DIMENSION, DROP, IDS
from vectorizer_conformance.reference.encode import to_json
from vectorizer_conformance.repro import RUN, Keep, Send, mark
from vectorizer_conformance.wire import Request, Response

_JSON = ("Content-Type", "application/json")
# Headers that Schemathesis or its HTTP library adds.
_ADDED = frozenset({"user-agent", "accept-encoding", "connection", "content-length", "host"})
# Keys that the run's hooks drew: one that the server knows would have it repeat the answer of the program's last run.
_DRAWN = re.compile(r"conformance-[0-9]+")
_DROPPED = re.compile(rf"/collections/({DROP}-[0-9]+)")
# What the contract lets a collection be called.
_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}")
# A text in a query or a body that is as long names something, one in a path always does.
_SHORTEST = 6
_PARTS = re.compile(r"[^/?&=]+")


def led_to(case: Generated, cases: Sequence[Generated]) -> list[Generated]:
    """What its scenario sent before it, and what earlier ones wrote to what its path names."""
    if case.phase != "stateful":
        return []
    past = takewhile(lambda one: one is not case, cases)
    names = set(_named(case)) - {COLLECTION}
    return [one for one in past if one.phase == case.phase and (one.run == case.run or _wrote(one, names))]


def _named(case: Generated) -> dict[str, str]:
    """The parameters of its path, as they stand in it, with their names."""
    if case.request is None:
        return {}
    places = reversed(case.label.partition(" ")[2].split("/"))
    parts = reversed(case.request.target.split("?")[0].split("/"))
    return {part: place.strip("{}") for place, part in zip(places, parts, strict=False) if "{" in place}


def _wrote(case: Generated, names: set[str]) -> bool:
    if case.request is None or case.request.method == "GET":
        return False
    if case.response is None or not 200 <= case.response.status < 300:
        return False
    held = (leaf for side in (case.request, case.response) for _, leaf in _leaves(side))
    return bool(names & _named(case).keys()) or any(quote(leaf, safe="") in names for leaf in held)


def chain(cases: Sequence[Generated]) -> list[Send]:
    """A step a request; what an answer was the first to name is kept for the requests that hold it."""
    found: list[Send] = []
    kept: dict[str, str] = {}
    known = {quote(name, safe="") for name in (COLLECTION, *IDS)}
    for number, case in enumerate(cases):
        request = case.request
        if request is None:
            continue
        dropped = _DROPPED.fullmatch(request.target)
        if request.method == "DELETE" and dropped:
            found.append(made(dropped[1]))
        if case.response and case.response.status == 409 and any(created([request])):
            body = _sent(request, kept).body
            found.append(Send([Request("POST", "/collections", [_JSON], body)]))  # the run had made it before
        known |= {*_PARTS.findall(request.target), *(quote(leaf, safe="") for _, leaf in _leaves(request))}
        found.append(Send([_sent(request, kept)]))
        for one, keep in _keeps(case.response, number, cases[number + 1 :]):
            if one not in known and one not in kept:
                kept[one] = keep.name
                found[-1].keeps.append(keep)
    return found


def made(name: str) -> Send:
    """A collection, as the run's hooks made it."""
    body = to_json({"name": name, "dimension": DIMENSION})
    return Send([Request("POST", "/collections", [_JSON], body)])


def _keeps(answer: Response | None, number: int, later: Sequence[Generated]) -> Iterator[tuple[str, Keep]]:
    """What the answer names and a later request holds, as it stands in a path."""
    leaves = list(_leaves(answer)) if answer else []
    names = {part: name for case in later for part, name in _named(case).items()}
    requests = [case.request for case in later if case.request]
    held = {part for request in requests for part in _PARTS.findall(request.target)}
    held |= {quote(leaf, safe="") for request in requests for _, leaf in _leaves(request)}
    for path, leaf in sorted(leaves, key=lambda one: one[0][-1] != "id"):
        text = quote(leaf, safe="")
        if text in names or (text in held and len(leaf) >= _SHORTEST):
            name = "_".join([f"k{number}", *map(str, path[1:])])
            yield text, Keep(re.sub("[^A-Za-z0-9]", "_", name), path, leaf)


def created(requests: Sequence[Request]) -> list[str]:
    """The collections that these requests create."""
    asked = [one for one in requests if (one.method, one.target) == ("POST", "/collections")]
    leaves = [leaf for one in asked for path, leaf in _leaves(one) if path == ("body", "name")]
    return [name for name in leaves if _NAME.fullmatch(name)]


def _sent(request: Request, kept: Mapping[str, str]) -> Request:
    """The request without what any HTTP library adds, and with kept values in place of what they were."""

    def put(text: str, shortest: int = _SHORTEST) -> str:
        return mark(kept[text]) if text in kept and len(text) >= shortest else text

    headers = [
        (name, f"{value}-{mark(RUN)}" if _DRAWN.fullmatch(value) else value)
        for name, value in request.headers
        if name.lower() not in _ADDED
    ]
    path, asks, query = request.target.partition("?")
    path = _PARTS.sub(lambda part: put(part[0], 1), path)
    target = path + asks + _PARTS.sub(lambda part: put(part[0]), query)
    body = request.body
    for _, leaf in _leaves(request):
        if quote(leaf, safe="") in kept and len(leaf) >= _SHORTEST:
            body = body.replace(json.dumps(leaf).encode(), f'"{put(quote(leaf, safe=""))}"'.encode())
    return Request(request.method, target, headers, body)


def _leaves(message: Request | Response) -> Iterator[tuple[Path, str]]:
    """The texts and numbers of a JSON body, with their places in an answer."""
    try:
        yield from _within(json.loads(message.content), ("body",))
    except (ValueError, RecursionError):
        return


def _within(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _within(item, (*path, key))
    elif value and type(value) in (str, int):
        yield path, str(value)
