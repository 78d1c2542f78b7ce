"""From an answer to a value or an error; what is not as the specification says is never passed on as data."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

import pydantic

from .._generated.errors import BY_CODE, BY_STATUS
from .._types.errors import APIStatusError, CallContext, ResponseError
from .._types.operation import Operation, PlainText
from . import strict_json

T = TypeVar("T")

_SHOWN = 1024
_TYPE_SHOWN = 80
"""A longer one is not shown: cut, it could hold a part of a key that no search for the key finds."""
_JSON_TYPE = re.compile(
    r"\s*(?:[a-z]+/(?:[a-z0-9.!#$&^_-]+\+|x-)?json|application/x-amz-json-[0-9.]+)\s*(?:;|$)", re.IGNORECASE
)
_CHARSET = re.compile(r"charset=\"?([\w.:-]+)", re.IGNORECASE)
_NDJSON_TYPE = re.compile(r"\s*application/(?:(?:x-)?ndjson|jsonl|x-jsonlines)\s*(?:;|$)", re.IGNORECASE)


def value_of(
    operation: Operation[T],
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    sent: Mapping[str, object],
    context: Callable[[], CallContext],
) -> T:
    """The decoded success, with its ids checked against what was asked for."""
    if status not in operation.success:
        raise ResponseError(
            f"status {status} is not one that {operation.id} documents", context=context(), status=status
        )
    model = operation.results.get(status, operation.result)
    if model is None:
        return cast(T, None)
    if model is bytes:
        return cast(T, body)
    if model is PlainText:
        return cast(T, _text(headers, body, status, context))
    check_type(headers, _JSON_TYPE, "JSON", status, body, context)
    try:
        data = strict_json.decode(body)
    except strict_json.NotJson as error:
        raise ResponseError(
            f"the answer is not JSON: {error}", context=context(), status=status, body=shown(body)
        ) from None
    value = model_of(cast("type[T]", model), data, status, context)
    for argument, member in operation.echoes if model is operation.result else ():
        asked = sent.get(argument)
        if isinstance(asked, str) and asked != data.get(member):
            raise ResponseError(
                f"the answer is about another {argument}: its member {member!r} differs from the argument",
                context=context(),
                status=status,
            )
    return value


def _text(headers: Mapping[str, str], body: bytes, status: int, context: Callable[[], CallContext]) -> str:
    """An answer that is text, in the charset that it names, else UTF-8."""
    charset = _CHARSET.search(headers.get("content-type", ""))
    try:
        return body.decode(charset[1] if charset else "utf-8")
    except (LookupError, UnicodeDecodeError):
        raise ResponseError(
            "the answer is not text in the charset that it names", context=context(), status=status
        ) from None


@functools.cache
def _validator(model: Any) -> Callable[[object], object]:
    if isinstance(model, type) and issubclass(model, pydantic.BaseModel):
        return model.model_validate
    adapter = pydantic.TypeAdapter(model)
    return lambda data: adapter.validate_python(data, strict=True)


def model_of(model: type[T], data: object, status: int, context: Callable[[], CallContext]) -> T:
    """`data` as a model, or a ResponseError that names what is wrong and shows none of it."""
    try:
        return cast(T, _validator(cast(Any, model))(data))
    except pydantic.ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = "".join(f"/{part}" for part in first["loc"])
        raise ResponseError(
            f"the answer does not have the shape of {getattr(model, '__name__', model)}: {place or 'it'}: {first['msg']}",
            context=context(),
            status=status,
        ) from None
    except RecursionError:
        raise ResponseError("the answer is nested too deeply", context=context(), status=status) from None


def check_stream_type(status: int, headers: Mapping[str, str], context: Callable[[], CallContext]) -> None:
    check_type(headers, _NDJSON_TYPE, "NDJSON", status, b"", context)


def check_type(
    headers: Mapping[str, str],
    wanted: re.Pattern[str],
    name: str,
    status: int,
    body: bytes,
    context: Callable[[], CallContext],
) -> None:
    given = headers.get("content-type", "")
    if not wanted.match(given):
        raise ResponseError(
            f"the answer's content type must be {name}, got {given if len(given) <= _TYPE_SHOWN else 'another'!r}",
            context=context(),
            status=status,
            body=shown(body),
        )


def problem_in(headers: Mapping[str, str], body: bytes, scrub: Callable[[str], str]) -> dict[str, Any]:
    """The problem document of an error answer, without what `scrub` takes out; empty where there is none."""
    if not _JSON_TYPE.match(headers.get("content-type", "")):
        return {}
    try:
        data = strict_json.decode(body)
    except strict_json.NotJson:
        return {}
    if not isinstance(data, dict):
        return {}
    try:
        return {scrub(name): _without(value, scrub) for name, value in data.items()}
    except RecursionError:
        return {}


def _without(value: Any, scrub: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        # A code that is known is no key, even where a key happens to be a part of it.
        return value if value in BY_CODE else scrub(value)
    if isinstance(value, dict):
        return {scrub(name): _without(item, scrub) for name, item in value.items()}
    return [_without(item, scrub) for item in value] if isinstance(value, list) else value


def error_of(
    status: int,
    headers: Mapping[str, str],
    body: str,
    problem: dict[str, Any],
    context: CallContext,
    *,
    is_retryable: bool,
) -> APIStatusError:
    """The error that a status and its problem stand for: by code where it is known, else by status."""
    code = code_of(problem)
    text = _said(problem) or f"the server answered {status}"
    label = f"{status} {code}" if code else str(status)
    return error_class(status, code)(
        f"[{label}] {text} (request id {_told(problem) or headers.get('x-request-id') or context.request_id})",
        context=context,
        status=status,
        code=code,
        headers=headers,
        problem=problem,
        body=body[:_SHOWN],
        is_retryable=is_retryable,
        report=_report_of(problem),
    )


def _said(value: object) -> str | None:
    """What is wrong in words: of a problem its detail or title, of errors of other APIs what stands in their place."""
    if isinstance(value, Mapping):
        found = (_said(value.get(name)) for name in ("detail", "message", "error", "msg", "title"))
        return next(filter(None, found), None)
    if isinstance(value, list):
        return _said(value[0]) if value else None
    return value if isinstance(value, str) else None


def code_of(problem: Mapping[str, Any]) -> str | None:
    """The problem's stable slug, where it has one."""
    code = problem.get("code")
    return code if isinstance(code, str) else None


def _told(problem: Mapping[str, Any]) -> str | None:
    request_id = problem.get("request_id")
    return request_id if isinstance(request_id, str) else None


def error_class(status: int, code: str | None) -> type[APIStatusError]:
    by_code = BY_CODE.get(code) if code else None
    by_status = BY_STATUS.get(status, APIStatusError)
    # A code under a status that is not its own is believed as far as the status goes.
    return by_code if by_code is not None and issubclass(by_code, by_status) else by_status


def shown_whole(body: bytes) -> str:
    """The whole of a body that is no problem document, so that nothing which is cut in two escapes a search."""
    return body.decode("utf-8", "replace")


def shown(body: bytes) -> str:
    """The beginning of a body that could not be read, for a person to look at."""
    return body[:_SHOWN].decode("utf-8", "replace")


def _report_of(problem: Mapping[str, Any]) -> Any:
    report = problem.get("report")
    if not isinstance(report, dict):
        return None
    from .._generated import models

    made: Any = getattr(models, "BatchReport", None)
    if made is None:
        return None
    try:
        return made.model_validate(report)
    except pydantic.ValidationError:
        return None
