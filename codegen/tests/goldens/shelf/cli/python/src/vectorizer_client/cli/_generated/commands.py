# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Every command: its place, its operation, and what it takes."""

from __future__ import annotations

from typing import Final

from .._table import Argument, Command

GROUPS: Final[dict[str, str]] = {
    "books": "What stands on the shelf.",
}

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        group="books",
        name="list",
        operation="listBooks",
        summary="List books",
        help="Page by page.",
        arguments=(
            Argument(
                name="shelf",
                type="text",
                help="The shelf's name",
                positional=True,
                required=True,
            ),
            Argument(
                name="cursor",
                type="text",
                help="",
            ),
            Argument(
                name="limit",
                type="integer",
                help="",
                default=10,
            ),
            Argument(
                name="ids",
                type="texts",
                help="",
            ),
            Argument(
                name="filter",
                type="json",
                help="",
            ),
            Argument(
                name="vector_format",
                type="text",
                help="",
                choices=("json", "base64"),
                default="json",
            ),
            Argument(
                name="with_vector",
                type="boolean",
                help="",
                default=False,
            ),
        ),
    ),
    Command(
        group="books",
        name="add",
        operation="addBooks",
        summary="Add many books",
        help="",
        arguments=(
            Argument(
                name="shelf",
                type="text",
                help="The shelf's name",
                positional=True,
                required=True,
            ),
            Argument(
                name="books",
                type="json",
                help="",
                positional=True,
                required=True,
            ),
            Argument(
                name="atomic",
                type="boolean",
                help="",
                default=False,
            ),
        ),
    ),
    Command(
        group="books",
        name="update",
        operation="updateBook",
        summary="Update a book",
        help="Changes only what it names.",
        arguments=(
            Argument(
                name="shelf",
                type="text",
                help="The shelf's name",
                positional=True,
                required=True,
            ),
            Argument(
                name="id",
                type="text",
                help="",
                positional=True,
                required=True,
            ),
            Argument(
                name="if_match",
                type="etag",
                help="",
            ),
            Argument(
                name="title",
                type="text",
                help="Null removes it",
                nullable=True,
            ),
            Argument(
                name="vector",
                type="json",
                help="Numbers, or the base64 of their float32 bytes",
            ),
            Argument(
                name="genre",
                type="text",
                help="",
                choices=("fiction", "essay"),
                default="fiction",
            ),
        ),
    ),
    Command(
        group="books",
        name="delete",
        operation="deleteBook",
        summary="Delete a book",
        help="",
        arguments=(
            Argument(
                name="shelf",
                type="text",
                help="The shelf's name",
                positional=True,
                required=True,
            ),
            Argument(
                name="id",
                type="text",
                help="",
                positional=True,
                required=True,
            ),
        ),
    ),
    Command(
        group="books",
        name="import",
        operation="importBooks",
        summary="Import books",
        help="",
        arguments=(
            Argument(
                name="shelf",
                type="text",
                help="The shelf's name",
                positional=True,
                required=True,
            ),
            Argument(
                name="records",
                type="json",
                help="A new book, from a title or from numbers",
                positional=True,
                required=True,
            ),
            Argument(
                name="upsert",
                type="boolean",
                help="",
                default=False,
            ),
        ),
    ),
    Command(
        group="books",
        name="export",
        operation="exportBooks",
        summary="Export books",
        help="",
        arguments=(
            Argument(
                name="shelf",
                type="text",
                help="The shelf's name",
                positional=True,
                required=True,
            ),
        ),
    ),
)
