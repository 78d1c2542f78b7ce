"""What a program gives to its test server: checked before it is used; a ValueError names the argument."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from .._generated.routes import OPERATIONS
from ..http.cors import is_origin
from . import control

OPERATION_IDS = frozenset(operation.operation_id for operation in OPERATIONS)


def check_server(seed: object, api_key: object, strict: object, cors: object, replay: object) -> None:
    """The arguments of a server."""
    if seed is not None and type(seed) is not int:
        raise ValueError(f"seed must be an integer, got {_got(seed)}")
    if api_key is not None and not (isinstance(api_key, str) and re.fullmatch("[!-~]+", api_key)):
        # Never with the key itself.
        raise ValueError("api_key must be text of visible ASCII")
    if not isinstance(strict, bool):
        raise ValueError(f"strict must be true or false, got {_got(strict)}")
    if isinstance(cors, str) or not isinstance(cors, Sequence):
        raise ValueError(f"cors must be a list of origins, got {_got(cors)}")
    for index, one in enumerate(cors):
        if not (isinstance(one, str) and is_origin(one)):
            raise ValueError(
                f"cors[{index}] must be an origin like http://localhost:5173, or *, got {_got(one)}"
            )
    if replay is not None and not isinstance(replay, (str, os.PathLike)):
        raise ValueError(f"replay must be the path of a recording, got {_got(replay)}")


def plain(value: Any, name: str) -> Any:
    """What JSON has of a value: tuples as lists, numpy's arrays as numbers, times as text and durations as seconds."""
    try:
        return orjson.loads(orjson.dumps(value, default=_unusual, option=orjson.OPT_SERIALIZE_NUMPY))
    except TypeError as error:
        # What the default refused is the cause of what the encoder says.
        raise ValueError(f"{name} must hold what JSON has: {error.__cause__ or error}") from None


def _unusual(value: object) -> object:
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    raise TypeError(f"got {type(value).__name__}")


def wanted_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of the journal."""
    made: dict[str, Any] = {}
    for name, value in given.items():
        if name == "body":
            value = plain(value, name)
        elif name in ("status", "after"):
            if type(value) is not int or value < 0:
                raise ValueError(f"{name} must be an integer, 0 or more, got {_got(value)}")
        elif name not in control.MATCHERS:
            raise ValueError(f"{name} is not known; there are {', '.join([*control.MATCHERS, 'body'])}")
        elif label(value, name) not in (OPERATION_IDS if name == "operation" else (value,)):
            raise ValueError(f"operation must be one of the contract, got {_got(value)}")
        made[name] = value
    return made


def label(value: object, name: str) -> str:
    """Text that names a thing."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be text, got {_got(value)}")
    return value


def _got(value: object) -> str:
    if isinstance(value, str):
        return repr(value) if len(value) < 80 else "a long text"
    return "None" if value is None else type(value).__name__
