"""Bugs that operators make: what they change in a source and what they leave alone, the sample, and its record."""

from __future__ import annotations

import ast
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from vectorizer_conformance.mutate.kill_record import RecordError
from vectorizer_conformance.mutate.mutant_files import Mutant, unfit
from vectorizer_conformance.mutate.sample.python_sites import python_sites
from vectorizer_conformance.mutate.sample.sample_record import SampleRecord
from vectorizer_conformance.mutate.sample.sources import FOLDERS, LEFT_OUT, sample
from vectorizer_conformance.mutate.search import MutantResult
from vectorizer_conformance.mutate.workspace import Same, WorkspaceError, build, clean, commands

ROOT = Path(__file__).parents[2]


def made(text: str) -> set[str]:
    return {text[: site.start] + site.text + text[site.end :] for site in python_sites(text)}


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("a <= b", {"a < b"}),
        ("a is not b", {"a is b"}),
        ("x = a + b", {"x = a - b"}),
        ("not a", {"(a)"}),
        ("a and b", {"a or b", "a", "b"}),
        ("b if a else c", {"b if True else c", "b if False else c"}),
        ("while a:\n    break", {"while False:\n    break", "while a:\n    pass"}),
        ("[a for a in b if c]", {"[a for a in b if True]"}),
        ("f(a, b=c)", {"f(a)", "pass"}),
        ("f(b=c, d=e)", {"f( d=e)", "f(b=c)", "pass"}),
        ("x = a[b:c]", {"x = a[:c]", "x = a[b:]"}),
        ("x = 7", {"x = 8"}),
        ("x = True", {"x = False"}),
        ("x = 'é'", {"x = ''"}),
        ("x = b'y'", {"x = b''"}),
        ("x = ''", {"x = 'x'"}),
        ("a += b", {"pass"}),
        ("del a", {"pass"}),
        ("try:\n    a\nexcept (B, C):\n    d", {"try:\n    a\nexcept B:\n    d"}),
        # For people, for type checkers, or said elsewhere.
        ("raise E(7)", {"pass"}),
        ("x = 'three words here'", set()),
        ("'''A docstring.'''", set()),
        ("import a", set()),
        ("assert a", set()),
        ("x = zip(a, b[c:], strict=True)", {"x = zip(a, b[:], strict=True)"}),
        ("if TYPE_CHECKING:\n    x = 1", set()),
        ("log.debug(7)", set()),
        ("log.retrying(7)", set()),
        ("_log(7)", set()),
        ("self._log.write(7)", set()),
        ("def _log(a):\n    f(7)", set()),
        ("def f(a: 'x' = 1) -> 'y':\n    return a", {"def f(a: 'x' = 2) -> 'y':\n    return a"}),
        ("def __repr__(self):\n    return 'x' + 7", set()),
    ],
)
def test_what_the_operators_change_in_python(text: str, changed: set[str]) -> None:
    assert made(text) == changed


@pytest.mark.parametrize("part", FOLDERS)
def test_a_sample_is_one_of_its_seed_and_fits_its_sources(part: str) -> None:
    if part == "typescript" and not (ROOT / "typescript/node_modules/typescript").exists():
        pytest.skip("the TypeScript compiler is not installed")
    first, again, other = (sample(ROOT, part, 40, seed) for seed in (1, 1, 2))
    assert first == again
    assert {mutant.name for mutant in first} != {mutant.name for mutant in other}
    assert len({mutant.name for mutant in first}) == 40
    for mutant in first:
        assert unfit(ROOT, mutant) is None
        assert not mutant.file.removeprefix(f"{FOLDERS[part]}/").startswith(tuple(LEFT_OUT[part]))
        if part != "typescript":
            ast.parse((ROOT / mutant.file).read_text("utf-8").replace(mutant.find, mutant.replace))


def test_what_is_left_out_is_there() -> None:
    for part, names in LEFT_OUT.items():
        for name in names:
            assert (ROOT / FOLDERS[part] / name).exists(), name


