"""The commands as click has them, made of the generated table."""

from __future__ import annotations

from functools import cache
from typing import Any

import click

from .. import __version__
from .._client.async_client import VectorizerClient
from .._generated.dispatch import DISPATCH
from ._call import EITHER, call
from ._files import export_file, import_file
from ._generated.commands import COMMANDS, GROUPS
from ._run import Session, WordsError
from ._table import Argument, Command

_COMMON: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (("--url",), {"metavar": "URL", "help": "The server; else VECTORIZER_URL, else http://localhost:15002."}),
    (
        ("--api-key-file",),
        {"metavar": "FILE", "help": "A file with the key; else VECTORIZER_API_KEY holds it."},
    ),
    (
        ("--json",),
        {"is_flag": True, "help": "Write JSON: answers to standard output, errors to standard error."},
    ),
    (("--timeout",), {"type": float, "metavar": "SECONDS", "help": "For a call with all its attempts."}),
    (("--retries",), {"type": int, "metavar": "N", "help": "How often to try again."}),
    (("--header",), {"multiple": True, "metavar": "'NAME: VALUE'", "help": "A header for every request."}),
)


_METAVARS = {
    "json": "JSON|@FILE|-",
    "texts": "TEXT|JSON|@FILE|-",
    "number": "NUMBER",
    "integer": "N",
    "either": "VALUE",
    "etag": "VERSION",
}


def _common() -> list[click.Parameter]:
    return [click.Option(names, **settings) for names, settings in _COMMON]


def _keep(session: Session, given: dict[str, Any]) -> None:
    """Take the common options out; those of the command win over those before it."""
    for names, _ in _COMMON:
        name = names[0].removeprefix("--").replace("-", "_")
        value = given.pop(name, None)
        if value is not None and value is not False and value != ():
            session.options[name] = value


