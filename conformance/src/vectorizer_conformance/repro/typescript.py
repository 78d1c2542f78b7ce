"""Programs in TypeScript: Node's own modules, and the SDK `vectorizer-client` where a client failed."""

from __future__ import annotations

import base64
import json
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

RUNS = "Run it with Node 22.18 or later, or with `npx tsx`."
_SPECIAL = {
    "$f32": 'new Float32Array(Uint8Array.from(Buffer.from("{}", "base64")).buffer)',
    "$bigint": "{}n",
    "$bytes": 'new Uint8Array(Buffer.from("{}", "base64"))',
    "$date": 'new Date("{}")',
    "$tuple": "Object.freeze({})",
    "$iter": "{}[Symbol.iterator]()",
}
# Beyond, JavaScript's numbers are others.
_SAFE = 2**53 - 1
_FLOATS = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity", "-0": "-0", "-0.0": "-0"}
_UNSUPPORTED = {"function": "() => 1", "set": "new Set([1])", "undefined": "undefined"}


def program(made: Program) -> str:
    """The whole text."""
    cleaning = [f"await drop({_text(target)}, {_headers(headers)});" for target, headers in made.cleaning]
    steps = [*cleaning, *(line for step in made.before for line in _step(step))]
    for number, step in enumerate(made.shown, 1):
        steps += _shown(step, made, f"answer{number}")
    said = [_quoted(made.failure)]
    said += [_quoted(made.expected), *map(_argument, made.path)] if made.expected else []
    steps += [f"compare(answer{len(made.shown)}, {', '.join(said)});", *cleaning]
    text = "\n".join(steps)
    imports, helpers = needed("program.ts", "\n\n", text)
    top = "/*\n" + "\n".join([*about(made.repro), RUNS]) + "\n*/\n" + "\n".join(imports or ["export {};"])
    return "\n\n".join([top, *helpers, text]) + "\n"


def _step(step: ProgramStep) -> list[str]:
    asked = f"await {_ask(step.sent)};"
    if not step.keeps:
        return [asked]
    name = f"from_{step.keeps[0].name}"
    return [f"const {name} = {asked}", *_keeps(step, name)]


def _keeps(step: ProgramStep, name: str) -> list[str]:
    return [f"const {keep.name} = at({name}, {', '.join(map(_argument, keep.path))});" for keep in step.keeps]


def _shown(step: ProgramStep, made: Program, name: str) -> list[str]:
    if isinstance(step.sent, Call):
        return [*_call(step.sent, made, name), f"show({name});"]
    lost = made.repro.failure.path == ("answered",)
    asked = f"answered(() => {_ask(step.sent)})" if lost else _ask(step.sent)
    return [f"const {name} = await {asked};", f"show({name});", *_keeps(step, name)]


def _ask(sent: Sent) -> str:
    assert not isinstance(sent, Call)
    if isinstance(sent, bytes) or not is_plain(sent):
        return f"sendBytes({_base64(raw_bytes(sent))})"
    parts = [_quoted(sent.method), _text(sent.target, "inPath"), _headers(headers_of(sent))]
    if sent.body:
        text = text_of(sent.body)
        parts.append(_base64(sent.body) if text is None else f"Buffer.from({_text(text, 'inJson')})")
    return f"send({', '.join(parts)})"


def _headers(headers: Sequence[tuple[str, str]]) -> str:
    pairs = ", ".join(f"{_quoted(name)}: {_text(value)}" for name, value in headers)
    return f"{{ {pairs} }}" if pairs else "{}"


def _base64(data: bytes) -> str:
    return f'Buffer.from("{base64.b64encode(data).decode()}", "base64")'


def _quoted(text: str) -> str:
    """A text between quotes that needs the fewest escapes; what can't be seen is escaped."""
    if not text.isprintable():
        return json.dumps(text)
    if '"' in text and "'" not in text and "\\" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def _text(text: str, how: str = "String") -> str:
    """An expression that makes the text, in which kept values stand as variables."""
    named = {KEY: "apiKey", RUN: "Date.now()"}
    parts = [named.get(part, f"{how}({part})") if kept else _quoted(part) for part, kept in pieces(text)]
    return " + ".join(parts) or '""'


def _call(call: Call, made: Program, name: str) -> list[str]:
    given = _milliseconds(
        {k: v for k, v in call.client.items() if k in ("timeout", "retries", "headers") and v != {}}
    )
    words = ["fetch: printing", *(f"{key}: {_argument(value)}" for key, value in given.items())]
    key = call.client.get("api_key")
    if key is not None:
        words.append(f"apiKey{'' if key == made.repro.api_key else f': {_quoted(key)}'}")
    options = _milliseconds(call.call)
    every = options.pop("collect", "page") == "all"
    if "request_id" in options:
        options["headers"] = {**options.get("headers", {}), "X-Request-Id": options.pop("request_id")}
    places = [
        _argument(call.arguments[one]) if one in call.arguments else "undefined" for one in call.positional
    ]
    named = {one: value for one, value in call.arguments.items() if one not in call.positional}
    rest = [f"{_camel(one)}: {_argument(value)}" for one, value in {**named, **options}.items()]
    given_words = ", ".join([*places, f"{{ {', '.join(rest)} }}"] if rest else places)
    asked = f"client.{call.operation}({given_words})"
    asked = f"all({asked})" if every or call.streams else asked
    return [
        'const sdk: any = await import("vectorizer-client");',
        f"const {name} = await outcome(async () => {{",
        f"  const client = new sdk.VectorizerClient(server.href, {{ {', '.join(words)} }});",
        f"  return await {asked};",
        "});",
    ]


def _milliseconds(options: Any) -> dict[str, Any]:
    made = dict(options)
    if isinstance(made.get("timeout"), int | float):
        made["timeout"] = round(made["timeout"] * 1000, 3)
    return made


def _camel(name: str) -> str:
    """`if_match` as `ifMatch`."""
    return re.sub(r"_([a-z])", lambda match: match.group(1).upper(), name)


def _argument(value: Any) -> str:
    """An argument as a program writes it, the adapter protocol's special values as what they stand for."""
    if isinstance(value, list):
        return f"[{', '.join(map(_argument, value))}]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int) and abs(value) > _SAFE:
        return f"{value}n"
    if not isinstance(value, dict):
        return json.dumps(value)
    if len(value) == 1:
        ((name, inner),) = value.items()
        if name == "$float":
            return _FLOATS.get(str(inner)) or special(inner)
        if name in _SPECIAL:
            return _SPECIAL[name].replace(
                "{}", _argument(inner) if isinstance(inner, list) else special(inner)
            )
        if name == "$unsupported":
            if inner in _UNSUPPORTED:
                return _UNSUPPORTED[inner]
            raise Unsaid(f"no short form of a {inner}")
    # In brackets, `__proto__` is a name like any other.
    pairs = [
        f"[{_text(k)}]: {_argument(v)}" if k == "__proto__" else f"{_text(k)}: {_argument(v)}"
        for k, v in value.items()
    ]
    return f"{{ {', '.join(pairs)} }}" if pairs else "{}"
