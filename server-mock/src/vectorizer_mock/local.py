"""Addresses that only this machine can reach."""

from __future__ import annotations

import ipaddress
from functools import lru_cache


@lru_cache(maxsize=256)  # as each request names its host
def is_local(name: str) -> bool:
    """Whether only this machine is reached by a host name or address."""
    is_name = name == "localhost" or name.endswith(".localhost")
    return is_name or (is_address(name) and ipaddress.ip_address(name).is_loopback)


def is_address(name: str) -> bool:
    """Whether it is an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
