"""Case conversions, the same for every target."""

from __future__ import annotations

import re
import unicodedata

SEGMENT = re.compile(r"[A-Za-z0-9._~!$&()*+,;=:@-]+")
"""A segment of a path that is written as it stands (RFC 3986 §3.3, the apostrophe left out)."""
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""A header's or a cookie's name (RFC 9110 §5.6.2)."""
PATH_NAME = re.compile(r"[^\s\"'\\`{}/?#%\x00-\x1f\x7f\u2028\u2029]+")
"""A path parameter's name, between its braces."""
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+[0-9]*|[0-9]+")


def words(name: str) -> tuple[str, ...]:
    """The lower-case words of a name in any case: `X-Request-Id`, `batchUpdate` and `next_cursor` alike.

    Of a letter with an accent the letter is taken; what has no such form, as 日, is left out.
    """
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return tuple(word.lower() for word in _WORD.findall(plain))


def snake_case(name: str) -> str:
    """`batchUpdate` → `batch_update`."""
    return "_".join(words(name))


def camel_case(name: str) -> str:
    """`metadata_mode` → `metadataMode`."""
    first, *rest = words(name) or ("",)
    return first + "".join(word.capitalize() for word in rest)


def pascal_case(name: str) -> str:
    """`vector-not-found` → `VectorNotFound`, `3d-model` → `Type3DModel`: a type's name begins with a letter."""
    made = "".join(word.capitalize() for word in words(name))
    return f"Type{made}" if made[:1].isdigit() else made


def argument_name(name: str) -> str:
    """The name of an argument of this name, in snake case: `1st` → `value_1st`; empty where nothing is left of it."""
    made = snake_case(name.replace("<", " lt ").replace(">", " gt "))
    return f"value_{made}" if made[:1].isdigit() else made


def kebab_case(name: str) -> str:
    """`batchUpdate` → `batch-update`."""
    return "-".join(words(name))


def screaming_case(name: str) -> str:
    """`max-items` → `MAX_ITEMS`."""
    return snake_case(name).upper()


def error_class(code: str) -> str:
    """`vector-not-found` → `VectorNotFoundError`, `internal-error` → `InternalError`."""
    return f"{pascal_case(code.removesuffix('-error'))}Error"


def is_plain(text: str) -> bool:
    """Whether a text stands safely between quotation marks in every target, with nothing to escape."""
    return text.isprintable() and not any(mark in text for mark in '"\\`')
