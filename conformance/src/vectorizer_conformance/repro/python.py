"""Programs in Python: the standard library, and the SDK `vectorizer_client` where a client failed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from vectorizer_conformance.repro.helpers import needed
from vectorizer_conformance.repro.http import headers_of, is_plain, raw_bytes, text_of
from vectorizer_conformance.repro.notes import about
from vectorizer_conformance.repro.reproduction import (
    KEY,
    RUN,
    Call,
    Program,
    ProgramStep,
    Sent,
    Unsaid,
    pieces,
    special,
)

# Values of the adapter protocol that JSON does not have, as Python writes them.
_SPECIAL = {
    "$f32": 'array.array("f", base64.b64decode("{}"))',
    "$float": 'float("{}")',
    "$bigint": "{}",
    "$bytes": 'base64.b64decode("{}")',
    "$date": 'datetime.datetime.fromisoformat("{}".replace("Z", "+00:00"))',
    "$tuple": "tuple({})",
    "$iter": "iter({})",
}
_UNSUPPORTED = {"function": "len", "set": '{"a"}', "undefined": "object()"}
_MODULES = ("array", "asyncio", "base64", "datetime", "time")


def program(made: Program) -> str:
    """The whole text."""
    cleaning = [f"drop({_text(target)}, {_headers(headers)})" for target, headers in made.cleaning]
    steps = [*cleaning, *(line for step in made.before for line in _step(step))]
    for step in made.shown:
        steps += _shown(step, made)
    said = [_quoted(made.failure)]
    said += [_quoted(made.expected), *map(_argument, made.path)] if made.expected else []
    steps += [f"compare(answer, {', '.join(said)})", *cleaning]
    text = "\n".join(steps)
    imports, helpers = needed("program.py", "\n\n\n", text)
    whole = "\n".join([*helpers, text])
    imports += [f"import {name}" for name in _MODULES if re.search(rf"\b{name}\.", text)]
    typing = {"Callable[": "from collections.abc import Callable", "Any": "from typing import Any"}
    imports = [*sorted(imports), *(line for name, line in typing.items() if name in whole)]
    if any(isinstance(step.sent, Call) for step in made.shown):
        imports += ["", f"from vectorizer_client import {', '.join(sorted(_classes(made)))}"]
    top = [
        '"""' + "\n".join(about(made.repro)) + '\n"""',
        "",
        "from __future__ import annotations",
        "",
        *imports,
    ]
    return "\n\n\n".join(["\n".join(top), *helpers, text]) + "\n"


def _step(step: ProgramStep) -> list[str]:
    asked = _ask(step.sent)
    return [f"answer = {asked}", *_keeps(step)] if step.keeps else [asked]


def _keeps(step: ProgramStep) -> list[str]:
    return [f"{keep.name} = at(answer, {', '.join(map(_argument, keep.path))})" for keep in step.keeps]


def _shown(step: ProgramStep, made: Program) -> list[str]:
    if isinstance(step.sent, Call):
        return [*_call(step.sent, made), "show(answer)"]
    lost = made.repro.failure.path == ("answered",)
    asked = f"answered(lambda: {_ask(step.sent)})" if lost else _ask(step.sent)
    return [f"answer = {asked}", "show(answer)", *_keeps(step)]


def _ask(sent: Sent) -> str:
    assert not isinstance(sent, Call)
    if isinstance(sent, bytes) or not is_plain(sent):
        return f"send_bytes({raw_bytes(sent)!r})"
    parts = [_quoted(sent.method), _text(sent.target, "in_path"), _headers(headers_of(sent))]
    if sent.body:
        text = text_of(sent.body)
        if text is None or (text.isascii() and len(pieces(text)) == 1):
            parts.append(repr(sent.body))
        else:
            made = _text(text, "in_json")
            parts.append(f"({made}).encode()" if " + " in made else f"{made}.encode()")
    return f"send({', '.join(parts)})"


def _headers(headers: Sequence[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{_quoted(name)}: {_text(value)}" for name, value in headers) + "}"


def _quoted(text: str) -> str:
    """A text between quotes: double ones, unless it has some itself or what can't be seen."""
    return f'"{text}"' if text.isprintable() and '"' not in text and "\\" not in text else repr(text)


def _text(text: str, how: str = "str") -> str:
    """An expression that makes the text, in which kept values stand as variables."""
    named = {KEY: "API_KEY", RUN: "str(time.time_ns())"}
    parts = [named.get(part, f"{how}({part})") if kept else _quoted(part) for part, kept in pieces(text)]
    return " + ".join(parts) or '""'


def _classes(made: Program) -> tuple[str, str]:
    is_async = made.repro.client is not None and made.repro.client.is_async
    return (
        ("VectorizerClient", "AsyncHttpxTransport")
        if is_async
        else ("SyncVectorizerClient", "HttpxTransport")
    )


def _call(call: Call, made: Program) -> list[str]:
    client, transport = _classes(made)
    given = {k: v for k, v in call.client.items() if k in ("timeout", "retries", "headers") and v != {}}
    words = ["URL", f"transport=Printing({transport}())", *(f"{k}={_argument(v)}" for k, v in given.items())]
    key = call.client.get("api_key")
    if key is not None:
        words.append(f"api_key={'API_KEY' if key == made.repro.api_key else repr(key)}")
    options = dict(call.call)
    every = options.pop("collect", "page") == "all"
    name = re.sub(r"(?<!^)([A-Z])", lambda match: f"_{match.group(1).lower()}", call.operation)
    arguments = ", ".join(f"{k}={_argument(v)}" for k, v in {**call.arguments, **options}.items())
    page = name == "list_vectors" and not every
    asked = f"client.{'with_raw_response.' if page else ''}{name}({arguments})"
    is_async = client == "VectorizerClient"
    if every or call.streams:
        asked = f"[item async for item in {asked}]" if is_async else f"list({asked})"
    elif is_async:
        asked = f"(await {asked}).value" if page else f"await {asked}"
    else:
        asked = f"{asked}.value" if page else asked
    a, run = ("async ", "lambda: asyncio.run(call())") if is_async else ("", "call")
    return [
        "", "", f"{a}def call() -> Any:", f"    {a}with {client}({', '.join(words)}) as client:", f"        return {asked}",
        "", "", f"answer = outcome({run})",
    ]  # fmt: skip


def _argument(value: Any) -> str:
    """An argument as a program writes it, the adapter protocol's special values as what they stand for."""
    if isinstance(value, list):
        return f"[{', '.join(map(_argument, value))}]"
    if isinstance(value, str):
        return _text(value)
    if not isinstance(value, dict):
        return repr(value)
    if len(value) == 1:
        ((name, inner),) = value.items()
        if name in _SPECIAL:
            return _SPECIAL[name].replace(
                "{}", _argument(inner) if isinstance(inner, list) else special(inner)
            )
        if name == "$unsupported":
            if inner in _UNSUPPORTED:
                return _UNSUPPORTED[inner]
            raise Unsaid(f"no short form of a {inner}")
    return "{" + ", ".join(f"{_text(k)}: {_argument(v)}" for k, v in value.items()) + "}"
