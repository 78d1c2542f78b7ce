"""Functions that programs in Python are made with."""

from __future__ import annotations

import http.client
import json
import os
import socket
import urllib.parse
from collections.abc import Callable
from typing import Any

URL = os.environ.get("VECTORIZER_URL") or "http://localhost:15002"


API_KEY = os.environ.get("VECTORIZER_API_KEY", "")


def parsed(text: str, kind: str) -> Any:
    """The body as JSON, a list where each line is some; None where it is none."""
    try:
        return [json.loads(line) for line in text.splitlines()] if "ndjson" in kind else json.loads(text)
    except ValueError:
        return None


def opened() -> tuple[http.client.HTTPConnection, str]:
    """A connection to the server, and where its paths begin."""
    url = urllib.parse.urlsplit(URL)
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    return kind(url.netloc, timeout=30), url.path.rstrip("/")


def send(method: str, target: str, headers: dict[str, str], body: bytes | None = None) -> dict[str, Any]:
    """One request and its answer."""
    connection, base = opened()
    connection.request(method, base + target, body, headers)
    response = connection.getresponse()
    named = {name.lower(): value for name, value in response.getheaders()}
    text = response.read().decode("utf-8", "replace")
    print(f"{method} {target}: {response.status}")
    return {
        "status": response.status,
        "headers": named,
        "text": text,
        "body": parsed(text, named.get("content-type", "")),
    }


def drop(target: str, headers: dict[str, str]) -> None:
    """Delete what the program makes; that it is not there is no matter."""
    connection, base = opened()
    connection.request("DELETE", base + target, headers=headers)
    connection.getresponse().read()


def send_bytes(data: bytes) -> dict[str, Any]:
    """Bytes that no HTTP library sends, and all that comes until the server ends the connection or is silent."""
    url = urllib.parse.urlsplit(URL)
    found = b""
    with socket.create_connection((url.hostname, url.port or 80), timeout=3) as connection:
        connection.sendall(data)
        try:
            while part := connection.recv(65536):
                found += part
            end = "the server ended the connection"
        except OSError as error:
            end = f"the server did not end the connection: {error}"
    print(f"{len(data)} bytes sent, {len(found)} received")
    return {"text": found.decode("utf-8", "replace"), "end": end}


def answered(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The answer, or that there was none."""
    try:
        return ask()
    except (OSError, http.client.HTTPException) as error:
        return {"answered": f"no: {type(error).__name__}: {error}"}


class Printing:
    """A transport that prints what the client sends, its key left out."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        # By its one way to be closed a client tells an awaited transport from a blocking one.
        close = "aclose" if hasattr(inner, "aclose") else "close"
        setattr(self, close, getattr(inner, close))

    def send(self, request: Any) -> Any:
        named = {name: value for name, value in request.headers if name.lower() != "authorization"}
        print(f"sent: {request.method} {request.url} {json.dumps(named)}")
        print(f"  {(request.content or b'')[:4000]!r}")
        return self._inner.send(request)


def plain(value: Any) -> Any:
    """A client's value as JSON has it."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    return {name: plain(item) for name, item in value.items()} if isinstance(value, dict) else value


def outcome(call: Callable[[], Any]) -> dict[str, Any]:
    """The result of a call through the client, or its error."""
    try:
        return {"value": plain(call())}
    except Exception as error:
        found = {"class": type(error).__name__, "message": str(error)}
        for name in ("status", "code", "attempts", "errors", "report"):
            if getattr(error, name, None) is not None:
                found[name] = plain(getattr(error, name))
        return {"error": found}


def in_path(value: Any) -> str:
    return urllib.parse.quote(str(value), safe="")


def in_json(value: Any) -> str:
    """A list as JSON, anything else as what stands between the quotes of a text."""
    return json.dumps(value) if isinstance(value, list) else json.dumps(str(value))[1:-1]


def at(value: Any, *path: str | int) -> Any:
    """The value at this place of an answer; `(nothing)` where there is none."""
    for key in path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return "(nothing)"
    return value


def show(answer: dict[str, Any]) -> None:
    """The whole answer."""
    for name, value in answer.items():
        if name != "text" or answer.get("body") is None:
            print(f"  {name}: {json.dumps(value, ensure_ascii=False, default=repr)}")


def compare(answer: dict[str, Any], failure: str, expected: str = "", *path: str | int) -> None:
    """Print the suite's reasons, and what it expected beside what came."""
    print(f"\nthe suite said: {failure}")
    if expected:
        print(f"expected: {expected}")
        print(f"came:     {json.dumps(at(answer, *path), ensure_ascii=False, default=repr)}")
