"""Write the Python SDK's API reference, from its signatures and docstrings, as two pages in Markdown.

`python docs/make/api_python.py FOLDER` writes `python.md` (clients, helpers, errors) and `python-operations.md`.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

import vectorizer_client
from vectorizer_client import SyncVectorizerClient, VectorizerClient

_SECTION = re.compile(r"^(Args|Returns|Raises|Yields|Attributes|Spec|Example):(.*)$")
_ENTRY = re.compile(r"^(\*{0,2}[\w.]+)(?: \([^)]*\))?: (.*)$")
REFERENCE = Path(__file__).parents[1] / "pages/reference"


def signature(name: str, function: Any) -> str:
    """`def name(…)`, an argument a line where it is long; annotations as they are written."""
    words = "async def" if inspect.iscoroutinefunction(function) else "def"
    parameters = inspect.signature(function).parameters.values()
    parts, starred = [], False
    for one in parameters:
        if one.kind is one.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        starred |= one.kind is one.VAR_POSITIONAL
        if one.name not in ("self", "cls"):
            parts.append(re.sub(r": '([^']*)'", r": \1", str(one)))
    result = inspect.signature(function).return_annotation
    end = f" -> {result}" if isinstance(result, str) else ""
    line = f"{words} {name}({', '.join(parts)}){end}"
    if len(line) > 90:
        line = f"{words} {name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){end}"
    return f"```py\n{line}\n```\n"


def prose(doc: str) -> str:
    """A docstring in Markdown: its sections become lists."""
    made: list[str] = []
    section = ""
    for line in doc.splitlines():
        if found := _SECTION.match(line):
            section = found[1]
            if section == "Spec":
                section = ""
                continue
            made += ["", f"*{section}*{':' + found[2] if found[2] else ''}", ""]
            if section == "Example":
                made.append("```py")
            continue
        if section and line.startswith("    "):
            text = line[4:]
            if section == "Example":
                made.append(text)
                continue
            entry = _ENTRY.match(text) if section in ("Args", "Raises", "Attributes") else None
            made.append(
                f"- `{entry[1]}`: {entry[2]}"
                if entry
                else (f"  {text.strip()}" if section != "Returns" else text)
            )
            continue
        if section == "Example" and line.strip():
            made.append("```")
            section = ""
        made.append(line)
    if section == "Example":
        made.append("```")
    return "\n".join(made).strip() + "\n"


def members(kind: type, level: str) -> str:
    """The public methods and properties that a class has of its own or of a base in this package, with docstrings."""
    made = []
    for name, member in inspect.getmembers(kind):
        if name.startswith("_") or name in OPERATIONS or not _ours(kind, name):
            continue
        doc = inspect.getdoc(member) or ""
        if not doc:
            continue
        made.append(f"{level} {kind.__name__}.{name} {{ #{kind.__name__}.{name} }}\n")
        if inspect.isfunction(member):
            made.append(signature(name, member))
        elif inspect.ismethod(member):
            made.append(signature(name, member.__func__))
        made.append(prose(doc))
    return "\n".join(made)


def _ours(kind: type, name: str) -> bool:
    home = next((base for base in kind.__mro__ if name in vars(base)), object)
    return home.__module__.startswith("vectorizer_client")


def entry(name: str, kind: Any, level: str = "##") -> str:
    """A class with its signature and its members."""
    made = [f"{level} {name} {{ #{name} }}\n"]
    if (
        _ours(kind, "__init__")
        and not getattr(kind, "_is_protocol", False)
        and not issubclass(kind, BaseException)
    ):
        made.append(signature(name, kind.__init__).replace("def ", "class ", 1).replace(" -> None", ""))
    made.append(prose(inspect.getdoc(kind) or ""))
    return "\n".join([*made, members(kind, level + "#")])


def operations() -> dict[str, str]:
    """The methods that are operations of the contract, each with the page of the reference that describes it."""
    found = {}
    for page in sorted(REFERENCE.rglob("*.md")):
        for name in re.findall(r"\{ #(\w+) \}$", page.read_text("utf-8"), re.M):
            method = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
            if inspect.isfunction(getattr(SyncVectorizerClient, method, None)):
                found[method] = f"../reference/{page.relative_to(REFERENCE).as_posix()}#{name}"
    return found


OPERATIONS = operations()


def main(folder: Path) -> None:
    exported = {name: getattr(vectorizer_client, name) for name in sorted(vectorizer_client.__all__)}
    classes = {
        name: kind for name, kind in exported.items() if inspect.isclass(kind) and kind.__name__ == name
    }
    generated = {name for name, kind in classes.items() if "._generated." in kind.__module__}
    errors = {name for name, kind in classes.items() if issubclass(kind, Exception)}
    objects = set(re.findall(r"^## (\w+) ", (REFERENCE / "objects.md").read_text("utf-8"), re.M))
    codes = [page.stem for page in (REFERENCE / "problems").glob("*.md")]
    clients = ["SyncVectorizerClient", "VectorizerClient"]

    table = "".join(
        f"| [`{name}`](python-operations.md#{name}) | [{address.split('#')[1]}]({address}) |\n"
        for name, address in OPERATIONS.items()
    )
    # What is generated and no object of the contract, such as conditions of filters, is described here.
    helpers = sorted(set(classes) - (generated & objects) - errors - set(clients) - {"AsyncVectorizerClient"})
    page = [
        "# Python API\n",
        "The exports of `vectorizer_client`, from their signatures and docstrings. Names with a leading underscore are private.\n",
        *(entry(name, classes[name]) for name in clients),
        "`AsyncVectorizerClient` is another name of `VectorizerClient`.\n",
        "## Operations\n",
        f"Both clients have every operation of the contract as a method.\n\n| Method | Operation |\n|---|---|\n{table}",
        "## Answers\n",
        "Answers are models with the members of the contract's objects: "
        + ", ".join(f"[`{name}`](../reference/objects.md#{name})" for name in sorted(generated & objects))
        + ".\n",
        *(entry(name, classes[name]) for name in helpers),
        "## Errors\n",
        "The client itself raises:\n",
        *(entry(name, classes[name], "###") for name in sorted(errors - generated)),
        "### Of a status or a code\n",
        "An error's class follows from the problem's `code`, and derives from the class of its status:\n\n"
        "| Class | Derives from | Code |\n|---|---|---|\n"
        + "".join(
            f"| `{name}` | `{classes[name].__mro__[1].__name__}` | {_code(classes[name], codes)} |\n"
            for name in sorted(errors & generated)
        ),
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "python.md").write_text(_tidy("\n".join(page)), "utf-8")
    methods = ["---\nsearch:\n  exclude: true\n---\n", "# Python operations\n"]
    methods.append("Of `VectorizerClient`; `SyncVectorizerClient` has the same without `await`.\n")
    for name, address in OPERATIONS.items():
        member = getattr(VectorizerClient, name)
        methods += [
            f"## {name} {{ #{name} }}\n",
            signature(name, member),
            prose(inspect.getdoc(member) or ""),
        ]
        methods.append(f"[In the reference]({address})\n")
    (folder / "python-operations.md").write_text(_tidy("\n".join(methods)), "utf-8")


def _code(kind: type, codes: list[str]) -> str:
    found = re.search(r"\(`([a-z-]+)`\)", inspect.getdoc(kind) or "")
    return f"[`{found[1]}`](../reference/problems/{found[1]}.md)" if found and found[1] in codes else ""


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).rstrip() + "\n"


main(Path(sys.argv[1]))
