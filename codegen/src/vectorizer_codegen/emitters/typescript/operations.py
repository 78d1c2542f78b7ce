"""Operations as the templates see them; what the runtime cannot send is refused here, with its place."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, replace

from ... import ir, names
from ...errors import Problem, Refusals
from .. import keys, limits
from . import docs, shapes, types
from .arguments import Argument, argument_of, check_names, method_name
from .descriptor import READ, auth_of, descriptor_of

_RUNTIME_TYPES = frozenset({"Batch", "Call", "Keyed"})
"""`<name>Options` are types of the runtime."""


@dataclass(frozen=True)
class View:
    """All that the templates say of one operation."""

    name: str
    pascal: str
    doc: list[str]
    positional: tuple[Argument, ...]
    options: tuple[Argument, ...]
    operation: ir.Operation
    descriptor: str
    described: str
    """The type that the descriptor's reader gives."""
    result: str
    """The type of the answer; `void` where it has none."""
    reader: str
    items: str
    """The wire name of the batch's argument, or empty."""
    item_type: str
    """The type of one listed item."""
    is_special: bool
    """Whether it is more than JSON over paths, queries and headers."""
    auth: str
    """The credentials that it takes, as source; empty where they are those of every call."""
    parameters: str
    """Its type parameter, where the caller may name the type of free-form objects that come back."""
    fixed: tuple[tuple[str, str], ...] = ()
    """Of a further name: the arguments that it fixes, by their keys."""
    target: str = ""
    """Of a further name: that of the operation."""

    either: tuple[Argument, ...] = ()
    """Two options, of which one may be given by position: a text as the first."""

    @property
    def needs_options(self) -> bool:
        """Whether a call cannot do without options."""
        return any(option.required for option in self.options)

    @property
    def called(self) -> str:
        """The operation as the runtime gets it: a body that is not required is not sent where nothing of it is given."""
        body = self.operation.body
        described = f"operation.{self.name}"
        if self.target:
            described = f'{{ ...operation.{self.target}, id: "{self.operation.operation_id}" }}'
        if body is None or body.required or self.operation.batch or self.fixed:
            return described
        fields = {field.argument for field in body.fields}
        options = [json.dumps(a.name) for a in (*self.positional, *self.options) if a.wire in fields]
        return f"queries.optionalBody({', '.join([described, 'options', *options])})"

    @property
    def given(self) -> str:
        """The options as the runtime gets them: what a header carries is text."""
        writers = [f"{option.name}: {option.writer}" for option in self.options if option.writer]
        return f"queries.asText(options, {{ {', '.join(writers)} }})" if writers else "options"

    @property
    def kind(self) -> str:
        """Which helper of the runtime makes the call: special, batch, whole, pages, stream or call."""
        if self.is_special:
            return "special"
        if self.operation.batch:
            return "batch"
        if self.operation.body and not self.operation.body.spread:
            return "whole"
        if self.operation.pagination:
            return "pages"
        return "stream" if self.is_streamed else "call"

    @property
    def is_streamed(self) -> bool:
        """Whether the answer is records that come one by one."""
        return self.operation.success.kind == "ndjson"

    @property
    def is_begun(self) -> bool:
        """Whether those come of a call that another helper makes."""
        return self.is_streamed and self.kind != "stream"


def views(api: ir.Api, known: types.Types) -> tuple[View, ...]:
    """Every operation, in document order; SpecError with everything that the runtime cannot send or read."""
    refusals = Refusals()
    refusals.problems.update(dict.fromkeys(limits.problems(api)))
    for operation in api.operations:
        if operation.method == "TRACE":
            refusals.problems[
                Problem(operation.pointer, "JavaScript's fetch sends no TRACE; leave this operation out")
            ] = None
    made = [
        refusals.attempt(functools.partial(_view, api, known, operation))
        for operation in api.operations
        if not any(limits.problems_of(api, operation))
    ]
    refusals.finish()
    return tuple(
        one
        for view in made
        if view is not None
        for one in (view, *(_further(view, alias) for alias in view.operation.aliases))
    )


