"""The vectors of one collection: rows of one contiguous float32 matrix, the rows of deleted vectors used again."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ..records import Vector

T = TypeVar("T")

_FIRST_CAPACITY = 16
Block = tuple[Sequence[Vector] | npt.NDArray[np.float32], Sequence[float] | npt.NDArray[np.float64]]
"""Vectors, and the norm of each."""


class TableView:
    """The rows of a table at one moment, which stay readable while the table changes."""

    def __init__(self, table: VectorTable) -> None:
        self.matrix, self.norms, self.ids = table.matrix, table.norms, table.ids
        self.live, self.written, self._known = table.live, table.written, table.known
        self.before: dict[int, Vector] = {}
        """Rows that were written since, as they were."""

    def known(self, name: str, find: Callable[[TableView], T]) -> T:
        """What somebody finds out about all rows, which is kept until one is written."""
        if name not in self._known:
            self._known[name] = find(self)
        found: T = self._known[name]
        return found

    def keep(self, row: int) -> None:
        """Remember a row that is about to be written."""
        if row < len(self.matrix) and row not in self.before:
            self.before[row] = np.array(self.matrix[row])

    def read_many(self, rows: list[int]) -> npt.NDArray[np.float32]:
        """Copies of rows as they were, shape (len(rows), dimension)."""
        found = self.matrix[rows]
        if self.before:
            for index, row in enumerate(rows):
                if row in self.before:
                    found[index] = self.before[row]
        return np.asarray(found)


class Part(TableView):
    """Some rows of a view by themselves, numbered from 0."""

    def __init__(self, view: TableView, rows: npt.NDArray[np.intp]) -> None:
        self.matrix, self.norms, self.written = view.matrix[rows], view.norms[rows], view.written[rows]
        self.live = np.ones(len(rows), dtype=np.bool_)
        self.ids = [view.ids[row] for row in rows]
        self._known, self.before = {}, {}


class VectorTable:
    """A growing float32 matrix, shape (rows, dimension), with each row's Euclidean norm and id."""

    def __init__(self, dimension: int) -> None:
        self._matrix = np.zeros((0, dimension), dtype=np.float32)
        self._norms = np.zeros(0, dtype=np.float64)
        self._live = np.zeros(0, dtype=np.bool_)
        self._written = np.zeros(0, dtype=np.int64)
        self.clock = 0
        """How many rows were written or removed until now."""
        self._ids: list[str] = []
        self._free: list[int] = []
        self._views: list[weakref.ref[TableView]] = []
        self.known: dict[str, Any] = {}
        """See `TableView.known`; another one when rows are about to change, as views have that of their time."""

    @property
    def matrix(self) -> npt.NDArray[np.float32]:
        return self._matrix[: len(self._ids)]

    @property
    def norms(self) -> npt.NDArray[np.float64]:
        return self._norms[: len(self._ids)]

    @property
    def live(self) -> npt.NDArray[np.bool_]:
        return self._live[: len(self._ids)]

    @property
    def written(self) -> npt.NDArray[np.int64]:
        """The clock at the time when each row was last written or removed."""
        return self._written[: len(self._ids)]

    @property
    def ids(self) -> list[str]:
        return self._ids

    def read(self, row: int) -> Vector:
        """A copy of a row: what is handed out must not change when the row is used again."""
        return np.array(self._matrix[row])

    def read_many(self, rows: list[int]) -> npt.NDArray[np.float32]:
        """Copies of rows, shape (len(rows), dimension)."""
        return np.asarray(self._matrix[np.array(rows, dtype=np.intp)])

    def view(self) -> TableView:
        """The rows as they are now."""
        view = TableView(self)
        self._views.append(weakref.ref(view))
        return view

    def _keep(self, row: int) -> None:
        for reference in self._views:
            view = reference()
            if view is None:
                self._views = [one for one in self._views if one() is not None]
            else:
                view.keep(row)

    def add(self, key: str, vector: Vector) -> int:
        """Stores a vector and returns its row."""
        row = self.take(key)
        self.write(row, vector)
        return row

    def take(self, key: str) -> int:
        """A row for a new vector, which is to be written next."""
        if self._free:
            row = self._free.pop()
            self._ids[row] = key
        else:
            row = len(self._ids)
            if row == len(self._matrix):
                self._grow()
            self._ids.append(key)
        self.known = {}
        self._live[row] = True
        return row

    def write(self, row: int, vector: Vector) -> None:
        self.write_many([row], block([vector]))

    def write_many(self, rows: list[int], block: Block) -> None:
        """Writes a block of vectors into rows, no row twice."""
        self.known = {}
        if self._views:
            for row in rows:
                self._keep(row)
        self._stamp(rows)
        vectors, norms = block
        if len(rows) == 1:
            self._matrix[rows[0]] = vectors[0]
            self._norms[rows[0]] = norms[0]
        else:
            self._matrix[rows] = vectors
            self._norms[rows] = norms

    def remove(self, rows: list[int]) -> None:
        """Frees rows. Their numbers stay until they are used again: whoever looks for rows looks at live ones."""
        self.known = {}
        self._stamp(rows)
        self._norms[rows] = 0.0
        self._live[rows] = False
        for row in rows:
            self._ids[row] = ""
        self._free.extend(rows)

    def _stamp(self, rows: list[int]) -> None:
        self.clock += len(rows)
        self._written[rows[0] if len(rows) == 1 else rows] = self.clock

    def _grow(self) -> None:
        capacity = max(_FIRST_CAPACITY, len(self._matrix) * 2)
        for name in ("_matrix", "_norms", "_live", "_written"):
            old = getattr(self, name)
            new = np.zeros((capacity, *old.shape[1:]), dtype=old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)


def block(vectors: Sequence[Vector]) -> Block:
    """Vectors as one matrix, with their Euclidean norms in float64, which no float32 vector can overflow."""
    if len(vectors) == 1:
        wide = vectors[0].astype(np.float64)
        return vectors, [math.sqrt(float(np.add.reduce(wide * wide)))]
    stacked = np.concatenate(vectors).reshape(len(vectors), -1)  # which is `stack`, in a third of the time
    wide = stacked.astype(np.float64)
    return stacked, np.sqrt(np.add.reduce(wide * wide, axis=1))
