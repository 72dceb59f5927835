"""`access key …`: what programs sign in with."""

from typing import Annotated

from cyclopts import Parameter

from cli.access.parameters import Days, OfAccount, Roles, lasting
from cli.access.running import access
from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, Who


async def create(
    name: Annotated[str, Parameter(help="What the key is for; it stands in timelines.")],
    /,
    *,
    role: Roles,
    account: OfAccount = None,
    days: Days = None,
    acting: Who = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Makes an API key and shows it this once. Without '--days' it is valid until it is revoked.

    A program says it in the header 'Authorization: Bearer KEY'.
    """
    from cli.access.pages import secret_page

    async with access(acting) as client:
        key, secret = await client.create_key(
            name, role, account, by=acting.sign_in, lasts=lasting(days)
        )
    output.show({**key.model_dump(mode="json"), "key": secret}, lambda: secret_page(secret))


async def list_keys(*, output: Output = FOR_PEOPLE) -> None:
    """Lists every API key that was made, when it was last used, and whether it is still valid."""
    from cli.access.pages import keys_table

    async with access() as client:
        keys = await client.keys()
    data = {"keys": [each.model_dump(mode="json") for each in keys]}
    output.show(data, lambda: keys_table(keys))


async def revoke(
    key: Annotated[str, Parameter(metavar="ID", help="The key's id, as 'access key list' shows.")],
    /,
    *,
    acting: Who = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Takes an API key back: nothing gets in by it any more."""
    from rich.text import Text

    async with access(acting) as client:
        await client.revoke_key(key)
    output.show({"id": key, "revoked": True}, lambda: Text("The key is revoked."))
