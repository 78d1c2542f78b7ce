"""Every program of the pages in TypeScript: compiled in one go and run in one process, so this file has one worker."""

from __future__ import annotations

import held
import pytest
import runners
from blocks import Program, programs
from conftest import Server
from runners import Ran

TYPESCRIPT = {program.file_name: program.code for program in programs() if program.language == "typescript"}


@pytest.fixture(scope="module")
def ran_in_node(process: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """The outcome of all TypeScript programs in one process, or the compiler's complaints."""
    folder = tmp_path_factory.mktemp("typescript")
    sources = {name: runners.at(code, process.url) for name, code in TYPESCRIPT.items()}
    said = runners.compile_typescript(sources, folder).splitlines()
    programs = [{"name": name, "file": str(folder / f"{name}.mjs")} for name in sources]
    ran = runners.in_one_process("drive.mjs", programs, process.url, folder)
    wrong = {name: [line for line in said if line.startswith(f"{name}.mts")] for name in sources}
    return {name: Ran("", "\n".join(wrong[name])) if wrong[name] else ran[name] for name in sources}


@pytest.mark.parametrize("program", held.of("drive.mjs"))
def test_the_program_prints_what_its_page_says(
    program: Program, ran_in_node: dict[str, Ran], process: Server
) -> None:
    held.hold(program, ran_in_node[program.file_name], process.url)
