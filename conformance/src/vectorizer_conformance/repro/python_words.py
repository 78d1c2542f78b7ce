"""Programs in Python: the standard library, and the SDK `vectorizer_client` where a client failed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from vectorizer_conformance.repro.plan import Call, Repro
from vectorizer_conformance.repro.script import Script
from vectorizer_conformance.repro.shorten import NUMBER, Counted, escaped

_MODULES = (
    "array", "asyncio", "atexit", "base64", "datetime", "functools", "gzip", "http.client", "http.server", "json", "os", "random", "re",
    "socket", "struct", "subprocess", "sys", "threading", "time", "urllib.request",
)  # fmt: skip
_PARSING = ("parse_qsl", "quote", "unquote", "urlsplit")


_KINDS = {
    "object": "isinstance({}, dict)",
    "array": "isinstance({}, list)",
    "string": "isinstance({}, str)",
    "boolean": "isinstance({}, bool)",
    "null": "{} is None",
    "number": "isinstance({0}, (int, float)) and not isinstance({0}, bool)",
    "integer": "isinstance({0}, (int, float)) and not isinstance({0}, bool) and {0} == int({0})",
    "vector": "isinstance({}, (list, str))",
}
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


class Python(Script):
    """The words."""

    language, sdk = "python", "pip install vectorizer-client"
    gap, here = "\n\n\n", "SERVER.geturl()"
    null, true, false = "None", "True", "False"
    both_word, either_word, equals = " and ", " or ", "=="
    kinds = _KINDS
    special = _SPECIAL
    unsupported = _UNSUPPORTED

    # Values

    def kept(self, name: str) -> str:
        return f'kept["{name}"]'

    def kept_text(self, name: str) -> str:
        return f"str({self.kept(name)})"

    def encoded(self, name: str) -> str:
        return f'quote(str({self.kept(name)}), safe="")'

    def quoted(self, text: str) -> str:
        said = ascii(text) if any("\ud800" <= c <= "\udfff" for c in text) else repr(text)
        plain = said[0] == "'" and '"' not in said and "\\'" not in said
        return f'"{said[1:-1]}"' if plain else said

    def template(self, text: str) -> str:
        return f'f"{escaped(text).replace("{", "{{").replace("}", "}}").replace(NUMBER, "{i}")}"'

    def repeat(self, said: str, times: int) -> str:
        return f"{said} * {times}"

    def often(self, item: str, times: int) -> str:
        return f"[{item}] * {times}"

    def counted(self, count: Counted) -> str:
        return f"[{self.literal(count.item)} for i in range({count.first}, {count.first + count.times})]"

    def number(self, value: float) -> str:
        return repr(value)

    def not_finite(self, value: float) -> str:
        return f'float("{value}")'

    def utf8(self, text: str) -> str:
        return f"({text}).encode()"

    def latin1(self, text: str) -> str:
        return text

    def quoted_bytes(self, text: str) -> str:
        return repr(text.encode("latin-1"))

    # Conditions

    def no(self, part: str) -> str:
        return f"not ({part})"

    def absent(self, it: str) -> str:
        return f"{it} is MISSING"

    def present(self, it: str) -> str:
        return f"{it} is not MISSING"

    def only(self, it: str, keys: Sequence[str]) -> str:
        return f"set({it}) <= {{{', '.join(map(self.literal, keys))}}}" if keys else f"not {it}"

    def equal(self, it: str, value: Any) -> str:
        if value is None or isinstance(value, bool):
            return f"{it} is {value}"
        if isinstance(value, float) and value == 0:
            return f'{it} == 0 and str(float({it})) == "{value}"'
        if isinstance(value, int | float) and value in (0, 1):
            return f"{it} == {value!r} and not isinstance({it}, bool)"
        return super().equal(it, value)

    def length(self, it: str) -> str:
        return f"len({it})"

    def near(self, it: str, number: float, within: float) -> str:
        return f"abs({it} - {number!r}) <= {within!r}"

    def matches(self, it: str, pattern: str) -> str:
        return f"re.search({self.quoted(pattern)}, {it}) is not None"

    def holds_text(self, it: str, text: str) -> str:
        return f"{self.literal(text)} in {it}"

    def some(self, it: str, item: str, test: str) -> str:
        return f"any(({test}) for {item} in {it})"

    def every(self, it: str, item: str, test: str) -> str:
        return f"isinstance({it}, list) and all(({test}) for {item} in {it})"

    def ordered(self, it: str, key: str, down: bool) -> str:
        said = f'[one["{key}"] for one in {it}]'
        return f"{said} == sorted({said}, reverse={down})"

    # Statements

    def heading(self, lines: Sequence[str]) -> str:
        return '"""' + "\n".join(lines) + '\n"""\n'

    def imports(self, text: str, repro: Repro) -> str:
        names = [name for name in _MODULES if f"{name}." in text]
        found = [f"import {name}" for name in sorted({*names, "os", "sys"})]
        if "ThreadPoolExecutor(" in text:
            found.append("from concurrent.futures import ThreadPoolExecutor")
        found.append(f"from urllib.parse import {', '.join(n for n in _PARSING if f'{n}(' in text)}")
        return "\n".join(found)

    def load(self, repro: Repro) -> str:
        return f"from vectorizer_client import {_class(repro)}\n"

    def later(self, made: str) -> str:
        return f"lambda: {made}"

    def choice(self, test: str, yes: str, no: str) -> str:
        return f"{yes} if {test} else {no}"

    def holds(self, path: Sequence[str | int], test: str) -> str:
        got = self.at("answer", path) if path else "answer"
        wrong = "(AttributeError, LookupError, OverflowError, TypeError, ValueError)"
        return f"def holds(answer):\n    got = {got}\n    try:\n        return {test}\n    except {wrong}:\n        return False\n"

    # Calls

    def client(self, act: Call, repro: Repro) -> str:
        given = {k: v for k, v in act.client.items() if k in ("timeout", "retries", "headers") and v != {}}
        words = ["ADDRESS", *(f"{name}={self.argument(value)}" for name, value in given.items())]
        secret = act.client.get("api_key")
        if secret is not None:
            words.append(
                f"api_key={self.kept('api_key') if secret == repro.api_key else self.quoted(secret)}"
            )
        return f"@functools.cache\ndef client():\n    return {_class(repro)}({', '.join(words)})\n"

    def ask_client(self, act: Call, repro: Repro) -> str:
        made = dict(act.call)
        how = "all" if made.pop("collect", "page") == "all" else "stream" if act.kind == "stream" else ""
        given = [f"{name}={self.argument(value)}" for name, value in {**act.arguments, **made}.items()]
        view = "client" if how == "all" else "client.with_raw_response"
        more = f', "{how}"' if how or act.cancel_after is not None else ""
        more += "" if act.cancel_after is None else f", {act.cancel_after}"
        name = "awaited" if _is_async(repro) else "tried"
        return f"{name}(lambda client: {view}.{_snake(act.operation)}({', '.join(given)}){more})"


def _is_async(repro: Repro) -> bool:
    """A blocking call can't be cancelled."""
    return repro.is_async or any(isinstance(a, Call) and a.cancel_after is not None for a in repro.act.asks)


def _class(repro: Repro) -> str:
    return "VectorizerClient" if _is_async(repro) else "SyncVectorizerClient"


def _snake(name: str) -> str:
    """`getVector` as `get_vector`."""
    return re.sub(r"(?<!^)([A-Z])", lambda match: f"_{match.group(1).lower()}", name)
