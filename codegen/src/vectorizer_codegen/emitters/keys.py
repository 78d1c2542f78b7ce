"""Security schemes as credentials of a client: where each goes, and which of them an operation is sent with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from .. import ir
from ..errors import Problem
from ..names import TOKEN, is_plain

_COMPUTED = frozenset(
    {
        "digest",
        "negotiate",
        "ntlm",
        "hoba",
        "mutual",
        "oauth",
        "dpop",
        "gnap",
        "vapid",
        "hawk",
        "signature",
        "concealed",
    }
    | {"scram-sha-1", "scram-sha-256", "privatetoken", "aws4-hmac-sha256"}
)
"""Schemes of HTTP whose credential is made anew for every request or answers a challenge: no text that one has."""


@dataclass(frozen=True)
class Key:
    """Where the credential of one scheme goes: `<prefix><credential>` into this header, or this query or cookie."""

    scheme: str
    place: Literal["header", "query", "cookie"] = "header"
    name: str = "authorization"
    prefix: str = "Bearer "
    is_basic: bool = False


@dataclass(frozen=True)
class Keys:
    """The credentials of an API; `default` is what one key without a name is for."""

    default: Key
    others: tuple[Key, ...] = ()
    """Empty where the default is sent with every operation."""
    unstated: tuple[tuple[str, ...], ...] = ()
    """The alternatives of an operation of which nothing is said."""
    free: frozenset[str] = frozenset()
    """Schemes for which nothing is sent in HTTP: a client's certificate."""

    @property
    def every(self) -> tuple[Key, ...]:
        """All of them, the default first."""
        return (self.default, *self.others)

    @property
    def is_one(self) -> bool:
        """Whether there is one key, in a header, that goes with every call."""
        return not self.others and self.default.place != "query" and not self.default.is_basic

    def alternatives(self, operation: ir.Operation) -> tuple[tuple[str, ...], ...] | None:
        """The schemes that an operation is sent with, in alternatives; None where it is the one key."""
        if self.is_one:
            return None
        known = {key.scheme for key in self.every} | self.free
        stated = [option for option in operation.security if set(option) <= known] or self.unstated
        return tuple(tuple(name for name in option if name not in self.free) for option in stated)


def keys(api: ir.Api) -> Keys:
    """The credentials that a client of the API takes."""
    return api.once(_keys)


def _keys(api: ir.Api) -> Keys:
    wanted = [name for operation in api.operations for option in operation.security for name in option]
    made = [
        key for scheme in api.security_schemes if not scheme.same_key and (key := _key(scheme)) is not None
    ]
    if wanted:
        made = [key for key in made if key.scheme in wanted]
    free = frozenset(scheme.name for scheme in api.security_schemes if scheme.type == "mutualTLS")
    # The one that most operations take; a bearer token before anything else.
    made.sort(key=lambda key: (-wanted.count(key.scheme), key.prefix != "Bearer "))
    if not made:
        return Keys(Key(""), free=free)
    first, *others = made
    # All are sent alike, and the first is enough: one key. Another that is sent elsewhere has to be told from it by name.
    is_enough = all(
        not one.security or any(set(option) <= {first.scheme} for option in one.security)
        for one in api.operations
    )
    is_alike = all(replace(key, scheme=first.scheme) == first for key in others)
    if is_enough and is_alike and first.place != "query" and not first.is_basic:
        return Keys(first, free=free)
    unstated = () if wanted else tuple((key.scheme,) for key in made)
    return Keys(first, tuple(others), unstated, free)


def _key(scheme: ir.SecurityScheme) -> Key | None:
    if scheme.type in ("oauth2", "openIdConnect") or (scheme.type, scheme.scheme) == ("http", "bearer"):
        return Key(scheme.name)
    if (scheme.type, scheme.scheme) == ("http", "basic"):
        return Key(scheme.name, prefix="Basic ", is_basic=True)
    if scheme.type == "http" and scheme.scheme not in _COMPUTED and re.fullmatch(r"[\w.-]+", scheme.scheme):
        return Key(scheme.name, prefix=f"{scheme.spelling} ")
    if scheme.type != "apiKey":
        return None
    if scheme.location == "query":
        return Key(scheme.name, "query", quote(scheme.parameter, safe="$:@[]~"), "")
    if not TOKEN.fullmatch(scheme.parameter) or not is_plain(scheme.parameter):
        return None
    if scheme.location == "header":
        return Key(scheme.name, "header", scheme.parameter.lower(), "")
    return Key(scheme.name, "cookie", scheme.parameter, "")


def problems(api: ir.Api, known: Keys) -> Iterator[Problem]:
    """The operations that no credential of these is enough for."""
    names = {key.scheme for key in known.every} | known.free
    kinds = {scheme.name: scheme for scheme in api.security_schemes}
    for operation in api.operations:
        if operation.security and not any(set(option) <= names for option in operation.security):
            wanted = " or ".join(
                " with ".join(_told(kinds[name]) for name in option) for option in operation.security
            )
            yield Problem(
                f"{operation.pointer}/security",
                f"the operation requires {wanted}, which is not supported; bearer and other fixed tokens, basic authentication and API keys are",
            )


def _told(scheme: ir.SecurityScheme) -> str:
    if scheme.type == "apiKey":
        return f"`{scheme.name}` ({scheme.parameter!r} as the name of a {scheme.location})"
    return f"`{scheme.name}` ({' '.join(filter(None, (scheme.type, scheme.scheme)))})"
