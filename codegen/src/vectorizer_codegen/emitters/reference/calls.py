"""A call of an operation with the values of the contract's example, as one writes it in each language."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ... import ir, names
from ..cli import argument as cli_argument
from ..cli import place
from ..python.arguments import method_name

WIDTH = 88
_PLAIN = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


@dataclass(frozen=True)
class Style:
    """How a language writes a JSON value."""

    scalar: Callable[[Any], str]
    key: Callable[[str], str]
    indent: int
    braces: tuple[str, str] = ("{", "}")
    last_comma: bool = True

    def write(self, value: ir.JSON, at: int = 0, taken: int = 0) -> str:
        """The value on one line where it has room beside what is `taken`, else an item a line, indented from `at`."""
        if isinstance(value, dict):
            made = [(self.key(name), one) for name, one in value.items()]
            return self.enclose(self.braces, made, at, taken)
        if isinstance(value, list):
            return self.enclose(("[", "]"), [("", one) for one in value], at, taken)
        return self.scalar(value)

    def enclose(
        self, marks: tuple[str, str], items: Sequence[tuple[str, ir.JSON]], at: int = 0, taken: int = 0
    ) -> str:
        """Items between two marks, with what stands before each of them."""
        whole = f"{marks[0]}{', '.join(before + self.write(one, -10_000) for before, one in items)}{marks[1]}"
        if at + taken + len(whole) <= WIDTH or not items:
            return whole
        inner = at + self.indent
        lines = [f"{' ' * inner}{before}{self.write(one, inner, len(before))}" for before, one in items]
        body = ",\n".join(lines) + ("," if self.last_comma else "")
        return f"{marks[0].rstrip()}\n{body}\n{' ' * at}{marks[1].lstrip()}"


def _python(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


JSON = Style(_json, lambda key: f"{_json(key)}: ", 2, last_comma=False)
_PYTHON = Style(_python, lambda key: f"{_json(key)}: ", 4)
_TYPESCRIPT = Style(
    _json, lambda key: f"{key if _PLAIN.fullmatch(key) else _json(key)}: ", 2, braces=("{ ", " }")
)


@dataclass(frozen=True)
class Call:
    """The tab of a call, its language, and its text."""

    tab: str
    language: str
    code: str


def every(api: ir.Api, operation: ir.Operation) -> list[Call]:
    """The call in every form; none where the contract has no example of what must be sent."""
    values = _values(operation)
    if values is None:
        return []
    return [
        Call("curl", "bash", _curl(operation, values, address(api))),
        Call("Python", "python", _python_call(operation, values, "")),
        Call("Python, async", "python", _python_call(operation, values, "await ")),
        Call("TypeScript", "typescript", _typescript(operation, values)),
        Call("Command line", "bash", _command(api, operation, values)),
    ]


def address(api: ir.Api) -> str:
    """Where the examples' server is: the document's first, or one on this machine."""
    return next((url.rstrip("/") for url in api.servers if "://" in url), "http://localhost:15002")


def setup(api: ir.Api, before: Sequence[ir.Operation]) -> list[Call]:
    """The beginning of a page: a client, and the calls of these operations."""
    first = {
        "curl": "",
        "Python": f'from vectorizer_client import SyncVectorizerClient\n\nclient = SyncVectorizerClient("{address(api)}")',
        "Python, async": f'from vectorizer_client import VectorizerClient\n\nclient = VectorizerClient("{address(api)}")',
        "TypeScript": f'import {{ VectorizerClient }} from "vectorizer-client";\n\nconst client = new VectorizerClient("{address(api)}");',
        "Command line": f"export VECTORIZER_URL={address(api)}",
    }
    made = []
    for tab, code in first.items():
        language = {"curl": "bash", "Command line": "bash", "TypeScript": "typescript"}.get(tab, "python")
        lines = [code] if code else []
        for operation in before:
            lines += [
                call.code.removeprefix("answer = ").removeprefix("const answer = ")
                for call in every(api, operation)
                if call.tab == tab
            ]
        if lines:
            made.append(Call(tab, language, "\n".join(lines)))
    return made


def _values(operation: ir.Operation) -> dict[str, ir.JSON] | None:
    """The arguments of the example, by name; None where one that must be given has no value."""
    body = operation.body
    sent = body.examples[0].value if body and body.examples else {}
    values: dict[str, ir.JSON] = {}
    for argument in operation.arguments:
        if isinstance(argument, ir.BodyField):
            if argument.whole and body is not None and body.examples:
                values[argument.argument] = [sent] if body.kind == "ndjson" else sent
            elif isinstance(sent, dict) and argument.name in sent:
                values[argument.argument] = sent[argument.name]
        elif argument.location == "path" and argument.examples:
            values[argument.argument] = argument.examples[0].value
    if any(argument.required and argument.argument not in values for argument in operation.arguments):
        return None
    return values


def _curl(operation: ir.Operation, values: dict[str, ir.JSON], address: str) -> str:
    parameters = {one.name: values[one.argument] for one in operation.in_("path")}
    path = "".join(
        ("" if one.is_joined else "/")
        + quote(str(parameters[one.text]) if one.is_parameter else one.text, safe="")
        for one in operation.segments
    )
    verb = "" if operation.method == "GET" else f"-X {operation.method} "
    first = f"curl {verb}{address}{path}"
    body = operation.body
    if body is None or not body.examples:
        return first
    flag = "--data-binary" if body.kind == "ndjson" else "-d"
    text = json.dumps(body.examples[0].value, ensure_ascii=False)
    if body.kind != "ndjson":
        text = JSON.write(body.examples[0].value, 2)
    quoted = "'" + text.replace("'", "'\\''") + "'"
    return f'{first} \\\n  -H "Content-Type: {body.media_types[0]}" \\\n  {flag} {quoted}'


def _python_call(operation: ir.Operation, values: dict[str, ir.JSON], wait: str) -> str:
    items = [
        ("" if name in operation.positional else f"{name}=", values[name])
        for name in (one.argument for one in operation.arguments)
        if name in values
    ]
    call = _PYTHON.enclose((f"client.{method_name(operation.operation_id)}(", ")"), items, 0, 15)
    if operation.pagination or operation.success.kind == "ndjson":
        return f"answer = [item async for item in {call}]" if wait else f"answer = list({call})"
    return f"{wait}{call}" if operation.success.kind == "empty" else f"answer = {wait}{call}"


def _typescript(operation: ir.Operation, values: dict[str, ir.JSON]) -> str:
    positional = [("", values[name]) for name in operation.positional if name in values]
    options = {names.camel_case(key): one for key, one in values.items() if key not in operation.positional}
    given = [*positional, *([("", options)] if options else [])]
    *first, (_, last) = given or [("", "")]
    begin = f"client.{operation.operation_id}("
    call = _TYPESCRIPT.enclose((begin, ")"), given, 0, 21)
    if "\n" in call and isinstance(last, dict | list):  # broken inside of the last argument, as formatters do
        begin += "".join(f"{_TYPESCRIPT.write(value)}, " for _, value in first)
        call = f"{begin}{_TYPESCRIPT.write(last, 0, 22 + len(begin))})"
    if operation.pagination or operation.success.kind == "ndjson":
        return f"const answer = [];\nfor await (const item of {call}) answer.push(item);"
    return f"await {call};" if operation.success.kind == "empty" else f"const answer = await {call};"


def _command(api: ir.Api, operation: ir.Operation, values: dict[str, ir.JSON]) -> str:
    words = ["vectorizer", *(word for word in place(api, operation) if word)]
    options: list[str] = []
    for argument in operation.arguments:
        if argument.argument not in values:
            continue
        value = values[argument.argument]
        positional = argument.argument in operation.positional and argument.required
        flag = "--" + names.kebab_case(argument.argument)
        match cli_argument(api, argument, positional)["type"]:
            case "texts" if isinstance(value, list):
                for one in value:
                    words += [_word(one)] if positional else []
                    options += [] if positional else [f"{flag} {_word(one)}"]
                continue
            case "boolean":
                options.append(flag if value else flag.replace("--", "--no-", 1))
                continue
            case "text" | "etag":
                written = _word(value)
            case _:
                written = shlex.quote(json.dumps(value, ensure_ascii=False))
        if positional:
            words.append(written)
        else:
            options.append(f"{flag} {written}")
    line = " ".join([*words, *options])
    return line if len(line) <= WIDTH else " \\\n  ".join([" ".join(words), *options])


def _word(value: ir.JSON) -> str:
    text = str(value)
    return f'"{text}"' if " " in text and not re.search(r'["\\$`!]', text) else shlex.quote(text)
