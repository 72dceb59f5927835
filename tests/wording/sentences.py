"""What code says by itself: the words in it that no catalogue has.

A module is read as Python parses it. A literal counts where it is a sentence or a phrase, and where
it is handed to what shows words, be it one word only. What explains the program is left out: its
docstrings, the help of its commands, the description of its API, its logs and errors of ours.
"""

import ast
import re
from collections.abc import Iterator

from cli.commands import COMMANDS

SHOWS = frozenset({"add_row", "assemble", "Text"})
"""Calls whose arguments are read, however short."""
EXPLAINS = frozenset(
    {"Body", "Command", "Cookie", "File", "Form", "Header", "Parameter", "Path", "Query"}
)
"""Calls that describe a parameter."""
DESCRIBES = frozenset(
    {
        *("description", "examples", "help", "openapi_examples", "response_description"),
        *("summary", "tags"),
    }
)
"""Keywords that describe a route or a parameter, and keys of such a description."""
TYPED = frozenset({"command"})
"""Calls whose arguments are a command."""
LOGS = frozenset({"critical", "debug", "error", "exception", "info", "log", "warning"})
PATTERNS = frozenset({"compile", "findall", "fullmatch", "match", "search", "split", "sub"})
OURS = frozenset(
    {
        "AssertionError",
        "KeyError",
        "LookupError",
        "NotImplementedError",
        "RuntimeError",
        "TypeError",
    }
)
"""Errors that say what an engineer did wrong."""
STYLES = frozenset({"bold", "cyan", "default", "dim", "green", "red", "yellow"})
"""How a terminal writes a text."""

_VALUE = "…"
"""Stands for what is filled in."""
_PHRASE = re.compile(
    r"[^\W\d_][,;:.!?’')]* +[\"“‘'(]*(?:[^\W\d_]|…)|…[,;:.!?’')]* +[(]*[^\W\d_]{2}"
)
_TYPED = re.compile(r"(?:…|[A-Z][A-Z-]*|--[a-z-]+|[0-9]+)")
"""What stands behind a command that is to be typed; anything else is a word about it."""
_MARKUP = re.compile(r"<[^>]*>")
_FORMAT = re.compile(r"%.*|[dEHMmy,:. ]+|(?:attachment;|[a-z]+/[a-z]+;|[a-z]+-src) .*")
"""A date's pattern, or a header of HTTP."""
_SENTENCE = re.compile(r"[A-Z][a-z]+[.:!?]")


def literal_words(source: str) -> list[str]:
    """Each literal text of a module that people would read, in its order; where something is filled
    in, it has an ellipsis."""
    return [*_in_body(ast.parse(source))]


def _in_body(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        yield from _in(child)


def _in(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Expr(value=ast.Constant()):
            pass  # a docstring
        case ast.Constant(value=str()) | ast.JoinedStr() | ast.BinOp(op=ast.Add()):
            said = _text(node)
            if said is None:
                yield from _in_body(node)
                return
            if _is_read(said):
                yield said
            yield from (found for value in _filled_in(node) for found in _in(value))
        case ast.Call(func=func, args=args, keywords=keywords):
            name = _name(func)
            if name in EXPLAINS | TYPED | LOGS | PATTERNS or name in OURS:
                return
            if name in SHOWS or (name == "append" and len(args) == 2):  # of a text, with a style
                yield from (said for each in args for said in _words_of(each))
            yield from _in(func)
            for each in args:
                yield from _in(each)
            for keyword in keywords:
                if keyword.arg not in DESCRIBES:
                    yield from _in(keyword.value)
        case ast.Dict(keys=keys, values=values):
            for key, each in zip(keys, values, strict=True):
                if key is not None:  # of `**others`
                    yield from _in(key)
                if not (isinstance(key, ast.Constant) and key.value in DESCRIBES):
                    yield from _in(each)
        case ast.Subscript(value=value) if _name(value) in {"Annotated", "Literal"}:
            pass
        case ast.arg():
            pass
        case ast.AnnAssign(value=value):
            if value is not None:
                yield from _in(value)
        case ast.FunctionDef(args=args, body=body) | ast.AsyncFunctionDef(args=args, body=body):
            for default in (*args.defaults, *(each for each in args.kw_defaults if each)):
                yield from _in(default)
            for statement in (*node.decorator_list, *body):
                yield from _in(statement)
        case _:
            yield from _in_body(node)


def _words_of(argument: ast.AST) -> Iterator[str]:
    """A single word that is shown; a phrase is found anyway."""
    given = argument.elts[0] if isinstance(argument, ast.Tuple) and argument.elts else argument
    if isinstance(given, ast.IfExp):
        for each in (given.body, given.orelse):
            yield from _words_of(each)
        return
    said = _text(given) or ""
    is_word = any(each.isalpha() for each in said) and not STYLES.issuperset(said.split())
    if is_word and not _is_read(said):
        yield said


def _text(node: ast.AST) -> str | None:
    """The text that an expression comes to, as far as it is literal; None where it is no text."""
    match node:
        case ast.Constant(value=str() as value):
            return value
        case ast.JoinedStr(values=values):
            return "".join(_text(each) or _VALUE for each in values)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            texts = (_text(left), _text(right))
            if texts == (None, None):
                return None
            return "".join(_VALUE if each is None else each for each in texts)
    return None


def _filled_in(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.JoinedStr(values=values):
            for each in values:
                if isinstance(each, ast.FormattedValue):
                    yield each.value
        case ast.BinOp(left=left, right=right):
            for side in (left, right):
                yield from _filled_in(side) if _text(side) is not None else (side,)


def _is_read(said: str) -> bool:
    text = _MARKUP.sub("", said)
    if STYLES.issuperset(text.split()) or _FORMAT.fullmatch(text) or _is_typed(text):
        return False
    return bool(_PHRASE.search(text) or _SENTENCE.fullmatch(text))


def _is_typed(said: str) -> bool:
    """A command as somebody types it, such as `resend KEY`."""
    words = said.split()
    names = (command.name.split() for command in COMMANDS)
    return any(
        name == words[: len(name)] and all(map(_TYPED.fullmatch, words[len(name) :]))
        for name in names
    )


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
