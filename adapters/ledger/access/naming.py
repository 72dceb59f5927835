"""Checks of sign-in names and roles before they are stored."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from sqlalchemy import select

from adapters.ledger.connection import Connection
from adapters.ledger.tables import accounts
from domain.access import Action, Role, grantable
from domain.errors import AccessNotAcceptable, AccountUnknown
from domain.people.reserved_names import is_reserved

_NAME = re.compile(r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,198}[^\s\x00-\x1f\x7f])?")


def normal_name(sign_in: str) -> str:
    """A sign-in name as it is stored, independent of upper and lower case."""
    return unicodedata.normalize("NFKC", sign_in).strip().lower()


def checked_name(sign_in: str) -> str:
    """The sign-in name as it is stored.

    Raises:
        AccessNotAcceptable: it is empty, too long, has characters that cannot be shown, or is a
            name of the program or of a team of ours.
    """
    name = normal_name(sign_in)
    if _NAME.fullmatch(name) is None or not name.isprintable():
        said = "A sign-in name has between 1 and 200 characters, all of them readable."
        raise AccessNotAcceptable(said, field="sign_in")
    refuse_reserved(name, "sign_in")
    return name


def refuse_reserved(name: str, field: str) -> None:
    """Raises AccessNotAcceptable for a name of the program or of a team of ours."""
    if is_reserved(name):
        said = "Nobody is called that: it stands for the program itself, or for a team."
        raise AccessNotAcceptable(said, field=field)


def checked_roles(roles: Iterable[Role], account: str | None) -> list[str]:
    """The roles as they are stored.

    Raises:
        AccessNotAcceptable: none, a customer's with others, or an account where it has no sense.
    """
    given = sorted(set(roles))
    if not given:
        raise AccessNotAcceptable("Give at least one role.", field="roles")
    if Role.CUSTOMER in given and len(given) > 1:
        said = "A customer has no other role: nobody decides about their own requests."
        raise AccessNotAcceptable(said, field="roles")
    if (Role.CUSTOMER in given) != (account is not None):
        said = "A customer belongs to one account, and nobody else belongs to any."
        raise AccessNotAcceptable(said, field="account")
    return [str(role) for role in given]


def checked_actions(actions: Collection[Action] | None, roles: Collection[Role]) -> list[str]:
    """What a key is restricted to, as it is stored; nothing where it is not restricted.

    Raises:
        AccessNotAcceptable: none is named, or one that its roles do not allow, or that no
            restricted key is given.
    """
    if actions is None:
        return []
    if not actions:
        raise AccessNotAcceptable("Name at least one action, or none at all.", field="actions")
    if beyond := sorted({*actions} - grantable(roles)):
        said = f"A key of these roles cannot be restricted to {', '.join(beyond)}."
        raise AccessNotAcceptable(said, field="actions")
    return sorted(str(each) for each in {*actions})


async def require_account(connection: Connection, account: str | None) -> None:
    """Raises AccountUnknown when an account is named that the ledger does not have."""
    if account is None:
        return
    found = await connection.execute(select(accounts.c.id).where(accounts.c.id == account))
    if found.first() is None:
        raise AccountUnknown("There is no account with this id.", account_id=account)
