"""Every program of the pages in Python, and every one that is commands alone, in one process: this file has one worker."""

from __future__ import annotations

import held
import pytest
import runners
from blocks import Program, programs
from conftest import Server
from runners import Ran


@pytest.fixture(scope="module")
def ran_in_python(process: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """The outcome of all programs in Python, and all that are commands alone, in one process."""
    asked = []
    for program in programs():
        if program.driver == "drive.py":
            folder = tmp_path_factory.mktemp("program")
            runners.write_files(program, folder)
            asked.append(
                {
                    "name": program.file_name,
                    "kind": "python" if program.language == "python" else "commands",
                    "code": runners.at(program.code, process.url),
                    "folder": str(folder),
                }
            )
    return runners.in_one_process("drive.py", asked, process.url, tmp_path_factory.mktemp("python"))


@pytest.mark.parametrize("program", held.of("drive.py"))
def test_the_program_prints_what_its_page_says(
    program: Program, ran_in_python: dict[str, Ran], process: Server
) -> None:
    held.hold(program, ran_in_python[program.file_name], process.url)
