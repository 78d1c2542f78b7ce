"""A raw request from a case's `http`, byte for byte."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.reference.encode import plain, to_json
from vectorizer_conformance.wire import Request


def parts(items: list[Any]) -> bytes:
    """Join the parts of `bytes` and `raw`."""
    joined = bytearray()
    for item in items:
        if isinstance(item, str):
            joined += item.encode("utf-8", "surrogatepass")
            continue
        if "hex" in item:
            data = bytes.fromhex(str(item["hex"]))
        elif "base64" in item:
            data = base64.b64decode(item["base64"])
        elif "gzip" in item:
            data = _gzip(item["gzip"].encode(), item.get("broken", ""))
        else:
            data = str(item["text"]).encode("utf-8", "surrogatepass")
        joined += data * int(item.get("times", 1))
    return bytes(joined)


def _gzip(text: bytes, broken: str) -> bytes:
    """All of the text can be read from it, however it is broken."""
    if broken == "no-end":
        packer = zlib.compressobj(wbits=31)
        return packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)
    made = gzip.compress(text, mtime=0)
    if broken == "checksum":
        return made[:-8] + bytes([made[-8] ^ 1]) + made[-7:]
    return made


def request_of(http: Mapping[str, Any], defaults: Mapping[str, str]) -> Request | bytes:
    """The request, or the bytes of a whole one (`raw`)."""
    if "raw" in http:
        return parts(http["raw"])
    headers: dict[str, Any] = {name.lower(): (name, value) for name, value in defaults.items()}
    body = b""
    if "json" in http:
        body = to_json(plain(http["json"]))
        headers["content-type"] = ("Content-Type", "application/json")
    elif "text" in http:
        body = str(http["text"]).encode("utf-8", "surrogatepass")
    elif "bytes" in http:
        body = parts(http["bytes"])
    if http.get("gzip"):
        body = gzip.compress(body, mtime=0)
        headers["content-encoding"] = ("Content-Encoding", "gzip")
    for name, value in http.get("headers", {}).items():
        headers[name.lower()] = (name, value)
    if http.get("chunked"):
        headers["transfer-encoding"] = ("Transfer-Encoding", "chunked")
        half = max(1, len(body) // 2)
        pieces = [body[:half], body[half:]] if body else []
        body = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces if p) + b"0\r\n\r\n"
    pairs: list[tuple[str, str]] = []
    for name, value in headers.values():
        pairs += [
            (name, str(item)) for item in (value if isinstance(value, list) else [value]) if item is not None
        ]
    return Request(http["method"], http["path"], pairs, body)
