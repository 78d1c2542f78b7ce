"""What is checked of a batch as a whole: its items, and each answer's counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .._call.exchange import Call
from .._types.errors import ResponseError, ValidationError, type_name
from .._types.operation import Operation
from .plan import Chunk
from .report import column


def check_counts(value: Any, chunk: Chunk, call: Call) -> None:
    """An answer about more or fewer items than were sent is no answer."""
    count, results = value.get("count"), value.get("results")
    wanted = len(chunk.indexes)
    if any(not 0 <= error["index"] < wanted for error in value.get("errors", ())):
        raise ResponseError(
            "the answer has an error about an item that was not sent", context=call.context(), status=200
        )
    if isinstance(count, int) and count != wanted:
        raise ResponseError(
            f"the answer counts {count} items, {wanted} were sent", context=call.context(), status=200
        )
    if isinstance(results, list):
        if len(results) != wanted:
            raise ResponseError(
                f"the answer has {len(results)} results, {wanted} items were sent",
                context=call.context(),
                status=200,
            )
        if column(results, "index") != list(range(wanted)) or column(results, "id") != chunk.ids:
            _check_places(results, chunk, call)

    counted = Counter(
        {"failed": 0, **Counter(one for one in column(results or (), "status") if isinstance(one, str))}
    )
    for status, number in counted.items():
        # A status that is not counted may be a newer server's.
        reported = value.get(status, number)
        if isinstance(results, list) and reported != number:
            raise ResponseError(
                f"the answer counts {reported} items as {status}, its results {number}",
                context=call.context(),
                status=200,
            )


def _check_places(results: list[Any], chunk: Chunk, call: Call) -> None:
    """Refuse a result that is not about the item at its place; one that names none is taken for it."""
    for place, (item, identity) in enumerate(zip(results, chunk.ids, strict=True)):
        index, named = item.get("index", place), item.get("id", identity)
        if index != place or (identity is not None and named != identity):
            raise ResponseError(
                f"result {place} of the answer is about another item", context=call.context(), status=200
            )


def sized(items: Any) -> int | None:
    """How many items there are, where that is known."""
    try:
        return len(items)
    except Exception:
        # What cannot say its length, or says nonsense, can still be walked.
        return None


def check_items(items: object, operation: Operation[Any], *, awaits: bool) -> None:
    """Refuse what cannot be a batch: any iterable but text, bytes and a mapping can; an async one where it is awaited."""
    assert operation.batch is not None
    name = operation.batch.argument
    # A table walks over its columns.
    tables = {"iterrows": "; pass .to_dict('records')", "iter_rows": "; pass .to_dicts()"}
    way = next((way for walk, way in tables.items() if hasattr(items, walk)), "")
    iterates = hasattr(items, "__iter__") or (awaits and hasattr(items, "__aiter__"))
    if not iterates and hasattr(items, "__aiter__"):
        way = "; pass it to VectorizerClient, which is async"
    wrong = way or isinstance(items, (str, bytes, bytearray, Mapping, type)) or not iterates
    if wrong:
        raise ValidationError(
            f"must be an iterable of items, got {type_name(items)}{way}",
            pointer=f"/body/{operation.batch.items}".rstrip("/"),
            place=name,
        )
