"""Cutting a batch of any length into requests that fit, by count and by bytes, keeping the original indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from .._codec.encode import ItemWriter, mapping, members, refused
from .._codec.strict_json import encode, plain
from .._types.errors import ValidationError
from .._types.operation import Arguments, Operation


@dataclass(slots=True)
class Chunk:
    """The items of one request: their original indexes, their ids where they have one, and the body they make."""

    number: int
    indexes: list[int]
    ids: list[str | None]
    body: bytes
    pointer: str = "/body"
    """Where the items stand in the request."""
    places: list[int] = field(default_factory=list)
    """The items' places in the request."""

    def __post_init__(self) -> None:
        self.places = self.places or list(range(len(self.indexes)))

    @property
    def is_numbered(self) -> bool:
        """Whether the caller's list has the items at the same indexes as the request."""
        return not self.indexes or self.indexes[-1] == len(self.indexes) - 1

    def only(self, wanted: Callable[[int], bool]) -> Chunk:
        """The items at the places that are wanted."""
        kept = [one for one in zip(self.places, self.indexes, self.ids, strict=True) if wanted(one[0])]
        places = [place for place, _, _ in kept]
        indexes = [index for _, index, _ in kept]
        ids = [identity for _, _, identity in kept]
        return Chunk(self.number, indexes, ids, b"", self.pointer, places)


class Planner:
    """Takes items one by one and hands out chunks as they fill up; holds no more than one chunk."""

    def __init__(
        self,
        operation: Operation[Any],
        arguments: Arguments,
        *,
        max_items: int,
        max_bytes: int,
        whole: bool,
        base64: bool,
        in_doubt: frozenset[int] = frozenset(),
    ) -> None:
        assert operation.batch is not None
        self._in_doubt = in_doubt
        """Indexes of items that an earlier call may have stored."""
        self._operation = operation
        self._batch = operation.batch
        self._write = ItemWriter(operation, base64=base64).write
        self._whole = whole
        """An atomic batch is one request, whatever its length."""
        self._before, self._between, self._after = _frame(operation, arguments)
        self._max_items = min(self._batch.max, max_items)
        self._max_bytes = max_bytes - len(self._after)
        self._number = 0
        self._ids_seen: set[str] = set()
        self._start()

    def _start(self) -> None:
        self._indexes: list[int] = []
        self._ids: list[str | None] = []
        # One buffer that grows: parts that are kept until they are joined would cost as much again.
        self._body = BytesIO()

    def add(self, index: int, item: object) -> Chunk | None:
        """Take an item; gives the chunk that it no longer fitted into, if any."""
        part = self._write(item, index)
        body, count = self._body, len(self._indexes)
        too_many = count >= self._max_items
        too_long = body.tell() + len(self._between) + len(part) > self._max_bytes
        identity: Any = item.get("id") if type(item) is dict else item
        if identity is not None and type(identity) is not str:
            identity = id_of(item)
        if identity is not None:
            # Of what stands in two requests the server knows nothing.
            if identity in self._ids_seen:
                raise refused(self._operation, item, index, f"must not repeat the id {identity!r}")
            self._ids_seen.add(identity)
        elif index in self._in_doubt:
            raise nameless(self._operation, item, index)
        done = None
        if (too_many or too_long) and count and not self._whole:
            done = self.take()
            body, count = self._body, 0
        self._indexes.append(index)
        self._ids.append(identity)
        body.write(self._between if count else self._before)
        body.write(part)
        return done

    def take(self) -> Chunk:
        """The items since the last chunk, perhaps none."""
        if not self._indexes:
            self._body.write(self._before)
        self._body.write(self._after)
        pointer = f"/body/{self._batch.items}" if self._batch.items else "/body"
        chunk = Chunk(self._number, self._indexes, self._ids, self._body.getvalue(), pointer)
        self._number += 1
        self._start()
        return chunk

    @property
    def pending(self) -> int:
        return len(self._indexes)

    @property
    def is_split(self) -> bool:
        """Whether a chunk has been handed out already."""
        return self._number > 0


def _frame(operation: Operation[Any], arguments: Arguments) -> tuple[bytes, bytes, bytes]:
    """The bytes before, between and after the items."""
    assert operation.batch is not None
    name = operation.batch.items
    if not name:
        return b"", b"\n", b"\n"
    rest = encode(members(operation.vectors, arguments.body or {}, "/body", base64=False))
    tail = b"]" + (b"," + rest[1:] if rest != b"{}" else b"}")
    return f'{{"{name}":['.encode(), b",", tail


def nameless(operation: Operation[Any], item: object, index: int) -> ValidationError:
    """The refusal of an item that may be stored already, under an id that nobody knows: it would be stored twice."""
    reason = "must have an id to be sent again, as it may be stored already: look for it, and give it the id that it has"
    return refused(operation, item, index, f"{reason} there, or else one of your own")


def id_of(item: Any) -> str | None:
    """The id that an item is sent with, where it has one, whatever kind of thing the item and its id are."""
    identity = item.get("id") if type(item) is dict else item
    if identity is None or type(identity) is str:
        return identity
    # Code of others, which may break: whoever writes the item says so, naming its place.
    with suppress(Exception):
        identity = mapping(item, "").get("id")
    with suppress(Exception):
        sent = plain(identity, "")
        return sent if isinstance(sent, str) else None
    return None


def asks_for_vectors(operation: Operation[Any], item: object) -> bool:
    """Whether an item sends vectors or asks for them, so that their format matters."""
    if isinstance(item, str):
        return False
    try:
        names = mapping(item, "")
    except Exception:
        # Whoever writes the item says what is wrong with it, naming its place.
        return False
    asked_by = operation.vectors_asked_by
    return any(names.get(name) is not None for name in operation.item_vectors) or (
        asked_by is not None and names.get(asked_by) is True
    )


def unread(items: Sequence[object], reached: int, resend: Resend | None) -> Chunk:
    """The items after the last that was reached, which nobody has looked at yet."""
    rest = [(index, id_of(item)) for index, item in numbered(items, resend) if index > reached]
    return Chunk(-1, [index for index, _ in rest], [identity for _, identity in rest], b"")


def numbered(items: Iterable[object], resend: Resend | None) -> Iterator[tuple[int, object]]:
    """Items with their indexes; when resuming, only those that are to be sent again."""
    every = enumerate(items)
    return every if resend is None else (one for one in every if resend.wants(one[0]))


@dataclass(frozen=True, slots=True)
class Resend:
    """Which items of an earlier report are to be sent again: these, and all that it did not reach."""

    indexes: frozenset[int]
    count: int
    unknown: frozenset[int] = frozenset()
    """Those that may have been applied."""

    def wants(self, index: int) -> bool:
        return index >= self.count or index in self.indexes
