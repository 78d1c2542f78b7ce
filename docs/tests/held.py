"""The output that a page shows, held to what was printed."""

from __future__ import annotations

import re

import pytest
import runners
from blocks import Program, programs
from runners import Ran


def of(driver: str) -> list[object]:
    """The programs that a driver runs, as parameters of a test."""
    chosen = [program for program in programs() if program.driver == driver]
    return [pytest.param(program, id=f"{program.page}:{program.name}") for program in chosen]


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


def hold(program: Program, ran: Ran, url: str) -> None:
    """It ended without an error, and printed what its page says."""
    assert not ran.error, f"{ran.printed}\n{ran.error}"
    output = runners.as_written(ran.printed, url)
    lost = missing(program, [line.rstrip() for line in output.splitlines() if line.strip()])
    assert not lost, f"not printed: {lost}\nprinted:\n{output}"
