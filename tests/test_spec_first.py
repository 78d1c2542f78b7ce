"""A problem code from start to end on a copy, as docs/pages/spec-first.md tells it: what it shows is what is printed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from test_adding_an_operation import ROOT, SERVER, SUITE, Copy

PAGE = (ROOT / "docs/pages/spec-first.md").read_text(encoding="utf-8")
CASES = f"{SUITE}/cases/collections/reserved.yaml"


def block(title: str) -> str:
    """A block of the page, by its title."""
    found = re.search(rf'^```\w+ title="{re.escape(title)}"\n(.*?)^```$', PAGE, re.M | re.S)
    assert found, f"the page has no block {title!r}"
    return found[1]


def shows(title: str, printed: str) -> None:
    """Whether what the page shows under a title was printed: line after line, `…` for any text."""
    lines = iter(line.rstrip() for line in printed.splitlines())
    for expected in block(title).splitlines():
        pattern = ".*".join(re.escape(part) for part in expected.split("…"))
        assert not expected or any(re.fullmatch(pattern, line) for line in lines), (
            f"{title}: {expected!r} is not printed, or too early:\n{printed}"
        )


def insert(copy: Copy, file: str, after: str, text: str) -> None:
    """Put text behind a line of a file."""
    content = copy.read(file)
    assert after in content, f"{file} has no {after!r}"
    copy.write(file, content.replace(after, after + text, 1))


def test_a_problem_code_from_start_to_end(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    for name in ("tests", "pyproject.toml"):
        source = ROOT / "server-mock" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / "server-mock" / name)

    def codegen(*words: str) -> tuple[int, str]:
        return copy.run("vectorizer_codegen", "--spec", "openapi.yaml", "--root", ".", *words, cwd=tmp_path)

    insert(copy, "openapi.yaml", "        - unknown-provider\n", "        - name-reserved\n")
    code, said = codegen("--target", "server")
    assert code == 2
    shows("refused", said)

    row = "        unknown-provider: {status: 422, title: Unknown embedding provider}\n"
    insert(copy, "openapi.yaml", row, "        name-reserved: {status: 422, title: Name reserved}\n")
    insert(copy, "openapi.yaml", "x-problems: [forbidden, collection-exists, ", "name-reserved, ")
    code, said = codegen("--check", "--target", "server")
    assert code == 1
    shows("drift", said)

    code, said = codegen("--target", "server", "--target", "manifest")
    assert code == 0, said
    words = ["-q", "-k", "problem_code", "-p", "no:cacheprovider", "server-mock/tests/test_completeness.py"]
    code, said = copy.run("pytest", *words, cwd=tmp_path)
    assert code == 1
    shows("nothing raises it", said)

    head = "    ) -> Answer:\n        provider = items.embedding_request"
    content = copy.read(SERVER)
    draft = content.replace(head, "    ) -> Answer:\n" + block("handler") + head.partition("\n")[2], 1)
    assert draft != content
    copy.write(SERVER, draft)
    code, said = copy.run("vectorizer_conformance", "cases", "check")
    assert code == 2
    shows("no case", said)

    copy.write(CASES, block("reserved.yaml"))
    code, said = copy.suite("--topic", "collections/reserved")
    assert code == 1
    shows("a case fails", said)

    copy.write(SERVER, copy.read(SERVER).replace('name == "Admin"', 'name.lower() == "admin"'))
    code, said = copy.suite("--topic", "collections/reserved")
    assert code == 0, said
    assert sorted(copy.written) == sorted(["openapi.yaml", SERVER, CASES])
