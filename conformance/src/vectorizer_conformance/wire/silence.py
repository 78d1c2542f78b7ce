"""How long a request is waited for that may have no answer: what a server never answers would take hours to fail.

Any answer brings the old patience back, of a request of this kind and of the server.
"""

from __future__ import annotations

# The server, the method, and the path without the names in it.
Kind = tuple[str, str, str]
# Seconds for a request of a kind whose last had no answer, or of a server that has answered nothing so many times.
LITTLE = 5.0
# Seconds once so many of the kind had none.
LEAST = 1.0
MANY = 10
_silent: dict[Kind, int] = {}


def kind(authority: str, method: str, target: str) -> Kind:
    """Requests that a server most likely answers by the same code: every other part of a path is a name."""
    return authority, method, "/".join(target.partition("?")[0].split("/")[1::2])


def limit(one: Kind, seconds: float) -> float:
    """So many seconds, or fewer where others before it had no answer."""
    like, any_at_all = _silent.get(one, 0), _silent.get((one[0], "", ""), 0)
    if like >= MANY:
        return min(seconds, LEAST)
    return min(seconds, LITTLE) if like or any_at_all >= MANY else seconds


def unanswered(one: Kind) -> None:
    for key in {one, (one[0], "", "")}:
        _silent[key] = _silent.get(key, 0) + 1


def answered(one: Kind) -> None:
    for key in {one, (one[0], "", "")}:
        _silent.pop(key, None)
