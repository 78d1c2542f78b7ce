"""The environment's way to a server: its proxy, and the certificates to trust."""

from __future__ import annotations

import functools
import ipaddress
import os
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies

from .._types.errors import ConfigurationError

_PROXIES = ("http", "https", "socks5", "socks5h")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


@dataclass(frozen=True, repr=False)
class Proxy:
    """A proxy that the environment names."""

    address: str
    """Perhaps with a password."""
    variable: str

    def wrong(self) -> ConfigurationError:
        """Never with the address itself."""
        return ConfigurationError(
            f"{self.variable} must be the address of an HTTP or SOCKS5 proxy, as in http://proxy.example:3128"
        )


def proxy_for(origin: str) -> Proxy | None:
    """The proxy that the environment names for `origin` (`https://example.org:8443`), unless NO_PROXY excepts it.

    A server on this machine is never reached through a proxy.

    Raises:
        ConfigurationError: the variable does not hold the address of a proxy, or NO_PROXY holds what cannot be read; the
            message names the variable.
    """
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if is_loopback(host):
        return None
    proxies = getproxies()
    scheme = next((name for name in (parts.scheme, "all") if proxies.get(name)), None)
    if scheme is None or _is_excepted(parts, proxies.get("no", "").lower().replace(",", " ").split()):
        return None
    address = proxies[scheme]
    found = Proxy(address if "://" in address else f"http://{address}", _variable(f"{scheme}_proxy"))
    try:
        proxy = urlsplit(found.address)
        is_usable = proxy.scheme in _PROXIES and proxy.hostname and proxy.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or not found.address.isprintable():
        raise found.wrong()
    return found


def _is_excepted(parts: SplitResult, no_proxy: list[str]) -> bool:
    """Whether NO_PROXY lists the host: by name, with the names under it, by address, or by network; perhaps with a port."""
    host = (parts.hostname or "").rstrip(".")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    entries = [_without_port(entry.rpartition("://")[2]) for entry in no_proxy]
    for number, entry in enumerate(entries, 1):
        if not _is_readable(*entry):
            raise ConfigurationError(
                f"{_variable('no_proxy')} must list names, addresses and networks, as in .example,10.0.0.0/8: "
                f"entry {number} is none"
            )
    return any(_matches(name, wanted, host, port) for name, wanted in entries)


def _is_readable(name: str, port: str | None) -> bool:
    """Whether an entry is a name, or else an address or a network: what is written like one and is none excepts nothing."""
    if port is not None and not port.isdecimal():
        return False
    if not set(":/[]") & set(name):
        return bool(name)
    try:
        ipaddress.ip_network(name, strict=False)
    except ValueError:
        return False
    return True


def _matches(name: str, wanted: str | None, host: str, port: int) -> bool:
    if name == "*":
        return True
    if wanted is not None and wanted != str(port):
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = name.removeprefix("*").strip(".")
        return bool(name) and (host == name or host.endswith(f".{name}"))
    try:
        return address in ipaddress.ip_network(name, strict=False)
    except ValueError:
        return False


def _without_port(entry: str) -> tuple[str, str | None]:
    if entry.startswith("["):
        name, closed, rest = entry[1:].partition("]")
        if not closed or ":" not in name:
            return entry, None
        # A network may have its brackets around the address alone: [fd00::]/8.
        return (name + rest, None) if rest.startswith("/") else (name, rest.removeprefix(":") or None)
    if entry.count(":") == 1:
        name, _, port = entry.partition(":")
        return name, port
    return entry, None


def _variable(name: str) -> str:
    """The variable as it is spelled in the environment; urllib prefers the lower case."""
    spelled = [one for one in os.environ if one.lower() == name and os.environ[one]]
    return name if name in spelled or not spelled else spelled[0]


def trusted(usual: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """The certificates that SSL_CERT_FILE or SSL_CERT_DIR names, else the usual ones.

    Raises:
        ConfigurationError: they cannot be read; the message names the variable.
    """
    return _trusted(usual, *(os.environ.get(name) or None for name in _CERTIFICATES))


@functools.cache
def _trusted(
    usual: Callable[[], ssl.SSLContext], file: str | None, folder: str | None, key_log: str | None
) -> ssl.SSLContext:
    """Read once for a process: reading them costs more than a call."""
    if folder and not any(map(os.path.isdir, folder.split(os.pathsep))):
        raise ConfigurationError(
            f"SSL_CERT_DIR must name a folder of certificates: {folder!r} is not a folder"
        )
    if file and (reason := _unreadable(file)):
        raise ConfigurationError(f"SSL_CERT_FILE must name a file of certificates: {file!r}: {reason}")
    try:
        context = ssl.create_default_context(cafile=file, capath=folder) if file or folder else usual()
        if key_log:
            context.keylog_filename = key_log
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
    else:
        return context
    if key_log:
        raise no_key_log(reason)
    raise ConfigurationError(f"the certificates to trust cannot be read: {reason}; pass tls=")


def no_key_log(reason: object) -> ConfigurationError:
    named = os.environ.get("SSLKEYLOGFILE")
    return ConfigurationError(f"SSLKEYLOGFILE must name a file that can be written: {named!r}: {reason}")


def is_plain(origin: str) -> bool:
    """Whether the environment says nothing of the way to a server, so that nothing can be wrong with it."""
    tls = origin.startswith("https:") and any(os.environ.get(name) for name in _CERTIFICATES)
    return not tls and proxy_for(origin) is None


def _unreadable(file: str) -> str:
    """Why no certificates can be read from a file; empty when they can."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=file)
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or type(error).__name__
    return ""


@functools.cache
def trusting_nobody() -> ssl.SSLContext:
    """For clients of plain http, which never leave it."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
