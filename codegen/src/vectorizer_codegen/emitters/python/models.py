"""Models of answers, written by datamodel-code-generator from a simplified copy of the schemas.

Answers are read tolerantly: shapes are kept, of limits only the least that an integer can be, and enumerations stay
open, so that a newer server does not break an older client. Vectors, timestamps and integers become the runtime's own
types.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from ... import ir, queries, render
from .types import Types

RUNTIME = "vectorizer_client._types.models"
CODES = "vectorizer_client._generated.errors"

_CONFIG = re.compile(r"    model_config = ConfigDict\(\n(?: {8}.*\n)*    \)\n")
_WRAPPED = re.compile(r"(from \S+ import )\(\n((?: {4}\w+,\n)+)\)")
_MEMBER = re.compile(r"    (\w+): (.+)")

_FLAGS = (
    "--input-file-type", "openapi",
    "--openapi-scopes", "schemas",
    "--output-model-type", "pydantic_v2.BaseModel",
    "--base-class", f"{RUNTIME}.Model",
    "--target-python-version", "3.10",
    "--use-annotated",
    "--field-constraints",
    "--use-union-operator",
    "--use-standard-collections",
    "--enum-field-as-literal", "all",
    "--strict-nullable",
    "--use-schema-description",
    "--use-double-quotes",
    "--disable-timestamp",
    "--disable-future-imports",
    "--custom-file-header", "#",
)  # fmt: skip


def models_source(api: ir.Api, types: Types) -> str:
    """The module of models for the answers that `types` has seen, and for what they hold."""
    simple = _Simple(api)
    for name in types.models:
        simple.named(name)
    for name in simple.schemas:
        if name not in types.models:
            types.models.append(name)
    document = {
        "openapi": "3.1.0",
        "info": {"title": api.title, "version": api.version},
        "paths": {},
        "components": {"schemas": simple.schemas},
    }
    with tempfile.TemporaryDirectory(prefix="vectorizer-models-") as scratch:
        folder = Path(scratch)
        (folder / "answers.json").write_text(json.dumps(document), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "datamodel_code_generator",
            "--input",
            "answers.json",
            "--output",
            "models.py",
        ]
        render.run_tool([*command, *_FLAGS], folder)
        source = (folder / "models.py").read_text("utf-8")
    return render.banner() + _finished(source, simple)


def _finished(source: str, simple: _Simple) -> str:
    """The generator's module with relative imports, a docstring for each member, and typed access by name."""
    # The runtime's types bring their own validation, so the base class's configuration serves all.
    source = _CONFIG.sub("", source).removeprefix("#").replace("from pydantic import ConfigDict\n", "")
    source = _WRAPPED.sub(lambda found: found[1] + ", ".join(found[2].replace(",", " ").split()), source)
    # No postponed annotations here: pydantic would have to evaluate each at import, a third of the time it takes.
    lines = ['"""Models of answers."""', ""]
    current = ""
    members: dict[str, str] = {}
    for line in [*source.splitlines(), "class"]:
        if line.startswith("class") or (members and line[:1].strip()):
            lines += _access(members)
            members = {}
        if line == "class":
            break
        if line.startswith("class"):
            current = line[6:].split("(")[0]
        elif line.startswith("from typing import"):
            line = "from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, overload"
        for absolute, relative in ((RUNTIME, ".._types.models"), (CODES, ".errors")):
            line = line.replace(f"from {absolute} import", f"from {relative} import")
        if line.startswith("from .._types.models import"):
            line += ", NotNull"
        found = _MEMBER.fullmatch(line) if current else None
        if found and found[1] in simple.never_null[current]:
            # Absent is None for the reader; a null in the answer is still wrong.
            line = f"    {found[1]}: Annotated[{found[2].removesuffix(' = None')}, NotNull] = None"
        lines.append(line)
        if found:
            members[found[1]] = found[2]
            if text := simple.descriptions[current].get(found[1]):
                lines.append(f'    """{text}"""')
        elif line.startswith("from .._types.models"):
            lines += ["", '_D = TypeVar("_D")']
    return "\n".join(lines) + "\n"


