"""Clients under test, each behind an adapter: a process that speaks JSON lines."""

from vectorizer_conformance.adapter.process import Adapter, AdapterAbsent, AdapterBroken, NoReply
from vectorizer_conformance.adapter.protocol import (
    Absent,
    AdapterDescription,
    ProtocolError,
    check_command,
    check_reply,
)
from vectorizer_conformance.adapter.smoke import smoke

__all__ = [
    "Absent",
    "Adapter",
    "AdapterAbsent",
    "AdapterBroken",
    "AdapterDescription",
    "NoReply",
    "ProtocolError",
    "check_command",
    "check_reply",
    "smoke",
]
