"""Every block of every page and README runs, and prints what the page says, or is listed in docs/not_run.toml."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import runners
from blocks import RUNNABLE, Program, blocks, documents, excused, not_run, programs
from conftest import Server

PROGRAMS = programs()
TYPESCRIPT = {program.file_name: program.code for program in PROGRAMS if program.language == "typescript"}
ALL = [block for document in documents() for block in blocks(document)]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder with all TypeScript programs compiled, and what the compiler said."""
    folder = tmp_path_factory.mktemp("typescript")
    return folder, runners.compile_typescript(TYPESCRIPT, folder)


def fits(expected: str, line: str) -> bool:
    """Whether a printed line is the expected one, where `…` stands for any text."""
    pattern = ".*".join(re.escape(part) for part in expected.split("…"))
    return re.fullmatch(pattern, line) is not None


def missing(program: Program, printed: list[str]) -> list[str]:
    """The expected lines that were not printed in their order. Python and TypeScript print nothing else."""
    lines = iter(printed)
    lost = [text for text in program.expected if not any(fits(text, line) for line in lines)]
    if program.language != "bash" and not lost and len(printed) != len(program.expected):
        return [f"{len(program.expected)} lines, not {len(printed)}"]
    return lost


def parameter(program: Program) -> object:
    """TypeScript programs are one group, for one worker to compile them at once."""
    marks = [pytest.mark.xdist_group("typescript")] if program.language == "typescript" else []
    return pytest.param(program, id=f"{program.page}:{program.name}", marks=marks)


@pytest.mark.parametrize("program", [parameter(program) for program in PROGRAMS])
def test_the_blocks_run(
    program: Program, server: Server, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if program.language == "typescript":
        folder, said = request.getfixturevalue("compiled")
        wrong = [line for line in said.splitlines() if line.startswith(f"{program.file_name}.mts")]
        assert not wrong, "\n".join(wrong)
        output = runners.node(program.file_name, server.url, folder)
    else:
        for name, text in program.files:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, "utf-8")
        run = runners.bash if program.language == "bash" else runners.python
        output = run(program.code, server.url, tmp_path)
    output = runners.as_written(output, server.url)
    lost = missing(program, [line.rstrip() for line in output.splitlines() if line.strip()])
    assert not lost, f"not printed: {lost}\nprinted:\n{output}"


def test_a_block_runs_or_is_listed() -> None:
    """Pictures, which name no language, are in READMEs only."""
    assert not [block for block in ALL if not block.language and block.page.startswith("docs/pages")]
    code = [block for block in ALL if block.language]
    used = {(program.page, file) for program in PROGRAMS for file, _ in program.files}
    runs = [block.language in RUNNABLE or (block.page, block.file) in used for block in code]
    wrong = [block for block, it_runs in zip(code, runs, strict=True) if it_runs == excused(block)]
    assert not wrong, "\n".join(
        f"{block.page}:{block.line} runs and is listed, or neither" for block in wrong
    )


def test_what_is_listed_is_there_and_has_a_reason() -> None:
    for entry in not_run():
        assert [block for block in ALL if block.page == entry["page"] and excused(block)], entry
        assert entry["reason"].strip(), entry


def test_the_expected_output_is_held() -> None:
    program = Program("page", "Python", "python", "print(1)  # → 1\nprint(2)  # → …2\n")
    assert missing(program, ["1", "2"]) == []
    assert missing(program, ["2", "1"]) == ["…2"]
    assert missing(program, ["1", "2", "3"])
    assert missing(program, ["1"])
