"""`account invoice-format`: how an account gets its invoices and credit notes. Needs no engine."""

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output
from cli.pages.text import plain
from cli.parameters import CHOICE, FLAG, MYSELF, AccountId, Acting
from cli.running import papers
from cli.usage import refuse
from domain.accounts.invoice_formats import InvoiceFormat
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.invoices.papers import FormatOf


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
        refuse("--default", staff_words()("usage.as_or_default"), "not_together")
    async with papers() as client:
        if as_ is None and not default:
            found = await client.format_of(account)
        else:
            found = await client.choose_format(account, as_, acting.sign_in, acting.key)
    output.show(found.model_dump(mode="json"), lambda: _said(found))


def _said(found: "FormatOf") -> str:
    words, chosen = staff_words(), found.chosen
    if chosen is None:
        said = words("account_invoice_format.by_policy", format=found.format)
    elif chosen != found.format:
        said = words("account_invoice_format.no_more", format=found.format, chosen=chosen)
    else:
        by = plain(found.chosen_by)
        said = words("account_invoice_format.chosen", format=found.format, by=by)
    offered = ", ".join(each.value for each in found.offered)
    return "\n".join([said, words("account_invoice_format.offered", formats=offered)])
