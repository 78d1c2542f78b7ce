"""Places of a Python source that operators change, from its syntax tree."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from vectorizer_conformance.mutate.sample.site import Site

SWAPS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}
# What only people read, or only a type checker.
PROSE = frozenset({"__repr__", "__repr_args__", "__str__", "__dir__", "__init_subclass__"})
LOGGING = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "log", "cast", "TypeVar", "overload"}
)


def python_sites(text: str) -> list[Site]:
    """Every change of one source, in the order of its text."""
    return sorted(_Walk(text).module())


@dataclass
class _Walk:
    text: str

    def __post_init__(self) -> None:
        self.lines = self.text.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno or 0, node.end_col_offset or 0)

    def module(self) -> Iterator[Site]:
        for node in ast.parse(self.text).body:
            yield from self.node(node)

    def node(self, node: ast.AST) -> Iterator[Site]:
        """The changes of a node and of what is in it."""
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Assert, ast.JoinedStr)) or _for_people(node):
            return
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                # Neither annotations nor decorators; the defaults of arguments count.
                inside: list[ast.AST] = [
                    *node.body,
                    *node.args.defaults,
                    *filter(None, node.args.kw_defaults),
                ]
            case ast.ClassDef():
                inside = [child for child in node.body if not isinstance(child, ast.AnnAssign) or child.value]
            case ast.AnnAssign():
                inside = [node.value] if node.value else []
            case ast.Raise():
                # What an error says is for people; whether it is raised is not.
                inside = []
            case ast.Call(func=ast.Name(id="zip"), args=args):
                # Its `strict` tells of mistakes of the program itself, as an assertion does.
                inside = [*args]
            case _:
                inside = list(ast.iter_child_nodes(node))
        yield from self.changes(node)
        for child in inside:
            if not _docstring(child):
                yield from self.node(child)

    def changes(self, node: ast.AST) -> Iterator[Site]:
        match node:
            case ast.Compare(left=left, ops=ops, comparators=right):
                for before, op, after in zip([left, *right], ops, right, strict=False):
                    yield from self.swap(before, op, after)
            case ast.BinOp(left=left, op=op, right=after):
                yield from self.swap(left, op, after)
            case ast.BoolOp(op=op, values=values):
                for before, after in itertools.pairwise(values):
                    yield from self.swap(before, op, after)
                for value in (values[0], values[-1]):
                    yield self.become(node, self.source(value), "operand")
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self.become(node, f"({self.source(operand)})", "not")
            case ast.If(test=test) | ast.IfExp(test=test):
                yield self.become(test, "True", "condition")
                yield self.become(test, "False", "condition")
            case ast.While(test=test) if not isinstance(test, ast.Constant):
                yield self.become(test, "False", "condition")
            case ast.comprehension(ifs=tests):
                for test in tests:
                    yield self.become(test, "True", "condition")
            case ast.Constant(value=value):
                yield from self.constant(node, value)
            case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise() | ast.AugAssign() | ast.Delete():
                yield self.become(node, "pass", "statement")
            case ast.Break() | ast.Continue():
                yield self.become(node, "pass", "statement")
            case ast.Call(func=ast.Name(id="zip")):
                pass
            case ast.Call(keywords=keywords):
                for keyword in keywords:
                    if keyword.arg is not None:
                        yield self.drop(keyword)
            case ast.Slice(lower=lower, upper=upper):
                for bound in filter(None, (lower, upper)):
                    yield self.become(bound, "", "slice")
            case ast.ExceptHandler(type=ast.Tuple(elts=[first, *_]) as kinds):
                yield self.become(kinds, self.source(first), "except")

    def constant(self, node: ast.Constant, value: object) -> Iterator[Site]:
        if isinstance(value, bool):
            yield self.become(node, str(not value), "constant")
        elif isinstance(value, (int, float)):
            yield self.become(node, f"{value + 1}", "constant")
        elif isinstance(value, (str, bytes)):
            words = value if isinstance(value, str) else value.decode("latin-1")
            # Of three words or more, what is written is for people.
            if not re.search(r"\s\S+\s", words):
                yield self.become(node, f"{'b' * isinstance(value, bytes)}{'' if value else 'x'!r}", "text")

    def swap(self, before: ast.expr, op: ast.AST, after: ast.expr) -> Iterator[Site]:
        old, new = SWAPS.get(type(op), ("", ""))
        start, end = self.span(before)[1], self.span(after)[0]
        pattern = r"\b" + old.replace(" ", r"\s+") + r"\b" if old.isalpha() or " " in old else re.escape(old)
        found = list(re.finditer(pattern, self.text[start:end])) if old else []
        if len(found) == 1 and "#" not in self.text[start:end]:
            yield Site(start + found[0].start(), start + found[0].end(), new, "operator")

    def become(self, node: ast.expr | ast.stmt, text: str, operator: str) -> Site:
        return Site(*self.span(node), text, operator)

    def drop(self, keyword: ast.keyword) -> Site:
        """Leave a named argument out, with its comma."""
        start, end = self.span(keyword)
        comma = re.match(r"\s*,", self.text[end:])
        if comma:
            return Site(start, end + comma.end(), "", "argument")
        head = self.text[:start].rstrip()
        return Site(len(head) - 1 if head.endswith(",") else start, end, "", "argument")

    def source(self, node: ast.expr) -> str:
        start, end = self.span(node)
        return self.text[start:end]


def _docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _for_people(node: ast.AST) -> bool:
    """Whether programs don't read it: representations, logs, and what is there for type checkers."""
    match node:
        case ast.FunctionDef(name=name):
            return name in PROSE or name == "_log"
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="_log") | ast.Name(id="log"))):
            return True
        case ast.Call(func=ast.Name(id="_log")):
            return True
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name in LOGGING
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in ("__all__", "__slots__")
        case ast.Expr(value=value):
            return isinstance(value, ast.Constant) or _for_people(value)
    return False
