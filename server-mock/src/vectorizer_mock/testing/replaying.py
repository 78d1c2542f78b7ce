"""Replaying: the answers of a HAR file that was recorded."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from .recording import Asked, RecordingError, Told, asked
from .redact import HIDDEN


class Recording:
    """The answers of a file: those to equal requests in their order, and then the last one for ever."""

    def __init__(self, file: str | os.PathLike[str]) -> None:
        self.file = str(file)
        self._answers: dict[Asked, list[Told]] = {}
        self._given: dict[Asked, int] = {}
        for number, entry in enumerate(_entries(file)):
            try:
                request, answer = _read(entry)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
                raise RecordingError(f"{file}: log/entries/{number}: {reason}") from None
            self._answers.setdefault(request, []).append(answer)

    def answer(self, request: Asked) -> Told | None:
        """The answer to this request; None where the file has none."""
        answers = self._answers.get(request)
        if answers is None:
            return None
        count = self._given.get(request, 0)
        self._given[request] = count + 1
        return answers[min(count, len(answers) - 1)]

    def begin_again(self) -> None:
        """Give the first answers next."""
        self._given.clear()

    def nearest(self, request: Asked) -> str:
        """In what a request that is not in the file differs from those that are."""
        same = [one for one in self._answers if (one.method, one.path) == (request.method, request.path)]
        if not same:
            return "none of its requests has this method and path"
        parts = (
            ("query", [one for one in same if one.query == request.query]),
            ("If-Match or If-None-Match", [one for one in same if one.conditions == request.conditions]),
            ("body", [one for one in same if one.body == request.body]),
        )
        differing = [name for name, alike in parts if not alike] or ["combination of query, headers and body"]
        count = len(same)
        has = "has" if count == 1 else "have"
        return f"{count} of its requests {has} this method and path, with another {' and another '.join(differing)}"


def _entries(file: str | os.PathLike[str]) -> list[Any]:
    try:
        document = json.loads(Path(file).read_bytes())
        found = document["log"]["entries"]
    except OSError as error:
        raise RecordingError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise RecordingError(f"{file} must be JSON: {error}") from None
    except (KeyError, TypeError):
        found = None
    if not isinstance(found, list):
        raise RecordingError(f"{file} must be a HAR file: it has no list log/entries")
    return found


def _read(entry: Any) -> tuple[Asked, Told]:
    request, response = entry["request"], entry["response"]
    url = urlsplit(request["url"])
    headers = {pair["name"].lower(): pair["value"] for pair in request["headers"]}
    body = _bytes(request.get("postData") or {}, "_encoding")
    status = response["status"]
    if type(status) is not int or not 200 <= status <= 599:
        raise ValueError(f"response/status must be an integer from 200 to 599, got {status!r}")
    told = tuple(
        (pair["name"].lower(), pair["value"]) for pair in response["headers"] if pair["value"] != HIDDEN
    )
    return (
        asked(request["method"], quote(url.path, safe="/%:@!$&'()*+,;=~"), url.query, headers, body),
        Told(status, told, _bytes(response["content"], "encoding")),
    )


def _bytes(content: Mapping[str, Any], encoding: str) -> bytes:
    text = content.get("text") or ""
    if content.get(encoding) != "base64":
        return bytes(text.encode("utf-8"))
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(f"a body must be base64, as it says: {error}") from None
