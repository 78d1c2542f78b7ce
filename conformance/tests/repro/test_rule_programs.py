"""A broken metamorphic rule's programs: the calls of the rule, and what must hold of their answers."""

from __future__ import annotations

import asyncio
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from harness import HERE
from running import ends
from vectorizer_conformance.layers.model.metamorphic.tracked import FUNCTIONS
from vectorizer_conformance.layers.model.model_run import ModelRun
from vectorizer_conformance.layers.model.size import Size
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.repro import library
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import ServerPool, launch

# Of a relation between answers, of pages, of requests that hold values of answers, of a fault of one answer.
RULES = [
    ("limit-off-by-one", "limit-is-prefix", "limit 1 is no prefix of limit 1000"),
    ("cursor-repeats", "walk-under-writes", "was seen 2 times in a walk"),
    ("floats-cut", "put-what-is-there", "'updated' and 'unchanged'"),
    ("random-ids", "generated-id", "is no UUIDv7"),
]


def server(fault: str) -> str:
    return shlex.join([sys.executable, str(HERE / "model/serve.py"), *([fault] if fault else [])])


@pytest.mark.parametrize(("fault", "rule", "words"), RULES)
def test_the_programs_show_the_broken_rule_and_only_it(
    spec: Spec, tmp_path: Path, fault: str, rule: str, words: str
) -> None:
    async def go() -> list[tuple[str, int, str]]:
        wrong, right = await launch(server(fault)), await launch(server(""))
        found: list[Verdict] = []
        try:
            pool: Any = ServerPool(url=wrong.url)
            run = ModelRun(spec, 1, "pr", [f"model/metamorphic/{rule}"], Size(0, 3, 0))
            await run.run(pool, [], "server", found.append)
            (verdict,) = found
            assert verdict.outcome == "fail"
            return [
                (
                    language,
                    *await asyncio.to_thread(ends, language, verdict.repro[language], tmp_path, one.url),
                )
                for language in ("python", "curl")
                for one in (wrong, right)
            ]
        finally:
            await wrong.stop()
            await right.stop()

    ended = asyncio.run(go())
    assert [code for _, code, _ in ended] == [1, 0, 1, 0], ended
    assert all("FAILS: " in said and words in said for _, code, said in ended if code)


@pytest.mark.parametrize("language", ["python", "typescript", "shell"])
def test_every_function_of_a_rule_is_there_in_every_language(language: str) -> None:
    text = "\n".join(piece.text for piece in library.pieces(language))
    own = {"python": "def {}(", "typescript": "const {} = (", "shell": "def {}("}[language]
    missing = [name for name in FUNCTIONS if own.format(name) not in text]
    assert missing == (["joined"] if language == "shell" else [])
