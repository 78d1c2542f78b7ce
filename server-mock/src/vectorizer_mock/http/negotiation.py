"""Media types and encodings: what a request says it sends and wants."""

from __future__ import annotations

from collections.abc import Iterator

from ..operation import Operation
from ..problems import Problem
from .messages import Headers


def check_acceptable(headers: Headers, operation: Operation) -> None:
    """406 when `Accept` allows nothing that the operation answers."""
    accept = headers.get("accept")
    if not accept or not operation.produces:
        return
    if not any(_quality(accept, media_type) > 0 for media_type in operation.produces):
        raise Problem("not-acceptable", f"Accept must allow {' or '.join(operation.produces)}.")


def check_content_type(headers: Headers, media_types: tuple[str, ...]) -> None:
    """415 when the body is not one of these media types in UTF-8."""
    given = headers.get("content-type") or ""
    if given in media_types:
        return
    media_type, *parameters = (part.strip().lower() for part in given.split(";"))
    charsets = [
        value.strip('"')
        for name, _, value in (p.partition("=") for p in parameters)
        if name.strip() == "charset"
    ]
    if media_type not in media_types or any(charset.strip() != "utf-8" for charset in charsets):
        raise Problem("unsupported-media-type", f"Content-Type must be {' or '.join(media_types)} in UTF-8.")


def accepts_gzip(headers: Headers) -> bool:
    """Whether `Accept-Encoding` allows gzip."""
    accepted = headers.get("accept-encoding")
    if not accepted or "gzip" not in accepted.lower():
        return False
    qualities = dict(_weighted(accepted))
    return qualities.get("gzip", 0.0) > 0


def _quality(accept: str, media_type: str) -> float:
    """The weight of the most specific range that matches."""
    kind = media_type.partition("/")[0]
    ranges = dict(_weighted(accept))
    for wanted in (media_type, f"{kind}/*", "*/*"):
        if wanted in ranges:
            return ranges[wanted]
    return 0.0


def _weighted(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    quality = float(value)
                except ValueError:
                    quality = 0.0
        yield name, quality
