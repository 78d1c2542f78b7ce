"""Mutant files are checked against the sources; a kill is attributed to the layer that made it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from harness import HERE
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.casefile.structure import Case, ServerNeeds, Setup, Step
from vectorizer_conformance.cli import main
from vectorizer_conformance.mutate import MutantError, load_mutants
from vectorizer_conformance.mutate.kill_record import KillRecord, rates
from vectorizer_conformance.mutate.mutant_files import Mutant
from vectorizer_conformance.mutate.recheck import ORDER
from vectorizer_conformance.mutate.search import Search
from vectorizer_conformance.mutate.suite import Suite
from vectorizer_conformance.mutate.workspace import Commands
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.runner.plan import LAYER_NAMES
from vectorizer_conformance.spec import Spec

FILE = """\
part: server
mutants:
  - name: no-bump
    file: server-mock/src/vectorizer_mock/__main__.py
    find: 'after["version"] += 1'
    replace: 'after["version"] += 0'
    kind: version not bumped
    why: x
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose server is the fake one."""
    source = tmp_path / "server-mock/src/vectorizer_mock"
    source.mkdir(parents=True)
    (source / "__init__.py").write_text("")
    text = (HERE / "fakes/server.py").read_text()
    text = text.replace(
        'flags = [word for word in sys.argv[1:] if not word.startswith("--")]', "flags: list[str] = []"
    )
    (source / "__main__.py").write_text(text)
    (tmp_path / "conformance/mutants").mkdir(parents=True)
    (tmp_path / "conformance/mutants/server.yaml").write_text(FILE)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "+= 1'",
            "+= 7'",
            "must find its text exactly once in server-mock/src/vectorizer_mock/__main__.py, and finds it 0",
        ),
        ("find: 'after[\"version\"] += 1'", "find: record", "finds it "),
        ("__main__.py", "gone.py", "which is not there"),
        ("+= 0", "+= 1", "changes nothing"),
        ("kind: version not bumped", "kinds: x", "Additional properties"),
        ("part: server", "part: kitchen", "conformance/mutants/server.yaml:1: part"),
    ],
)
def test_a_mutant_that_does_not_fit_is_an_error(root: Path, old: str, new: str, words: str) -> None:
    (root / "conformance/mutants/server.yaml").write_text(FILE.replace(old, new, 1))
    with pytest.raises(MutantError) as caught:
        load_mutants(root)
    assert words in str(caught.value)


def test_unknown_names_and_unread_files_are_errors(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mutants", "--root", str(root), "--name", "nobody"]) == 2
    assert "there is no mutant 'nobody'" in capsys.readouterr().out
    shutil.copy(root / "conformance/mutants/server.yaml", root / "conformance/mutants/old.yml")
    with pytest.raises(MutantError, match="no run reads this file"):
        load_mutants(root)


HARMLESS = """\
  - name: harmless
    file: server-mock/src/vectorizer_mock/__main__.py
    find: 'return 202 if'
    replace: 'return 203 if'
    kind: wrong status
    why: y
"""
RECORD = "conformance/mutants/kills.json"


def mutants(root: Path, *words: str) -> int:
    """The command on the tests' cases: the fake knows no others."""
    return main(["mutants", "--root", str(root), "--layer", "cases", "--cases", str(HERE / "cases"), *words])


def record(root: Path, **kills: dict[str, str | None]) -> None:
    names = {name.replace("_", "-"): by for name, by in kills.items()}
    (root / RECORD).write_text(json.dumps({"recorded": {}, "mutants": names}))


def test_a_bug_is_found_and_a_harmless_change_survives(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "conformance/mutants/server.yaml").write_text(FILE + HARMLESS)
    code = mutants(root, "--floor", "50", "--report", str(root / "mutants.json"))
    shown = capsys.readouterr().out
    assert code == 0, shown
    assert "cases: basics/merges" in shown
    assert "survived: server harmless (wrong status): y" in shown
    assert "1 of 2 found, 50.0 %" in shown
    report = json.loads((root / "mutants.json").read_text())
    assert report["rate"] == 50
    assert report["parts"]["server"] == {
        "bugs": 2,
        "found": 1,
        "layers": {"cases": {"killed": 1, "tried": 2}},
    }
    assert [survivor["name"] for survivor in report["survivors"]] == ["harmless"]
    assert mutants(root, "--floor", "51", "--name", "harmless") == 1


