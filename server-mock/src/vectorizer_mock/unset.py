"""The difference between a member that is absent and one that is null."""

from __future__ import annotations

import enum


class Unset(enum.Enum):
    """The type of `UNSET`."""

    UNSET = "unset"


UNSET = Unset.UNSET