def _further(view: View, alias: ir.Alias) -> View:
    """The same call under a further name, with what it fixes."""
    operation = replace(view.operation, operation_id=alias.name)
    fixed = {wire: docs.literal(value) for wire, value in alias.fixed}
    said = ", ".join(
        f"{option.name}: {fixed[option.sent]}" for option in view.options if option.sent in fixed
    )
    told = replace(
        view.operation,
        summary=alias.summary,
        description=f"The same as `{view.name}` with `{said}`. {view.operation.description}",
    )
    name = method_name(operation)
    return replace(
        view,
        name=name,
        pascal=_pascal(operation),
        doc=docs.operation_doc(told, name, {a.wire: a.doc for a in (*view.positional, *view.options)}),
        options=tuple(option for option in view.options if option.sent not in fixed),
        operation=operation,
        fixed=tuple((option.key, fixed[option.sent]) for option in view.options if option.sent in fixed),
        target=view.name,
    )


def used_readers(all_views: tuple[View, ...]) -> tuple[str, ...]:
    """The named readers that operations use, in order, each once."""
    used = (re.findall(r"(?<![.\w\"])read[A-Z]\w*", view.descriptor) for view in all_views)
    return tuple(dict.fromkeys(name for found in used for name in found))


def _view(api: ir.Api, known: types.Types, operation: ir.Operation) -> View:
    arguments = [argument_of(api, known, operation, a) for a in operation.arguments]
    check_names(operation, arguments)
    first, rest = arguments[: len(operation.positional)], arguments[len(operation.positional) :]
    name = method_name(operation)
    answer = operation.success
    results = dict.fromkeys(_got(known, one) for one in (answer, *operation.others))
    result = " | ".join(results) if len(results) > 1 else _got(known, answer).replace("undefined", "void")
    reader = shapes.reader(api, answer.schema) if answer.schema and answer.kind not in READ else ""
    items = ""
    if operation.batch:
        items = (
            next(f.argument for f in operation.body.fields if f.name == operation.batch.items)
            if operation.body
            else ""
        )
    is_generic = any(one.schema and known.is_generic(one.schema) for one in (answer, *operation.others))
    described = "any" if is_generic else result
    # A reader without a name is of a wider type than what it reads.
    is_cast = is_generic or len(results) > 1 or (reader != "" and not re.fullmatch(r"read[A-Z]\w*", reader))
    return View(
        name=name,
        pascal=_pascal(operation),
        doc=docs.operation_doc(operation, name, {a.wire: a.doc for a in arguments}),
        positional=tuple(first),
        options=tuple(rest),
        operation=operation,
        # What comes back is of the type that the caller names: nothing can check that.
        descriptor=descriptor_of(
            api,
            operation,
            arguments,
            f"{reader} as read.Reader<{described}>" if is_cast and reader else reader,
            items,
        ),
        described=described,
        result=result,
        reader=reader,
        items=items,
        item_type=_item_type(api, known, operation),
        either=tuple(next(one for one in rest if one.wire == name) for name in operation.either),
        is_special=limits.is_special(api, operation),
        auth=auth_of(api, operation),
        parameters=f"<{types.FREE} extends Record<string, any> = models.{known.free_form}>"
        if is_generic
        else "",
    )


def schemes(known: keys.Keys) -> dict[str, str]:
    """Where each credential goes, as source."""
    made = {}
    for key in known.every:
        said = [f"place: {json.dumps(key.place)}", f"name: {json.dumps(key.name)}"]
        said += [f"prefix: {json.dumps(key.prefix)}"] if key.prefix else []
        said += ["isBasic: true"] if key.is_basic else []
        said += ["isDefault: true"] if key == known.default else []
        made[json.dumps(key.scheme)] = f"{{ {', '.join(said)} }}"
    return made


def _got(known: types.Types, answer: ir.Response) -> str:
    if answer.kind in READ:
        return READ[answer.kind][0]
    return known.got(answer.schema) if answer.schema else "undefined"


def _item_type(api: ir.Api, known: types.Types, operation: ir.Operation) -> str:
    page = api.resolve(operation.success.schema) if operation.success.schema else None
    if not operation.pagination or not isinstance(page, ir.ObjectSchema):
        return ""
    listed = api.resolve(page.property(operation.pagination.items).schema)
    return known.got(listed.items) if isinstance(listed, ir.ArraySchema) else "unknown"


def _pascal(operation: ir.Operation) -> str:
    name = names.pascal_case(operation.operation_id)
    return f"{name}Operation" if name in _RUNTIME_TYPES else name
