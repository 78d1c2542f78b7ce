"""What is wrong with a call whatever the state: the rules that the contract's schemas hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vectorizer_conformance.layers.model.api.filters import invalid

_NAMES = ("text", "vector", "metadata")
Args = Mapping[str, Any]


def wrong(operation: str, args: Args) -> tuple[str, ...]:
    """The codes that this call may be refused with before the state is looked at."""
    codes = tuple(dict.fromkeys(_CHECKS[operation](args))) if operation in _CHECKS else ()
    # Faults of several kinds at once may be told as one of them or as the general one.
    return codes if len(codes) < 2 else tuple(dict.fromkeys((*codes, "validation-failed")))


def _whole(args: Args) -> Iterable[str]:
    if any(name in args and args[name] is None for name in _NAMES) or args.get("text") == "":
        yield "validation-failed"
    if "text" not in args and "vector" not in args:
        yield "validation-failed"


def _change(args: Args) -> Iterable[str]:
    if not any(name in args for name in _NAMES):
        yield "empty-update"
    if ("vector" in args and args["vector"] is None) or args.get("text") == "":
        yield "validation-failed"


def _items(name: str, check: Any) -> Any:
    def faults(args: Args) -> Iterable[str]:
        items = args[name]
        if not items:
            yield "validation-failed"
        ids = [item if isinstance(item, str) else item.get("id") for item in items]
        if len({i for i in ids if i is not None}) < len([i for i in ids if i is not None]):
            yield "duplicate-id"
        for item in items:
            yield from check(item)

    return faults


def _filter(args: Args, *, needed: bool) -> Iterable[str]:
    if "filter" in args and invalid(args["filter"]):
        yield "invalid-filter"
    if needed and not args["filter"]:
        yield "empty-filter"


def _limit(args: Args) -> Iterable[str]:
    if not 1 <= args.get("limit", 1) <= 1000:
        yield from ("validation-failed", "limit-exceeded")


def _search(args: Args) -> Iterable[str]:
    if ("query" in args) == ("vector" in args) or args.get("query") == "":
        yield "validation-failed"
    yield from _limit(args)
    yield from _filter(args, needed=False)


def _list(args: Args) -> Iterable[str]:
    yield from _limit(args)
    yield from _filter(args, needed=False)


_CHECKS: dict[str, Any] = {
    "insertVector": _whole,
    "replaceVector": _whole,
    "updateVector": _change,
    "batchInsert": _items("vectors", _whole),
    "batchUpdate": _items("updates", _change),
    "batchDelete": _items("ids", lambda item: ()),
    "importVectors": _items("records", _whole),
    "deleteByFilter": lambda args: _filter(args, needed=True),
    "updateByFilter": lambda args: _filter(args, needed=True),
    "search": _search,
    "batchSearch": _items("searches", _search),
    "listVectors": _list,
}
