"""The files that people give: YAML or JSON, read so that what was written is what is meant, and
every problem in one names its field and its line."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.errors import FormInvalid, InvalidFile
from domain.policy_file import WholePolicy, read_policy
from files.yaml_text import NotYaml, read_yaml
from settings import Settings

MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Document:
    """What a file says, and on which line it says it."""

    name: str
    """What the file is called."""
    content: Any
    lines: Mapping[str, int]
    """By the dotted name of each field (`company.tax_id`); the whole under the empty name."""
    twice: Mapping[str, int]
    """Fields that were given before, each with the line of the second time."""

    def line_of(self, field: str) -> int:
        """The line of a field, or of what it is missing in."""
        while field and field not in self.lines:
            field = field.rpartition(".")[0]
        return self.lines[field]

    def with_lines(self, problems: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The problems in the file's order, each with its line."""
        named = [{"line": self.line_of(each["field"]), **each} for each in problems]
        return sorted(named, key=lambda each: each["line"])

    @contextmanager
    def naming_lines(self) -> Iterator[None]:
        """Whatever is refused inside for what this file says is refused with the lines."""
        try:
            yield
        except (InvalidFile, FormInvalid) as refused:
            refused.details["problems"] = self.with_lines(refused.details["problems"])
            raise

    def refused(self, code: str, problem: str) -> InvalidFile:
        """This file cannot be used as a whole."""
        said = "This file is empty." if self.content is None else problem
        return invalid(self.name, code, said, self.lines[""])


def read_file(path: Path) -> Document:
    """A file in YAML or JSON.

    Raises:
        InvalidFile: it cannot be read, is too large, is not YAML or JSON, or gives a field twice.
    """
    return read_document(read_text(path, MAX_BYTES), path.name)


def read_document(text: str, name: str) -> Document:
    """A text in YAML or JSON; `name` is what it is called when it is neither.

    Raises:
        InvalidFile: it is not YAML or JSON, or gives a field twice; each with the line.
    """
    document = parse(text, name)
    if document.twice:
        given_twice = [
            {"line": line, "field": field, "code": "twice", "problem": "This field is given twice."}
            for field, line in document.twice.items()
        ]
        raise InvalidFile(given_twice)
    return document


def parse(text: str, name: str, typed: bool = True) -> Document:
    """A text in YAML or JSON, in which a field may be given twice: the later one counts.

    Args:
        typed: numbers and truths are such; otherwise they are text, as they were written.

    Raises:
        InvalidFile: it is not YAML or JSON; with the line.
    """
    try:
        read = read_yaml(text, typed)
    except NotYaml as problem:
        raise invalid(name, "not_yaml", str(problem), problem.line) from problem
    return Document(name, read.content, read.lines, read.twice)


def read_fields(path: Path) -> Document:
    """Like `read_file`, for a file that must be a block of named fields."""
    document = read_file(path)
    if not isinstance(document.content, dict):
        raise document.refused("not_fields", "This file must be a block of named fields.")
    return document


def read_text(path: Path, at_most: int) -> str:
    """The text of a file that is no larger than so many bytes.

    Raises:
        InvalidFile: it cannot be read, is too large, or is not text in UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(at_most + 1)
    except OSError as problem:
        sentence = problem.strerror or "This file cannot be read."
        raise invalid(path.name, "unreadable", sentence) from problem
    if len(content) > at_most:
        raise invalid(path.name, "too_large", f"This file is larger than {at_most:,} bytes.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        said = "This file is not text in UTF-8."
        raise invalid(path.name, "not_text", said, line) from problem


def invalid(name: str, code: str, problem: str, line: int | None = None) -> InvalidFile:
    """A file that cannot be used as a whole."""
    where = {} if line is None else {"line": line}
    return InvalidFile([{**where, "field": name, "code": code, "problem": problem}])


def configured_policy(settings: Settings) -> WholePolicy:
    """The policy that new requests and new invoices start under; raises InvalidFile with every
    problem. Nothing is delivered as an e-invoice where no setting says where to."""
    policy = _policy_in(settings)
    if settings.einvoices_url is not None:
        return policy
    return policy.model_copy(update={"papers": policy.papers.model_copy(update={"delivered": ()})})


def _policy_in(settings: Settings) -> WholePolicy:
    if settings.policy is None:
        return WholePolicy()
    document = read_file(settings.policy)
    if document.content is not None and not isinstance(document.content, dict):
        raise document.refused("not_fields", "This file must be a block of named fields.")
    with document.naming_lines():
        return read_policy(document.content)
