"""`access key …`: what programs sign in with."""

from typing import Annotated, Any

from cyclopts import Parameter

from cli.access.parameters import Actions, Days, OfAccount, Roles, lasting
from cli.access.running import access, once
from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, Acting


async def create(
    name: Annotated[str, Parameter(help="What the key is for; it stands in timelines.")],
    /,
    *,
    role: Roles,
    account: OfAccount = None,
    action: Actions = None,
    days: Days = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Makes an API key and shows it this once. Without '--days' it is valid until it is revoked.

    With '--action' it may do only that of what its roles allow, whatever else they do; a key that
    makes keys cannot be restricted. A program says it in the header 'Authorization: Bearer KEY'.
    Asked again under the same --key, it makes no other one, and cannot show it again.
    """
    from cli.access.pages import made_before_page, secret_page

    given: dict[str, Any] = {"role": role, "account": account, "days": days}
    if action:
        given["actions"] = sorted(action)
    async with once(acting, "key create", name, **given) as (client, claim):
        key, secret = await client.create_key(
            name,
            role,
            account,
            by=acting.sign_in,
            lasts=lasting(days),
            key=claim.id,
            actions=action,
        )
    data = {**key.model_dump(mode="json"), "key": secret or None}
    output.show(data, lambda: secret_page(secret) if secret else made_before_page(key.id))


async def list_keys(*, output: Output = FOR_PEOPLE) -> None:
    """Lists every API key that was made, when it was last used, and whether it is still valid."""
    from cli.access.pages import keys_table

    async with access() as client:
        keys = await client.keys()
    data = {"keys": [each.model_dump(mode="json") for each in keys]}
    output.show(data, lambda: keys_table(keys))


async def revoke(
    id_: Annotated[
        str,
        Parameter(name="ID", help="The key's id, as 'access key list' shows."),
    ],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Takes an API key back: nothing gets in by it any more."""
    from cli.pages.sentences import sentence

    async with once(acting, "key revoke", id_) as (client, claim):
        if not claim.done:
            await client.revoke_key(id_)
    output.show({"id": id_, "revoked": True}, lambda: sentence("access_key.revoked"))
