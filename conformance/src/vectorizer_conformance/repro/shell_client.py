"""Calls of a client in a shell program: through its adapter, which speaks JSON lines, and the fault proxy."""

from __future__ import annotations

import json
from typing import Any

from vectorizer_conformance.repro import shell_words as sh
from vectorizer_conformance.repro.plan import TRUST, Call, Repro, Through, mark
from vectorizer_conformance.repro.words import Unsaid

# The numbers of the replies to `start` and to the first call, which is nobody's.
_BEFORE = 2


def opening(through: Through) -> list[str]:
    """The client's adapter and the proxy."""
    if through.door.startswith("tls-"):
        raise Unsaid(TRUST)
    door = f" --door {through.door}" if through.door else ""
    found = ["client", f"proxy{door}"]
    # A client that has said hello before has nothing else to do when it is timed.
    hello = Call("getHealth", {}, {"api_key": None}, {"timeout": 10.0}) if not through.door else None
    return [*found, f"ask 30 1 {_command(hello)}"] if hello else found


def calls(repro: Repro, through: Through) -> list[str]:
    """The calls, and what is told of the one that is judged."""
    made = [_command(ask) for ask in repro.act.asks if isinstance(ask, Call)]
    limit = round(through.limit)
    if repro.act.parallel:
        alike = len(set(made)) == 1
        found = [
            f"ask {limit} {len(made) if alike else 1} {' '.join(made[:1] if alike else made)}",
            "took=$seconds",
        ]
    else:
        found = []
        for number, command in enumerate(made):
            found.append(f"ask {limit} 1 {command}")
            found += ["took=$seconds"] if number == through.judged else []
    ident = through.judged + (1 if through.door else _BEFORE) + 1
    return [*found, f'judge {ident} {sh.shell(through.names[through.judged])} "$took"']


def _command(call: Call) -> str:
    """The command without its id, as a word of the shell."""
    client: dict[str, Any] = {"headers": {}, **call.client, "base_url": mark("address")}
    command: dict[str, Any] = {"cmd": "run", "operation": call.operation, "arguments": dict(call.arguments)}
    after = None if call.cancel_after is None else call.cancel_after * 1000
    command |= {"client": client, "call": dict(call.call), "cancel_after_ms": after}
    return sh.shell(json.dumps(command, ensure_ascii=False, separators=(",", ":")))
