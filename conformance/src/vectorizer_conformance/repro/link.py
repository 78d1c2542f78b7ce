"""Exchanges as steps that work in any run: names that are the same each time, and values of answers taken along."""

from __future__ import annotations

import base64
import json
import re
import struct
from array import array
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from vectorizer_conformance.failure import Path
from vectorizer_conformance.repro.reproduction import KEY, Call, Keep, ProgramStep, Reproduction, Sent, mark
from vectorizer_conformance.wire import Request, Response

# Stands in place of a run's random mark; of the same length, so that no Content-Length changes.
STEADY = "reproduction"
# A text of an answer that is as long names something, wherever it stands; a shorter one does where its name says so.
_SHORTEST = 6
NAMES = re.compile(r"(?:^|_)(?:id|cursor)$")
_UUID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")
_PARTS = re.compile(r"[^/?&=]+")
_NUMBERS = re.compile(rb"\[[-+.\deE,\s]+\]")
_LARGE = 1 << 20


def linked(repro: Reproduction, token: str) -> tuple[list[ProgramStep], list[ProgramStep]]:
    """The steps before the calls, and the calls. `token` is what the run made its names of."""
    secret = repro.api_key

    def steady(text: str) -> str:
        text = text.replace(token, STEADY) if token else text
        return text.replace(f"Bearer {secret}", f"Bearer {mark(KEY)}") if secret else text

    asked = [*repro.before, *repro.calls]
    sent = [_changed(one if isinstance(one, Call) else one.sent, steady) for one in asked]
    answers = [None if isinstance(one, Call) else one.answer for one in asked]
    kept: dict[str, str] = {}
    packed: set[str] = set()
    known: set[str] = set()
    steps = []
    for number, (one, answer) in enumerate(zip(sent, answers, strict=True)):
        known |= set(_held(one))
        later = {text for ask in sent[number + 1 :] for text in _held(ask)} if answer else set()
        keeps = []
        leaves = _leaves(answer) if later and answer else []
        written = {path for path, leaf in leaves if not leaf.startswith("[")}
        for path, leaf in leaves:
            if leaf in later and leaf not in known and leaf not in kept:
                if leaf.startswith("[") and path in written:
                    packed.add(leaf)
                kept[leaf] = re.sub("[^a-z0-9]+", "_", f"k{number}_{path[-1]}".lower())[:40]
                keeps.append(Keep(kept[leaf], path))
        made = _marked(one, {leaf: name for leaf, name in kept.items() if leaf in set(_held(one))}, packed)
        steps.append(ProgramStep(made, tuple(keeps)))
    return steps[: len(repro.before)], steps[len(repro.before) :]


