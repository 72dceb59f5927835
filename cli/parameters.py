"""What commands take: each parameter with its help, once."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter, Token, convert

from cli.usage import refuse
from domain.people.reserved_names import is_reserved
from wording.catalogue import staff_words


def either_spelling(hint: Any, tokens: Sequence[Token]) -> Any:
    """Takes a choice with hyphens or underscores, in capitals or not."""
    spelled = [token.evolve(value=token.value.lower().replace("_", "-")) for token in tokens]
    return convert(hint, spelled)


def whole_number(hint: Any, tokens: Sequence[Token]) -> Any:
    """Takes a whole number. One with a point is refused: cyclopts would round it silently."""
    for token in tokens:
        if "." in token.value:
            raise ValueError(staff_words()("usage.whole_number"))
    return convert(hint, tokens)


CHOICE = Parameter(converter=either_spelling, negative=())
FLAG = Parameter(negative=())
WHOLE = Parameter(converter=whole_number)

Request = Annotated[str, Parameter(help="The request's id, or the id of its payment scope.")]
Number = Annotated[
    str, Parameter(help="The invoice's number, its id such as invoice/INV-1, or its RF reference.")
]
AccountId = Annotated[str, Parameter(help="The commerce account id.")]
OfInvoice = Annotated[
    str,
    Parameter(
        metavar="AMOUNT",
        help="Such as 120.00, in the invoice's currency; the currency may follow it.",
    ),
]
BankReference = Annotated[
    str, Parameter(metavar="REF", help="The bank's own reference of the payment.")
]
Form = Annotated[Path, Parameter(help="The request's form, YAML or JSON.")]
Reason = Annotated[str, Parameter(help="Why, in words that the customer may read.")]
InternalReason = Annotated[str, Parameter(help="Why, for your colleagues; no customer reads it.")]
OptionalReason = Annotated[
    str | None, Parameter(help="Why, in words that the customer may read.", metavar="TEXT")
]


@Parameter(name="*")
@dataclass(frozen=True)
class Who:
    """Who acts."""

    by: Annotated[
        str | None,
        Parameter(
            env_var="PAYBYINVOICE_BY",
            metavar="SIGN-IN",
            help="Who acts. By default what PAYBYINVOICE_BY says, or else your name on this"
            " machine.",
        ),
    ] = None

    @property
    def sign_in(self) -> str:
        try:
            name = self.by if self.by is not None else getpass.getuser()
        except (OSError, KeyError, ImportError):
            refuse("--by", staff_words()("usage.who_acts"), "missing")
        if is_reserved(name):
            refuse("--by", staff_words()("usage.reserved", name=repr(name)), "reserved")
        return name


@Parameter(name="*")
@dataclass(frozen=True)
class Acting(Who):
    """Who acts, and under which key."""

    key: Annotated[
        str | None,
        Parameter(
            metavar="KEY",
            help="Your own id of this action, at most 200 characters: asked again under the same"
            " key it is done once, and answered alike; anything else under it is refused.",
        ),
    ] = None

    def __post_init__(self) -> None:
        if self.key is not None and not 0 < len(self.key) <= 200:
            refuse("--key", staff_words()("usage.key"))


MYSELF = Acting()
ANYBODY = Who()
"""The default when nobody is named."""

After = Annotated[
    str | None,
    Parameter(metavar="NEXT", help="Go on where a page says that the next one begins."),
]


def limit_up_to(most: int, limit: int) -> int:
    """The limit; refused where it is none, or too large."""
    if not 1 <= limit <= most:
        refuse("--limit", staff_words()("usage.from_1_to", most=most), "out_of_range")
    return limit
