"""Programs in TypeScript, raw or through the SDK `vectorizer-client`: `node` runs them from 22.18 on, `npx tsx` before."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any

from vectorizer_conformance.repro.notes import RUNS
from vectorizer_conformance.repro.plan import Call, Repro
from vectorizer_conformance.repro.script import Script
from vectorizer_conformance.repro.shorten import NUMBER, Counted, escaped

_IMPORTS = {
    "spawn(": 'import { spawn } from "node:child_process";',
    "connect(": 'import { connect } from "node:net";',
    "createServer(": 'import { createServer } from "node:http";',
    "isDeepStrictEqual(": 'import { isDeepStrictEqual } from "node:util";',
    "gunzipSync(": 'import { gunzipSync } from "node:zlib";',
}
_INFINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity", "-0": "-0"}


_KINDS = {
    "object": "isObject({})",
    "array": "Array.isArray({})",
    "string": 'typeof {} === "string"',
    "boolean": 'typeof {} === "boolean"',
    "null": "{} === null",
    "number": 'typeof {} === "number"',
    "integer": "Number.isInteger({})",
    "vector": '(Array.isArray({0}) || typeof {0} === "string")',
}
_SPECIAL = {
    "$f32": 'new Float32Array(Uint8Array.from(Buffer.from("{}", "base64")).buffer)',
    "$bigint": "{}n",
    "$bytes": 'new Uint8Array(Buffer.from("{}", "base64"))',
    "$date": 'new Date("{}")',
    "$tuple": "Object.freeze({})",
    "$iter": "{}[Symbol.iterator]()",
    "$float": "{}",
}
_UNSUPPORTED = {"function": "() => 1", "set": "new Set([1])", "undefined": "undefined"}


class TypeScript(Script):
    """The words."""

    language, sdk = "typescript", "npm install vectorizer-client"
    exact_numbers, end = True, ";"
    kinds = _KINDS
    special = _SPECIAL
    unsupported = _UNSUPPORTED

    # Values

    def kept(self, name: str) -> str:
        return f"kept.{name}"

    def kept_text(self, name: str) -> str:
        return f"String({self.kept(name)})"

    def encoded(self, name: str) -> str:
        return f"encodeURIComponent({self.kept(name)})"

    def quoted(self, text: str) -> str:
        said = json.dumps(text, ensure_ascii=any("\ud800" <= c <= "\udfff" for c in text))
        return said.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")

    def template(self, text: str) -> str:
        said = escaped(text).replace("`", "\\`").replace("$", "\\$")
        return f"`{said.replace(NUMBER, '${i}')}`"

    def repeat(self, said: str, times: int) -> str:
        return f"{said}.repeat({times})"

    def often(self, item: str, times: int) -> str:
        return f"Array({times}).fill({item})"

    def counted(self, count: Counted) -> str:
        item = self.literal(count.item)
        made = f"({item})" if count.first == 0 else f"((i: number) => ({item}))(i + {count.first})"
        return f"Array.from({{ length: {count.times} }}, (_, i) => {made})"

    def mapping(self, pairs: Sequence[tuple[str, str]]) -> str:
        return "{ " + ", ".join(f"{key}: {value}" for key, value in pairs) + " }" if pairs else "{}"

    def key(self, name: str) -> str:
        if name.isidentifier() and name.isascii() and name != "__proto__":
            return name
        said = self.text(name)
        return said if said == self.quoted(name) and name != "__proto__" else f"[{said}]"

    def number(self, value: float) -> str:
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            return "-0" if str(value) == "-0.0" else str(int(value))
        return repr(value)

    def not_finite(self, value: float) -> str:
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"

    def utf8(self, text: str) -> str:
        return f"Buffer.from({text})"

    def latin1(self, text: str) -> str:
        return f'Buffer.from({text}, "latin1")'

    def quoted_bytes(self, text: str) -> str:
        return json.dumps(text)

    def _special(self, name: str, inner: Any) -> str:
        return super()._special(name, _INFINITE[inner] if name == "$float" else inner)

    # Conditions

    def absent(self, it: str) -> str:
        return f"{it} === undefined"

    def present(self, it: str) -> str:
        return f"{it} !== undefined"

    def only(self, it: str, keys: Sequence[str]) -> str:
        return f"Object.keys({it}).every((key) => [{', '.join(map(self.text, keys))}].includes(key))"

    def equal(self, it: str, value: Any) -> str:
        if isinstance(value, float) and value == 0:
            return f"Object.is({it}, {self.number(value)})"
        return super().equal(it, value)

    def length(self, it: str) -> str:
        return f"{it}.length"

    def near(self, it: str, number: float, within: float) -> str:
        return f"Math.abs({it} - {self.number(number)}) <= {self.number(within)}"

    def matches(self, it: str, pattern: str) -> str:
        return f'typeof {it} === "string" && new RegExp({self.quoted(pattern)}).test({it})'

    def holds_text(self, it: str, text: str) -> str:
        return f"{it}.includes({self.literal(text)})"

    def some(self, it: str, item: str, test: str) -> str:
        return f"{it}.some(({item}: any) => {test})"

    def every(self, it: str, item: str, test: str) -> str:
        return f"{it}.every(({item}: any) => {test})"

    def ordered(self, it: str, key: str, down: bool) -> str:
        before, after = ("b", "a") if down else ("a", "b")
        return (
            f"{it}.every((b: any, i: number) => i === 0 || "
            f"((a: any) => {before}.{key} <= {after}.{key})({it}[i - 1]))"
        )

    # Statements

    def heading(self, lines: Sequence[str]) -> str:
        return "/*\n" + "\n".join([*lines, RUNS]) + "\n*/\n"

    def imports(self, text: str, repro: Repro) -> str:
        return "\n".join(line for word, line in _IMPORTS.items() if word in text)

    def load(self, repro: Repro) -> str:
        return 'const sdk: any = await import("vectorizer-client");\n'

    def let(self, name: str, made: str) -> str:
        return f"const {name}: any = {made};"

    def wait(self, made: str) -> str:
        return f"await {made}"

    def later(self, made: str) -> str:
        return f"() => {made}"

    def choice(self, test: str, yes: str, no: str) -> str:
        return f"{test} ? {yes} : {no}"

    def holds(self, path: Sequence[str | int], test: str) -> str:
        got = self.at("answer", path) if path else "answer"
        return (
            f"const holds = (answer: any): boolean => {{\n  const got = {got};\n"
            f"  try {{\n    return {test};\n  }} catch {{\n    return false;\n  }}\n}};\n"
        )

    # Calls

    def client(self, act: Call, repro: Repro) -> str:
        given = {k: v for k, v in act.client.items() if k in ("timeout", "retries", "headers") and v != {}}
        words = [f"{name}: {self.argument(value)}" for name, value in _milliseconds(given).items()]
        secret = act.client.get("api_key")
        if secret is not None:
            words.append(
                f"apiKey: {self.kept('api_key') if secret == repro.api_key else self.quoted(secret)}"
            )
        made = f"new sdk.VectorizerClient(ADDRESS, {{ {', '.join(words)} }})"
        return f"let opened: any;\nconst client = (): any => (opened ??= {made});\n"

    def ask_client(self, act: Call, repro: Repro) -> str:
        made = _milliseconds(act.call)
        how = "all" if made.pop("collect", "page") == "all" else "stream" if act.kind == "stream" else ""
        if "request_id" in made:
            made["headers"] = {**made.get("headers", {}), "X-Request-Id": made.pop("request_id")}
        places = [
            self.argument(act.arguments[name]) if name in act.arguments else "undefined"
            for name in act.positional
        ]
        named = {name: value for name, value in act.arguments.items() if name not in act.positional}
        words = [f"{_camel(name)}: {self.argument(value)}" for name, value in {**named, **made}.items()]
        cancelled = act.cancel_after is not None
        words += ["signal"] if cancelled else []
        given = ", ".join([*places, f"{{ {', '.join(words)} }}"] if words else places)
        more = f', "{how}"' if how or cancelled else ""
        more += f", {act.cancel_after}" if cancelled else ""
        return f"tried((client{', signal' if cancelled else ''}) => client.{act.operation}({given}){more})"


def _milliseconds(options: Any) -> dict[str, Any]:
    made = dict(options)
    if "timeout" in made:
        made["timeout"] = round(made["timeout"] * 1000, 3)
    return made


def _camel(name: str) -> str:
    """`if_match` as `ifMatch`."""
    return re.sub(r"_([a-z])", lambda match: match.group(1).upper(), name)
