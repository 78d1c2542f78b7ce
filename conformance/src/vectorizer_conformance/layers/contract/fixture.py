"""The state that generated requests meet: one collection of a small dimension, with a few vectors."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import requests

from vectorizer_conformance.layers.contract.no_answer import PatientAdapter

COLLECTION = "conformance-fixture"
DROP = "conformance-drop"
IDS = ("vec_001", "vec_002", "a/b", "ü ñ", "%2F")
DIMENSION = 4


def vectors() -> list[dict[str, Any]]:
    """The vectors of the fixture."""
    return [
        {"id": ident, "vector": [1, 2, 3, number], "metadata": {"source": "readme.md", "number": number}}
        for number, ident in enumerate(IDS)
    ]


class Fixture:
    """Makes the fixture on a server, and mends it."""

    def __init__(self, base_url: str, headers: Sequence[tuple[str, str]] = ()) -> None:
        self._url = base_url.rstrip("/")
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, PatientAdapter())
        self._session.headers.update(headers)
        self._cursor: str | None = None

    def make(self, name: str) -> None:
        """Create a collection, if it is not there."""
        self._session.post(
            f"{self._url}/collections", json={"name": name, "dimension": DIMENSION}, timeout=10
        )

    def fill(self) -> None:
        """Put the fixture's vectors in, where they are missing."""
        self.make(COLLECTION)
        updates = vectors()
        place = f"{self._url}/collections/{COLLECTION}"
        batch: Any = {"updates": updates, "upsert": True}
        if self._session.post(f"{place}/batch_update", json=batch, timeout=10).ok:
            return
        # What lacks the batch, or has it wrong, is judged for that, and asked all the rest.
        for vector in updates:
            made = self._session.post(f"{place}/insert", json=vector, timeout=10)
            if made.status_code in (404, 405, 501):  # another way in
                made = self._session.post(f"{place}/batch_insert", json={"vectors": [vector]}, timeout=10)
            if made.status_code != 409:  # it is there
                made.raise_for_status()

    @property
    def cursor(self) -> str:
        """A cursor that this server made."""
        if self._cursor is None:
            place = f"{self._url}/collections/{COLLECTION}/vectors?limit=1"
            with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
                self._cursor = self._session.get(place, timeout=10).json()["next_cursor"]
        return self._cursor if isinstance(self._cursor, str) else ""

    def found(self) -> dict[str, str]:
        """A collection that is there and a vector in it, as the parameters of paths; what there is of them."""
        names: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
            listed = self._session.get(f"{self._url}/collections", timeout=10).json()["collections"]
            names["collection"] = str(listed[0]["name"])
            place = f"{self._url}/collections/{quote(names['collection'], safe='')}/vectors?limit=1"
            names["id"] = str(self._session.get(place, timeout=10).json()["vectors"][0]["id"])
        return names

    def remove(self) -> None:
        """Leave nothing behind, as far as this server lets."""
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
            listed = self._session.get(f"{self._url}/collections", timeout=10).json()["collections"]
            for name in (str(one["name"]) for one in listed):
                if name.startswith((COLLECTION, DROP, "made-")):
                    self._session.delete(f"{self._url}/collections/{name}", timeout=10)
