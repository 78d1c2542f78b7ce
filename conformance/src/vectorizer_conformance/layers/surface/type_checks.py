"""Verdicts from what a checker said of a program."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from vectorizer_conformance.layers.surface.declared import Declaration, Tool
from vectorizer_conformance.layers.surface.languages import LANGUAGES
from vectorizer_conformance.layers.surface.snippet_program import CheckerOutput, SnippetPlace, SnippetProgram
from vectorizer_conformance.layers.surface.surface_verdicts import verdict
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.spec import Spec

SHOWN = 8
_TITLES = {
    "accepted": "{} accepts right calls of {}, and results used as the contract says",
    "refused": "{} refuses wrong calls of {}, and results used as the contract does not say",
}


def judge(
    row: str,
    declared: Declaration,
    tool: Tool,
    program: SnippetProgram,
    said: CheckerOutput,
    spec: Spec,
    ms: float,
) -> Iterator[Verdict]:
    """The verdicts of one row and checker: of the program as a whole, then two an operation."""
    if tool.missing or said.broken:
        outcome: Outcome = "skipped" if tool.missing else "errored"
        yield verdict(row, "types", f"{tool.name}/program", outcome, (tool.missing or said.broken,))
        return
    of_snippets = {line for placed in program.placed for line in placed.where}
    stray = [
        f"line {line}: {one}" for line, all_ in said.errors.items() if line not in of_snippets for one in all_
    ]
    title = f"{tool.name} reads the package and knows the client's type"
    yield verdict(
        row,
        "types",
        f"{tool.name}/program",
        "fail" if stray else "pass",
        tuple(stray[:SHOWN]),
        ms=ms,
        title=title,
    )
    for operation in spec.operations:
        own = [placed for placed in program.placed if placed.snippet.operation == operation]
        for what in ("accepted", "refused"):
            name = f"{tool.name}/{operation}/{what}"
            title = _TITLES[what].format(tool.name, operation)
            if not own:
                why = (f"no public method calls {operation}",)
                yield verdict(row, "types", name, "not implemented", why, title=title)
                continue
            faults = list(_faults(own, what, said))
            repro = {declared.language: _alone(declared, tool, program, *faults[0], what)} if faults else None
            more = (f"and {len(faults) - SHOWN} more",) if len(faults) > SHOWN else ()
            reasons = (*(reason for _, reason in faults[:SHOWN]), *more)
            yield verdict(row, "types", name, "fail" if faults else "pass", reasons, repro=repro, title=title)


def _alone(
    declared: Declaration, tool: Tool, program: SnippetProgram, placed: SnippetPlace, reason: str, what: str
) -> str:
    """The snippet that shows it, and how the checker is run on it."""
    language = LANGUAGES[declared.language]
    command = shlex.join([*(f"{name}={value}" for name, value in tool.environment), *tool.command])
    notes = [
        reason,
        f"Save as snippet{language.suffix}: {command} snippet{language.suffix}",
        f"It fails while the checker {'finds an error' if what == 'accepted' else 'finds none'}.",
    ]
    return "".join(f"{language.comment} {' '.join(note.split())}\n" for note in notes) + program.alone(placed)


def _faults(own: list[SnippetPlace], what: str, said: CheckerOutput) -> Iterator[tuple[SnippetPlace, str]]:
    plain = next(placed for placed in own if placed.snippet.plain)
    if what == "refused" and (why := messages(plain, said)):
        # Whatever is refused then may be refused for this.
        yield plain, f"the simplest call is refused, so nothing can be told: {why[0]}"
        return
    for placed in own:
        if placed.snippet.what != what:
            continue
        told = messages(placed, said)
        code = " ".join(line.strip() for line in placed.lines[1:] if line != "}")
        if what == "accepted" and told:
            yield placed, f"{placed.snippet.title}: refused: {told[0]} in `{code}`"
        elif what == "refused" and not told:
            yield placed, f"{placed.snippet.title}: accepted: `{code}`"


def messages(placed: SnippetPlace, said: CheckerOutput) -> list[str]:
    """The errors within a snippet's lines."""
    return [message for line in placed.where for message in said.errors.get(line, ())]
