"""What a template says by itself: the words in it that no catalogue has.

A template is read as Jinja parses it. What its expressions may come to stands where they stand, and
the whole is then read as HTML: its texts, and the attributes that people read.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

READ_ATTRIBUTES = frozenset(
    {"alt", "aria-description", "aria-label", "label", "placeholder", "title"}
)
NOT_WORDS = frozenset({"code", "script", "style"})
"""Elements whose text is typed or run, not read."""
CATALOGUES = frozenset({"staff", "t"})
FILLS_A_CLASS = "width"
"""The block of a page that stands in an attribute."""

_ATTRIBUTES = re.compile(r"\s*[\w:-]+=\"")
_PHRASE = re.compile(r"^[A-Z]|[^\W\d_]\W* \W*[^\W\d_]|[.:,…]$")
"""What is said, where it cannot be told from a code by where it stands."""


def literal_words(environment: Environment, source: str) -> list[str]:
    """Each literal text of a template, in its order."""
    template = _Template()
    template.read(environment.parse(source))
    return template.said()


class _Template:
    def __init__(self) -> None:
        self._fragments: list[list[str]] = []
        self._phrases: list[str] = []

    def read(self, root: nodes.Template) -> None:
        self._fragment(root.body)

    def said(self) -> list[str]:
        texts = ["".join(each) for each in self._fragments]
        return [*self._phrases, *(said for text in texts for said in _in_html(text))]

    def _fragment(self, body: Iterable[nodes.Node]) -> None:
        """The body of a macro, or of a `set`: put in wherever it is called for."""
        text: list[str] = []
        self._fragments.append(text)
        for node in body:
            self._flatten(node, text)

    def _flatten(self, node: nodes.Node, text: list[str]) -> None:
        match node:
            case nodes.Output():
                for child in node.nodes:
                    if isinstance(child, nodes.TemplateData):
                        text.append(child.data)
                    else:
                        text.append(" ".join(self._outcomes(child)))
            case nodes.Block(name=name) if name == FILLS_A_CLASS:
                pass
            case nodes.Macro() | nodes.CallBlock():
                self._fragment(node.body)
                given = node.defaults if isinstance(node, nodes.Macro) else [node.call]
                for each in given:
                    self._collect_phrases(each)
            case nodes.AssignBlock():
                self._fragment(node.body)
            case nodes.Assign():
                self._collect_phrases(node.node)
            case nodes.Stmt():
                for name, value in node.iter_fields():
                    if name == "values":  # of a `with`
                        for each in value:
                            self._collect_phrases(each)
                    for child in value if isinstance(value, list) else ():
                        if isinstance(child, nodes.Stmt):
                            self._flatten(child, text)

    def _outcomes(self, expression: nodes.Node) -> Iterator[str]:
        """The texts that an expression may come to."""
        match expression:
            case nodes.Const(value=str() as value):
                yield value
            case nodes.CondExpr(expr1=one, expr2=other):
                for each in (one, other):
                    if each is not None:
                        yield from self._outcomes(each)
            case nodes.Or(left=left, right=right) | nodes.And(left=left, right=right):
                yield from self._outcomes(left)
                yield from self._outcomes(right)
            case nodes.Concat(nodes=parts):
                for each in parts:
                    yield from self._outcomes(each)
            case nodes.Filter(name="code"):
                pass
            case nodes.Filter(node=filtered, args=args) if filtered is not None:
                yield from self._outcomes(filtered)
                for each in args:
                    self._collect_phrases(each)
            case nodes.Call(node=called, args=args, kwargs=kwargs):
                if _asks_a_catalogue(called):
                    for keyword in kwargs:
                        yield from self._outcomes(keyword.value)
                else:
                    for each in (*args, *(named.value for named in kwargs)):
                        self._collect_phrases(each)

    def _collect_phrases(self, expression: nodes.Node) -> None:
        self._phrases += [said for said in self._outcomes(expression) if _PHRASE.search(said)]
        if isinstance(expression, nodes.List | nodes.Tuple):
            for each in expression.items:
                self._collect_phrases(each)


def _asks_a_catalogue(called: nodes.Node) -> bool:
    """Whether the staff's words or the customers' are called, or a method of them."""
    owner = called.node if isinstance(called, nodes.Getattr) else called
    return isinstance(owner, nodes.Name) and owner.name in CATALOGUES


def _in_html(text: str) -> list[str]:
    found = _Read()
    found.feed(f"<x {text}>" if _ATTRIBUTES.match(text) else text)
    found.close()
    return found.said


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_WORDS:
            self._inside.append(tag)
        for name, value in attrs:
            if name in READ_ATTRIBUTES:
                self._take(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            self._inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self._take(data)

    def _take(self, text: str) -> None:
        said = " ".join(text.split())
        if any(letter.isalpha() for letter in said):
            self.said.append(said)
