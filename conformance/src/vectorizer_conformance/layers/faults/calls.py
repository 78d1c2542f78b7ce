"""What each operation is called with, and how to see afterwards how often it took effect.

Every case has names of its own on the row's collections, so that cases run side by side. Inserts leave the id to the
server: done twice, they leave two vectors.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

VECTOR = [0.5, -0.25, 0.125, 1.0]
OTHER = [1.0, 0.5, 0.25, -0.125]
DIMENSION = len(VECTOR)

Ask = Callable[[str, Mapping[str, Any]], Awaitable[tuple[int, Any]]]
"""Make a call straight to the server: operation, arguments → status, decoded body."""
Witness = Callable[[Ask, "Names"], Awaitable[int]]


@dataclass(frozen=True)
class Names:
    """The names of one call. `main` holds the vector `id` (version 1, metadata `case: token`), `small` three that stay."""

    main: str
    small: str
    own: str
    token: str

    @property
    def id(self) -> str:
        return f"v-{self.token}"


@dataclass(frozen=True)
class Form:
    """How an operation is called here. `needs` is what must exist: the vector, or a collection of the call's own."""

    arguments: Callable[[Names], dict[str, Any]]
    witness: Witness | None = None
    needs: str = ""


async def _versions(ask: Ask, names: Names) -> int:
    """How many writes changed the vector."""
    status, vector = await ask("getVector", {"collection": names.main, "id": names.id})
    return int(vector["version"]) - 1 if status == 200 else -1


async def _is_gone(ask: Ask, names: Names) -> int:
    status, _ = await ask("getVector", {"collection": names.main, "id": names.id})
    return int(status == 404)


async def _made(ask: Ask, names: Names) -> int:
    """How many vectors carry the call's mark."""
    found = {"collection": names.main, "filter": {"made": names.token}, "limit": 10}
    _, page = await ask("listVectors", found)
    return len(page["vectors"])


async def _has_own(ask: Ask, names: Names) -> int:
    status, _ = await ask("getCollection", {"collection": names.own})
    return int(status == 200)


async def _lacks_own(ask: Ask, names: Names) -> int:
    return 1 - await _has_own(ask, names)


def _in(names: Names, **more: Any) -> dict[str, Any]:
    return {"collection": names.main, **more}


def _new(names: Names) -> dict[str, Any]:
    return {"vector": VECTOR, "metadata": {"made": names.token}}


FORMS: dict[str, Form] = {
    "getHealth": Form(lambda n: {}),
    "getInfo": Form(lambda n: {}),
    "listCollections": Form(lambda n: {}),
    "createCollection": Form(lambda n: {"name": n.own, "dimension": DIMENSION}, _has_own),
    "getCollection": Form(lambda n: {"collection": n.small}),
    "deleteCollection": Form(lambda n: {"collection": n.own}, _lacks_own, "collection"),
    "insertVector": Form(lambda n: _in(n, **_new(n)), _made),
    "batchInsert": Form(lambda n: _in(n, vectors=[_new(n)]), _made),
    "listVectors": Form(lambda n: {"collection": n.small, "limit": 2}),
    "getVector": Form(lambda n: {"collection": n.small, "id": "a"}),
    "replaceVector": Form(
        lambda n: _in(n, id=n.id, vector=OTHER, metadata={"case": n.token}), _versions, "vector"
    ),
    "updateVector": Form(lambda n: _in(n, id=n.id, metadata={"n": 1}), _versions, "vector"),
    "deleteVector": Form(lambda n: _in(n, id=n.id), _is_gone, "vector"),
    "batchUpdate": Form(lambda n: _in(n, updates=[{"id": n.id, "metadata": {"n": 1}}]), _versions, "vector"),
    "batchDelete": Form(lambda n: _in(n, ids=[n.id]), _is_gone, "vector"),
    "deleteByFilter": Form(lambda n: _in(n, filter={"case": n.token}), _is_gone, "vector"),
    "updateByFilter": Form(
        lambda n: _in(n, filter={"case": n.token}, metadata={"n": 1}), _versions, "vector"
    ),
    "search": Form(lambda n: {"collection": n.small, "vector": VECTOR, "limit": 2}),
    "batchSearch": Form(lambda n: {"collection": n.small, "searches": [{"vector": VECTOR, "limit": 1}]}),
    "embed": Form(lambda n: {"texts": ["a text"], "dimension": 8}),
    "exportVectors": Form(lambda n: {"collection": n.small}),
    "importVectors": Form(
        lambda n: _in(n, records=[{"id": f"i-{n.token}", "vector": VECTOR, "metadata": {"made": n.token}}]),
        _made,
    ),
}
