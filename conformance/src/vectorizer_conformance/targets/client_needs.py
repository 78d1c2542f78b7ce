"""What a case asks of a client: features that it must set out to have, and those it must name to be sent the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.casefile import Case, Step
from vectorizer_conformance.casefile.demands import FINER, by_clause

# Members of a command that only a client with the feature is sent.
_OFFERS = {
    "batch-options": {"concurrency", "resume", "progress"},
    "copies": {"copy"},
    "leaving": {"take"},
    "small-reports": {"compact", "keep_results"},
    "limits": {"read_timeout", "max_response_bytes"},
}
# Values that only a client with the feature `more-values` is sent.
_MORE_VALUES = frozenset({"$file", "$native", "$broken", "$async"})


def offers(case: Case) -> set[str]:
    """The features that the steps' options and values stand for."""
    given = {name for step in case.steps for name in (*step.call, *step.client_options)}
    offered = {feature for feature, names in _OFFERS.items() if names & given}
    if any("timeout" in step.call and step.call["timeout"] is None for step in case.steps):
        offered.add("limits")
    return offered | ({"more-values"} if any(_more(step.arguments) for step in case.steps) else set())


def _more(value: Any) -> bool:
    """Whether a value of these is anywhere in it."""
    if isinstance(value, Mapping):
        return any(key in _MORE_VALUES or _more(item) for key, item in value.items())
    return isinstance(value, list) and any(map(_more, value))


def needs(case: Case) -> set[str]:
    """The features that a client must set out to have for this case."""
    rule = by_clause().get(case.clause)
    if rule is not None and rule.always:
        return set(case.needs)  # what is about safety is asked of everybody
    found: set[str] = set(case.needs) | ({rule.lacks} if rule and rule.lacks in FINER else set())
    for step in case.steps:
        wanted = step.client if isinstance(step.client, Mapping) else {}
        if step.client == "refuses" or _names(wanted.get("error", {}).get("kind")) & {
            "validation",
            "configuration",
        }:
            found.add("validation")
        if _names(wanted.get("error", {}).get("kind")) & {"response", "not-supported"}:
            found.add("response-checks")
        if step.call.get("collect") == "all":
            found.add("paging")
        if step.cancel_after_ms is not None:
            found.add("cancel")
            if step.replies and step.replies[0].get("status", 200) >= 400:
                found.add("retries")
        if any(reply.get("close") == "before" for reply in step.replies):
            found.add("lost-connections")
        found |= {f"status-{status}" for status in (407, 408) if _is_answered(step, status)}
        if {"concurrency", "resume", "progress"} & set(step.call):
            found.add("splitting")
        if any("holds" in reply for reply in step.replies):
            found |= {"retries", "splitting"}
        elif step.replies and wanted.get("sent", 1) != 1:
            found.add("retries")
        if not step.replies and wanted.get("sent", 1) not in (0, 1) and step.call.get("collect") != "all":
            found.add("splitting")
    return found


def _is_answered(step: Step, status: int) -> bool:
    return any(reply.get("status") == status for reply in step.replies)


def _names(value: Any) -> set[str]:
    """The texts in a matcher."""
    if isinstance(value, str):
        return {value}
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return {name for item in items for name in _names(item)}
