"""The workflow that others copy: it is sound YAML, and this command takes every one of its commands."""

from __future__ import annotations

import shlex

import pytest
import yaml
from harness import HERE
from vectorizer_conformance.cli import parser

WORKFLOW = HERE.parent / "github-workflow.yml"


def commands() -> list[list[str]]:
    """The words of each call of this command, without what the shell takes."""
    document = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    found = []
    for job in document["jobs"].values():
        for step in job["steps"]:
            words = shlex.split(step.get("run", ""), comments=True)
            if words and words[0] == "vectorizer-conformance":
                ends = [words.index(end) for end in (">", ">>", "||", "|") if end in words]
                found.append(words[1 : min(ends)])
    return found


def test_it_checks_a_server_and_a_client_and_keeps_the_report() -> None:
    document = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert set(document["jobs"]) == {"server", "client"}
    for job in document["jobs"].values():
        assert any(step.get("uses", "").startswith("actions/upload-artifact@") for step in job["steps"])
        installed = [
            step["run"] for step in job["steps"] if "vectorizer-conformance @ " in step.get("run", "")
        ]
        (words,) = (shlex.split(run, comments=True) for run in installed)
        assert words[:2] == ["pip", "install"]
        assert words[2].startswith("vectorizer-conformance @ git+https://")
        # From a repository of several packages, the folder of this one.
        assert words[2].endswith(f"#subdirectory={HERE.parent.name}")
        assert words[3:] == []
    assert len(commands()) == 3


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_the_command_takes_it(words: list[str]) -> None:
    options = parser().parse_args(words)
    assert options.format in ("markdown", "sarif")


def test_a_word_that_the_command_does_not_know_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args([*commands()[0], "--no-such-option"])
    assert "--no-such-option" in capsys.readouterr().err
