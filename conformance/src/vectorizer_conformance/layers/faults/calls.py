"""The arguments of each operation's call, and how to count its effects afterwards.

The calls are those of `operations.yaml`. Every case has names of its own on the row's collections, so that cases run side
by side. Inserts leave the id to the server: done twice, they leave two vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vectorizer_conformance.casefile.operations import OperationRow

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

    def arguments(self, row: OperationRow) -> dict[str, Any]:
        """The operation's arguments: reads look at what stays, writes have a vector or a collection of their own."""
        return row.counted(
            {
                "collection": self.main if row.writes else self.small,
                "name": self.own,
                "id": self.id if row.writes else "a",
                "new": f"i-{self.token}",
                "dimension": DIMENSION,
                "vector": VECTOR,
                "other": OTHER,
                "filter": {"case": self.token},
                "mark": {"made": self.token},
            }
        )


@dataclass(frozen=True)
class Witness:
    """The call straight to the server whose answer tells how often the write took effect.

    `needs` is what must exist before: the vector, or the collection of the call's own.
    """

    operation: str
    arguments: Callable[[Names], dict[str, Any]]
    count: Callable[[int, Any], int]
    """Status and decoded body to the number."""
    needs: str = ""


# The witnesses that `operations.yaml` names.
WITNESSES: dict[str, Witness] = {
    "vector-changed": Witness(
        "getVector",
        lambda n: {"collection": n.main, "id": n.id},
        lambda status, body: int(body["version"]) - 1 if status == 200 else -1,
        "vector",
    ),
    "vector-gone": Witness(
        "getVector",
        lambda n: {"collection": n.main, "id": n.id},
        lambda status, _: int(status == 404),
        "vector",
    ),
    # How many vectors carry the call's mark.
    "vectors-made": Witness(
        "listVectors",
        lambda n: {"collection": n.main, "filter": {"made": n.token}, "limit": 10},
        lambda _, body: len(body["vectors"]),
    ),
    "collection-made": Witness(
        "getCollection",
        lambda n: {"collection": n.own},
        lambda status, _: int(status == 200),
    ),
    "collection-gone": Witness(
        "getCollection",
        lambda n: {"collection": n.own},
        lambda status, _: 1 - int(status == 200),
        "collection",
    ),
}


def witness_of(row: OperationRow) -> Witness | None:
    """How the effects of a write are counted."""
    return WITNESSES[row.witness] if row.witness else None
