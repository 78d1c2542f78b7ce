"""The command line: write what follows from the contract, or check that it is written."""

from __future__ import annotations

import argparse
import copy
import functools
import importlib
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, cast

from . import output, partial
from .bundle import load
from .emitters import EMITTERS, Emit, Emitter
from .errors import Problem, Refusals, SpecError, ToolError
from .ir import Api
from .progress import Progress
from .render import repository_root
from .source import Document
from .spec import built

DRIFT, REFUSED = 1, 2
DEEPEST = 10_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 when --check finds drift, 2 when something can't be done."""
    options = _parser().parse_args(arguments)
    # Schemas that refer to each other in a chain of hundreds are walked along it.
    sys.setrecursionlimit(max(sys.getrecursionlimit(), DEEPEST))
    root: Path = options.root or repository_root()
    spec: Path = options.spec or root / "openapi.yaml"
    is_own = spec.resolve() == (root / "openapi.yaml").resolve()
    asked = options.target or [emitter.name for emitter in EMITTERS if is_own or emitter.is_client]
    chosen = [emitter for emitter in EMITTERS if emitter.name in asked]
    left_out: list[Problem] = []
    document: Document | None = None
    try:
        with Progress() as progress:
            progress.step(f"reading {spec.name}", 3 if options.leave_out else 2)
            document = load(spec, options.files)
            if options.leave_out:
                progress.step("finding what can be expressed")
                document, left_out = expressible(document, chosen)
            progress.step("checking it")
            api, plain = built(document)
    except SpecError as error:
        _refused(error, spec)
        return _refused_too(error, document, spec, chosen)
    for problem in left_out:
        print(f"left out: {problem}")
    for notice in api.notices:
        print(f"note: #{notice.pointer}: {notice.reason}")
    print(
        f"{api.title} {api.version}: {len(api.operations)} operations, {len(api.schemas)} schemas from {spec}",
        flush=True,
    )
    made: dict[str, tuple[dict[str, str | bytes], float]] = {}
    has_failed = False
    # Threads that import modules of each other's at the same time can block each other.
    for emitter in chosen:
        emits(emitter)
    # Most of the time other programs are waited for: the targets are made side by side, and told of in their order.
    with Progress() as progress, ThreadPoolExecutor(len(chosen)) as pool:
        progress.step("making the targets", len(chosen))
        making = [pool.submit(_timed, emitter, api, plain) for emitter in chosen]
        for _ in as_completed(making):
            left = [one.name for one, future in zip(chosen, making, strict=True) if not future.done()]
            progress.step(f"making {', '.join(left)}" if left else "made")
    for emitter, future in zip(chosen, making, strict=True):
        try:
            made[emitter.name] = future.result()
        except SpecError as error:
            _refused(
                SpecError(document.problem(p.pointer, p.reason) for p in error.problems), spec, emitter.name
            )
            has_failed = True
        except ToolError as error:
            print(f"{emitter.name}: {error}", file=sys.stderr)
            has_failed = True
    if has_failed:
        hint = "" if is_own or options.leave_out else "; --leave-out goes on with what can be expressed"
        print(f"nothing was written{hint}", file=sys.stderr)
        return REFUSED
    found: list[output.Difference] = []
    for emitter in chosen:
        files, seconds = made[emitter.name]
        differences = output.differences(root, files, emitter.owns)
        if not options.check:
            output.write(root, files, differences)
        found += differences
        _report(emitter, files, differences, options.check, seconds)
    if options.check and found:
        print(
            f"\n{len(found)} generated files are not what {spec.name} says. Run codegen and commit what it writes:"
        )
        for difference in found:
            print(f"  {difference.state:8}{difference.path}")
        return DRIFT
    print(
        "nothing has drifted"
        if options.check
        else f"{len(found)} files changed"
        if found
        else "everything was up to date"
    )
    return 0


def emits(emitter: Emitter) -> Emit:
    """The function of a target."""
    return cast(Emit, importlib.import_module(f"vectorizer_codegen.emitters.{emitter.module}").emit)


def emit(emitter: Emitter, api: Api, document: dict[str, Any]) -> dict[str, str | bytes]:
    """The files of one target, sorted by path; they lie in directories that it owns."""
    files = emits(emitter)(api, copy.deepcopy(document))
    output.check_paths(files, emitter.owns)
    return dict(sorted(files.items()))


