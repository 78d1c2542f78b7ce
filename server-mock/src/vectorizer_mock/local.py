"""What only this machine can reach."""

from __future__ import annotations

import ipaddress


def is_local(name: str) -> bool:
    """Whether only this machine is reached by a host name or address."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
