"""Lines of a report file as what they stand for, each field of the type it must have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any, TypeVar

from vectorizer_conformance.report.contents import OUTCOMES, Header, Report, Row, Verdict, Waiver

T = TypeVar("T")
Check = Callable[[Any], bool]
LEVELS = ("MUST", "SHOULD", "INFO")


class FieldError(Exception):
    """A line that is not what its type says."""


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _named_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_text, value.values()))


def _objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


# What is not text, by the name of the field.
_CHECKS: Mapping[str, Check] = {
    "outcome": lambda value: value in OUTCOMES,
    "level": lambda value: value in LEVELS,
    "kind": lambda value: value in ("server", "client"),
    "reasons": _texts,
    "lacks": _texts,
    "covers": _texts,
    "trace": _objects,
    "ms": _number,
    "repro": _named_texts,
    "versions": _named_texts,
    "cases": _count,
    "seed": _count,
    "layers": _texts,
    "topics": _texts,
    "rows": _objects,
    "waivers": _objects,
}


def _build(kind: type[T], record: Mapping[str, Any]) -> T:
    """A dataclass from an object with exactly its fields."""
    values = {}
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name not in record:
            if field.default is MISSING and field.default_factory is MISSING:
                raise FieldError(f"{kind.__name__.lower()}: {field.name!r} is missing")
            continue
        value = record[field.name]
        if not _CHECKS.get(field.name, _text)(value):
            raise FieldError(f"{kind.__name__.lower()}: {field.name!r} can't be {str(value)[:80]!r}")
        values[field.name] = tuple(value) if isinstance(value, list) else value
    unknown = sorted(set(record) - {field.name for field in fields(kind)})  # type: ignore[arg-type]
    if unknown:
        raise FieldError(f"{kind.__name__.lower()}: no field is called {unknown[0]!r}")
    return kind(**values)


def header_of(record: Mapping[str, Any]) -> Header:
    """The header line."""
    header = _build(Header, {name: value for name, value in record.items() if name not in ("type", "format")})
    return replace(header, rows=_all(Row, header.rows), waivers=_all(Waiver, header.waivers))


def _all(kind: type[T], records: Any) -> tuple[T, ...]:
    """Several of a kind, whose ids tell them apart."""
    ids = [record.get("id") for record in records]
    if len(set(map(str, ids))) != len(ids):
        raise FieldError(f"header: two {kind.__name__.lower()}s have the same id")
    return tuple(_build(kind, record) for record in records)


def verdict_of(record: Mapping[str, Any]) -> Verdict:
    """A verdict's line."""
    return _build(Verdict, {name: value for name, value in record.items() if name != "type"})


def report_of(header: Header, verdicts: tuple[Verdict, ...], footer: Mapping[str, Any]) -> Report:
    """All of it, with what the footer holds."""
    for name, check in (("seconds", _number), ("notes", _texts), ("problems", _texts), ("ok", _flag)):
        if not check(footer.get(name)):
            raise FieldError(f"footer: {name!r} can't be {str(footer.get(name))[:80]!r}")
    return Report(
        header, verdicts, footer["seconds"], tuple(footer["notes"]), problems=tuple(footer["problems"])
    )


def _flag(value: Any) -> bool:
    return isinstance(value, bool)