def test_what_the_operators_change_in_typescript(tmp_path: Path) -> None:
    modules = ROOT / "typescript/node_modules"
    if not (modules / "typescript").exists():
        pytest.skip("the TypeScript compiler is not installed")
    folder = tmp_path / FOLDERS["typescript"]
    folder.mkdir(parents=True)
    (tmp_path / "typescript/node_modules").symlink_to(modules)
    shutil.copy(ROOT / "typescript/package.json", tmp_path / "typescript")
    text = """\
import { x } from "y";
type T = "a" | 7;
export function f(a?: T): number {
  if (!a || a === 7) throw new Error("three words here");
  g(a ?? 1, { b: true });
  console.warn("no");
  host.shorten?.({ a: 1 });
  h({ c: false });
  return a?.length;
}
"""
    (folder / "one.ts").write_text(text)
    changes = {(m.kind, m.why.partition(": ")[2]) for m in sample(tmp_path, "typescript", 99, 1)}
    assert changes == {
        ("condition", "'!a || a === 7' becomes 'true'"),
        ("condition", "'!a || a === 7' becomes 'false'"),
        ("operator", "'||' becomes '&&'"),
        ("operand", "'!a || a === 7' becomes '(!a)'"),
        ("operand", "'!a || a === 7' becomes '(a === 7)'"),
        ("not", "'!a' becomes '(a)'"),
        ("operator", "'===' becomes '!=='"),
        ("constant", "'7' becomes '8'"),
        ("statement", "'throw new Error(\"three words here\");' becomes ';'"),
        ("statement", "'g(a ?? 1, { b: true });' becomes ';'"),
        ("operand", "'a ?? 1' becomes '(a)'"),
        ("operand", "'a ?? 1' becomes '(1)'"),
        ("constant", "'1' becomes '2'"),
        ("argument", "', { b: true }' becomes ''"),
        ("argument", "'b: true' becomes ''"),
        ("constant", "'true' becomes 'false'"),
        ("constant", "'false' becomes 'true'"),
        ("statement", "'h({ c: false });' becomes ';'"),
        ("chain", "'?.' becomes '.'"),
    }


def test_what_the_bundle_leaves_out_is_no_mutant(tmp_path: Path) -> None:
    if not (ROOT / "typescript/node_modules/.bin/esbuild").exists():
        pytest.skip("esbuild is not installed")
    clean(ROOT, "typescript", tmp_path / "clean")

    def seeded(file: str, find: str, replace: str) -> Mutant:
        path = f"typescript/src/runtime/{file}"
        return Mutant(name="one", part="typescript", file=path, find=find, replace=replace, kind="", why="")

    forms = seeded("special.ts", 'text.replaceAll(\'"\', "%22")', "text")
    with pytest.raises(Same, match="same program"):
        build(tmp_path / "clean", "typescript", tmp_path / "one", forms)
    made = build(
        tmp_path / "clean",
        "typescript",
        tmp_path / "two",
        seeded("batch.ts", "batchSize = 500", "batchSize = 501"),
    )
    assert not made.judge_server


def test_a_bug_of_the_store_in_postgresql_is_asked_of_a_server_that_has_it() -> None:
    stored = "server-mock/src/vectorizer_mock/stores/postgres/store.py"
    assert "--store embedded" in commands(ROOT, "server", ROOT / "server-mock", stored).server
    assert "--mock" in commands(ROOT, "server", ROOT / "server-mock", "server-mock/src/x.py").server
    assert "--mock" in commands(ROOT, "python", ROOT / "python", stored).server


def test_a_part_without_sources_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no sources"):
        sample(tmp_path, "server", 1, 1)


def test_the_record_keeps_the_newest_sample_of_each_part_with_what_its_reader_said(tmp_path: Path) -> None:
    (tmp_path / "conformance/mutants").mkdir(parents=True)
    one, two, three = sample(ROOT, "server", 3, 1)
    for mutant in (one, two, three):
        (tmp_path / mutant.file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / mutant.file, tmp_path / mutant.file)
    same = replace(three, survives="the same answer by another way")
    record = SampleRecord()
    found = MutantResult(one, {"cases": "a/b/c"})
    record.keep(tmp_path, 5, [found, MutantResult(two, {"cases": None}), MutantResult(same, {"cases": None})])
    record.save(tmp_path)
    read = SampleRecord.load(tmp_path)
    assert read == record
    rate = read.rates["server"]
    assert (rate["seed"], rate["bugs"], rate["found"], rate["equivalent"]) == (5, 2, 1, 1)
    assert rate["layers"] == {"cases": {"killed": 1, "tried": 2}}
    assert read.fitting(tmp_path) == [one]
    assert read.excuse(three) == same
    read.found_by([MutantResult(one, {"cases": "a/b/d"}), MutantResult(two, {"cases": None})])
    assert (read.kills[one.name], read.kills[two.name]) == ({"cases": "a/b/d"}, {"cases": None})
    (tmp_path / one.file).write_text("")
    assert read.fitting(tmp_path) == []
    read.keep(tmp_path, 6, [MutantResult(two, {"cases": "a/b/c"})])
    assert list(read.mutants) == [two.name]
    (tmp_path / "conformance/mutants/sampled.json").write_text("{}")
    with pytest.raises(RecordError, match=r"sampled\.json"):
        SampleRecord.load(tmp_path)
