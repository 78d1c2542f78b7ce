"""The closed list of problem codes, and the codes of one operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..ir import ProblemCode, Response
from ..source import join
from .policies import members_of
from .schemas import SchemaBuilder


def problem_codes(builder: SchemaBuilder, nodes: Mapping[str, Any]) -> tuple[ProblemCode, ...]:
    """The closed list of problem codes: x-problem-codes of the schema that has it, equal to its enum."""
    context = builder.context
    found: dict[str, ProblemCode] = {}
    holders = [name for name, node in nodes.items() if isinstance(node, dict) and "x-problem-codes" in node]
    for name in holders[1:]:
        context.refuse(
            join("/components/schemas", name, "x-problem-codes"), f"the codes are already on {holders[0]}"
        )
    for name in holders[:1]:
        place = join("/components/schemas", name, "x-problem-codes")
        for code, entry in context.mapping(nodes[name]["x-problem-codes"], place, "x-problem-codes").items():
            where = join(place, code)
            stated = members_of(builder, {code: entry}, code, place, {"status": int, "title": str})
            if stated is None or code in found:
                continue
            if not 400 <= stated["status"] <= 599:
                context.refuse(join(where, "status"), f"{stated['status']} must be the status of an error")
            found[code] = ProblemCode(code, stated["status"], stated["title"])
        choices = getattr(builder.named[name], "enum", None) or ()
        for code in dict.fromkeys((*choices, *found)):
            if code not in found:
                context.refuse(place, f"`{code}` is in the enum and not in x-problem-codes")
            elif code not in choices:
                context.refuse(join(place, code), f"`{code}` is in x-problem-codes and not in the enum")
    return tuple(found.values())


def problems(
    builder: SchemaBuilder,
    node: Mapping[str, Any],
    pointer: str,
    codes: Sequence[ProblemCode],
    responses: Sequence[Response],
) -> tuple[ProblemCode, ...]:
    """x-problems: codes that are in the closed list, each with an answer of its status."""
    place = join(pointer, "x-problems")
    known = {code.code: code for code in codes}
    statuses = {response.status for response in responses}
    found: list[ProblemCode] = []
    for index, name in enumerate(builder.context.sequence(node.get("x-problems", []), place, "x-problems")):
        code = known.get(name) if isinstance(name, str) else None
        if code is None:
            builder.context.refuse(join(place, index), f"`{name}` is not in x-problem-codes")
        elif code in found:
            builder.context.refuse(join(place, index), f"`{name}` appears twice")
        else:
            found.append(code)
            if not statuses & {str(code.status), f"{code.status // 100}XX", "default"}:
                builder.context.refuse(
                    join(place, index), f"`{name}` is a {code.status}, which this operation never answers"
                )
    return tuple(found)
