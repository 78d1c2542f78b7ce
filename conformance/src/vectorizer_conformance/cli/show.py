"""`show`: prints what the package carries: the schemas of its files and messages, its rules, and its pages."""

from __future__ import annotations

import argparse
from importlib import resources
from pathlib import Path

from vectorizer_conformance.casefile.demands import rules
from vectorizer_conformance.cli.shared import PASS, UsageError, emit

PACKAGE = Path(str(resources.files("vectorizer_conformance")))
SCHEMAS = {
    f"{name}-schema": PACKAGE / f"schemas/{name}.schema.json" for name in ("adapter", "case", "waivers")
}
PAGES = ("index", "plug-in", "clients", "cases", "report", "self-tests")
# In a package, and in a clone.
FOLDERS = (PACKAGE / "_pages", *(parent / "docs/pages/suite" for parent in PACKAGE.parents[:3]))


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser("show", help="print a schema, the rules, or a page of the documentation")
    parser.set_defaults(main=main)
    parser.add_argument(
        "what",
        choices=(*SCHEMAS, "rules", *PAGES),
        metavar="WHAT",
        help=f"{', '.join(SCHEMAS)}, rules, or a page: {', '.join(PAGES)}",
    )


def main(options: argparse.Namespace) -> int:
    """0; 2 when the package has no such page."""
    if options.what == "rules":
        emit(page())
    elif options.what in SCHEMAS:
        emit(SCHEMAS[options.what].read_text("utf-8"))
    else:
        found = [folder / f"{options.what}.md" for folder in FOLDERS]
        file = next((one for one in found if one.is_file()), None)
        if file is None:
            raise UsageError(f"this package was built without its pages; there is no {options.what}.md")
        emit(file.read_text("utf-8"))
    return PASS


HEAD = """# What is asked of a client

<!-- Written by `vectorizer-conformance show rules` from rules.yaml; a test holds it to that. -->

A client is judged by the contract,
[`openapi.yaml`](https://github.com/OWNER/vectorizer/blob/main/openapi.yaml): what each call puts
on the wire, and what it makes of each answer. What the contract says in words and extensions, and
what a good client does besides, are the rules below; `explain ID` names the rule of a requirement.

`--profile contract` counts what openapi.yaml says: of rules with the profile `sdk` failures are
shown and not counted, and nobody is asked for idempotency keys, request ids or retry counts of a
client's own making. `--profile sdk`, the default, counts everything; our own clients are held to
it.

A word in the column *lacks* is one that an adapter may name in its `lacks`: requirements of that
rule are then *not supported*. Besides these there are `idempotency-keys` and `request-ids`, for a
client that makes none, `lost-connections`, `status-407`, `status-408`, `redirect-targets`,
`broken-codings`, `coding-checksums`, `coding-errors`, `other-codings`, `shared-waits` and
`user-agent`, for what a runtime keeps from a client, and `validation` in general. A rule marked
*always* is asked of every client, whatever it lacks: it is about safety.

What is not in a command is not expected: `retries` and `timeout` are sent with each. In a language
with static types some calls can't be written, such as a null where none may be; answer those with
an error of kind `validation`, as the compiler would.
"""


def page() -> str:
    """The rules as a page."""
    parts = [HEAD]
    for judges, title in (("clients", "Clients"), ("servers", "Servers")):
        parts.append(f"## {title}\n")
        for rule in (one for one in rules() if one.judges == judges):
            lacks = f", lacks `{rule.lacks}`" if rule.lacks else ""
            always = ", always" if rule.always else ""
            told = [
                f"### {rule.name}\n",
                f"*{rule.profile}{lacks}{always}*\n",
                *_lines(rule.rule),
                "",
                *_lines(f"For example: {rule.example}"),
                "",
            ]
            parts.append("\n".join(told))
    return "\n".join(parts).rstrip() + "\n"


def _lines(text: str, width: int = 98) -> list[str]:
    """Text in lines that are not too long."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