def expressible(document: Document, chosen: Sequence[Emitter]) -> tuple[Document, list[Problem]]:
    """The document without the operations that one of these targets refuses, and why it refuses them."""

    def make(rest: Document) -> Document:
        api, plain = built(rest)
        refusals = Refusals()
        for emitter in chosen:
            refusals.attempt(functools.partial(emit, emitter, api, plain))
        if refusals.problems:
            raise SpecError(document.problem(p.pointer, p.reason) for p in refusals.problems)
        return rest

    return partial.express(document, make)


def _timed(emitter: Emitter, api: Api, document: dict[str, Any]) -> tuple[dict[str, str | bytes], float]:
    began = time.perf_counter()
    return emit(emitter, api, document), time.perf_counter() - began


def _parser() -> argparse.ArgumentParser:
    names = [emitter.name for emitter in EMITTERS]
    parser = argparse.ArgumentParser(
        prog="python -m vectorizer_codegen",
        description="Write the code that follows from openapi.yaml, or check that it is written.",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show what differs and exit 1 if anything does"
    )
    parser.add_argument(
        "--leave-out",
        action="store_true",
        help="leave out the operations that can't be expressed, and say so, instead of refusing the document",
    )
    parser.add_argument(
        "--target",
        action="append",
        choices=names,
        help="only this target (may be repeated); default: all of them for the repository's own document, the clients for another",
    )
    parser.add_argument(
        "--spec", type=Path, metavar="FILE", help="the document (default: openapi.yaml at the root)"
    )
    parser.add_argument(
        "--files",
        type=Path,
        metavar="DIR",
        help="the folder whose files the document may refer to (default: its own)",
    )
    parser.add_argument(
        "--root", type=Path, metavar="DIR", help="where to write (default: the repository's root)"
    )
    return parser


def _refused(error: SpecError, spec: Path, target: str = "") -> int:
    what = f"{target} can't express {spec.name}" if target else f"{spec} can't be used"
    if len(error.problems) == 1 and error.problems[0].is_of_all:
        print(f"{what}: {error.problems[0].reason}", file=sys.stderr)
        return REFUSED
    print(f"{what}: {len(error.problems)} problem{'s' if len(error.problems) > 1 else ''}", file=sys.stderr)
    for problem in error.problems:
        print(f"  {problem}", file=sys.stderr)
    return REFUSED


def _refused_too(error: SpecError, document: Document | None, spec: Path, chosen: Sequence[Emitter]) -> int:
    """Tell what else is refused, so that nothing comes up only once this is mended."""
    if document is None:
        return REFUSED
    try:
        more = partial.express(document, built)[1]
    except SpecError as beyond:
        more = list(beyond.problems)
    known = {(problem.pointer, problem.reason) for problem in error.problems}
    if found := [problem for problem in more if (problem.pointer, problem.reason) not in known]:
        print("and of what is left:", file=sys.stderr)
        for problem in found:
            print(f"  {problem}", file=sys.stderr)
    known |= {(problem.pointer, problem.reason) for problem in found}
    for emitter in chosen if error.rest is not None else ():
        check = getattr(
            importlib.import_module(f"vectorizer_codegen.emitters.{emitter.module}"), "check", None
        )
        if emitter.is_client and check is not None:
            refusals = Refusals()
            refusals.attempt(functools.partial(check, error.rest))
            told = [p for p in refusals.problems if (p.pointer, p.reason) not in known]
            if told:
                _refused(SpecError(document.problem(p.pointer, p.reason) for p in told), spec, emitter.name)
    return REFUSED


def _report(
    emitter: Emitter,
    files: dict[str, str | bytes],
    found: Sequence[output.Difference],
    checking: bool,
    seconds: float,
) -> None:
    state = f"{len(found)} {'differ' if checking else 'written'}" if found else "up to date"
    print(f"  {emitter.name:12}{len(files):3} files  {seconds:5.1f} s  {state}", flush=True)
    for difference in found:
        if checking:
            print(f"\n{difference.state}: {difference.path}\n{difference.diff}", flush=True)
        else:
            print(
                f"    {'deleted' if difference.state == 'stale' else 'wrote'} {difference.path}", flush=True
            )


if __name__ == "__main__":
    sys.exit(main())
