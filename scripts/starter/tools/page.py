"""Write docs/index.md: every operation of openapi.yaml as both clients have it. `--check` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

from vectorizer_codegen.__main__ import expressible
from vectorizer_codegen.bundle import load
from vectorizer_codegen.emitters import EMITTERS
from vectorizer_codegen.emitters.python.arguments import method_name as in_python
from vectorizer_codegen.emitters.typescript.arguments import method_name as in_typescript
from vectorizer_codegen.spec import built

SPEC, PAGE = Path("openapi.yaml"), Path("docs/index.md")
HEAD = """\
<!-- Written by tools/page.py from openapi.yaml: `./run codegen`. -->
# {title} {version}

```python
from vectorizer_client import VectorizerClient

async with VectorizerClient({address!r}) as client:
    ...  # await client.{python}(…)
```

```ts
import {{ VectorizerClient }} from "vectorizer-client";

const client = new VectorizerClient({address!r}); // await client.{typescript}(…)
```

| | Python | TypeScript | |
|---|---|---|---|
"""


def main() -> int:
    """0; 1 when `--check` finds that the page says something else than the document."""
    document = load(SPEC)
    if "--leave-out" in sys.argv:
        document, _ = expressible(document, [emitter for emitter in EMITTERS if emitter.is_client])
    api, _ = built(document)
    first = api.operations[0]
    text = HEAD.format(
        title=api.title,
        version=api.version,
        address=api.servers[0] if api.servers else "https://…",
        python=in_python(first.operation_id),
        typescript=in_typescript(first),
    )
    for operation in api.operations:
        said = (operation.summary or operation.description).split("\n")[0].replace("|", "\\|")
        names = f"`{in_python(operation.operation_id)}` | `{in_typescript(operation)}`"
        text += f"| `{operation.method} {operation.path}` | {names} | {said} |\n"
    if "--check" in sys.argv:
        return int(not PAGE.is_file() or PAGE.read_text("utf-8") != text)
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
