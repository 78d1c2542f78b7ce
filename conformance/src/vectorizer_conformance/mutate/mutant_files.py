"""Reads `conformance/mutants/*.yaml` and checks each mutant against the sources it changes."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import jsonschema_rs

from vectorizer_conformance.syntax.problem import FileProblem
from vectorizer_conformance.syntax.yaml_reader import field_name, parse

PARTS = ("server", "python", "typescript")


class MutantError(Exception):
    """A mutant file that can't be used; `problems` holds every fault, by file, line and field."""

    def __init__(self, problems: list[FileProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Mutant:
    """One seeded bug: `find` becomes `replace` in `file` (from the repository's root).

    `survives` says why nothing can find it; it counts as not found all the same.
    """

    name: str
    part: str
    file: str
    find: str
    replace: str
    kind: str
    why: str
    survives: str = ""


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    text = (resources.files("vectorizer_conformance") / "schemas/mutants.schema.json").read_text("utf-8")
    return jsonschema_rs.Draft202012Validator(json.loads(text))


def load_mutants(root: Path, parts: Collection[str] = PARTS, names: Collection[str] = ()) -> list[Mutant]:
    """Every mutant of these parts (and names), each of which fits its source; all files are well-formed."""
    folder = root / "conformance/mutants"
    problems: list[FileProblem] = []
    found: dict[str, Mutant] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        shown = path.relative_to(root).as_posix()
        if path.suffix != ".yaml":
            if path.name not in ("README.md", "kills.json", "sampled.json", "spec.json"):
                problems.append(
                    FileProblem(shown, 1, "", "no run reads this file: mutants are `.yaml` files")
                )
            continue
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError as error:
            problems.append(FileProblem(shown, error.object[: error.start].count(b"\n") + 1, "", "not UTF-8"))
            continue
        document, faults = parse(text, shown)
        problems += faults
        if document is None or faults:
            continue
        faults = [
            FileProblem(
                shown,
                document.line(tuple(e.instance_path)),
                field_name(tuple(e.instance_path)),
                e.message[:300],
            )
            for e in _validator().iter_errors(document.value)
        ]
        problems += faults
        for index, item in enumerate(() if faults else document.value["mutants"]):
            where = ("mutants", index)
            mutant = Mutant(part=document.value["part"], **item)
            chosen = mutant.part in parts and (not names or mutant.name in names)
            fault = "is here twice" if mutant.name in found else unfit(root, mutant) if chosen else None
            if fault:
                problems.append(
                    FileProblem(shown, document.line(where), field_name(where), f"{mutant.name} {fault}")
                )
            found[mutant.name] = mutant
    unknown = set(names) - set(found)
    problems += [
        FileProblem(folder.as_posix(), 1, "", f"there is no mutant {name!r}") for name in sorted(unknown)
    ]
    wanted = [m for m in found.values() if m.part in parts and (not names or m.name in names)]
    if not problems and not wanted:
        problems.append(FileProblem(folder.as_posix(), 1, "", "no mutants found"))
    if problems:
        raise MutantError(problems)
    return wanted


def unfit(root: Path, mutant: Mutant) -> str | None:
    """Why the mutant can't be made from the sources as they are."""
    path = root / mutant.file
    if not path.is_file():
        return f"changes {mutant.file}, which is not there"
    count = path.read_text("utf-8").count(mutant.find)
    if count != 1:
        return f"must find its text exactly once in {mutant.file}, and finds it {count} times"
    return f"changes nothing in {mutant.file}" if mutant.find == mutant.replace else None
