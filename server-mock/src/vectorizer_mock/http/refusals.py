"""Refusals of a request before it is one, and how they are written."""

from __future__ import annotations

import re
from http import HTTPStatus

import httptools

from ..problems import Problem
from ..settings import Settings
from . import responses
from .messages import Headers
from .routing import Router

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|([A-Za-z0-9._~!$&'()*+;=-]|%[0-9A-Fa-f]{2})*)(:[0-9]*)?")
"""A Host header's value (RFC 9110 §7.2, without the comma, which joins several)."""
_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) (/[\x21-\x7e]*) HTTP/1\.[01]\r\n")
_HOSTS = {"1.0": (0, 1), "1.1": (1,)}
"""How many Host headers each version may have."""


class HeadersTooLargeError(Exception):
    """Too many headers, or too long ones."""


class TransferCodingError(Exception):
    """A transfer coding other than chunked, which would leave the body unread or read wrong."""


class HostError(Exception):
    """Not one Host, as HTTP/1.1 asks for (RFC 9112 §3.2), or another version of HTTP."""


def check_host(headers: Headers, version: str) -> None:
    """HostError where there is not one Host, or the version of HTTP is another."""
    hosts = headers.get_all("host")
    if len(hosts) not in _HOSTS.get(version, ()) or not all(map(_HOST.fullmatch, hosts)):
        raise HostError


def check_head(headers: Headers, settings: Settings) -> None:
    """431 where there is more of them than a request may have."""
    count, size = headers.measure()
    if count > settings.header_count or size > settings.header_bytes:
        raise headers_too_large(settings)


def headers_too_large(settings: Settings) -> Problem:
    """431, with the limits."""
    return Problem(
        "headers-too-large",
        f"A request must have at most {settings.header_count} headers and {settings.header_bytes} bytes of them.",
    )


def problem_of(error: httptools.HttpParserError, data: bytes, settings: Settings, router: Router) -> Problem:
    """What the parser's error is, where `data` begins with a request."""
    if isinstance(error.__context__, HeadersTooLargeError):
        return headers_too_large(settings)
    line = _REQUEST_LINE.match(data)
    if isinstance(error, httptools.HttpParserInvalidMethodError) and line is not None:
        # A method that the parser has never heard of is still a method.
        try:
            router.find(line[1].decode("ascii"), line[2].partition(b"?")[0])
        except Problem as problem:
            return problem
    return Problem("malformed-request", "The request must be HTTP/1.1.")


def last_words(problem: Problem, request_id: str) -> bytes:
    """A whole response that tells a problem and ends the connection."""
    response = responses.from_problem(problem, request_id)
    headers = [
        *response.headers,
        (b"x-request-id", request_id.encode("ascii")),
        (b"content-length", str(len(response.body)).encode("ascii")),
        (b"connection", b"close"),
    ]
    status = HTTPStatus(response.status)
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode("ascii")
    return (
        head + b"".join(name + b": " + value + b"\r\n" for name, value in headers) + b"\r\n" + response.body
    )