def _access(members: dict[str, str]) -> list[str]:
    """Overloads of `model["name"]` and `model.get("name")`, one for each type that members have."""
    if not members:
        return []
    by_type: dict[str, list[str]] = {}
    for name, annotation in members.items():
        by_type.setdefault(annotation.removesuffix(" = None").removesuffix(" | None"), []).append(name)
    get, item = [], []
    for annotation, names in by_type.items():
        literal = f"Literal[{', '.join(map(repr, names))}]"
        item += ["@overload", f"def __getitem__(self, name: {literal}) -> {annotation}: ..."]
        get += [
            "@overload",
            f"def get(self, name: {literal}, default: None = None) -> {annotation} | None: ...",
        ]
        get += ["@overload", f"def get(self, name: {literal}, default: {annotation}) -> {annotation}: ..."]
        get += ["@overload", f"def get(self, name: {literal}, default: _D) -> {annotation} | _D: ..."]
    item += [
        "@overload",
        "def __getitem__(self, name: str) -> Any: ...",
        "def __getitem__(self, name: str) -> Any: ...",
    ]
    get += ["@overload", "def get(self, name: str, default: Any = None) -> Any: ..."]
    get += ["def get(self, name: str, default: Any = None) -> Any: ..."]
    return ["", "    if TYPE_CHECKING:", *(f"        {line}" for line in item + get), "", ""]


class _Simple:
    """Schemas of the IR as plain JSON Schema: shapes only."""

    def __init__(self, api: ir.Api) -> None:
        self._api = api
        self.schemas: dict[str, Any] = {}
        self.descriptions: dict[str, dict[str, str]] = {}
        """Of members, by schema."""
        self.never_null: dict[str, frozenset[str]] = {}
        """Members that may be absent and not null, by schema."""

    def named(self, name: str) -> dict[str, Any]:
        if name not in self.schemas:
            schema = self._api.schema(name)
            self.schemas[name] = {}
            self.schemas[name] = {
                **self._shape(schema),
                "description": " ".join(schema.description.split()) or "As the contract has it.",
            }
            assert isinstance(schema, ir.ObjectSchema)
            self.never_null[name] = frozenset(
                member.name
                for member in schema.properties
                if not member.required and not self._nullable(member.schema)
            )
            self.descriptions[name] = {
                member.name: self._description(member.schema) for member in schema.properties
            }
        return {"$ref": f"#/components/schemas/{name}"}

    def _nullable(self, schema: ir.Schema) -> bool:
        resolved = self._api.resolve(schema)
        if isinstance(resolved, ir.UnionSchema):
            return any(self._nullable(option) for option in resolved.options)
        return isinstance(resolved, (ir.NullSchema, ir.AnySchema))

    def _description(self, schema: ir.Schema) -> str:
        own = schema.description or self._api.resolve(schema).description
        return render.prose(own.replace('"', "'"))

    def _shape(self, schema: ir.Schema) -> dict[str, Any]:
        if queries.is_vector(self._api, schema):
            return {"type": "array", "items": {"type": "number"}, "customTypePath": f"{RUNTIME}.VectorData"}
        match schema:
            case ir.RefSchema():
                resolved = self._api.resolve(schema)
                if isinstance(resolved, ir.ObjectSchema) and resolved.properties:
                    return self.named(schema.name)
                return self._shape(resolved)
            case ir.StringSchema(format="date-time"):
                return {"type": "string", "customTypePath": f"{RUNTIME}.Timestamp"}
            case ir.StringSchema(enum=None):
                return {"type": "string"}
            case ir.StringSchema() if schema.enum == tuple(
                problem.code for problem in self._api.problem_codes
            ):
                return {"type": "string", "customTypePath": f"{CODES}.ProblemCode"}
            case ir.StringSchema():
                return {"anyOf": [{"type": "string", "enum": list(schema.enum or ())}, {"type": "string"}]}
            case ir.IntegerSchema() if schema.minimum is not None and schema.minimum >= 0:
                kind = "Positive" if schema.minimum > 0 else "Count"
                return {"type": "integer", "customTypePath": f"{RUNTIME}.{kind}"}
            case ir.IntegerSchema():
                return {"type": "integer", "customTypePath": f"{RUNTIME}.WholeNumber"}
            case ir.NumberSchema():
                return {"type": "number"}
            case ir.BooleanSchema():
                return {"type": "boolean"}
            case ir.NullSchema():
                return {"type": "null"}
            case ir.ArraySchema():
                return {"type": "array", "items": self._shape(schema.items)}
            case ir.ObjectSchema(properties=()):
                return {"type": "object", "additionalProperties": True}
            case ir.ObjectSchema():
                return {
                    "type": "object",
                    "required": [member.name for member in schema.properties if member.required],
                    "properties": {member.name: self._shape(member.schema) for member in schema.properties},
                }
            case ir.UnionSchema():
                options = [self._shape(option) for option in schema.options]
                if any(not option for option in options):
                    return {}
                return {"anyOf": options}
            case _:
                return {}