def test_what_was_recorded_is_asked_again_and_nothing_else(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mutants(root, "--record") == 0
    kills = json.loads((root / RECORD).read_text())["mutants"]
    assert kills == {"no-bump": {"cases": "basics/merges"}}
    monkeypatch.delattr(Search, "all")
    capsys.readouterr()
    assert mutants(root, "--recheck", "--floor", "97") == 0
    shown = capsys.readouterr().out
    assert "cases: basics/merges" in shown
    assert "layers as recorded: server cases" in shown


def test_a_recheck_of_some_chooses_them_by_its_seed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "conformance/mutants/server.yaml").write_text(FILE + HARMLESS)
    record(root, no_bump={"cases": "basics/merges"})
    rates = set[str]()
    for seed in range(4):
        mutants(root, "--recheck", "1", "--seed", str(seed))
        rates |= set(re.findall(r"\d of \d found", capsys.readouterr().out))
    assert rates == {"0 of 1 found", "1 of 1 found"}


@pytest.mark.parametrize("said", ["basics/slash", None])
def test_a_record_that_finds_nothing_is_searched_again(
    root: Path, capsys: pytest.CaptureFixture[str], said: str | None
) -> None:
    record(root, no_bump={"cases": said})
    assert mutants(root, "--recheck", "--floor", "97") == 0
    assert "cases: basics/merges" in capsys.readouterr().out


def test_a_recorded_kill_is_none_when_the_part_fails_without_the_bug(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "conformance/mutants/server.yaml").write_text(FILE.split("  - name")[0] + HARMLESS)
    source = root / "server-mock/src/vectorizer_mock/__main__.py"
    text = source.read_text().replace("unquote(part) for part in path", "part for part in path")
    source.write_text(text)
    record(root, harmless={"cases": "basics/slash"})
    assert mutants(root, "--recheck", "--floor", "97") == 1
    shown = capsys.readouterr().out
    assert "server fails these without a bug: basics/slash" in shown
    assert "0 of 1 found" in shown


@pytest.mark.parametrize(
    ("kills", "words"),
    [
        ({"gone": {"cases": "basics/merges"}}, "there is no mutant 'gone'"),
        (
            {"no_bump": {"cases": "basics/gone"}},
            "no-bump: there is no requirement 'basics/gone' in layer cases",
        ),
        ({"no_bump": {"model": "model/metamorphic/gone"}}, "no requirement 'model/metamorphic/gone'"),
        ({"no_bump": {"model": "history/001"}}, "no requirement 'history/001' in layer model"),
        ({"no_bump": {"faults": "faults/F99/getVector"}}, "no requirement 'faults/F99/getVector'"),
        ({"no_bump": {"contract": "contract/coverage/gone"}}, "no requirement 'contract/coverage/gone'"),
        ({"no_bump": {"cases": 7}}, "kills.json: no record of kills"),
    ],
)
def test_a_stale_record_is_named(
    root: Path, capsys: pytest.CaptureFixture[str], kills: dict[str, dict[str, str | None]], words: str
) -> None:
    record(root, **kills)
    assert mutants(root, "--recheck") == 2
    assert words in capsys.readouterr().out


def test_a_record_may_name_what_any_layer_requires(spec: Spec) -> None:
    named = {
        "cases": "basics/merges", "contract": "contract/generated/getVector", "model": "model/sequence/4",
        "surface": "surface/types/tsc/deleteVector/refused",
    }  # fmt: skip
    faults = ("history/004", "retries/409-exists/replaceVector", "deadlines/patience/updateVector")
    kills = {"a": dict(named), **{ident: {"faults": ident} for ident in faults}}
    cases = load_cases(HERE / "cases", spec)
    assert KillRecord(kills=kills).stale(kills, spec, cases) == []


def test_the_readme_tells_the_rates_of_the_record() -> None:
    repository = HERE.parents[1]
    kills = KillRecord.load(repository).kills
    found = rates(kills, list(kills))
    shares = [found[layer] for layer in LAYER_NAMES if layer in found]
    anyhow = sum(any(one.values()) for one in kills.values()), len(kills)
    cells = " | ".join(f"{killed} of {tried}" for killed, tried in [*shares, anyhow])
    assert f"| {cells} |" in (repository / "conformance/README.md").read_text("utf-8")


