"""What breaks those who call our commands is refused in a patch release, by name."""

from __future__ import annotations

import argparse
import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from release import command_flags, commands
from release.change import Version, refusal
from vectorizer_mock.cli import parser

PATCH = (Version(1, 4, 2), Version(1, 4, 3))
Made = Callable[[argparse.ArgumentParser], object]


def test_a_dropped_flag_is_refused_in_a_patch() -> None:
    old = command_flags.of_argparse(parser(), "vectorizer-mock")
    new = copy.deepcopy(old)
    del new["vectorizer-mock serve"]["--cors"]
    new["vectorizer-mock up"]["--port"]["required"] = True
    new["vectorizer-mock serve"]["--shards"] = {**old["vectorizer-mock serve"]["--port"]}
    refused = refusal(*PATCH, commands.changes(old, new))
    assert "command line: vectorizer-mock serve: --cors is gone (breaking)" in refused
    assert "command line: vectorizer-mock up: --port is required now (breaking)" in refused
    assert "--shards" not in refused
    assert commands.changes(old, old) == []


def flags(*words: str, **said: Any) -> Made:
    """Makes a command that has these options and positions."""
    return lambda made: [made.add_argument(word, **said) for word in words]


def grouped(*words: str, required: bool = False) -> Made:
    """Makes a command that takes one of these options."""

    def make(made: argparse.ArgumentParser) -> None:
        group = made.add_mutually_exclusive_group(required=required)
        for word in words:
            group.add_argument(word)

    return make


def subcommand(required: bool) -> Made:
    return lambda made: made.add_subparsers(required=required).add_parser("s")


def made(make: Made) -> dict[str, Any]:
    found = argparse.ArgumentParser(add_help=False)
    make(found)
    return command_flags.of_argparse(found, "x")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (flags("a", "b"), flags("b", "a"), "x: <a> is argument 2 now, not 1"),
        (flags("--n", type=float), flags("--n", type=int), "x: --n takes int, not float"),
        (flags("--n"), flags("--n", type=Path), "x: --n takes Path, not str"),
        (flags("--n", default=10), flags("--n", default=99), "x: --n is 99 by default, not 10"),
        (flags("--n"), flags("--n", default="a"), 'x: --n is "a" by default, not null'),
        (
            flags("--n", action="store_true"),
            flags("--n", action="store_false"),
            "x: --n is false where it is given, not true",
        ),
        (
            flags("--n", nargs="?", const=1),
            flags("--n", nargs="?", const=2),
            "x: --n is 2 where it is given, not 1",
        ),
        (flags("--a", "--b"), grouped("--a", "--b"), "x: --a can't be given with --b now"),
        (grouped("--a", "--b"), grouped("--a", "--b", required=True), "x: one of --a, --b is required now"),
        (
            grouped("--a", "--b", "--c", required=True),
            lambda x: [grouped("--a", "--b", required=True)(x), flags("--c")(x)],
            "x: one of --a, --b is required now",
        ),
        (
            flags("--a"),
            lambda x: [flags("--a")(x), grouped("--b", required=True)(x)],
            "--b is new and required",
        ),
        (subcommand(False), subcommand(True), "x: <command> is required now"),
    ],
)
def test_a_break_of_a_command_is_refused_in_a_patch(old: Made, new: Made, told: str) -> None:
    refused = refusal(*PATCH, commands.changes(made(old), made(new)))
    assert f"{told} (breaking)" in refused, refused


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (flags("--n", type=int), flags("--n", type=float), ["x: --n takes float, not int"]),
        (flags("--n", type=float), flags("--n"), ["x: --n takes str, not float"]),
        (grouped("--a", "--b"), grouped("--a", "--b", "--c"), ["x: --c is new"]),
        (grouped("--a", "--b", required=True), flags("--a", "--b"), []),
    ],
)
def test_what_a_command_takes_beside_breaks_nothing(old: Made, new: Made, told: list[str]) -> None:
    found = commands.changes(made(old), made(new))
    assert [change.text for change in found] == told
    assert not any(change.breaks for change in found)


def test_a_command_made_with_click_is_told_alike() -> None:
    def of(kind: Any, default: Any, *, flag: bool) -> dict[str, Any]:
        names = click.Option(["--n"], type=kind, default=default)
        both = click.Option(["--b/--no-b"] if flag else ["--no-b/--b"])
        places = [click.Argument([name]) for name in ("pq" if flag else "qp")]
        return command_flags.of_click(click.Command("x", params=[names, both, *places]), "x")

    old = of(click.FLOAT, 1.5, flag=True)
    assert commands.changes(old, old) == []
    told = {change.text for change in commands.changes(old, of(click.IntRange(1, 5), 2, flag=False))}
    assert told == {
        "x: --n takes integer range 1..5, not float",
        "x: --n is 2 by default, not 1.5",
        "x: --b is false where it is given, not true",
        "x: --no-b is true where it is given, not false",
        "x: <q> is argument 1 now, not 2",
        "x: <p> is argument 2 now, not 1",
    }


def test_a_default_that_is_a_path_is_told_by_its_name() -> None:
    """Packages are not always at the same place."""
    assert commands.changes(*(made(flags("--n", default=Path(f"/{one}/cases"))) for one in "ab")) == []
