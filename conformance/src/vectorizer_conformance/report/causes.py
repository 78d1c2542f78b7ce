"""Failures by cause: one defect shows in many requirements, and is told once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vectorizer_conformance.report.contents import Report, Verdict
from vectorizer_conformance.report.stable import steady
from vectorizer_conformance.report.weight import weight

# Of each verdict, so many reasons tell causes apart.
REASONS = 4
# A reason that so many requirements of so many topics share, each beside its own, is a cause of its own.
SHARED, TOPICS = 10, 3
_ENDED = "the server ended by itself"
_NOT_THE_CLIENT = "the server, not the client: "
# Nor is who met it, and at which step.
_STEP = re.compile(
    rf"^(?:{_NOT_THE_CLIENT})?(?:the server's answer: )?(?:step \d+(?: of \d+)?(?:: | (?=\())|the end: )?"
)
_AT_END = re.compile(r"^at the end, (\w+) .*?: (?=/)")
# How a random sequence is asked again and how small it gets is no other cause; nor is which ids came in another order.
_AGAIN = re.compile(r"^(?:seed \d+: run |shrunk to |as JSON: |as a case:)")
_REORDERED = re.compile(r"(?<=in another order), .*")
# What a case expects is about this case: the same numbers elsewhere come from something else.
_OWN = re.compile(r"\bexpected\b|\bvalidation error\b")
# What breaks a keyword of a schema is one cause, whatever the value; several operations may share the schema.
_SCHEMA = re.compile(r"^response_schema_conformance: .* \((/\S+)\)$")
# What is left out of requests, or a header of answers, is one cause, whatever it would have been: what comes after follows.
_LEFT_OUT = re.compile(
    r"^(on the wire: \S+(?: \S+)?: expected |header/\S+: expected ).*(, sent nothing|, got nothing)$", re.S
)
# What an answer has of its own: a clock that it shows, and which operation and status it is an answer of.
_CLOCK = re.compile(r"(?<!\d)\d{10}(?:\d{3}){0,3}(?!\d)")
_ANSWER = re.compile(r"\b(is not documented for) \w+(?= \d{3}$)")
# Where in metadata, and which item, makes no other cause.
_DEEP = re.compile(r"\b((?:body|value)/metadata)/\S+?(?=:? )|(?<=/)\d+(?=[/:])")
# What should have been refused and was not: whatever the answer holds, and whatever else is said, follows from that.
_TAKEN = re.compile(
    r"^(expected the problem .*?|(?:\(\w+\): )?expected [45]\d\d \S+"
    r"|status: expected (?:one of )?\[?[45]\d\d[\d, ]*\]?), got 2\d\d(?!\d).*$",
    re.S,
)
# What is there, is not there or has changed is one cause, wherever it is not told: it is no matter of what was sent.
_STATE = re.compile(r"^expected the problem (?:\S+-(?:exists|not-found)|version-conflict), got 2xx$")
# Numbers that differ in the sign of a zero alone are one cause, whatever the others are.
_VECTORS = re.compile(r"expected vector\[(\d+)\](\(.*?\)), got vector\[\1\](\(.*?\))")
_NEGATIVE_ZERO = re.compile(r"-0(?=[,)])")
# What was refused and should not have been: nothing else of its answer can be right.
_REFUSED = re.compile(r"^status: expected (?:one of )?\[?2\d\d[\d, ]*\]?, got [45]\d\d$")
# A refusal in words of the server's own, without a code: it is one cause wherever it is met, and the rest follows.
_OWN_WORDS = re.compile(r"^expected the problem .*?, got (4\d\d) '[^'a-z].*$", re.S)
# A list of another length is one cause, whatever it holds; so is a key of metadata that is there or is not.
_LENGTH = re.compile(r"^(\S+?)(?:/\(length\))?: expected (\d+)(?: items: .*)?, got (\d+)(?:: .*)?$", re.S)
_KEY = re.compile(r"^((?:body|value)/metadata)/\S+: expected (?:no such key, got .*|.*, got nothing)$", re.S)
# What an adapter does wrong is one cause, whatever was asked at that moment.
_MOMENT = re.compile(r"; in flight: .*$|(?<= of )\S+(?= twice)| \(with '\w+'\)", re.S)
# Of these a whole topic is one cause.
_ANYWHERE = (": expected fewer items", ": expected more items", ": expected other keys")
_MISSING = re.compile(
    r"^the (?P<who>server|client) (?:has no (?P<operations>\w+(?:, \w+)*))?(?: and )?(?P<texts>embeds no texts)?$"
)
_ORDER = ("fail", "errored", "not implemented")


@dataclass(frozen=True)
class Cause:
    """Verdicts that say the same, the first of which stands for all, and what they say."""

    verdicts: tuple[Verdict, ...]
    reasons: tuple[str, ...]


Key = tuple[str, str, bool, str, str]


def causes(bad: Sequence[Verdict]) -> list[Cause]:
    """The causes of these verdicts: what breaks the run first, by how much a maintainer needs it; then what is only shown."""
    shared = _shared(bad)
    groups: list[tuple[list[Verdict], list[str]]] = [([], [reason]) for reason in shared.values()]
    told: dict[Key, list[Verdict]] = {key: group for key, (group, _) in zip(shared, groups, strict=True)}
    for verdict in bad:
        keys = _keys(verdict)
        for key in shared.keys() & keys.keys():
            told[key].append(verdict)
        first = next(iter(keys))
        left_out = _LEFT_OUT.match(first[3])
        own = [key for key in keys if key not in shared] if not left_out or first not in shared else []
        # What else a case expects follows from what failed first.
        follows = own and (left_out or all(key in told or key[-1] for key in own))
        if follows and own[0] in told:
            told[own[0]].append(verdict)
        elif own:
            groups.append(([verdict], [keys[key] for key in own]))
            for key in own:
                told.setdefault(key, groups[-1][0])
    found = [_cause(verdicts, reasons) for verdicts, reasons in groups]
    return sorted(found, key=_rank)


def _cause(verdicts: list[Verdict], reasons: list[str]) -> Cause:
    """The cause, told by the verdict that was made small, if one was."""
    first = max(verdicts, key=lambda verdict: sum(map(bool, map(_AGAIN.match, verdict.reasons))))
    again = [reason for reason in first.reasons[:REASONS] if _AGAIN.match(reason)]
    if again and first is not verdicts[0]:
        verdicts, reasons = [first, *(one for one in verdicts if one is not first)], [first.reasons[0]]
    return Cause(tuple(verdicts), (*reasons, *again))


def _rank(cause: Cause) -> tuple[bool, int, int, int]:
    """The place of a cause; of equal weight, what breaks more requirements comes first."""
    verdict, reasons = cause.verdicts[0], [one for one in cause.reasons if not _AGAIN.match(one)]
    outcome = _ORDER.index(verdict.outcome) if verdict.outcome in _ORDER else len(_ORDER)
    return verdict.level != "MUST", outcome, weight(verdict, reasons), -len(cause.verdicts)


def _keys(verdict: Verdict) -> dict[Key, str]:
    """Each reason of a verdict, under a key that tells it from others."""
    # What a server does wrong is one cause, whichever client met it.
    row = "" if verdict.reasons and _NOT_THE_CLIENT in verdict.reasons[0] else verdict.row
    kind = row, verdict.outcome, verdict.level == "MUST"
    found: dict[Key, str] = {}
    said = [one for one in verdict.reasons[:REASONS] if not _AGAIN.match(one)] or [""]
    # What else is said of a server that ended follows from that.
    first = _STEP.sub("", said[0])
    follow = any(_ENDED in one for one in said) or any(
        one.match(first) for one in (_TAKEN, _REFUSED, _OWN_WORDS)
    )
    for reason in [one for one in said if _ENDED in one][:1] or (said[:1] if follow else said):
        # What a run makes up, and at which step it was found, make no other reason.
        words = _MOMENT.sub("", _plain(_REORDERED.sub("", _STEP.sub("", steady(reason)))))
        left_out = _LEFT_OUT.match(words)
        words = f"{left_out[1]}…{left_out[2]}" if left_out else words
        own = verdict.outcome == "fail" and not left_out and _OWN.search(words)
        if broken := _SCHEMA.match(words):
            alone = not broken[1].startswith("/components/")
            words = f"{broken[1]} {verdict.id.rpartition('/')[2] if alone else ''}"
        place = _DEEP.sub(lambda found: f"{found[1]}/…" if found[1] else "…", words)
        place = _ANSWER.sub(r"\1 …", _CLOCK.sub("…", place))
        near = verdict.topic.partition("/")[0] if place.endswith(_ANYWHERE) else verdict.topic
        near = "" if _STATE.match(place) else near
        found.setdefault((*kind, place, near if own else ""), reason)
    return found


def _zeros(found: re.Match[str]) -> str:
    expected, got = (_NEGATIVE_ZERO.sub("0", found[number]) for number in (2, 3))
    return "expected zeros of another sign" if expected == got else found[0]


def _plain(words: str) -> str:
    """The words without what only this answer holds."""
    words = _VECTORS.sub(_zeros, _AT_END.sub(r"(\1): ", words))
    if taken := _TAKEN.match(words):
        return f"{taken[1]}, got 2xx"
    if refusal := _OWN_WORDS.match(words):
        return f"got {refusal[1]} without a code"
    if key := _KEY.match(words):
        return f"{key[1]}/…: expected other keys"
    length = _LENGTH.match(words)
    if length and ("items:" in words or "(length)" in words):
        return f"{length[1]}: expected {'fewer' if int(length[2]) < int(length[3]) else 'more'} items"
    return words


def _shared(bad: Iterable[Verdict]) -> dict[Key, str]:
    """The reasons that many verdicts have beside others."""
    topics: defaultdict[Key, list[str]] = defaultdict(list)
    beside: set[Key] = set()
    words: dict[Key, str] = {}
    for verdict in bad:
        keys = _keys(verdict)
        for key, reason in keys.items():
            topics[key].append(verdict.topic)
            words.setdefault(key, _STEP.sub("", reason))
        if len(keys) > 1:
            beside |= keys.keys()
    return {
        key: words[key]
        for key, found in topics.items()
        if key in beside and len(found) >= SHARED and len(set(found)) >= TOPICS
    }


def missing(report: Report, row: str | None = None) -> dict[str, int]:
    """The parts that the server, or the client of a row, lacks, and how many requirements could not be tried for each."""
    found: dict[str, int] = {}
    for verdict in report.verdicts:
        for name in lacked(verdict, "client" if row else "server") if row in (None, verdict.row) else ():
            found[name] = found.get(name, 0) + 1
    return found


def lacked(verdict: Verdict, who: str = "server|client") -> list[str]:
    """The parts that the server or the client lacks for this requirement: operations, or `texts`."""
    if verdict.outcome != "not implemented" or len(verdict.reasons) != 1:
        return []
    said = _MISSING.match(verdict.reasons[0])
    if said is None or said["who"] not in who:
        return []
    names = said["operations"].split(", ") if said["operations"] else []
    return [*names, *(["texts"] if said["texts"] else [])]
