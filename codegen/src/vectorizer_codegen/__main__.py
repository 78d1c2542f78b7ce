"""The command line: write what follows from the contract, or check that it is written."""

from __future__ import annotations

import argparse
import copy
import importlib
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

from . import output
from .emitters import EMITTERS, Emit, Emitter
from .errors import SpecError, ToolError
from .ir import Api
from .render import repository_root
from .spec import load_api

DRIFT, REFUSED = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when all is well, 1 when --check finds drift, 2 when something can't be done."""
    options = _parser().parse_args(arguments)
    root: Path = options.root or repository_root()
    spec: Path = options.spec or root / "openapi.yaml"
    chosen = [emitter for emitter in EMITTERS if not options.target or emitter.name in options.target]
    try:
        api, document = load_api(spec)
    except SpecError as error:
        return _refused(error, spec)
    for notice in api.notices:
        print(f"left out: #{notice.pointer}: {notice.reason}")
    print(
        f"{api.title} {api.version}: {len(api.operations)} operations, {len(api.schemas)} schemas from {spec}",
        flush=True,
    )
    found: list[output.Difference] = []
    # Most of the time other programs are waited for: the targets are made side by side, and told of in their order.
    with ThreadPoolExecutor(len(chosen)) as pool:
        making = [pool.submit(_timed, emitter, api, document, root) for emitter in chosen]
    for emitter, made in zip(chosen, making, strict=True):
        try:
            files, seconds = made.result()
        except SpecError as error:
            return _refused(error, spec, emitter.name)
        except ToolError as error:
            print(f"{emitter.name}: {error}", file=sys.stderr)
            return REFUSED
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


def emit(
    emitter: Emitter, api: Api, document: dict[str, Any], root: Path | None = None
) -> dict[str, str | bytes]:
    """The files of one target, sorted by path; they lie in directories that it owns."""
    run = cast(Emit, importlib.import_module(f"vectorizer_codegen.emitters.{emitter.module}").emit)
    files = run(api, copy.deepcopy(document))
    output.check_paths(files, emitter.owns)
    return dict(sorted(files.items()))


def _timed(
    emitter: Emitter, api: Api, document: dict[str, Any], root: Path
) -> tuple[dict[str, str | bytes], float]:
    began = time.perf_counter()
    return emit(emitter, api, document, root), time.perf_counter() - began


def _parser() -> argparse.ArgumentParser:
    names = [emitter.name for emitter in EMITTERS]
    parser = argparse.ArgumentParser(
        prog="python -m vectorizer_codegen",
        description="Write the code that follows from openapi.yaml, or check that it is written.",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; show what differs and exit 1 if anything does"
    )
    parser.add_argument("--target", action="append", choices=names, help="only this target (may be repeated)")
    parser.add_argument(
        "--spec", type=Path, metavar="FILE", help="the document (default: openapi.yaml at the root)"
    )
    parser.add_argument(
        "--root", type=Path, metavar="DIR", help="where to write (default: the repository's root)"
    )
    return parser


def _refused(error: SpecError, spec: Path, target: str = "") -> int:
    what = f"{target} can't express {spec.name}" if target else f"{spec.name} can't be used"
    print(f"{what}: {len(error.problems)} problem{'s' if len(error.problems) > 1 else ''}", file=sys.stderr)
    for problem in error.problems:
        print(f"  {problem}", file=sys.stderr)
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
