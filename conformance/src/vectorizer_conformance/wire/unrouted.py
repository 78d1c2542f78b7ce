"""The answer of a server to a path that nobody has: by it one sees whether a request found a route."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from vectorizer_conformance.syntax.json_reader import read_json
from vectorizer_conformance.wire.client import WireClient
from vectorizer_conformance.wire.message import Request, Response

NOWHERE = "/conformance-no-such-route"
# These say by themselves that the method has no route here.
NO_METHOD = frozenset({405, 501})
# These are said before a route is looked for.
UNTOLD = frozenset({401, 403, 407, 429})


@dataclass(frozen=True)
class Unrouted:
    """Two answers to paths without a route, so that what differs from one to the next is known."""

    one: Response
    other: Response

    @classmethod
    async def ask(cls, wire: WireClient, request: Request, target: str = NOWHERE) -> Unrouted:
        """Send a request to two paths that begin with `target`; its own is not asked."""
        one, other = [
            await wire.send(Request(request.method, target + end, request.headers, request.body))
            for end in ("", "-2")
        ]
        return cls(one, other)

    @property
    def told(self) -> bool:
        """Whether a path without a route can be told from one with a route at all."""
        return self.one.status == self.other.status and self.one.status not in UNTOLD

    def covers(self, response: Response) -> bool:
        """Whether this answer is one that a path, or a method of a path, without a route gets."""
        return response.status in NO_METHOD or (self.told and _alike(response, self.one, self.other))


def _alike(response: Response, one: Response, other: Response) -> bool:
    if response.status != one.status or response.status >= 500:
        return False
    got, known, again = (_read(answer) for answer in (response, one, other))
    if isinstance(got, dict) and isinstance(known, dict) and isinstance(again, dict):
        steady = {name for name in known if _plain(known[name]) == _plain(again.get(name))}
        return got.keys() == known.keys() and all(_plain(got[name]) == _plain(known[name]) for name in steady)
    return _plain(got) == _plain(known)


def _read(response: Response) -> Any:
    try:
        return read_json(response.content)
    except (ValueError, RecursionError):
        return response.content.decode("utf-8", "replace")


def _plain(value: Any) -> str:
    """A value without what differs from path to path: paths, and words with digits such as ids and times."""
    return re.sub(r"/[^\s\"'<>]*|[\w.:-]*\d[\w.:-]*", "", str(value))
