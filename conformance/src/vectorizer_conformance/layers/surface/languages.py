"""How a snippet reads in each language."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Protocol

from vectorizer_conformance.layers.surface.declared import camel
from vectorizer_conformance.layers.surface.field_reads import PathStep, Read
from vectorizer_conformance.layers.surface.snippets import Snippet


class Language(Protocol):
    """A language that the suite writes snippets in."""

    suffix: str
    comment: str
    prelude: str

    def lines(self, name: str, snippet: Snippet, method: str, awaits: bool) -> list[str]:
        """A function called `name` that makes the snippet's call with `method`."""


class PythonSnippets:
    """Keywords for what is not positional; a dict for an object."""

    suffix, comment = ".py", "#"
    prelude = '''\
from __future__ import annotations
from collections.abc import Mapping
from typing import Any, TypeVar
T = TypeVar("T")
class Nothing:
    """A value that no member of a result is."""
def some(value: T | None) -> T:
    raise NotImplementedError
'''
    _types: ClassVar = {
        "string": "str",
        "enum": "str",
        "integer": "int",
        "number": "float",
        "boolean": "bool",
        "map": "Mapping[str, Any]",
    }

    def lines(self, name: str, snippet: Snippet, method: str, awaits: bool) -> list[str]:
        values = [
            *map(repr, snippet.positional),
            *(f"{key}={value!r}" for key, value in snippet.keywords.items()),
        ]
        call = f"client.{method}({', '.join(values)})"
        read = snippet.read
        if snippet.form == "value":
            call = f"await {call}" if awaits else call
            body = [f"    {call}"] if read is None else [f"    r = {call}", f"    {self._use(read)}"]
        elif read is None:
            body = [f"    {call}"]
        else:
            call += ".pages()" if read.root == "page" else ""
            body = [f"    {'async ' if awaits else ''}for r in {call}:", f"        {self._use(read)}"]
        return [f"{'async ' if awaits else ''}def {name}(client: Client) -> None:", *body]

    def _use(self, read: Read) -> str:
        if read.use == "undeclared":
            return f"x = {self._path(read.steps)}"
        if read.use == "as nothing":
            return f"x: Nothing = {self._path(read.steps)}"
        path = self._path(read.steps)
        absent = (
            bool(read.steps) and not read.steps[-1].each and (read.steps[-1].absent or read.steps[-1].null)
        )
        known = self._types.get(read.shape.kind)
        if known is None:  # a vector is used as what it is: numbers; an object by a member
            part = "[0]" if read.shape.kind == "vector" else f".{next(iter(read.shape.members))}"
            if read.use == "as its type":
                return f"x: float = {f'some({path})' if absent else path}{part}"
            return f"x = {path}{part}"
        return f"x: {known}{' | None' if absent and read.use == 'as its type' else ''} = {path}"

    def _path(self, steps: tuple[PathStep, ...]) -> str:
        path = "r"
        for index, step in enumerate(steps):
            path += f".{step.name}"
            if (step.absent or step.null) and (step.each or index < len(steps) - 1):
                path = f"some({path})"
            path += "[0]" if step.each else ""
        return path


class TypeScriptSnippets:
    """One object for what is not positional, in camel case; members of values keep their names."""

    suffix, comment = ".ts", "//"
    prelude = 'interface Nothing { readonly "what no member of a result has": never }\n'
    _types: ClassVar = {
        "string": "string",
        "enum": "string",
        "integer": "number",
        "number": "number",
        "boolean": "boolean",
        "map": "Record<string, unknown>",
    }

    def lines(self, name: str, snippet: Snippet, method: str, awaits: bool) -> list[str]:
        values = [_json(value) for value in snippet.positional]
        if snippet.keywords:
            values.append(
                f"{{ {', '.join(f'{camel(key)}: {_json(value)}' for key, value in snippet.keywords.items())} }}"
            )
        call = f"client.{method}({', '.join(values)})"
        read = snippet.read
        if snippet.form == "value":
            body = (
                [f"  await {call};"]
                if read is None
                else [f"  const r = await {call};", f"  {self._use(read)};"]
            )
        elif read is None:
            body = [f"  {call};"]
        else:
            call += ".pages()" if read.root == "page" else ""
            body = [f"  for await (const r of {call}) {{ {self._use(read)}; }}"]
        return [f"export async function {name}(client: Client) {{", *body, "}"]

    def _use(self, read: Read) -> str:
        path = self._path(read.steps)
        if read.use == "undeclared":
            return f"const x = {path}"
        if read.use == "as nothing":
            return f"const x: Nothing = {path}"
        last = read.steps[-1] if read.steps and not read.steps[-1].each else None
        known = self._types.get(read.shape.kind)
        if known is None:
            part = "[0]" if read.shape.kind == "vector" else f".{next(iter(read.shape.members))}"
            if read.use == "as its type":
                return f"const x: number | undefined = {path}{'!' if last and (last.absent or last.null) else ''}{part}"
            return f"const x = {path}{part}"
        if read.use == "as its type" and last is not None:
            known += (" | null" if last.null else "") + (" | undefined" if last.absent else "")
        return f"const x: {known} = {path}"

    def _path(self, steps: tuple[PathStep, ...]) -> str:
        path = "r"
        for index, step in enumerate(steps):
            path += f".{step.name}"
            path += "!" if (step.absent or step.null) and (step.each or index < len(steps) - 1) else ""
            path += "[0]!" if step.each else ""
        return path


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


LANGUAGES: dict[str, Language] = {"python": PythonSnippets(), "typescript": TypeScriptSnippets()}
