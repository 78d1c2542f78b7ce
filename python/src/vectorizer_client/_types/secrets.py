"""Secrets: the key's wrapper, and headers fit to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn

from .errors import ConfigurationError, type_name

REDACTED = "[redacted]"
_SENSITIVE = re.compile(r"auth|cookie|key|token|secret|password|credential", re.IGNORECASE)
_NOT_SECRET = frozenset({"idempotency-key"})
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def without(secret: str, text: str) -> str:
    """`text` without a secret, also where its quotes are escaped, as in JSON and in code.

    One of three characters is none, and stands in any text, which would be garbled.
    """
    if len(secret) < 4 or not text:
        return text
    return re.sub(re.sub(r"\W", lambda found: r"\\*" + re.escape(found[0]), secret), REDACTED, text)


class Secret:
    """Holds a key; shows it only to `reveal`."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        return self.__value

    def scrub(self, text: str) -> str:
        """`text` without the key, for what a server says about a request."""
        return without(self.__value, text)

    def __repr__(self) -> str:
        return f"Secret({REDACTED!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled")


def is_sensitive(name: str) -> bool:
    """Whether a header of this name may carry a credential."""
    return name.lower() not in _NOT_SECRET and _SENSITIVE.search(name) is not None


def redacted(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers with the values of those that may carry a credential replaced."""
    return [(name, REDACTED if is_sensitive(name) else value) for name, value in headers]


def check_key(key: object, name: str = "api_key") -> Secret:
    """A key that can stand in a header; the message never shows it."""
    if not isinstance(key, str):
        raise ConfigurationError(f"{name} must be a string, got {type_name(key)}")
    if not key or key != key.strip() or not _VALUE.fullmatch(key):
        raise ConfigurationError(f"{name} must not be empty or hold characters that a header cannot carry")
    return Secret(str.__str__(key))


def is_header_value(value: str) -> bool:
    return value == value.strip() and _VALUE.fullmatch(value) is not None


def check_header(name: object, value: object) -> tuple[str, str]:
    """A header that can be sent; the message names the header and never shows the value."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ConfigurationError("headers must have names that are tokens of RFC 9110")
    if not isinstance(value, str) or not is_header_value(value):
        raise ConfigurationError(
            f"header {name} must have a string value of characters that a header can carry"
        )
    return name.lower(), str.__str__(value)
