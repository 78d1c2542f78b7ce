"""A broken metamorphic rule's programs: the calls of the rule, the answers that it relates shown."""

from __future__ import annotations

import asyncio
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from harness import HERE
from running import ends
from vectorizer_conformance.layers.model.model_run import ModelRun
from vectorizer_conformance.layers.model.size import Size
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import ServerPool, launch

# The server's bug, the rule, what the suite says, and what the wrong server alone gives. Of a relation between answers,
# of pages whose cursors are taken along, of a vector that is taken along, of a fault of one answer.
RULES = [
    ("limit-off-by-one", "limit-is-prefix", "limit 1 is no prefix of limit 1000", r'"score".*"score".*\s*\Z'),
    ("cursor-repeats", "walk-under-writes", "was seen 2 times in a walk", r'(?s)("id": "a", "metadata".*){2}'),
    ("floats-cut", "put-what-is-there", "'updated' and 'unchanged'", r'"status": "updated"'),
    ("random-ids", "generated-id", "is no UUIDv7", r'"id": "\w{8}-\w{4}-4'),
]  # fmt: skip


def server(fault: str) -> str:
    return shlex.join([sys.executable, str(HERE / "model/serve.py"), *([fault] if fault else [])])


@pytest.mark.parametrize(("fault", "rule", "words", "wrong"), RULES)
def test_the_programs_show_the_broken_rule(
    spec: Spec, tmp_path: Path, fault: str, rule: str, words: str, wrong: str
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
    assert [code for _, code, _ in ended] == [0] * 4, ended
    for (_, _, said), seen in zip(ended, (True, False) * 2, strict=True):
        came, _, told = said.partition("the suite said: ")
        assert words in told
        assert bool(re.search(wrong, came)) is seen, said
