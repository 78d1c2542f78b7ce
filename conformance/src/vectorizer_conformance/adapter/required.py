"""The requirements of an adapter itself, by id."""

from __future__ import annotations

from typing import NamedTuple


class AdapterRequirement(NamedTuple):
    """A requirement's words."""

    title: str
    clause: str


ADAPTER = {
    "adapter/start": AdapterRequirement("The adapter starts and describes itself", "sdk: Adapter"),
    "adapter/smoke": AdapterRequirement("The adapter makes the simplest calls", "sdk: Adapter"),
    "adapter/untracked": AdapterRequirement(
        "Every request belongs to a call, and carries its headers", "sdk: Behaviour, Raw access"
    ),
}
