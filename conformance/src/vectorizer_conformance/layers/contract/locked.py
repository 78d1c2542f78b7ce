"""Operations that let no request in: what they answered shows nothing of them, and is no pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from vectorizer_conformance.layers.contract.events import GeneratedExchange
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Operation, Spec

# What is said of a request whose key was made up.
_MADE_UP = "(generated auth likely invalid)"
_REFUSALS = frozenset({401, 403, 407})


def locked(spec: Spec, cases: Sequence[GeneratedExchange], *, keys: bool) -> dict[str, str]:
    """Why nothing is known, by the id of the operation; `keys` says whether headers or a query went with every request.

    An operation that the document says is open is refused for its own reasons, as a log-in is.
    """
    found: dict[str, str] = {}
    for operation in spec.operations.values():
        label = f"{operation.method} {operation.path}"
        answered = [(one.valid, one.response.status) for one in cases if one.label == label and one.response]
        # A server may look at a request before it looks at its key: what is wrong with it is then said first.
        statuses = {status for valid, status in answered if valid} or {status for _, status in answered}
        if statuses and statuses <= _REFUSALS and not _is_open(spec, operation):
            told = " and ".join(map(str, sorted(statuses)))
            cure = "is the key right that goes with each?" if keys else f"give {_words(spec, operation)}"
            found[operation.id] = f"every valid request was answered {told}: {cure}"
    return found


def unproved(verdict: Verdict, found: Mapping[str, str]) -> Verdict:
    """The verdict, errored in place of a pass where no request was let in."""
    # An operation without an id is called after its path.
    reason = found.get(verdict.id.removeprefix(f"{verdict.topic}/"))
    if reason is None or verdict.topic == "contract/drift" or verdict.outcome not in ("pass", "fail"):
        return verdict
    if verdict.outcome == "fail":
        return replace(verdict, reasons=(*verdict.reasons, reason))
    return replace(verdict, outcome="errored", reasons=(reason,), trace=(), repro={})


def let_in(spec: Spec, case: GeneratedExchange, given: Sequence[tuple[str, str]]) -> GeneratedExchange:
    """The case without the blame for a made-up key, where the given headers that went with it are another that is right."""
    operation = next(
        (one for one in spec.operations.values() if f"{one.method} {one.path}" == case.label), None
    )
    if operation is None or case.request is None or not any(_MADE_UP in one for one in case.failures):
        return case
    sent = {(name.lower(), value) for name, value in case.request.headers}
    kept = [(name.lower(), value) for name, value in given if (name.lower(), value) in sent]
    schemes = spec.document.get("components", {}).get("securitySchemes", {})
    if not any(
        wanted and all(_is_given(spec.resolve(schemes.get(name, {})), kept) for name in wanted)
        for wanted in _security(spec, operation) or ()
    ):
        return case
    return replace(case, failures=tuple(one for one in case.failures if _MADE_UP not in one))


def _is_given(scheme: Mapping[str, Any], headers: Sequence[tuple[str, str]]) -> bool:
    """Whether these headers, with names in small letters, have what the scheme asks for."""
    place = scheme.get("in")
    if place == "header":
        return any(name == scheme["name"].lower() for name, _ in headers)
    if place == "cookie":
        cookies = [one.strip() for name, value in headers if name == "cookie" for one in value.split(";")]
        return any(one.startswith(f"{scheme['name']}=") for one in cookies)
    kind = scheme.get("scheme", "bearer").lower()
    return scheme.get("type") in ("http", "oauth2", "openIdConnect") and any(
        name == "authorization" and value.lower().startswith(f"{kind} ") for name, value in headers
    )


def _security(spec: Spec, operation: Operation) -> Any:
    own = spec.document["paths"][operation.path][operation.method.lower()]
    return own.get("security", spec.document.get("security"))


def _is_open(spec: Spec, operation: Operation) -> bool:
    """Whether the document lets everyone in; one that speaks of keys nowhere says nothing of it."""
    wanted = _security(spec, operation)
    if wanted is None:
        return any(_security(spec, one) for one in spec.operations.values())
    return not wanted or {} in wanted


def _words(spec: Spec, operation: Operation) -> str:
    """The options that give what the first alternative of the document asks for."""
    schemes = spec.document.get("components", {}).get("securitySchemes", {})
    options = []
    for name in (_security(spec, operation) or [{}])[0]:
        scheme = spec.resolve(schemes.get(name, {}))
        if scheme.get("type") != "apiKey":
            options.append("--header 'Authorization: …'")
        elif scheme["in"] == "query":
            options.append(f"--query '{scheme['name']}=…'")
        else:
            header = f"{scheme['name']}: …" if scheme["in"] == "header" else f"Cookie: {scheme['name']}=…"
            options.append(f"--header '{header}'")
    return " ".join(dict.fromkeys(options)) or "--header 'Authorization: …'"
