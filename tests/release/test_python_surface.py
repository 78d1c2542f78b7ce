"""What breaks Python programs is refused in a patch release, by name."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from release import python_changes, python_surface
from release.change import ReleaseError, Version, refusal

PATCH = (Version(1, 4, 2), Version(1, 4, 3))


@pytest.fixture(scope="module")
def old() -> dict[str, Any]:
    return python_surface.surface(ROOT)


CLIENT, MOCK = "python/src/vectorizer_client", "server-mock/src/vectorizer_mock"
SYNC = f"{CLIENT}/_client/sync_client.py"
REQUESTS = f"{CLIENT}/_generated/requests.py"
TRANSPORT, ERRORS = f"{CLIENT}/_http/transport.py", f"{CLIENT}/_types/errors.py"


# File, pattern, text in its place, and what is told of it.
BREAKS = [
    (
        f"{CLIENT}/_resources/_async/vectors.py",
        r"(async def update_vector\([^)]*?)text: str",
        r"\1content: str",
        "VectorizerClient.update_vector(): the argument `text` is called `content` now",
    ),
    (
        f"{CLIENT}/_types/errors.py",
        r"\(VectorizerError\):",
        "(Exception):",
        "no longer derives from VectorizerError",
    ),
    (SYNC, r"def __enter__\(", "def _enter(", "SyncVectorizerClient.__enter__ is gone"),
    (SYNC, r"def __exit__\(", "def _exit(", "SyncVectorizerClient.__exit__ is gone"),
    (f"{CLIENT}/otel.py", r"\binstrument\b", "trace_client", "vectorizer_client.otel.instrument is gone"),
    (
        f"{CLIENT}/mcp/__init__.py",
        r'"make_server", "serve"]',
        '"serve"]',
        "vectorizer_client.mcp.make_server is gone",
    ),
    (f"{MOCK}/asgi.py", "make_application", "made", "vectorizer_mock.asgi.make_application is gone"),
    (
        REQUESTS,
        r"(class SearchRequest.*?limit: )NotRequired\[int\]",
        r"\1int",
        "SearchRequest: the key `limit` is required now",
    ),
    (
        REQUESTS,
        r"(class EmbeddingRequest\(TypedDict\):)",
        r"\1\n    region: str",
        "EmbeddingRequest: the key `region` is new and required",
    ),
    (REQUESTS, r"\bfloat\b", "int", "SearchRequest: the key `score_threshold` is no longer float"),
    (
        TRANSPORT,
        r"(class Transport\(Protocol\):)",
        r"\1\n    def flush(self) -> None: ...",
        "Transport.flush is new",
    ),
    (
        TRANSPORT,
        r"(class Transport\(Protocol\):.*?request: Request)",
        r"\1, hint: int = 0",
        "Transport.send(): the argument `hint` is new",
    ),
    (
        TRANSPORT,
        r"@dataclass\(slots=True\)(\nclass Request)",
        r"@dataclass(slots=True, frozen=True)\1",
        "vectorizer_client.Request is frozen now",
    ),
    (
        ERRORS,
        r"(is_retryable: bool = )False",
        r"\1True",
        "VectorizerError.is_retryable is True, not False",
    ),
    (
        ERRORS,
        r"(context: CallContext \| None = None, sent: bool)",
        r"\1 | None",
        "ConnectionFailedError.sent may be None",
    ),
    (
        ERRORS,
        r"    def as_curl\(self\)",
        "    @staticmethod\n    def as_curl(self)",
        "VectorizerError.as_curl() is a static method now, not a method of an instance",
    ),
    (
        f"{CLIENT}/__init__.py",
        "AsyncVectorizerClient = VectorizerClient",
        "AsyncVectorizerClient = SyncVectorizerClient",
        "AsyncVectorizerClient is SyncVectorizerClient, not VectorizerClient",
    ),
    (
        f"{CLIENT}/_generated/models.py",
        r'(def get\(self, name: Literal\["status"\], default: _D\) -> [^:]*)_D',
        r"\1None",
        "Health.get() may give None, which it did not",
    ),
]


@pytest.fixture(scope="module")
def refused(old: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is told when all these sources are changed, read as those of a release are: they are read once."""
    root = tmp_path_factory.mktemp("changed")
    for folder in ("python/src", "server-mock/src"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file, was, now, _ in BREAKS:
        text = (root / file).read_text("utf-8")
        changed = re.sub(was, now, text, flags=re.S)
        assert changed != text, was
        (root / file).write_text(changed, "utf-8")
    return refusal(*PATCH, python_changes.changes(old, python_surface.surface(root)))


@pytest.mark.parametrize("told", [told for *_, told in BREAKS])
def test_a_break_of_a_source_is_refused_in_a_patch(refused: str, told: str) -> None:
    assert told in refused


def test_a_name_that_is_exported_and_is_not_there_is_told(tmp_path: Path) -> None:
    for folder in ("python/src", "server-mock/src"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / CLIENT / "otel.py"
    file.write_text(file.read_text("utf-8").replace("def instrument(", "def other("), "utf-8")
    with pytest.raises(
        ReleaseError, match=r"vectorizer_client\.otel\.instrument is exported, and is not there"
    ):
        python_surface.surface(tmp_path)


def test_special_methods_that_programs_call_by_syntax_count(old: dict[str, Any]) -> None:
    found = {name.rpartition(".")[2] for name in members(old) if name.endswith("__")}
    assert found >= {"__enter__", "__aexit__", "__iter__", "__aiter__", "__len__", "__getitem__", "__await__"}
    assert not found & {"__repr__", "__post_init__", "__slots__"}


def members(found: dict[str, Any]) -> list[str]:
    return [f"{name}.{member}" for name, one in found.items() for member in one.get("members", ())]


def test_each_module_that_the_docs_import_from_is_compared() -> None:
    """`from MODULE import`, `import MODULE`, and `MODULE:function` as servers are told it."""
    pages = [*(ROOT / "docs/pages").rglob("*.md"), ROOT / "README.md", *ROOT.glob("*/README.md")]
    said = re.compile(
        r"(?m)^\s*(?:from|import) (vectorizer_\w+(?:\.\w+)*)|\b(vectorizer_\w+(?:\.\w+)+):[a-z]"
    )
    documented = {a or b for page in pages for a, b in said.findall(page.read_text("utf-8"))}
    assert documented >= {"vectorizer_client.otel", "vectorizer_mock.asgi"}
    compared = {
        f"{package}.{module}".rstrip(".")
        for package, (_, modules) in python_surface.PACKAGES.items()
        for module in modules
    }
    assert documented <= compared, "add these to PACKAGES in scripts/release/python_surface.py"


def python(*parameters: tuple[str, str, str | None], returns: str = "None") -> dict[str, Any]:
    """A surface with one function."""
    made = [{"name": n, "kind": "positional or keyword", "type": t, "default": d} for n, t, d in parameters]
    one = {"kind": "function", "async": False, "binding": "", "parameters": made, "returns": returns}
    return {"f": {**one, "overloads": []}}


@pytest.mark.parametrize(
    ("new", "told", "breaks"),
    [
        (python(("a", "str", None)), "f(): the argument `a` no longer takes None", True),
        (python(("a", "str | None", None), ("b", "int", None)), "the argument `b` is new and required", True),
        (python(("a", "str | None", None), ("b", "int", "1")), "f(): the argument `b` is new", False),
        (python(("a", "str | None | bytes", None)), "f(): the argument `a` takes bytes", False),
        (python(("a", "str | None", None), returns="int | None"), "f() may give int, which it did not", True),
        ({}, "f is gone", True),
    ],
)
def test_rules_of_the_python_surface(new: dict[str, Any], told: str, breaks: bool) -> None:
    found = python_changes.changes(python(("a", "str | None", None)), new)
    assert [told in change.text and change.breaks is breaks for change in found] == [True]
