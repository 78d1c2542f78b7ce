"""How busy this machine is with other things, by the system's own measure: the load of the last minute."""

from __future__ import annotations

import math
import os

# Beyond this, work takes so many times as long that a limit of time says nothing of whom it limits.
MUCH = 4.0
# Beyond this, something waits for its turn now and then.
SOME = 1.5
# Asked once: the system reads a file for it, and every wait of a run needs it.
_CORES = os.cpu_count() or 1


def patience() -> float:
    """How many times longer than on a quiet machine things may take: the processes that want a core for each core, at
    least 1."""
    try:
        return max(1.0, os.getloadavg()[0] / _CORES)
    except OSError:
        return 1.0


def longer() -> float:
    """How many times longer a client's deadline is beside other work, in steps of two: the load changes from call to
    call, and an adapter makes another client for every other deadline."""
    return 2.0 ** math.ceil(math.log2(patience()))
