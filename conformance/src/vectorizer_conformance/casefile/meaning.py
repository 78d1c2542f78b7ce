"""Clauses in words: the contract's, or ours."""

from __future__ import annotations

import json
from typing import Any

from vectorizer_conformance.casefile.demands import by_clause
from vectorizer_conformance.spec import Spec

_LONGEST = 1600
_OTHERS = {
    "RFC": "A rule of the internet standard of this number.",
    "guide": "Promised by a call form of docs/tests/call_forms.md, all of which run in CI.",
}


def meaning(spec: Spec, clause: str) -> str:
    """The clause's own text; where it points to nothing, that is said."""
    if clause.startswith("/"):
        return _pointed(spec, clause)
    if clause.startswith("code:"):
        return _code(spec, clause.removeprefix("code:").strip())
    if (rule := by_clause().get(clause)) is not None:
        lacks = f"; a client may lack {rule.lacks}" if rule.lacks else ""
        told = f"rule {rule.name}, of the profile {rule.profile}{lacks}"
        return f"{rule.rule}\nFor example: {rule.example}\n({told})"
    head = clause.split(":")[0].split()[0] if clause else ""
    return _OTHERS.get(head, "A clause that the contract has no text for.")


def _pointed(spec: Spec, pointer: str) -> str:
    node: Any = spec.document
    for part in pointer.lstrip("/").split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        node = spec.resolve(node)
        try:
            node = node[int(key)] if isinstance(node, list) else node[key]
        except (KeyError, IndexError, TypeError, ValueError):
            return f"(the contract has nothing at {pointer})"
    node = spec.resolve(node)
    if isinstance(node, dict):
        said = [str(node[name]) for name in ("summary", "description") if node.get(name)]
        return _short("\n".join(said)) if said else _short(json.dumps(node, indent=1, ensure_ascii=False))
    return _short(str(node))


def _code(spec: Spec, code: str) -> str:
    entry = spec.problem_codes.get(code)
    if entry is None:
        return f"(the contract has no problem called {code})"
    users = [operation.id for operation in spec.operations.values() if code in operation.problems]
    said = [f"{entry['status']} {entry['title']}"]
    if entry.get("description"):
        said.append(str(entry["description"]))
    said.append(f"answered by {', '.join(users)}" if users else "any operation may answer it")
    rules = str(spec.document.get("info", {}).get("description", ""))
    said += [line.strip() for line in rules.splitlines() if f"`{code}`" in line]
    return "\n".join(said)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