@cache
def application() -> click.Group:
    """The whole command."""

    @click.pass_obj
    def begin(session: Session, /, **given: Any) -> None:
        _keep(session, given)

    root = click.Group(
        callback=begin,
        params=_common(),
        help="Every operation of a Vectorizer server. Exit codes: 0 done, 1 refused by the server, 2 a wrong command or "
        "value, 3 no answer, 4 some items of a batch failed, 5 an answer that cannot be used, 130 interrupted.",
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    click.version_option(__version__, prog_name="vectorizer", message="%(prog)s %(version)s")(root)
    groups = {name: click.Group(name, help=text) for name, text in GROUPS.items()}
    for group in groups.values():
        root.add_command(group)
    for command in COMMANDS:
        (groups[command.group] if command.group else root).add_command(_command(command))
    for extra in (_import(), _export(), _completion(), _mcp()):
        root.add_command(extra)
    return root


class _Command(click.Command):
    """A command that shows its usage where words are missing or too many."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, args)
        except click.MissingParameter as error:
            raise WordsError(error.format_message().rstrip("."), ctx) from None
        if rest and not ctx.resilient_parsing:
            raise WordsError(f"unexpected extra argument {rest[0]!r}", ctx)
        return rest


def _command(command: Command) -> click.Command:
    target = DISPATCH[command.operation]

    @click.pass_obj
    def execute(session: Session, /, **given: Any) -> int:
        _keep(session, given)
        return call(session, command, target, given)

    options: list[click.Parameter] = [_parameter(argument) for argument in command.arguments]
    if target.either:
        options.append(click.Argument([EITHER], required=False, metavar=f"[{target.either[0].upper()}]"))
    nullable = [argument.name for argument in command.arguments if argument.nullable]
    if command.arguments:
        options.append(
            _option("--input", metavar="JSON|@FILE|-", help="Arguments as one JSON object; options win.")
        )
    if nullable:
        options.append(
            _option("--null", multiple=True, type=click.Choice(nullable), help="Send null for this argument.")
        )
    if target.kind == "pages":
        options.append(_option("--all", is_flag=True, help="All pages, not the first one alone."))
    options.append(_option("--request-id", metavar="ID", help="To find the request in the server's log."))
    if "idempotency_key" in target.options:
        options.append(
            _option("--idempotency-key", metavar="KEY", help="The same for every try of one intent.")
        )
    if target.kind == "batch":
        options.append(_option("--batch-size", type=int, metavar="N", help="The most items of one request."))
        options.append(_option("--concurrency", type=int, metavar="N", help="Requests at a time."))
        options.append(_option("--progress/--no-progress", default=None, help="Show how far it is."))
    if "resume" in target.options:
        options.append(
            _option("--resume", metavar="FILE", help="A report of --json: send only what it lacks.")
        )
        options.append(
            _option("--allow-partial", is_flag=True, help="Exit with 0 although some items failed.")
        )
    return _Command(
        command.name,
        callback=execute,
        params=[*options, *_common()],
        help=f"{command.summary}.\n\n{command.help}",
        short_help=command.summary,
    )


def _option(*names: str, **settings: Any) -> click.Option:
    return click.Option(names, **settings)


def _parameter(argument: Argument) -> click.Parameter:
    kind: Any = click.Choice(argument.choices) if argument.choices and argument.type == "text" else str
    if argument.positional:
        # Not required here: `--input` may have it.
        count = -1 if argument.type == "texts" else 1
        metavar = argument.name.upper() + ("..." if count == -1 else "")
        return click.Argument([argument.name], required=False, type=kind, nargs=count, metavar=metavar)
    flag = argument.name.replace("_", "-")
    text = argument.help + ("" if argument.default is None else f" (default {argument.default})")
    if argument.type == "boolean":
        return click.Option([f"--{flag}/--no-{flag}", argument.name], default=None, help=text)
    return click.Option(
        [f"--{flag}", argument.name],
        help=text,
        type=kind,
        multiple=argument.type == "texts",
        metavar=_METAVARS.get(argument.type),
    )


def _import() -> click.Command:
    @click.pass_obj
    def execute(session: Session, /, **given: Any) -> int:
        _keep(session, given)
        return import_file(session, **given)

    params: list[click.Parameter] = [
        click.Argument(["file"], metavar="FILE"),
        _option("--collection", metavar="NAME", help="Where to; else the file's name without its ending."),
        _option("--create", is_flag=True, help="Create the collection if it is not there."),
        _option("--dimension", type=int, metavar="N", help="Of a collection that is created."),
        _option("--upsert", is_flag=True, help="Replace vectors that exist."),
        _option("--batch-size", type=int, metavar="N", help="Records of one request."),
        _option("--concurrency", type=int, metavar="N", help="Requests at a time."),
        _option("--progress/--no-progress", default=None, help="Show how far it is."),
    ]
    text = "Import a file of records, NDJSON or a JSON list, as `export` writes them; - is standard input."
    return _Command("import", callback=execute, params=[*params, *_common()], help=text)


def _export() -> click.Command:
    @click.pass_obj
    def execute(session: Session, /, **given: Any) -> int:
        _keep(session, given)
        return export_file(session, **given)

    params: list[click.Parameter] = [
        click.Argument(["collection"]),
        click.Argument(["file"], default="-", metavar="[FILE]"),
    ]
    text = "Write a collection's records as NDJSON to a file, which is there when all of it is; - is standard output."
    return _Command("export", callback=execute, params=[*params, *_common()], help=text)


def _completion() -> click.Command:
    @click.pass_obj
    def execute(session: Session, /, shell: str) -> int:
        from click.shell_completion import get_completion_class

        found = get_completion_class(shell)
        assert found is not None
        session.stdout.write(found(application(), {}, "vectorizer", "_VECTORIZER_COMPLETE").source() + "\n")
        return 0

    params: list[click.Parameter] = [click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"]))]
    text = 'Print a shell\'s completion; in bash: eval "$(vectorizer completion bash)".'
    return _Command("completion", callback=execute, params=params, help=text)


def _mcp() -> click.Command:
    @click.pass_obj
    def execute(session: Session, /, allow_writes: bool, **given: Any) -> int:
        _keep(session, given)
        try:
            from ..mcp import serve
        except ImportError as error:
            raise click.UsageError(
                f"mcp needs {error.name}, of the SDK's extra 'mcp': pip install './python[mcp]' in the repository"
            ) from None
        settings = {**session.settings(), "headers": session.headers()}
        VectorizerClient(**settings)  # what is wrong with them is said now
        serve(lambda: VectorizerClient(**settings), allow_writes=allow_writes)
        return 0

    params: list[click.Parameter] = [
        _option("--allow-writes", is_flag=True, help="Offer the operations that change something, too."),
    ]
    text = "Offer the operations as tools of the Model Context Protocol, on standard input and output; reading only."
    return _Command("mcp", callback=execute, params=[*params, *_common()], help=text)
