"""What each operation is called with, and how to see afterwards how often it took effect.

Every case has names of its own on the row's collections, so that cases run side by side. Inserts leave the id to the
server: done twice, they leave two vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

VECTOR = [0.5, -0.25, 0.125, 1.0]
OTHER = [1.0, 0.5, 0.25, -0.125]
DIMENSION = len(VECTOR)


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
class Witness:
    """The call straight to the server whose answer tells how often the write took effect."""

    operation: str
    arguments: Callable[[Names], dict[str, Any]]
    count: Callable[[int, Any], int]
    """Status and decoded body to the number."""
    shows: Callable[[int], dict[str, Any]]
    """The number to what the answer must be."""


@dataclass(frozen=True)
class Form:
    """How an operation is called here. `needs` is what must exist: the vector, or a collection of the call's own."""

    arguments: Callable[[Names], dict[str, Any]]
    witness: Witness | None = None
    needs: str = ""


# How many writes changed the vector.
_VERSIONS = Witness(
    "getVector",
    lambda n: {"collection": n.main, "id": n.id},
    lambda status, body: int(body["version"]) - 1 if status == 200 else -1,
    lambda number: {"status": 200, "body": {"version": number + 1}},
)
_IS_GONE = Witness(
    "getVector",
    lambda n: {"collection": n.main, "id": n.id},
    lambda status, _: int(status == 404),
    lambda number: {"status": 404 if number else 200},
)
# How many vectors carry the call's mark.
_MADE = Witness(
    "listVectors",
    lambda n: {"collection": n.main, "filter": {"made": n.token}, "limit": 10},
    lambda _, body: len(body["vectors"]),
    lambda number: {"body": {"vectors": {"$len": number}}},
)
_HAS_OWN = Witness(
    "getCollection",
    lambda n: {"collection": n.own},
    lambda status, _: int(status == 200),
    lambda number: {"status": 200 if number else 404},
)
_LACKS_OWN = Witness(
    "getCollection",
    lambda n: {"collection": n.own},
    lambda status, _: 1 - int(status == 200),
    lambda number: {"status": 404 if number else 200},
)


def _in(names: Names, **more: Any) -> dict[str, Any]:
    return {"collection": names.main, **more}


def _new(names: Names) -> dict[str, Any]:
    return {"vector": VECTOR, "metadata": {"made": names.token}}


FORMS: dict[str, Form] = {
    "getHealth": Form(lambda n: {}),
    "getInfo": Form(lambda n: {}),
    "listCollections": Form(lambda n: {}),
    "createCollection": Form(lambda n: {"name": n.own, "dimension": DIMENSION}, _HAS_OWN),
    "getCollection": Form(lambda n: {"collection": n.small}),
    "deleteCollection": Form(lambda n: {"collection": n.own}, _LACKS_OWN, "collection"),
    "insertVector": Form(lambda n: _in(n, **_new(n)), _MADE),
    "batchInsert": Form(lambda n: _in(n, vectors=[_new(n)]), _MADE),
    "listVectors": Form(lambda n: {"collection": n.small, "limit": 2}),
    "getVector": Form(lambda n: {"collection": n.small, "id": "a"}),
    "replaceVector": Form(
        lambda n: _in(n, id=n.id, vector=OTHER, metadata={"case": n.token}), _VERSIONS, "vector"
    ),
    "updateVector": Form(lambda n: _in(n, id=n.id, metadata={"n": 1}), _VERSIONS, "vector"),
    "deleteVector": Form(lambda n: _in(n, id=n.id), _IS_GONE, "vector"),
    "batchUpdate": Form(lambda n: _in(n, updates=[{"id": n.id, "metadata": {"n": 1}}]), _VERSIONS, "vector"),
    "batchDelete": Form(lambda n: _in(n, ids=[n.id]), _IS_GONE, "vector"),
    "deleteByFilter": Form(lambda n: _in(n, filter={"case": n.token}), _IS_GONE, "vector"),
    "updateByFilter": Form(
        lambda n: _in(n, filter={"case": n.token}, metadata={"n": 1}), _VERSIONS, "vector"
    ),
    "search": Form(lambda n: {"collection": n.small, "vector": VECTOR, "limit": 2}),
    "batchSearch": Form(lambda n: {"collection": n.small, "searches": [{"vector": VECTOR, "limit": 1}]}),
    "embed": Form(lambda n: {"texts": ["a text"], "dimension": 8}),
    "exportVectors": Form(lambda n: {"collection": n.small}),
    "importVectors": Form(
        lambda n: _in(n, records=[{"id": f"i-{n.token}", "vector": VECTOR, "metadata": {"made": n.token}}]),
        _MADE,
    ),
}
