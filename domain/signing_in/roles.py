"""Which roles somebody may have together, and what a key of these roles may be restricted to."""

from collections.abc import Collection, Iterable

from domain.access import Action, Role, grantable
from domain.errors import AccessNotAcceptable


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
