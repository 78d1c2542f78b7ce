"""Errors of a call whatever the state: the rules that the contract's schemas hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from vectorizer_conformance.oracle.filters import invalid

_NAMES = ("text", "vector", "metadata")
Args = Mapping[str, Any]
Check = Callable[[Any], Iterable[str]]


def whole(args: Args) -> Iterable[str]:
    if any(name in args and args[name] is None for name in _NAMES) or args.get("text") == "":
        yield "validation-failed"
    if "text" not in args and "vector" not in args:
        yield "validation-failed"


def change(args: Args) -> Iterable[str]:
    if not any(name in args for name in _NAMES):
        yield "empty-update"
    if ("vector" in args and args["vector"] is None) or args.get("text") == "":
        yield "validation-failed"


def items(name: str, check: Check) -> Check:
    def faults(args: Args) -> Iterable[str]:
        listed = args[name]
        if not listed:
            yield "validation-failed"
        ids = [item if isinstance(item, str) else item.get("id") for item in listed]
        if len({i for i in ids if i is not None}) < len([i for i in ids if i is not None]):
            yield "duplicate-id"
        for item in listed:
            yield from check(item)

    return faults


def _filter(args: Args, *, needed: bool) -> Iterable[str]:
    if "filter" in args and invalid(args["filter"]):
        yield "invalid-filter"
    if needed and not args["filter"]:
        yield "empty-filter"


def needed_filter(args: Args) -> Iterable[str]:
    return _filter(args, needed=True)


def _limit(args: Args) -> Iterable[str]:
    if not 1 <= args.get("limit", 1) <= 1000:
        yield from ("validation-failed", "limit-exceeded")


def search(args: Args) -> Iterable[str]:
    if ("query" in args) == ("vector" in args) or args.get("query") == "":
        yield "validation-failed"
    yield from _limit(args)
    yield from _filter(args, needed=False)


def page(args: Args) -> Iterable[str]:
    yield from _limit(args)
    yield from _filter(args, needed=False)
