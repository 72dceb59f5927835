"""`account invoice-format`: how an account gets its invoices and credit notes. Needs no engine."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.pages.text import plain
from cli.parameters import CHOICE, FLAG, MYSELF, AccountId, Acting
from cli.running import papers
from cli.usage import refuse
from domain.accounts.invoice_formats import InvoiceFormat

if TYPE_CHECKING:
    from clients.papers import FormatOf


async def invoice_format(
    account: AccountId,
    /,
    *,
    as_: Annotated[
        InvoiceFormat | None,
        CHOICE,
        Parameter(name="--as", help="The format, for every invoice and credit note from now on."),
    ] = None,
    default: Annotated[bool, FLAG, Parameter(help="As the policy has it, again.")] = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Shows in which format an account gets its invoices and credit notes, or changes it: --as, or
    --default for the policy's.

    pdf and factur-x come with the letter, with none it has no document. ubl, xrechnung and
    xrechnung-cii go out as e-invoices, where PAYBYINVOICE_EINVOICES_URL says where to; the letter
    then has the PDF.
    """
    if as_ is not None and default:
        refuse("--default", "Give either --as or --default.", "not_together")
    async with papers() as client:
        if as_ is None and not default:
            found = await client.format_of(account)
        else:
            found = await client.choose_format(account, as_, acting.sign_in, acting.key)
    output.show(found.model_dump(mode="json"), lambda: _said(found))


def _said(found: "FormatOf") -> str:
    chosen = found.chosen is not None
    why = f"chosen by {plain(found.chosen_by)}" if chosen else "as the policy has it"
    if chosen and found.chosen != found.format:
        why = f"as the policy has it: {found.chosen}, which was chosen, goes out no more"
    offered = ", ".join(each.value for each in found.offered)
    return f"Invoices and credit notes come as {found.format}: {why}.\nTo choose from: {offered}."
