"""TSDoc for an operation: what it does, what can go wrong, and a call that runs."""

from __future__ import annotations

import json
import re

from ... import ir, names, render

_PLAIN = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def lines(text: str) -> list[str]:
    """A description as comment lines."""
    return [kept(line.rstrip()) for line in text.strip().splitlines()]


def kept(text: str) -> str:
    """A text that ends no comment."""
    return render.shown(text).replace("*/", "*\\/")


DEPRECATED = "@deprecated It goes in a later version."


def as_options(operation: ir.Operation, said: list[str]) -> list[str]:
    """Text that names arguments as callers write them, not as they travel."""
    spelled = {a.argument: names.camel_case(a.argument) for a in operation.arguments}

    def named(match: re.Match[str]) -> str:
        return f"`{spelled.get(match[1], match[1])}{match[2]}"

    return [re.sub(r"`(\w+)([`:= ])", named, line) for line in said]


def operation_doc(operation: ir.Operation, name: str, about: dict[str, list[str]]) -> list[str]:
    """The comment of an operation; `about` has what is said of its arguments."""
    described = as_options(operation, lines(operation.description))
    said = [*lines(operation.headline + "."), "", *described]
    if operation.batch:
        said += [
            "",
            "Takes any number of items from anything iterable, async too, and sends them in as many requests as they need;",
            "`timeout` is of each request.",
        ]
    if operation.pagination:
        said += [
            "",
            "`for await` walks the items over all pages; `.pages()` gives pages; `await` gives the first page.",
        ]
    said += ["", f"`{operation.method} {operation.path}`, `{operation.operation_id}` in `openapi.yaml`.", ""]
    for argument in operation.arguments[: len(operation.positional)]:
        told = " ".join(line for line in about[argument.argument] if line != DEPRECATED)
        told = f"Deprecated. {told}" if argument.deprecated or argument.schema.deprecated else told
        said.append(f"@param {names.camel_case(argument.argument)} - {told}")
    for problem in operation.problems:
        said.append(
            f"@throws {{@link {names.error_class(problem.code)}}} {problem.status} `{problem.code}`: {problem.title}."
        )
    if operation.deprecated:
        said.append(DEPRECATED)
    call = example(operation, name)
    if call:
        said += ["@example", "```ts", *call.splitlines(), "```"]
    while said and not said[-1]:
        said.pop()
    return [kept(line) for line in said]


def example(operation: ir.Operation, name: str) -> str:
    """A call with the values of the contract's own example; empty when it has none."""
    body = operation.body
    sent = body.examples[-1].value if body and body.examples else {}
    values: dict[str, ir.JSON] = {}
    for argument in operation.arguments:
        if isinstance(argument, ir.BodyField):
            if argument.whole:
                values[argument.argument] = [sent]
            elif isinstance(sent, dict) and argument.name in sent:
                values[argument.argument] = sent[argument.name]
        elif argument.location == "path" and argument.examples:
            values[argument.argument] = argument.examples[0].value
    if any(argument.required and argument.argument not in values for argument in operation.arguments):
        return ""
    positional = [literal(values.pop(n)) for n in operation.positional if n in values]
    positional += [literal(values.pop(n)) for n in operation.either if n in values][:1]
    options = {names.camel_case(key): value for key, value in values.items()}
    call = f"client.{name}({', '.join([*positional, *([literal(options)] if options else [])])})"
    if operation.success.kind == "ndjson":
        return f"for await (const record of {call}) console.log(record.id);"
    if operation.pagination:
        return f"for await (const item of {call}) console.log(item.id);"
    return f"await {call};" if operation.success.kind == "empty" else f"const answer = await {call};"


def literal(value: ir.JSON) -> str:
    """A JSON value as one writes it in TypeScript."""
    if isinstance(value, dict):
        members = (f"{k if _PLAIN.fullmatch(k) else json.dumps(k)}: {literal(v)}" for k, v in value.items())
        return f"{{ {', '.join(members)} }}" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value, ensure_ascii=False)
