"""What commands about access take."""

from datetime import timedelta
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.parameters import CHOICE, FLAG
from domain.access import Action, Role

SignIn = Annotated[str, Parameter(metavar="SIGN-IN", help="The name that they sign in with.")]
Roles = Annotated[
    list[Role],
    CHOICE,
    Parameter(name="--role", metavar="ROLE", consume_multiple=False, help="What they may do."),
]
Actions = Annotated[
    list[Action] | None,
    CHOICE,
    Parameter(
        name="--action",
        metavar="ACTION",
        consume_multiple=False,
        help="Only this of what its roles allow; may be given several times.",
    ),
]
OfAccount = Annotated[
    str | None,
    Parameter(name="--account", metavar="ID", help="The one account that a customer reaches."),
]
PasswordStdin = Annotated[
    bool, FLAG, Parameter(help="Take the password from the first line of standard input.")
]
Days = Annotated[
    float | None,
    Parameter(metavar="N", validator=Number(gt=0, lte=3650), help="For how many days."),
]


def lasting(days: float | None) -> timedelta | None:
    return None if days is None else timedelta(days=days)
