"""Every block of every page and README runs, and prints what the page says, or is listed in docs/not_run.toml."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import runners
from blocks import REFERENCE, ROOT, RUNNABLE, Program, blocks, documents, excused, not_run, programs
from conftest import Server
from runners import Ran

PROGRAMS = programs()
TYPESCRIPT = {program.file_name: program.code for program in PROGRAMS if program.language == "typescript"}
ALL = [block for document in documents() for block in blocks(document)]


@pytest.fixture(scope="session")
def ran_in_python(process: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """What all programs in Python, and all that are commands alone, did in one process."""
    programs = []
    for program in PROGRAMS:
        if program.driver == "drive.py":
            folder = tmp_path_factory.mktemp("program")
            write_files(program, folder)
            programs.append(
                {
                    "name": program.file_name,
                    "kind": "python" if program.language == "python" else "commands",
                    "code": runners.at(program.code, process.url),
                    "folder": str(folder),
                }
            )
    return runners.in_one_process("drive.py", programs, process.url, tmp_path_factory.mktemp("python"))


@pytest.fixture(scope="session")
def ran_in_node(process: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """What all TypeScript programs did in one process, or what the compiler said of them."""
    folder = tmp_path_factory.mktemp("typescript")
    sources = {name: runners.at(code, process.url) for name, code in TYPESCRIPT.items()}
    said = runners.compile_typescript(sources, folder).splitlines()
    programs = [{"name": name, "file": str(folder / f"{name}.mjs")} for name in sources]
    ran = runners.in_one_process("drive.mjs", programs, process.url, folder)
    wrong = {name: [line for line in said if line.startswith(f"{name}.mts")] for name in sources}
    return {name: Ran("", "\n".join(wrong[name])) if wrong[name] else ran[name] for name in sources}


def write_files(program: Program, folder: Path) -> None:
    for name, text in program.files:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")


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
    """The programs of one process are one group, for one worker to run them."""
    marks = [pytest.mark.xdist_group(program.driver)] if program.driver else []
    return pytest.param(program, id=f"{program.page}:{program.name}", marks=marks)


@pytest.mark.parametrize("program", [parameter(program) for program in PROGRAMS])
def test_the_blocks_run(
    program: Program, server: Server, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if program.driver:
        fixture = "ran_in_node" if program.driver == "drive.mjs" else "ran_in_python"
        ran: Ran = request.getfixturevalue(fixture)[program.file_name]
        assert not ran.error, f"{ran.printed}\n{ran.error}"
        output = ran.printed
    else:
        write_files(program, tmp_path)
        output = runners.bash(program.code, server.url, tmp_path)
        if program.page.startswith(REFERENCE):
            hold_answers(program, output)
    output = runners.as_written(output, server.url)
    lost = missing(program, [line.rstrip() for line in output.splitlines() if line.strip()])
    assert not lost, f"not printed: {lost}\nprinted:\n{output}"


def hold_answers(program: Program, output: str) -> None:
    """Each answer that a page of the reference shows has members that the call before it got, of the same types."""
    here = [block for block in ALL if block.page == program.page]
    shown = [json.loads(block.code) for block in here if block.language == "json"]
    lines = (ROOT / program.page).read_text("utf-8").splitlines()
    begins = next(number for number, line in enumerate(lines, 1) if line.startswith("## "))
    set_up = sum(block.code.count("curl ") for block in here if block.tab == "curl" and block.line < begins)
    printed = [json.loads(line) for line in output.splitlines() if line.strip()][set_up:]
    assert len(printed) == len(shown)
    for answer, example in zip(printed, shown, strict=True):
        assert {name: type(answer[name]) for name in example} == {
            name: type(one) for name, one in example.items()
        }


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
        assert [block for block in ALL if fnmatchcase(block.page, entry["page"]) and excused(block)], entry
        assert entry["reason"].strip(), entry


def test_the_expected_output_is_held() -> None:
    program = Program("page", "Python", "python", "print(1)  # → 1\nprint(2)  # → …2\n")
    assert missing(program, ["1", "2"]) == []
    assert missing(program, ["2", "1"]) == ["…2"]
    assert missing(program, ["1", "2", "3"])
    assert missing(program, ["1"])