def _changed(sent: Sent, change: Callable[[str], str]) -> Sent:
    """With every text changed, and without keys that a client drew: they would replay the program's first run."""
    if isinstance(sent, bytes):
        return change(sent.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    if isinstance(sent, Call):
        request = sent.request and _changed(sent.request, change)
        assert request is None or isinstance(request, Request)
        return replace(
            sent, arguments=_tree(sent.arguments, change), call=_tree(sent.call, change),
            client=_tree(sent.client, change), request=request,
        )  # fmt: skip
    headers = [
        (name, change(value))
        for name, value in sent.headers
        if not (name.lower() == "idempotency-key" and _UUID.fullmatch(value))
    ]
    body = change(sent.body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return Request(sent.method, change(sent.target), headers, body)


def _tree(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {change(key): _tree(item, change) for key, item in value.items()}
    return [_tree(item, change) for item in value] if isinstance(value, list | tuple) else value


def _marked(sent: Sent, kept: Mapping[str, str], packed: Set[str]) -> Sent:
    """With marks in place of kept values, where one is the whole of a name, a header or a text of the body. Vectors that
    came as base64 (`packed`) go on as it."""
    if not kept or isinstance(sent, bytes):
        return sent

    def whole(text: str) -> str:
        return mark(kept[text]) if text in kept and len(text) >= _SHORTEST else text

    if isinstance(sent, Call):
        request = sent.request and _marked(sent.request, kept, packed)
        assert request is None or isinstance(request, Request)
        return replace(
            sent, arguments=_tree(sent.arguments, whole), call=_tree(sent.call, whole), request=request
        )

    path, asks, query = sent.target.partition("?")
    parts = {quote(text, safe=""): mark(name) for text, name in kept.items()}
    path = _PARTS.sub(lambda part: parts.get(part[0], part[0]), path)
    given = []
    for word in query.split("&"):
        name, equals, value = word.partition("=")
        found = parts.get(value, "") if len(value) >= _SHORTEST or NAMES.search(name) else ""
        given.append(f"{name}{equals}{found or value}")
    body = _NUMBERS.sub(lambda found: _vector_mark(found[0], kept, packed), sent.body)
    for text in kept:
        if len(text) >= _SHORTEST:
            for form in {json.dumps(text), json.dumps(text, ensure_ascii=False)}:
                body = body.replace(form.encode("utf-8", "surrogatepass"), f'"{mark(kept[text])}"'.encode())
    headers = [(name, whole(value)) for name, value in sent.headers]
    return Request(sent.method, path + asks + "&".join(given), headers, body)


def _vector_mark(data: bytes, kept: Mapping[str, str], packed: Set[str]) -> bytes:
    """The mark in place of a kept vector; other numbers as they stand."""
    for _, leaf in texts(data):
        if leaf in kept and leaf.startswith("["):
            made = mark(kept[leaf])
            return (f'"{made}"' if leaf in packed else made).encode()
    return data


def _held(sent: Sent) -> Iterator[str]:
    """The texts that name something in what is sent."""
    if isinstance(sent, bytes):
        return
    if isinstance(sent, Call):
        yield from (leaf for _, leaf in _within([sent.arguments, sent.call], ()))
        if sent.request:
            yield from _held(sent.request)
        return
    yield from map(unquote, _PARTS.findall(sent.target))
    yield from (value for _, value in sent.headers)
    yield from (leaf for _, leaf in texts(sent.body))


def _leaves(answer: Response) -> list[tuple[Path, str]]:
    """The names and vectors in an answer, with their places; ids first, without those too short to name anything."""
    found = [(("body", *path), leaf) for path, leaf in texts(answer.content)]
    found += [(("headers", name), answer.index[name][0]) for name in ("etag",) if name in answer.index]
    found = [(path, leaf) for path, leaf in found if len(leaf) >= _SHORTEST or NAMES.search(str(path[-1]))]
    return sorted(found, key=lambda one: one[0][-1] != "id")


def texts(body: bytes) -> Iterator[tuple[Path, str]]:
    """The texts, whole numbers and vectors of a JSON body, with their places; a vector as the JSON of its 32-bit floats."""
    if len(body) > _LARGE:
        return
    try:
        yield from _within(json.loads(body), ())
    except (ValueError, RecursionError):
        return


def _within(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if vector := _vector(value):
        yield path, vector
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _within(item, (*path, key))
    elif value and type(value) in (str, int):
        yield path, str(value)


def _vector(value: Any) -> str:
    """The same text for the same vector, as numbers however they were written or as base64; empty for what is none."""
    if isinstance(value, str):
        value = _unpacked(value)
    if not isinstance(value, list) or len(value) < 2 or not all(type(item) in (int, float) for item in value):
        return ""
    try:
        return json.dumps(array("f", value).tolist())
    except OverflowError:
        return ""


def _unpacked(text: str) -> list[float]:
    """The numbers of a vector in base64; none of another text."""
    try:
        data = base64.b64decode(text, validate=True)
        return list(struct.unpack(f"<{len(data) // 4}f", data))
    except (ValueError, struct.error):
        return []
