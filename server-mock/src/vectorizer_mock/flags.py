"""Readers of the command's flags: each function reads a flag's text, or refuses it with a reason.

Those at the end refuse flags that do not go together.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from urllib.parse import urlsplit

from .http.cors import is_origin
from .local import is_address

MAINTENANCE = ("backup", "restore", "index", "nodes")
"""The commands that need a database and no server."""

_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:/(s|m))?")
_HOST_NAME = re.compile(r"[0-9A-Za-z._-]+")
_SECONDS = {None: 1, "s": 1, "m": 60}


def key(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("must not be empty")
    return text


def keys_of_file(path: str) -> list[str]:
    try:
        lines = Path(path).read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it must be UTF-8"
        raise argparse.ArgumentTypeError(f"{path} cannot be read: {reason}") from None
    keys = [line.strip() for line in lines if line.strip()]
    if not keys:
        raise argparse.ArgumentTypeError(f"{path} must hold a key")
    return keys


def host_name(text: str) -> str:
    if not _HOST_NAME.fullmatch(text) and not is_address(text):
        raise argparse.ArgumentTypeError("must be a host name or an address, without a port")
    return text


def origin(text: str) -> str:
    if not is_origin(text):
        raise argparse.ArgumentTypeError("must be an origin like http://localhost:5173, or *")
    return text


def port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError("must be an integer from 0 to 65535")
    return int(text)


def count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text):
        raise argparse.ArgumentTypeError("must be an integer from 0 to 999999")
    return int(text)


def share(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 1:
        raise argparse.ArgumentTypeError("must be a number, more than 0 and at most 1")
    return found


def seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < 86_400:
        raise argparse.ArgumentTypeError("must be a number of seconds, more than 0 and less than a day")
    return found


def database(text: str) -> str:
    if not re.match("postgres(ql)?://", text):
        # Not what was given, which may have a password.
        raise argparse.ArgumentTypeError("must be a URL like postgresql://user@host/name")
    return text


def store(text: str) -> str:
    if text not in ("memory", "embedded") and not re.match("postgres(ql)?://", text):
        # Not what was given, which may have a password.
        raise argparse.ArgumentTypeError(
            "must be memory, embedded, or a URL like postgresql://user@host/name"
        )
    return text


def rate(text: str) -> float:
    match = _RATE.fullmatch(text)
    if match is None or float(match[1]) == 0:
        raise argparse.ArgumentTypeError("must be a rate like 10/s, 600/m or 10")
    return float(match[1]) / _SECONDS[match[2]]


def server(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError("must be the URL of a server like http://localhost:15002")
    if parts.username is not None:
        raise argparse.ArgumentTypeError("must have no user: the client's key is passed on")
    return text


def check_store(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """Refuse what does not go with the store."""
    if (given.store == "embedded") != (given.data is not None):
        parser.error("--store embedded and --data DIR need each other")
    if given.command in MAINTENANCE:
        if given.store == "memory":
            parser.error(f"{given.command} needs a --store in a database")
        return
    if given.replica and given.store in ("memory", "embedded"):
        parser.error("--replica needs a --store with a URL")
    if given.store == "memory":
        return
    for flag in ("mock", "strict"):
        if getattr(given, flag):
            parser.error(f"--{flag} needs the store in memory: a test empties it and puts it back")
    if given.index_above is not None:
        parser.error(
            "--index-above needs the store in memory: `vectorizer-mock index` makes one in a database"
        )
    if given.seed is not None:
        parser.error("--seed needs the store in memory: ids that are the same in every run are there already")


def check_recording(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """Refuse what does not go with the answers of another server."""
    if (given.record is None) != (given.to is None):
        parser.error("--record URL and --to FILE need each other")
    if sum(value is not None for value in (given.record, given.replay, given.seed_file)) > 1:
        parser.error("--record, --replay and --seed exclude each other")
