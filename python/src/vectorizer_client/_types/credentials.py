"""The credentials of a client: one for each security scheme that its user has one for."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import quote

from .errors import ConfigurationError, type_name
from .secrets import REDACTED, Secret, check_key, without

Security: TypeAlias = Sequence[Sequence[str]]
"""Alternatives, each the names of the schemes that are sent together."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """Where the credential of a security scheme goes, and what stands before it there."""

    place: Literal["header", "query", "cookie"]
    name: str
    prefix: str = ""
    is_basic: bool = False
    """Whether it is a user and a password, sent as base64 of `user:password`."""


class Credentials:
    """A client's credentials by the names of their schemes; they show themselves only to the request they go into."""

    __slots__ = ("_default", "_is_one", "_secrets")

    def __init__(self, secrets: Mapping[str, tuple[Scheme, Secret]], default: str, is_one: bool) -> None:
        self._secrets = secrets
        self._default = default
        self._is_one = is_one

    def headers(self, security: Security | None, given: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """The headers with the credentials of an operation; cookies join those that are there."""
        headers = list(given)
        for scheme, secret in self._chosen(security):
            if scheme.place == "query":
                continue
            name = "cookie" if scheme.place == "cookie" else scheme.name
            value = f"{scheme.name}={secret.reveal()}" if scheme.place == "cookie" else _value(scheme, secret)
            before = [text for one, text in headers if one == "cookie"] if name == "cookie" else []
            headers = [item for item in headers if not before or item[0] != "cookie"]
            headers.append((name, "; ".join([*before, value])))
        return headers

    def url(self, security: Security | None, url: str) -> str:
        """The address with the credentials that go into its query."""
        for scheme, secret in self._chosen(security):
            if scheme.place == "query":
                url += f"{'&' if '?' in url else '?'}{scheme.name}={quote(secret.reveal(), safe='')}"
        return url

    def shown(self, security: Security | None) -> list[tuple[str, str]]:
        """The headers that credentials go into, without them."""
        return [
            ("cookie" if scheme.place == "cookie" else scheme.name, REDACTED)
            for scheme, _ in self._chosen(security)
            if scheme.place != "query"
        ]

    def scrub(self, text: str) -> str:
        """`text` without the credentials, for what a server says about a request."""
        for scheme, secret in self._secrets.values():
            text = secret.scrub(text)
            if scheme.is_basic:
                # The password alone, too, and both as they travel.
                _, _, password = secret.reveal().partition(":")
                text = without(password, without(_encoded(secret), text))
            elif scheme.place == "query":
                text = without(quote(secret.reveal(), safe=""), text)
        return text

    def _chosen(self, security: Security | None) -> list[tuple[Scheme, Secret]]:
        """
        Those of the first alternative for which there is everything; none where there is no such alternative.

        Whoever gave credentials did not choose that an operation of other schemes goes without.
        """
        for names in ((self._default,),) if security is None else security:
            if all(name in self._secrets for name in names):
                return [self._secrets[name] for name in names]
        if self._secrets and security:
            wanted = " or ".join(" and ".join(names) for names in security)
            given = f"is for {self._default}" if self._is_one else f"has {', '.join(self._secrets)}"
            hint = ": give a mapping of schemes to credentials" if self._is_one else ""
            raise ConfigurationError(f"api_key {given}, and this operation wants {wanted}{hint}")
        return []


def credentials_of(given: object, schemes: Mapping[str, Scheme], default: str, name: str) -> Credentials:
    """The credential of the scheme that most operations want, or a mapping of schemes to credentials, checked."""
    is_one = not isinstance(given, Mapping)
    # A lone key in a header is only ever a text, as its type says.
    is_plain = len(schemes) < 2 and all(one.place != "query" and not one.is_basic for one in schemes.values())
    if not isinstance(given, Mapping):
        given = {default: given}
    elif is_plain:
        raise ConfigurationError(f"{name} must be a string, got {type_name(given)}")
    made: dict[str, tuple[Scheme, Secret]] = {}
    for key, value in given.items():
        if key not in schemes:
            raise ConfigurationError(f"{name} must be by one of the schemes {', '.join(schemes)}")
        scheme, place = schemes[key], f"{name}[{key!r}]" if len(given) > 1 or key != default else name
        if scheme.is_basic:
            made[key] = scheme, _basic(value, place)
        else:
            secret = check_key(value, place)
            prefix = scheme.prefix
            if prefix and secret.reveal()[: len(prefix)].lower() == prefix.lower():
                raise ConfigurationError(f"{place} must be the key alone: {prefix.strip()} is put before it")
            made[key] = scheme, secret
            if scheme.place == "cookie" and ";" in made[key][1].reveal():
                raise ConfigurationError(f"{place} must not hold ';', which ends a cookie")
    return Credentials(made, default, is_one)


def _basic(value: object, name: str) -> Secret:
    """A user and a password as `user:password`; RFC 7617 wants no colon in a user's name."""
    if isinstance(value, str) and ":" in value:
        value = tuple(value.split(":", 1))
    if not (
        isinstance(value, tuple)
        and len(value) == 2
        and all(isinstance(part, str) and part.isprintable() for part in value)
        and ":" not in value[0]
    ):
        raise ConfigurationError(f"{name} must be a user and a password, (user, password) or 'user:password'")
    return Secret(":".join(value))


def _value(scheme: Scheme, secret: Secret) -> str:
    return f"{scheme.prefix}{_encoded(secret) if scheme.is_basic else secret.reveal()}"


def _encoded(secret: Secret) -> str:
    return base64.b64encode(secret.reveal().encode("utf-8")).decode("ascii")
