"""Write docs/index.md: every operation of openapi.yaml as both clients have it. `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from vectorizer_codegen import ir
from vectorizer_codegen.__main__ import expressible
from vectorizer_codegen.bundle import load
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.emitters.keys import keys
from vectorizer_codegen.emitters.python.arguments import argument_of as python_argument
from vectorizer_codegen.emitters.python.arguments import method_name as in_python
from vectorizer_codegen.emitters.python.types import Types as PythonTypes
from vectorizer_codegen.emitters.reference.words import cell, type_of
from vectorizer_codegen.emitters.typescript.arguments import argument_of as typescript_argument
from vectorizer_codegen.emitters.typescript.arguments import method_name as in_typescript
from vectorizer_codegen.emitters.typescript.types import Types as TypeScriptTypes
from vectorizer_codegen.spec import built

SPEC, PAGE = Path("openapi.yaml"), Path("docs/index.md")
HEAD = """\
<!-- Written by tools/page.py from openapi.yaml: `./run codegen`. -->
# {title} {version}

```python
from vectorizer_client import VectorizerClient, models

async with VectorizerClient({address!r}{python_key}) as client:
    ...  # await client.{python}(…); SyncVectorizerClient is the same without await
```

```ts
import {{ VectorizerClient }} from "vectorizer-client";

const client = new VectorizerClient({address!r}{typescript_key}); // await client.{typescript}(…)
```

Arguments that are marked *by position* are given in the order of their rows; all others are keywords in Python, and
members of one object, the last argument, in TypeScript. Members of the types below keep the document's names in both.

| | Python | TypeScript | |
|---|---|---|---|
"""


def main() -> int:
    """0; 1 when `--check` finds that the page says something else than the document."""
    document = load(SPEC)
    if "--leave-out" in sys.argv:
        document, _ = expressible(document, [emitter for emitter in EMITTERS if emitter.is_client])
    api, _ = built(document)
    first, known = api.operations[0], keys(api)
    kinds = {scheme.name: scheme.scheme for scheme in api.security_schemes}
    python_key, typescript_key = "", ""
    if known.default.scheme and any(operation.security for operation in api.operations):
        is_pair = kinds[known.default.scheme] == "basic"
        python_key = f", api_key={('user', 'password') if is_pair else '…'!r}"
        typescript_key = ', { apiKey: ["user", "password"] }' if is_pair else ', { apiKey: "…" }'
    text = HEAD.format(
        title=api.title,
        version=api.version,
        address=api.servers[0] if api.servers else "https://…",
        python=in_python(first.operation_id),
        typescript=in_typescript(first),
        python_key=python_key,
        typescript_key=typescript_key,
    )
    for operation in api.operations:
        names = f"`{in_python(operation.operation_id)}` | `{in_typescript(operation)}`"
        text += f"| `{operation.method} {operation.path}` | {names} | {cell(operation.headline)} |\n"
    text += "".join(line + "\n" for operation in api.operations for line in _operation(api, operation))
    text += "".join(line + "\n" for line in _objects(api))
    if "--check" in sys.argv:
        return int(not PAGE.is_file() or PAGE.read_text("utf-8") != text)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def _operation(api: ir.Api, operation: ir.Operation) -> Iterator[str]:
    """What is given and what comes back."""
    yield f"\n## {operation.method} {operation.path}\n"
    yield f"{cell(operation.headline)}. Python: `{in_python(operation.operation_id)}`, TypeScript: `{in_typescript(operation)}`."
    if operation.security:
        options = " or ".join(
            " with ".join(f"`{name}`" for name in one) or "nothing" for one in operation.security
        )
        yield f"The key: {options}."
    if operation.arguments:
        yield "\n| Python | TypeScript | where | type | required | |\n|---|---|---|---|---|---|"
    python, typescript = PythonTypes(api), TypeScriptTypes(api)
    for given in operation.arguments:
        names = f"`{python_argument(python, given, operation).name}` | `{typescript_argument(api, typescript, operation, given).name}`"
        where = given.location + (", by position" if given.argument in operation.positional else "")
        required = "yes" if given.required else "no"
        said = cell(given.description or given.schema.description)
        yield f"| {names} | {where} | {type_of(api, given.schema, '')} | {required} | {said} |"
    classes = {str(one.status): f"`{one.name}`" for one in api.error_classes}
    yield "\n| status | answer | error | |\n|---|---|---|---|"
    for answer in operation.responses:
        what = type_of(api, answer.schema, "") if answer.schema else "bytes" if answer.kind == "bytes" else ""
        error = "" if answer.is_success else classes.get(answer.status, "`APIStatusError`")
        yield f"| {answer.status} | {what} | {error} | {cell(answer.description)} |"


def _objects(api: ir.Api) -> Iterator[str]:
    """Every type with a name: `models` has those of answers in Python, and TypeScript exports all."""
    if api.schemas:
        yield "\n# Types"
    for named in api.schemas:
        schema = named.schema
        yield f'\n<a id="{named.name}"></a>\n## {named.name}\n'
        if schema.description:
            yield f"{cell(schema.description)}\n"
        if not isinstance(schema, ir.ObjectSchema) or not schema.properties:
            yield f"{type_of(api, schema, '')}"
            continue
        yield "| member | type | required | |\n|---|---|---|---|"
        for member in schema.properties:
            required = "yes" if member.required else "no"
            yield f"| `{member.name}` | {type_of(api, member.schema, '')} | {required} | {cell(member.schema.description)} |"


if __name__ == "__main__":
    sys.exit(main())
