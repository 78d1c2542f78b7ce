"""All snippets of one client in one file, so that a checker runs once; and which lines are whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vectorizer_conformance.layers.surface.declared import Declaration
from vectorizer_conformance.layers.surface.languages import Language
from vectorizer_conformance.layers.surface.snippets import Snippet


@dataclass(frozen=True)
class SnippetPlace:
    """A snippet in a program: its lines, counted from 1."""

    snippet: Snippet
    first: int
    lines: tuple[str, ...]

    @property
    def where(self) -> range:
        return range(self.first, self.first + len(self.lines))


@dataclass(frozen=True)
class SnippetProgram:
    """A whole file."""

    prelude: str
    text: str
    placed: tuple[SnippetPlace, ...]

    def alone(self, one: SnippetPlace) -> str:
        """The program with one snippet only: what to look at when it fails."""
        return self.prelude + "\n".join(one.lines) + "\n"


def program(language: Language, declared: Declaration, snippets: Iterable[Snippet]) -> SnippetProgram:
    """Write the snippets whose operation the client has."""
    prelude = f"{language.prelude}{declared.prelude.rstrip()}\n"
    methods = {member.operation: member.name for member in declared.members if member.operation}
    lines: list[str] = prelude.split("\n")[:-1]
    placed = []
    for number, snippet in enumerate(snippets):
        method = methods.get(snippet.operation)
        if method is not None:
            own = tuple(language.lines(f"snippet_{number}", snippet, method, declared.awaits))
            placed.append(SnippetPlace(snippet, len(lines) + 1, own))
            lines += own
    return SnippetProgram(prelude, "\n".join(lines) + "\n", tuple(placed))


@dataclass(frozen=True)
class CheckerOutput:
    """The output of a checker for a file: line → messages, and why it could not be used."""

    errors: Mapping[int, tuple[str, ...]]
    broken: str = ""