def test_a_survivor_has_its_reason_and_one_that_is_found_has_none(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "    survives: no answer shows it\n"
    (root / "conformance/mutants/server.yaml").write_text(FILE + HARMLESS + said)
    assert mutants(root, "--floor", "50") == 0
    assert (
        "survived: server harmless (wrong status): nothing can find it: no answer shows it"
        in capsys.readouterr().out
    )
    (root / "conformance/mutants/server.yaml").write_text(FILE + said)
    assert mutants(root) == 1
    assert "found, though said to survive: server no-bump" in capsys.readouterr().out


def test_what_a_clock_decides_is_asked_last() -> None:
    plain = Step(line=1, operation="getVector", expect={"status": 200}, client={"sent": 2})
    assert not case_of(plain).timed
    for step in (
        replace(plain, expect={"within_ms": 5}),
        replace(plain, client={"gaps_ms": [1]}),
        replace(plain, cancel_after_ms=5),
        replace(plain, replies=({"delay_ms": 5},)),
    ):
        assert case_of(plain, step).timed


def case_of(*steps: Step) -> Case:
    needs, setup = ServerNeeds(), Setup()
    return Case("a/b", "", "a", "", "MUST", "pr", frozenset(), (), (), needs, setup, steps, "a.yaml", 1)


def test_a_mutant_file_that_is_not_utf8_is_named(root: Path) -> None:
    (root / "conformance/mutants/server.yaml").write_bytes(b"part: server\nmutants: \xff\n")
    with pytest.raises(MutantError, match=r"conformance/mutants/server\.yaml:2: not UTF-8"):
        load_mutants(root)


class OneFails:
    """A suite in which one requirement fails with a bug; `clean` is how it ends without, when it is asked alone."""

    def __init__(self, outcome: Outcome, clean: Outcome = "pass") -> None:
        self.outcome, self.clean = outcome, clean
        self.whole: list[str] = []
        """The parts of which a whole layer was tried."""

    @contextlib.asynccontextmanager
    async def built(self, *_: object, seeded: bool = True) -> AsyncIterator[Commands]:
        yield Commands("seeded" if seeded else "clean", (), True)

    async def run(
        self, made: Commands, layers: Sequence[str], topics: Sequence[str] = (), **_kw: object
    ) -> list[Verdict]:
        self.whole += [] if topics else [made.server]
        outcome = self.outcome if made.server == "seeded" else self.clean if topics else "pass"
        return [Verdict("server", layers[0], "basics/merges", "basics", "MUST", outcome)]


BUG = Mutant(name="one", part="server", file="server-mock/x.py", find="a", replace="b", kind="", why="")


def searched(suite: OneFails, layer: str = "model") -> tuple[str | None, Search]:
    search = Search(cast(Suite, suite))
    return asyncio.run(search.all(BUG, [layer], first=True)).killed[layer], search


@pytest.mark.parametrize(("outcome", "killer"), [("fail", "basics/merges"), ("errored", None)])
def test_what_could_not_be_judged_finds_no_bug(outcome: Outcome, killer: str | None) -> None:
    assert searched(OneFails(outcome))[0] == killer


@pytest.mark.parametrize("clean", ["fail", "errored"])
def test_what_fails_alone_without_the_bug_finds_none_and_is_told(clean: Outcome) -> None:
    killer, search = searched(OneFails("fail", clean))
    assert killer is None
    assert search.known == {("server --mock", "model"): frozenset({"basics/merges"})}


@pytest.mark.parametrize(("layer", "whole"), [("model", ["seeded"]), ("contract", ["seeded", "clean"])])
def test_a_whole_layer_is_tried_without_the_bug_only_for_what_cannot_be_asked_alone(
    layer: str, whole: list[str]
) -> None:
    suite = OneFails("fail")
    assert searched(suite, layer)[0] == "basics/merges"
    assert suite.whole == whole


def test_what_a_whole_layer_fails_without_the_bug_finds_none() -> None:
    class FailsAnyway(OneFails):
        async def run(self, made: Commands, *words: Any, **kw: Any) -> list[Verdict]:
            return await super().run(replace(made, server="seeded"), *words, **kw)

    killer, search = searched(FailsAnyway("fail"), "contract")
    assert killer is None
    assert search.known == {("server --mock", "contract"): frozenset({"basics/merges"})}


def test_the_layer_whose_requirements_cannot_be_asked_alone_is_asked_after_the_others() -> None:
    assert (ORDER[0], ORDER[-1]) == ("cases", "contract")
