"""The rules that are not places of the contract: `rules.yaml`, by clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from vectorizer_conformance.casefile.errors import CaseFileError
from vectorizer_conformance.syntax.problem import FileProblem
from vectorizer_conformance.syntax.yaml_reader import parse

PROFILES = ("contract", "sdk")
RULES = Path(str(resources.files("vectorizer_conformance"))) / "rules.yaml"
_KEYS = {"name", "profile", "lacks", "always", "clauses", "rule", "example"}
# Words of `lacks` that no step of a case tells by itself.
FINER = frozenset(
    {"deadlines", "unknown-fields", "retry-budget", "jitter", "retry-headers", "shown-requests"}
)
# What the profile `contract` asks of nobody, though it belongs to no single requirement.
OPTIONAL = frozenset({"idempotency-keys", "request-ids", "retry-headers"})


@dataclass(frozen=True)
class Rule:
    """One rule: its name, the profile that it belongs to, a sentence and an example."""

    name: str
    profile: str
    clauses: tuple[str, ...]
    rule: str
    example: str
    lacks: str = ""
    always: bool = False
    """Whether a client is asked for it whatever else it lacks."""

    @property
    def judges(self) -> str:
        """`clients` or `servers`."""
        return (
            "servers"
            if any("Server" in clause for clause in self.clauses) or self.name == "endurance"
            else "clients"
        )


@cache
def rules(file: Path = RULES) -> tuple[Rule, ...]:
    """All rules in their order; `CaseFileError` names what is wrong with the file."""
    document, problems = parse(file.read_text("utf-8"), file.name)
    if document is None or problems:
        raise CaseFileError(problems)
    found: list[Rule] = []
    seen: set[str] = set()
    for index, raw in enumerate(document.value):
        wrong = sorted(set(raw) - _KEYS) or sorted(_KEYS - {"lacks", "always"} - set(raw))
        if wrong or raw["profile"] not in PROFILES:
            words = f"a rule has {', '.join(sorted(_KEYS))} and a profile of {', '.join(PROFILES)}"
            raise CaseFileError([FileProblem(file.name, document.line((index,)), "", words)])
        twice = seen & {raw["name"], *raw["clauses"]}
        if twice:
            words = f"{min(twice)!r} is here twice"
            raise CaseFileError([FileProblem(file.name, document.line((index,)), "", words)])
        seen |= {raw["name"], *raw["clauses"]}
        found.append(Rule(**{**raw, "clauses": tuple(raw["clauses"])}))
    return tuple(found)


@cache
def by_clause() -> Mapping[str, Rule]:
    """Each rule by each of its clauses."""
    return {clause: rule for rule in rules() for clause in rule.clauses}


def is_of_rules(clause: str) -> bool:
    """Whether a clause is one that must stand in `rules.yaml`."""
    return clause.startswith(("hostile:", "sdk:"))


def profile_of(clause: str) -> str:
    """The profile of a requirement with this clause: what the contract says belongs to `contract`."""
    rule = by_clause().get(clause)
    return rule.profile if rule else "contract"
