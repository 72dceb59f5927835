"""The irreversible step."""

from typing import Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.parameters import FLAG, MYSELF, Acting, Request
from cli.running import send
from cli.usage import options


async def switch(
    request: Request,
    /,
    *,
    yes: Annotated[
        bool, FLAG, Parameter(help="You understand that there is no way back to a card.")
    ] = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Switches an approved request to paying by invoice. This cannot be undone.

    The account is read again at that moment; what is in the way is shown and nothing
    is changed. The person who switches must be an administrator of the account, or for a billing
    profile the one who signed up: name them with --by.
    """
    from domain.requests.messages import SwitchToInvoice

    with options():
        command = SwitchToInvoice(by=acting.sign_in, understood_irreversible=yes)
    await send(request, command, acting, output)
