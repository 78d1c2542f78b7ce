"""A reproduction with names that are the same in every run, and kept values in place of what they were."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from vectorizer_conformance.fault import Check
from vectorizer_conformance.match.values import Vector
from vectorizer_conformance.repro.plan import KEY, OPEN, Ask, Call, Keep, Pages, Repro, Send, mark, pieces
from vectorizer_conformance.repro.relation import Answer, Done
from vectorizer_conformance.wire import Request
from vectorizer_conformance.wire.proxy import Scripted

# Stands in place of a run's random mark; of the same length, so that no Content-Length changes.
STEADY = "reproduction"
_SHORTEST = 6
_UUID = r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}"


def _drawn(name: str, value: str) -> bool:
    return name.lower() == "idempotency-key" and re.fullmatch(_UUID, value) is not None


def steady(repro: Repro, token: str) -> Repro:
    """The same for every run: `token` is what the run made its names of."""
    return _Steady(repro, token).made()


class _Steady:
    def __init__(self, repro: Repro, token: str) -> None:
        self._repro, self._token = repro, token
        self._kept: list[Keep] = list(repro.doors)
        self._used: set[str] = set()

    def made(self) -> Repro:
        repro = self._repro
        before = [self._send(one) for one in repro.before]
        act = self._send(repro.act)
        path = tuple(self._text(part) if isinstance(part, str) else part for part in repro.check.path)
        check = Check(path, self._tree(repro.check.want))
        names = [[self._text(name) for name in given] for given in (repro.collections, repro.unchanged)]
        for one in before:
            one.keeps = [keep for keep in one.keeps if keep.name in self._used]
        return replace(
            repro, before=before, act=act, check=check, collections=names[0], unchanged=names[1],
            words=self._plain(repro.words), title=self._plain(repro.title), relation=self._tree(repro.relation),
        )  # fmt: skip

    def _send(self, one: Send) -> Send:
        sets = [(name, self._tree(node)) for name, node in one.sets]
        made = Send([self._ask(ask) for ask in one.asks], one.parallel, one.keeps, sets, one.given)
        self._kept += one.keeps
        return made

    def _ask(self, ask: Ask) -> Ask:
        if isinstance(ask, bytes):
            return self._data(ask)
        if isinstance(ask, Call):
            return replace(
                ask, arguments=self._tree(ask.arguments), call=self._tree(ask.call), client=self._tree(ask.client),
                request=ask.request and self._request(ask.request), replies=[self._reply(r) for r in ask.replies],
            )  # fmt: skip
        return Pages(self._request(ask.request)) if isinstance(ask, Pages) else self._request(ask)

    def _request(self, value: Request) -> Request:
        # A key that a client drew would replay the answer of the first time the program ran.
        kept = [(name, item) for name, item in value.headers if not _drawn(name, item)]
        headers = [(name, self._key(self._text(item))) for name, item in kept]
        return Request(value.method, self._text(value.target), headers, self._data(value.body))

    def _reply(self, value: Scripted) -> Scripted:
        headers = [(name, self._text(item)) for name, item in value.headers]
        return replace(value, headers=headers, body=self._data(value.body))

    def _key(self, value: str) -> str:
        secret = self._repro.api_key
        hidden = secret and value in (secret, f"Bearer {secret}")
        return f"{value[: -len(secret)]}{mark(KEY)}" if secret and hidden else value

    def _tree(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Vector | Answer):
            return value
        if isinstance(value, Done):
            return Done(value.name, tuple(self._tree(value.args)))
        if isinstance(value, Mapping):
            return {self._text(key): self._tree(item) for key, item in value.items()}
        return [self._tree(item) for item in value] if isinstance(value, list | tuple) else value

    def _text(self, value: str) -> str:
        value = self._plain(value)
        self._note(value)
        for keep in self._keeps():
            for form in dict.fromkeys((keep.value, quote(keep.value, safe=""))):
                value = self._marked(value, self._plain(form), keep)
        return value

    def _data(self, value: bytes) -> bytes:
        if self._token:
            value = value.replace(self._token.encode(), STEADY.encode())
        if OPEN.encode() in value:
            self._note(value.decode("utf-8", "replace"))
        for keep in self._keeps():
            form = json.dumps(keep.value)[1:-1].encode()
            if form in value:
                self._used.add(keep.name)
                value = value.replace(form, mark(keep.name).encode())
        return value

    def _note(self, text: str) -> None:
        """What is marked already is used too."""
        self._used.update(name for name, kept in pieces(text) if kept)

    def _keeps(self) -> list[Keep]:
        return [k for k in self._kept if isinstance(k.value, str) and len(k.value) >= _SHORTEST]

    def _marked(self, text: str, form: str, keep: Keep) -> str:
        if form not in text:
            return text
        self._used.add(keep.name)
        return text.replace(form, mark(keep.name))

    def _plain(self, text: str) -> str:
        return text.replace(self._token, STEADY) if self._token else text
