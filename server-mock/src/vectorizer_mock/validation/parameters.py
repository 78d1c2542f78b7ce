"""Parameters from the texts that a path, a query and headers carry."""

from __future__ import annotations

import re
from typing import Any

from ..operation import RawParameters
from ..preconditions import IfMatch
from ..problems import Path, Report, problem_at
from .checks import Check, integer
from .strict_json import read_json

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"[ \t]*{_TAG}(?:[ \t]*,[ \t]*{_TAG})*[ \t]*")
_VERSION = re.compile(r'(?<!W/)"([1-9][0-9]{0,15})"')


def path(raw: RawParameters, name: str, report: Report, check: Check) -> Any:
    """A path parameter; routing has made sure that it is there."""
    return check(raw.path[name], ((None, "path"), name), report)


def query(raw: RawParameters, name: str, report: Report, check: Check, default: Any = None) -> Any:
    """A query parameter that may stand once."""
    values = raw.query.get(name)
    if not values:
        return default
    place = ((None, "query"), name)
    if len(values) > 1:
        report.add(place, "validation-failed", "must be given once.")
        return default
    return check(values[0], place, report)


def query_list(raw: RawParameters, name: str, report: Report, check: Check) -> Any:
    """A query parameter that may be repeated; None when it is not there."""
    values = raw.query.get(name)
    return check(values, ((None, "query"), name), report) if values else None


def header(raw: RawParameters, name: str, report: Report, check: Check) -> Any:
    """A header; None when it is not there."""
    value = raw.headers.get(name)
    return None if value is None else check(value, ((None, "header"), name), report)


def as_boolean(value: str, place: Path, report: Report) -> Any:
    if value not in ("true", "false"):
        report.add(place, "validation-failed", "must be true or false.")
    return value == "true"


def as_integer(
    value: str, place: Path, report: Report, minimum: float | None = None, maximum: float | None = None
) -> Any:
    """The number a text stands for, written with digits only."""
    if not _INTEGER.fullmatch(value):
        report.add(place, "validation-failed", "must be an integer, written with digits.")
        return None
    return integer(int(value), place, report, minimum, maximum)


def as_json(value: str, place: Path, report: Report, check: Check) -> Any:
    """The value that a text stands for as JSON."""
    return check(read_json(value.encode("utf-8"), place), place, report)


def if_match(value: str, place: Path, report: Report) -> IfMatch | None:
    """`*` or a list of entity tags. Comparison is strong, so weak tags and tags of other things match nothing."""
    if value.strip(" \t") == "*":
        return IfMatch(any=True)
    if not _TAGS.fullmatch(value):
        detail = "must be * or entity tags in double quotes."
        raise problem_at(place, "malformed-request", detail)
    return IfMatch(versions=frozenset(int(version) for version in _VERSION.findall(value)))
