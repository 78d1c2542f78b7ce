"""A summary for a server's maintainers: a row for each operation of its document, and routes that no document has."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from rich.table import Table
from rich.text import Text

from vectorizer_conformance.report.causes import lacked
from vectorizer_conformance.report.contents import Report
from vectorizer_conformance.report.counted import counted
from vectorizer_conformance.report.escape import printable

_OF_OPERATION = re.compile(r"contract/(examples|coverage|fuzzing|stateful|reached)/(.+)")
# The requirement that a server fails which ends, or answers no more.
_ENDED = "contract/ended/server"
_STATUS = re.compile(r"Received: (\d{3})")
_BREAKS = ("response_schema_conformance", "response_headers_conformance")
_OTHER_TYPE = re.compile(r"content_type_conformance: .*Received: (\S+)")
# What breaks a schema: the status, what is wrong, and the place in the schema, of which the last name is enough here.
_BROKEN = re.compile(r"\w+: \d{3}: (.*?)(?: \(/(?:[^()]*/)?([^()/]*)\))?$")
# The checks of Schemathesis, in few words.
_PLAIN = {
    "ignored_auth": "asks for no key",
    "use_after_free": "still has what was deleted",
    "ensure_resource_availability": "lacks what was made",
    "allow_header_conformance": "names other methods in Allow",
}
# Of the checks of what must be refused: what a server does that takes it, and what is asked of it otherwise.
_REFUSED = {
    "negative_data_rejection": ("takes what is forbidden", "what is forbidden"),
    "missing_required_header": ("does without a required header", "a required header that is missing"),
    "unsupported_method": ("takes a method that is not documented", "{method}, which is not documented"),
}
_CAME = re.compile(
    r"it is answered (\d{3})|Got (\d{3}) when|method (\w+) returned (\d{3})|: (\w+) returned (405) without"
)
_LOCKED = re.compile(r"every valid request was answered (.*?): (.*)")
# What follows the reason in a message of Schemathesis.
_DETAILS = re.compile(r" (?:Validated against|Schema:|Schema at|Value:)")
_OUTSIDE = re.compile(r"^(?:(\w+) )?(/\S*) is not in the contract")
MOST = 40


@dataclass
class OperationSummary:
    """One operation of the summary."""

    routed: bool = True
    silences: list[str] = field(default_factory=list)
    server_errors: list[str] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)
    statuses: set[str] = field(default_factory=set)
    others: list[str] = field(default_factory=list)
    locked: str = ""
    """What every valid request was answered, and what to do about it; empty if one was let in."""

    @property
    def well(self) -> bool:
        return self.routed and not (
            self.silences or self.server_errors or self.breaks or self.statuses or self.others
        )


@dataclass
class Summary:
    """All operations by id, and the routes that are not documented."""

    operations: dict[str, OperationSummary]
    undocumented: list[str]
    ended: str = ""
    not_asked: int = 0

    @property
    def locked(self) -> list[str]:
        """What was answered to all that was asked, and by how many operations, in a line each."""
        told = Counter(one.locked for one in self.operations.values() if one.locked)
        asked = len(self.operations)
        return [
            f"every valid request to {number} of {counted(asked, 'operation')} was answered {why}"
            for why, number in told.items()
        ]

    @property
    def words(self) -> str:
        """The counts, in a line."""
        found = list(self.operations.values())
        counts = {
            "documented and not routed": sum(not one.routed for one in found),
            "routed and not documented": len(self.undocumented),
            "give no answer": sum(bool(one.silences) for one in found),
            "answer 5xx": sum(bool(one.server_errors) for one in found),
            "break their schema": sum(bool(one.breaks) for one in found),
            "answer undocumented statuses": sum(bool(one.statuses) for one in found),
        }
        if self.ended:
            counts = {"ended the server": 1, "not asked for that": self.not_asked, **counts}
        told = ", ".join(f"{number} {what}" for what, number in counts.items())
        return f"{counted(len(found), 'documented operation')}: {told}"


def summary(report: Report) -> Summary:
    """The summary of a report of `contract`."""
    operations: defaultdict[str, OperationSummary] = defaultdict(OperationSummary)
    undocumented: dict[str, None] = {}
    ended = next((one.reasons[0] for one in report.verdicts if one.id == _ENDED and one.bad), "")
    not_asked = sum(one.topic == "contract/reached" and one.outcome == "errored" for one in report.verdicts)
    for verdict in report.verdicts:
        found = _OF_OPERATION.fullmatch(verdict.id)
        if found is None:
            for reason in verdict.reasons if verdict.topic == "contract/drift" and verdict.bad else ():
                outside = _OUTSIDE.match(reason)
                path = verdict.title.split(" ")[0]
                method = re.match(r"^([A-Z]+) is not in the contract", reason)
                if outside:
                    undocumented[f"{outside[1] or ''} {outside[2]}".strip()] = None
                elif method:
                    undocumented[f"{method[1]} {path}"] = None
            continue
        one = operations[found[2]]
        one.routed = one.routed and not lacked(verdict)
        closed = next(filter(None, map(_LOCKED.fullmatch, verdict.reasons)), None)
        one.locked = f"{closed[1]}: {closed[2]}" if closed else one.locked
        for reason in verdict.reasons if verdict.outcome == "fail" and verdict.bad else ():
            if _LOCKED.fullmatch(reason):
                continue
            check = reason.partition(":")[0]
            if re.match(r"\S+ \S+: the server", reason):
                one.silences.append(reason)
            elif re.match(r"\S+ \S+ answered 5\d\d", reason):
                one.server_errors.append(reason)
            elif check in _BREAKS:
                one.breaks.append(reason)
            elif check == "status_code_conformance":
                one.statuses.update(_STATUS.findall(reason) or ["?"])
            elif other := _OTHER_TYPE.match(reason):
                one.others.append(f"answers {other[1]}")
            else:
                one.others.append(_refused(check, reason) if check in _REFUSED else _PLAIN.get(check, check))
    return Summary(dict(sorted(operations.items())), list(undocumented), ended, not_asked)


def _refused(check: str, reason: str) -> str:
    """Of what must be refused: that it was taken, or what it was answered instead."""
    taken, what = _REFUSED[check]
    came = _CAME.search(reason)
    status = came and (came[1] or came[2] or came[4] or came[6])
    if not came or not status or status < "300":
        return taken
    told = what.format(method=came[3] or came[5])
    return (
        f"answers {status} to {told}, {'without Allow' if came[6] else 'not 405'}"
        if came[3] or came[5]
        else f"answers {status} to {told}"
    )


def table(made: Summary) -> Table | None:
    """A row for each operation with which something is wrong, what is graver first; None where nothing is."""
    bad = [(name, one) for name, one in made.operations.items() if not one.well]
    if not bad:
        return None
    found = Table(box=None, header_style="bold", expand=False)
    for name in ("operation", "routed", "no answer", "5xx", "breaks its schema", "undocumented", "besides"):
        found.add_column(name)
    bad.sort(
        key=lambda item: (
            item[1].routed,
            not item[1].silences,
            not item[1].server_errors,
            not item[1].breaks,
            item[0],
        )
    )
    for name, one in bad[:MOST]:
        found.add_row(
            Text(printable(name)),
            Text("yes" if one.routed else "no", "" if one.routed else "bold red"),
            Text("yes" if one.silences else "", "bold red"),
            Text("yes" if one.server_errors else "", "bold red"),
            Text(_short(one.breaks[0]) if one.breaks else "", "red"),
            Text(", ".join(sorted(one.statuses)), "yellow"),
            Text(_few(", ".join(dict.fromkeys(one.others)))),
        )
    if len(bad) > MOST:
        found.add_row(f"… {len(bad) - MOST} more")
    return found


def _short(reason: str) -> str:
    """What is wrong, without the name of the check, its title, and the schema."""
    found = _BROKEN.match(reason)
    said = found and (f"{found[2]}: {found[1]}" if found[2] else found[1])
    words = printable(said or _DETAILS.split(reason.split(": ", 2)[-1])[0])
    return _few(words)


def _few(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"
