"""Clients whose surface is wrong in one way each: the layer must name every one of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from harness import PYTHON
from shelf import CONTRACT, FAULTS, source
from vectorizer_conformance.adapter import Adapter
from vectorizer_conformance.layers.surface import SurfaceRun
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import load_spec

ADAPTER = Path(__file__).parent / "adapter.py"
OTHERS = (
    "adapter-plain", "adapter-errored", "checker-missing", "checker-breaks", "checker-not-there",
    "checker-no-import", "language-unknown",
)  # fmt: skip
ADD, GET = "addBook", "getBook"


def judged(folder: Path, faults: Sequence[str], topics: Sequence[str] = ()) -> dict[str, list[Verdict]]:
    """Run the layer with one row a fault."""
    (folder / "contract.json").write_text(json.dumps(CONTRACT), "utf-8")
    for fault in FAULTS:
        (folder / f"{fault.replace('-', '_')}.py").write_text(source(fault), "utf-8")
    found: dict[str, list[Verdict]] = {fault: [] for fault in faults}

    async def run() -> None:
        async with contextlib.AsyncExitStack() as stack:
            rows = []
            for fault in faults:
                command = f"{PYTHON} {shlex.quote(str(ADAPTER))} {shlex.quote(str(folder))} {fault}"
                rows.append((fault, await stack.enter_async_context(Adapter(command))))
            layer = SurfaceRun(load_spec(folder / "contract.json"), topics)
            await layer.run(rows, lambda verdict: found[verdict.row].append(verdict))

    asyncio.run(run())
    return found


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Verdict]]:
    """One run for all: the checker runs once over every client."""
    return judged(tmp_path_factory.mktemp("surface"), [*FAULTS, *OTHERS])


def test_the_right_client_passes_everything(verdicts: dict[str, list[Verdict]]) -> None:
    assert {v.outcome for v in verdicts["none"]} == {"pass"}
    assert sorted(v.id for v in verdicts["none"]) == [
        "surface/declared",
        "surface/no-extra",
        "surface/reachable/addBook",
        "surface/reachable/getBook",
        "surface/signature/addBook",
        "surface/signature/addNovel",
        "surface/signature/getBook",
        "surface/types/mypy/addBook/accepted",
        "surface/types/mypy/addBook/refused",
        "surface/types/mypy/getBook/accepted",
        "surface/types/mypy/getBook/refused",
        "surface/types/mypy/program",
    ]


CAUGHT = [
    ("method-missing", f"reachable/{ADD}", "no public method calls addBook"),
    ("method-extra", "no-extra", "burn_book is no operation"),
    ("argument-renamed", f"signature/{ADD}", "there is no argument tags"),
    ("argument-renamed", f"types/mypy/{ADD}/accepted", "every argument: refused"),
    ("argument-dropped", f"signature/{ADD}", "there is no argument extra"),
    ("argument-added", f"signature/{ADD}", "colour is no argument of the operation"),
    ("required-made-optional", f"signature/{ADD}", "title is optional, not required"),
    ("optional-made-required", f"signature/{GET}", "with_notes is required, not optional"),
    ("optional-made-required", f"types/mypy/{GET}/accepted", "the simplest call: refused"),
    ("optional-made-required", f"types/mypy/{GET}/refused", "nothing can be told"),
    ("order-changed", f"signature/{GET}", r"the positional arguments are \(id, shelf\), not \(shelf, id\)"),
    ("keyword-made-positional", f"signature/{ADD}", r"the positional arguments are \(shelf, title, "),
    ("keyword-made-positional", f"types/mypy/{ADD}/refused", "title given by position: accepted"),
    ("takes-anything", f"signature/{ADD}", "more takes whatever it is given"),
    ("takes-anything", f"types/mypy/{ADD}/refused", "an argument that the operation does not have: accepted"),
    ("call-option-dropped", f"signature/{GET}", "a call can't be given request_id"),
    ("key-dropped", f"signature/{ADD}", "a call can't be given idempotency_key"),
    ("alias-takes-what-it-fixes", "signature/addNovel", "kind is no argument of the operation"),
    ("argument-any", f"types/mypy/{ADD}/refused", "title that is a number: accepted: `client.add_book"),
    ("argument-too-narrow", f"types/mypy/{ADD}/accepted", "blurb that is null: refused"),
    ("enum-any-text", f"types/mypy/{ADD}/refused", "kind that is another text: accepted"),
    ("null-accepted", f"types/mypy/{ADD}/refused", "tags that is null: accepted"),
    ("list-of-anything", f"types/mypy/{ADD}/refused", "tags that is a list of a number: accepted"),
    ("result-any", f"types/mypy/{GET}/refused", "value as nothing: accepted"),
    ("member-any", f"types/mypy/{GET}/refused", "value.pages as nothing: accepted"),
    ("member-of-wrong-type", f"types/mypy/{GET}/accepted", "value.pages as its type: refused"),
    ("member-missing", f"types/mypy/{GET}/accepted", r"value.notes\[0\].text as its type: refused"),
    (
        "member-never-absent",
        f"types/mypy/{GET}/refused",
        r"value.notes\[0\].by as if it were there: accepted",
    ),
    ("null-hidden", f"types/mypy/{GET}/refused", "value.next as if it were there: accepted"),
    ("members-at-will", f"types/mypy/{GET}/refused", "value.no_such_member, which is not declared: accepted"),
]


@pytest.mark.parametrize(("fault", "ident", "reason"), CAUGHT)
def test_a_fault_is_caught_and_named(
    verdicts: dict[str, list[Verdict]], fault: str, ident: str, reason: str
) -> None:
    found = {v.id: v for v in verdicts[fault]}[f"surface/{ident}"]
    assert found.breaks
    assert any(re.search(reason, one) for one in found.reasons), found.reasons


def test_every_fault_has_a_test() -> None:
    assert {fault for fault, _, _ in CAUGHT} == set(FAULTS) - {"none"}


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"none"}))
def test_a_fault_touches_no_other_operation(verdicts: dict[str, list[Verdict]], fault: str) -> None:
    named = {
        ident.split("/")[-2 if "types/mypy" in ident else -1] for one, ident, _ in CAUGHT if one == fault
    }
    bad = {v.id for v in verdicts[fault] if v.outcome != "pass"}
    assert all(any(name in ident for name in named) for ident in bad), bad


def test_a_failure_comes_with_a_program_that_shows_it(verdicts: dict[str, list[Verdict]]) -> None:
    found = {v.id: v for v in verdicts["argument-any"]}[f"surface/types/mypy/{ADD}/refused"]
    assert list(found.repro) == ["python"]
    assert "from argument_any import Client" in found.repro["python"]
    assert "client.add_book('a', title=7)" in found.repro["python"]


@pytest.mark.parametrize(
    ("fault", "what", "wrong", "right"),
    [("argument-any", "refused", 0, 1), ("argument-too-narrow", "accepted", 1, 0)],
)
def test_the_checker_says_of_the_program_what_it_said_of_the_client(
    verdicts: dict[str, list[Verdict]], tmp_path: Path, fault: str, what: str, wrong: int, right: int
) -> None:
    program = {v.id: v for v in verdicts[fault]}[f"surface/types/mypy/{ADD}/{what}"].repro["python"]
    (command,) = re.findall("^# Save as snippet.py: (.*)$", program, re.MULTILINE)
    for name, code in ((fault.replace("-", "_"), wrong), ("none", right)):
        text = program.replace(f"from {fault.replace('-', '_')} import", f"from {name} import")
        (tmp_path / "snippet.py").write_text(text, "utf-8")
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("fault", "ident", "outcome", "reason"),
    [
        ("adapter-plain", "declared", "not supported", "does not tell"),
        ("adapter-errored", "declared", "errored", "no idea how"),
        ("checker-missing", "types/mypy/program", "skipped", "not installed here"),
        ("checker-breaks", "types/mypy/program", "errored", "no such checker"),
        ("checker-not-there", "types/mypy/program", "errored", "can't be started"),
        ("checker-no-import", "types/mypy/program", "fail", "nowhere"),
        ("language-unknown", "types/cobol", "not supported", "python and typescript only"),
    ],
)
def test_what_can_not_be_tried_is_never_a_pass(
    verdicts: dict[str, list[Verdict]], fault: str, ident: str, outcome: str, reason: str
) -> None:
    found = {v.id: v for v in verdicts[fault]}
    assert found[f"surface/{ident}"].outcome == outcome
    assert reason in found[f"surface/{ident}"].reasons[0]
    if outcome != "fail":
        assert not any(v.outcome == "pass" for name, v in found.items() if name.startswith("surface/types/"))


def test_topics_narrow_it(tmp_path: Path) -> None:
    found = judged(tmp_path, ["none"], ["surface/signature"])["none"]
    assert {v.id for v in found} == {f"surface/signature/{one}" for one in (ADD, GET, "addNovel")}
    assert judged(tmp_path, ["none"], ["update"])["none"] == []
