"""Fields of a form and their answers. A form that is refused comes back with every problem at its
field and with everything that was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticCustomError
from starlette.datastructures import FormData, UploadFile

from domain.field_problems import problems_of
from domain.operations.messages import MAX_TEXT
from domain.values.amounts import plain_amount
from domain.values.days import day_in
from domain.values.money import Money
from wording.catalogue import staff_words
from wording.terms import term

Choices = tuple[tuple[str, str], ...]
"""Each choice: its value and its label."""

_Kind = TypeVar("_Kind", bound=StrEnum)
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: str
    kind: str = "text"
    """`text`, `amount`, `area`, `choice`, `radio`, `checks`, `day`, `file` or `hidden`;
    `asked-about` is a box to tick that is shown only where something is asked about."""
    required: bool = True
    hint: str = ""
    options: Choices = ()
    value: str = ""
    chosen: tuple[str, ...] = ()
    """For `checks`: the values that are ticked."""
    problem: str = ""

    @property
    def unchosen(self) -> bool:
        """For `choice`: without a value, nothing is preselected."""
        return self.value not in {value for value, _ in self.options}


class NotValid(Exception):
    """A form that cannot be accepted, with the problem of each field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {said}" for field, said in problems.items()))
        self.problems = problems


class Answers:
    """The answers of a form. Problems are collected, and `made` raises them together."""

    def __init__(self, given: FormData) -> None:
        self._given = given
        self.problems: dict[str, str] = {}
        self._asked_about: dict[str, str] = {}

    def optional(self, name: str, longest: int = MAX_TEXT) -> str | None:
        value = self._given.get(name)
        text = storable(value).strip().replace("\r\n", "\n") if isinstance(value, str) else ""
        if len(text) > longest:
            self.problems[name] = staff_words()("fields.too_long", most=longest)
        return text or None

    def text(self, name: str, longest: int = MAX_TEXT) -> str:
        found = self.optional(name, longest)
        if found is None:
            self.problems[name] = staff_words()("fields.required")
        return found or ""

    def optional_amount(self, name: str) -> Decimal | None:
        written = self.optional(name)
        if written is None:
            return None
        try:
            return plain_amount(written)
        except PydanticCustomError as problem:
            self.problems[name] = problem.message()
            return None

    def amount(self, name: str) -> Decimal:
        """An amount without a currency, which is known from elsewhere."""
        found = self.optional_amount(name)
        if found is None:
            self.problems.setdefault(name, staff_words()("fields.required"))
        return found or Decimal(0)

    def money(self, name: str, currency: str) -> Money:
        """An amount in this currency; a placeholder where it has a problem."""
        written = self.text(name)
        try:
            return Money.model_validate({"amount": written, "currency": currency})
        except ValidationError as invalid:
            self.problems.setdefault(name, problems_of(invalid)[0]["problem"])
            return Money(amount=Decimal(0), currency="EUR")

    def optional_money(self, name: str, currency: str) -> Money | None:
        return self.money(name, currency) if self.optional(name) is not None else None

    def whole(self, name: str) -> int:
        written = self.text(name, 20)
        if not (written.isascii() and written.isdecimal()):
            self.problems.setdefault(name, staff_words()("fields.not_whole"))
            return 0
        return int(written)

    def optional_day(self, name: str) -> date | None:
        written = self.optional(name)
        if written is None:
            return None
        try:
            return day_in(written)
        except PydanticCustomError as problem:
            self.problems[name] = problem.message()
            return None

    def day(self, name: str) -> date:
        found = self.optional_day(name)
        if found is None:
            self.problems.setdefault(name, staff_words()("fields.required"))
        return found or date.min

    def optional_choice(self, name: str, kind: type[_Kind]) -> _Kind | None:
        written = self.optional(name)
        if written is None:
            return None
        if written not in set(kind):
            self.problems[name] = staff_words()("fields.choose_one")
            return None
        return kind(written)

    def choice(self, name: str, kind: type[_Kind]) -> _Kind:
        found = self.optional_choice(name, kind)
        if found is None:
            self.problems.setdefault(name, staff_words()("fields.choose_one"))
        return found or next(iter(kind))

    def choices(self, name: str, kind: type[_Kind]) -> tuple[_Kind, ...]:
        """At least one of these choices."""
        written = [each for each in self._given.getlist(name) if each in set(kind)]
        if not written:
            self.problems[name] = staff_words()("fields.choose_at_least_one")
        return tuple(kind(str(each)) for each in written)

    def confirmed(self, name: str, question: str, about: str) -> bool:
        """Whether the tick box was ticked for this very question. A tick for something else, such
        as another amount, does not count: the question is asked again.

        Args:
            about: what the tick says yes to; it changes with whatever the question is about.
        """
        self._asked_about[name] = about
        yes = self.optional(name) == about
        if not yes:
            self.problems[name] = question
        return yes

    def optional_file(self, name: str) -> UploadFile | None:
        found = self._given.get(name)
        return found if isinstance(found, UploadFile) and found.filename else None

    def file(self, name: str) -> UploadFile | None:
        found = self.optional_file(name)
        if found is None:
            self.problems[name] = staff_words()("fields.choose_file")
        return found

    def made(self, make: Callable[[], _Made]) -> _Made:
        """The message that these answers make.

        Raises:
            NotValid: with every problem, a message's own among them.
        """
        if self.problems:
            raise NotValid(self.problems)
        try:
            return make()
        except ValidationError as invalid:
            said = {each["field"]: each["problem"] for each in problems_of(invalid)}
            raise NotValid(said) from invalid

    def filled(self, field: Field) -> Field:
        """The field with what was typed, and with its problem."""
        written = [each for each in self._given.getlist(field.name) if isinstance(each, str)]
        problem = self.problems.get(field.name, "")
        if field.kind == "checks":
            return replace(field, chosen=tuple(written), problem=problem)
        if field.kind == "asked-about":
            about = self._asked_about.get(field.name, "")
            options = tuple((about, label) for _, label in field.options) if about else ()
            chosen = tuple(each for each in written if each == about)
            return replace(field, options=options, chosen=chosen, problem=problem)
        value = field.value if field.kind in ("hidden", "file") or not written else written[0]
        return replace(field, value=value, problem=problem)


def storable(text: str) -> str:
    """The text without NUL, which PostgreSQL neither stores nor searches for."""
    return text.replace("\0", "")


def given(value: object) -> object:
    """A parameter of a page's address; None for a field that was left empty."""
    return value or None


def choices_of(kind: type[StrEnum] | tuple[StrEnum, ...]) -> Choices:
    return tuple((each.value, term(each)) for each in kind)


def reason(label: str | None = None, hint: str = "", required: bool = True) -> Field:
    """Somebody's own words, which are called a reason unless they are something else."""
    called = label or staff_words()("fields.reason")
    return Field("reason", called, "area", required=required, hint=hint)
