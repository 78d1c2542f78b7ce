"""How much of this layer each tier runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much a tier does: sequences, rounds of each rule, concurrent histories.

    `shrink` bounds the runs of a shrinking, `through` how many of the sequences go through clients too.
    """

    sequences: int
    rounds: int
    histories: int
    shrink: int = 150
    through: int = 1000


SIZES = {"smoke": Size(2, 0, 1), "pr": Size(48, 1, 4, through=16), "nightly": Size(400, 20, 60)}
