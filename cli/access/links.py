"""`access link …`: how customers reach their own requests."""

from typing import Annotated

from cyclopts import Parameter

from cli.access.parameters import Days, lasting
from cli.access.running import access, once
from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, AccountId, Acting
from cli.running import settings


async def create(
    account: AccountId,
    /,
    *,
    for_: Annotated[
        str,
        Parameter(
            name="--for",
            metavar="SIGN-IN",
            help="Whom it is for: their mail address. It stands in the timeline of what they do.",
        ),
    ],
    days: Days = None,
    mail: Annotated[
        bool,
        Parameter(
            name="--mail",
            negative=(),
            help="Mail it to them instead, at an address that the account has on file, and show it"
            " to nobody.",
        ),
    ] = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Makes a link for a customer and shows it this once, or mails it to them.

    Its holder acts for this account until it expires, by default after
    PAYBYINVOICE_LINK_DAYS, or is revoked. What is done through one that was shown says so in
    timelines, and it makes no switch. Asked again under the same --key, it makes no other one, and
    cannot show it again.
    """
    from cli.access.pages import link_page, made_before_page
    from engine.consoles import running_console

    chosen = settings()
    if mail:
        await _mail(account, for_, acting, output)
        return
    lasts = lasting(chosen.link_days if days is None else days)
    assert lasts is not None
    async with once(acting, "link create", account, sign_in=for_, days=days) as (client, claim):
        link, token = await client.create_link(
            account, for_, by=acting.sign_in, lasts=lasts, key=claim.id
        )
    here = chosen.console_url if chosen.public_url else running_console(chosen)
    url = f"{here or chosen.console_url}/c/{token}" if token else None
    data = {**link.model_dump(mode="json"), "url": url}
    if url is None:
        output.show(data, lambda: made_before_page(link.id))
    else:
        output.show(data, lambda: link_page(link, url, listens=here is not None))


async def _mail(account: str, sign_in: str, acting: Acting, output: Output) -> None:
    from cli.pages.sentences import sentence

    async with once(acting, "link mail", account, sign_in=sign_in) as (client, claim):
        is_new = not claim.done and await client.mail_link(account, sign_in)
    key = "access_link.mailed" if is_new else "access_link.mailed_before"
    data = {"account": account, "mailed_to": sign_in, "new": is_new}
    output.show(data, lambda: sentence(key, sign_in=sign_in))


async def list_links(
    account: Annotated[str | None, Parameter(help="Only the links of this account.")] = None,
    /,
    *,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lists the latest links of customers, when they were last used, and until when they are
    valid."""
    from cli.access.pages import links_table

    async with access() as client:
        links = await client.links(account)
    data = {"links": [each.model_dump(mode="json") for each in links]}
    output.show(data, lambda: links_table(links))


async def revoke(
    link: Annotated[
        str, Parameter(metavar="ID", help="The link's id, as 'access link list' shows.")
    ],
    /,
    *,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Revokes a link, and ends the sessions that began with it."""
    from cli.pages.sentences import sentence

    async with once(acting, "link revoke", link) as (client, claim):
        if claim.done:
            revoked = await client.link_of(link)
        else:
            revoked = await client.revoke_link(link)
    data = revoked.model_dump(mode="json")
    output.show(data, lambda: sentence("access_link.revoked", sign_in=revoked.sign_in))
