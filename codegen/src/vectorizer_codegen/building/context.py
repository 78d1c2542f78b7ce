"""The context of all builders: the document, the problems found so far, references and strict reading of members."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn, Protocol

from ..errors import Problem, SpecError
from ..ir import Api, Notice
from ..schema import RefSchema, Schema
from ..source import Document, join
from .part import Part

OPERATION_EXTENSIONS = (
    "x-idempotency",
    "x-pagination",
    "x-batch",
    "x-sdk-signature",
    "x-sdk-aliases",
    "x-problems",
)
SCHEMA_EXTENSIONS = ("x-problem-codes",)
SCHEME_EXTENSIONS = ("x-sdk-same-key",)
DOCUMENT_EXTENSIONS = ("x-retry", "x-idempotency-store", "x-sdk-errors", "x-vectors")
EXTENSIONS = OPERATION_EXTENSIONS + SCHEMA_EXTENSIONS + SCHEME_EXTENSIONS + DOCUMENT_EXTENSIONS


class Context:
    """Collects problems and notices while a document is built."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: dict[tuple[str, str], Problem] = {}
        self.notices: dict[tuple[str, str], Notice] = {one: Notice(*one) for one in document.notes}
        version = document.data.get("openapi") if isinstance(document.data, dict) else None
        self.is_30 = isinstance(version, str) and version.startswith("3.0")

    def refuse(self, pointer: str, reason: str) -> None:
        """Note a problem and go on, so that all are reported at once."""
        self.problems.setdefault((pointer, reason), self.document.problem(pointer, reason))

    def fail(self, pointer: str, reason: str) -> NoReturn:
        """Give this element up: whoever collects it calls `caught`."""
        raise SpecError(self.document.problem(pointer, reason))

    def caught(self, error: SpecError) -> None:
        """Keep the problems of an element that was given up."""
        for problem in error.problems:
            self.problems.setdefault((problem.pointer, problem.reason), problem)

    def notice(self, pointer: str, reason: str, is_wrong: bool = False) -> None:
        """Note something that is left out on purpose; `is_wrong` where a contract of one's own must not have it."""
        self.notices.setdefault((pointer, reason), Notice(pointer, reason, is_wrong))

    def finish(self, rest: Api | None = None) -> None:
        """Raise everything that was refused, in document order, with the API that is there all the same."""
        if self.problems:
            error = SpecError(
                sorted(self.problems.values(), key=lambda p: (p.line or 0, p.pointer, p.reason))
            )
            error.rest = rest
            raise error

    def mapping(self, value: Any, pointer: str, what: str) -> dict[str, Any]:
        """The value as an object, or a refusal and an empty one."""
        if isinstance(value, dict):
            return value
        self.refuse(pointer, f"{what} must be an object, not {type_name(value)}")
        return {}

    def sequence(self, value: Any, pointer: str, what: str) -> list[Any]:
        """The value as a list, or a refusal and an empty one."""
        if isinstance(value, list):
            return value
        self.refuse(pointer, f"{what} must be a list, not {type_name(value)}")
        return []

    def string(self, node: Mapping[str, Any], key: str, pointer: str, required: bool = False) -> str:
        """A string member; empty when absent."""
        if key not in node:
            if required:
                self.refuse(pointer, f"`{key}` is missing")
            return ""
        if not isinstance(node[key], str):
            self.refuse(join(pointer, key), f"`{key}` must be a string, not {type_name(node[key])}")
            return ""
        return str(node[key])

    def boolean(self, node: Mapping[str, Any], key: str, pointer: str, default: bool = False) -> bool:
        """A boolean member, or its default."""
        value = node.get(key, default)
        if not isinstance(value, bool):
            self.refuse(join(pointer, key), f"`{key}` must be true or false, not {type_name(value)}")
            return default
        return value

    def members(
        self, node: Mapping[str, Any], pointer: str, known: Collection[str], extensions: Collection[str] = ()
    ) -> None:
        """Refuse every member that is not known here; note extensions that mean nothing to us."""
        for key in node:
            if key in known or key in extensions:
                continue
            place = join(pointer, key)
            if not key.startswith("x-"):
                near = difflib.get_close_matches(key, known, 1)
                hint = f"; is `{near[0]}` meant?" if near else ""
                self.refuse(place, f"`{key}` is not known here{hint}")
            elif key in EXTENSIONS:
                self.refuse(place, f"`{key}` has no meaning here")
            elif near := difflib.get_close_matches(key, EXTENSIONS, 1, 0.9):
                self.refuse(place, f"`{key}` is not known; is `{near[0]}` meant?")
            else:
                self.notice(place, f"the extension `{key}` means nothing to codegen")

    def deref(self, node: Any, pointer: str, section: str) -> tuple[dict[str, Any], str]:
        """An object with its `$ref` followed, and where it stands; refs go to `#/components/<section>/…` only."""
        seen: set[str] = set()
        while True:
            if not isinstance(node, dict):
                self.fail(pointer, f"must be an object, not {type_name(node)}")
            if "$ref" not in node:
                return node, pointer
            self.members({key: node[key] for key in node if key.startswith("x-")}, pointer, ())
            extra = [key for key in node if key not in ("$ref", "description", "summary") and key[:2] != "x-"]
            for key in extra:
                self.notice(join(pointer, key), f"OpenAPI ignores `{key}` beside $ref")
            name = self.ref_name(node["$ref"], join(pointer, "$ref"), section)
            if name in seen:
                self.fail(join(pointer, "$ref"), "the reference leads back to itself")
            seen.add(name)
            pointer = join("/components", section, name)
            node = self.document.data["components"][section][name]

    def ref_name(self, ref: Any, pointer: str, section: str) -> str:
        """The component's name that a reference means; it must be local and exist."""
        prefix = f"#/components/{section}/"
        if not isinstance(ref, str):
            self.fail(pointer, f"$ref must be a string, not {type_name(ref)}")
        if not ref.startswith("#"):
            self.fail(pointer, f"`{ref}` leads out of the document")
        name = ref.removeprefix(prefix).replace("~1", "/").replace("~0", "~")
        if not ref.startswith(prefix) or "/" in ref.removeprefix(prefix):
            told = f"leads to no component of {prefix}" if self._is_there(ref) else "leads nowhere"
            self.fail(pointer, f"`{ref}` {told}")
        components = self.document.data.get("components")
        found = components.get(section) if isinstance(components, dict) else None
        if not isinstance(found, dict) or name not in found:
            self.fail(pointer, f"`{ref}` leads nowhere")
        return name

    def _is_there(self, ref: str) -> bool:
        """Whether anything stands at this place of the document."""
        found: Any = self.document.data
        for step in ref.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            if isinstance(found, list) and key.isdigit() and int(key) < len(found):
                found = found[int(key)]
            elif isinstance(found, dict) and key in found:
                found = found[key]
            else:
                return False
        return True


class Builder(Protocol):
    """A builder of the schemas inside of a schema, given to the functions that build one kind of them."""

    parts: dict[str, Part]
    """The named objects that were members of allOf: each is made once, however often it is one."""

    @property
    def context(self) -> Context: ...

    def build(self, node: Any, pointer: str) -> Schema:
        """The schema at a place."""

    def plain(self, node: Mapping[str, Any], pointer: str) -> Schema:
        """The object that the members of this node say, whatever else it says."""

    def resolve(self, schema: Schema) -> Schema:
        """The schema itself, following references by name; only once every schema is there."""

    def referred(self, schema: RefSchema) -> Schema:
        """The schema that a reference means, made ahead where it is not there yet."""

    def meet(self, one: Schema, other: Schema) -> Schema:
        """The schema of what fits both; raises `Clash`."""

    def later(self, check: Callable[[], None]) -> None:
        """Run a check once every schema is there."""


def type_name(value: Any) -> str:
    """The JSON name of a value's type."""
    if value is None:
        return "null"
    names = {
        bool: "a boolean",
        int: "a number",
        float: "a number",
        str: "a string",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), type(value).__name__)
