"""Recording: the exchanges with another server go into a HAR file, which is whole after each of them."""

from __future__ import annotations

import base64
import errno
import os
import re
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import orjson

from .._version import __version__
from ..clock import rfc3339
from .redact import Redactor
from .seeding import SeedError

CONDITIONS = ("if-match", "if-none-match")
"""Headers that ask for something else; others, such as a request's id or key, are another one each time."""
_END = b"\n]}}\n"
_HOST = re.compile(r"[A-Za-z0-9._-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")
"""What an address may begin with and still be read."""
_UNPACKED = 64 * 1024 * 1024
_REDACTOR = Redactor(())


class RecordingError(SeedError):
    """A file that cannot be recorded into or answered from; the message names it, and the place in it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts that must be alike for two requests to get the same answer."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """An answer; headers without what belongs to one connection."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def asked(method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> Asked:
    """A request whose JSON is alike however it was written; `body` is not compressed."""
    with suppress(ValueError, TypeError):  # lines, or what is no JSON, are taken as they are
        body = orjson.dumps(_alike(orjson.loads(body)), option=orjson.OPT_SORT_KEYS)
    return Asked(
        method,
        path,
        tuple(sorted(parse_qsl(_REDACTOR.query(query), keep_blank_values=True))),
        tuple(headers.get(name, "") for name in CONDITIONS),
        body,
    )


def _alike(value: Any) -> Any:
    """A JSON value in which equal numbers are one: 2.0 is 2, and -0.0 is 0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 63:
        return int(value)
    if isinstance(value, list):
        return [_alike(one) for one in value]
    if isinstance(value, dict):
        return {name: _alike(one) for name, one in value.items()}
    return value


def unpacked(body: bytes, encoding: str) -> bytes:
    """A body without its compression, as far as it is known here."""
    if encoding == "gzip":
        try:
            return zlib.decompressobj(31).decompress(body, _UNPACKED)
        except zlib.error:
            return body
    return body


class Recorder:
    """Writes exchanges into a new file; RecordingError where there is one already."""

    def __init__(self, file: str | os.PathLike[str], url: str) -> None:
        creator = {"name": "vectorizer-mock", "version": __version__}
        start = orjson.dumps({"version": "1.2", "creator": creator, "comment": f"answers of {url}"})[:-1]
        self._file = Path(file)
        try:
            with self._file.open("xb") as made:
                made.write(b'{"log":' + start + b',"entries":[' + _END)
        except OSError as error:
            raise RecordingError(f"{file} cannot be written: {error.strerror}") from None
        self._count = 0

    def keep(
        self,
        started_at: int,
        seconds: float,
        request: Asked,
        raw_query: str,
        headers: Iterable[tuple[bytes, bytes]],
        answer: Told,
    ) -> None:
        """Add an exchange, without keys, cookies and tokens in headers and query; RecordingError where it does not fit."""
        shown = dict(_REDACTOR.headers(headers))
        host = shown.get("host", "")
        host = host if _HOST.fullmatch(host) else "memory"
        query = _REDACTOR.query(raw_query)
        entry: dict[str, Any] = {
            "startedDateTime": rfc3339(started_at),
            "time": seconds * 1000,
            "request": {
                "method": request.method,
                "url": f"http://{host}{request.path}{'?' if query else ''}{query}",
                "httpVersion": "HTTP/1.1",
                "cookies": [],
                "headers": _pairs(shown.items()),
                "queryString": _pairs(request.query),
                "headersSize": -1,
                "bodySize": len(request.body),
            },
            "response": {
                "status": answer.status,
                "statusText": "",
                "httpVersion": "HTTP/1.1",
                "cookies": [],
                "headers": _pairs(
                    _REDACTOR.headers(
                        (name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers
                    )
                ),
                "content": {
                    "size": len(answer.body),
                    "mimeType": dict(answer.headers).get("content-type", ""),
                    **_content(answer.body, "encoding"),
                },
                "redirectURL": "",
                "headersSize": -1,
                "bodySize": len(answer.body),
            },
            "cache": {},
            "timings": {"send": 0, "wait": seconds * 1000, "receive": 0},
        }
        if request.body:
            kind = shown.get("content-type", "application/octet-stream")
            entry["request"]["postData"] = {
                "mimeType": kind,
                "params": [],
                **_content(request.body, "_encoding"),
            }
        try:
            self._append((b",\n" if self._count else b"\n") + orjson.dumps(entry) + _END)
        except OSError as error:
            raise RecordingError(f"{self._file} cannot be written: {error.strerror}") from None
        self._count += 1

    def _append(self, text: bytes) -> None:
        with self._file.open("r+b", buffering=0) as made:
            end = made.seek(-len(_END), os.SEEK_END)
            try:
                if made.write(text) != len(text):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            except OSError:
                # As it was before: what is in the file already can still be read.
                made.truncate(end)
                made.seek(end)
                made.write(_END)
                raise


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _content(body: bytes, encoding: str) -> dict[str, str]:
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode("ascii"), encoding: "base64"}
