"""Every block of every page and README runs, and prints what the page says, or is listed in docs/not_run.toml.

Here is bash; Python and TypeScript have files of their own.
"""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path

import held
import pytest
import runners
from blocks import REFERENCE, ROOT, RUNNABLE, Program, blocks, documents, excused, not_run, programs
from conftest import Server
from held import missing
from runners import Ran

ALL = [block for document in documents() for block in blocks(document)]


@pytest.mark.parametrize("program", held.of(""))
def test_the_program_prints_what_its_page_says(
    program: Program, server: Server, tmp_path: Path, commands: Path
) -> None:
    runners.write_files(program, tmp_path)
    output = runners.bash(program.code, server.url, tmp_path, commands)
    if program.page.startswith(REFERENCE):
        hold_answers(program, output)
    held.hold(program, Ran(output, ""), server.url)


def hold_answers(program: Program, output: str) -> None:
    """The answer that a page of the reference shows has members that its call got, of the same types."""
    here = [block for block in ALL if block.page == program.page]
    shown = [json.loads(block.code) for block in here if block.language == "json"]
    lines = (ROOT / program.page).read_text("utf-8").splitlines()
    begins = lines.index("The call:") if "The call:" in lines else 0
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
    used = {(program.page, file) for program in programs() for file, _ in program.files}
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
