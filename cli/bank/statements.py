"""`bank …`: statements of our banks come in, and people decide what money is for."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.bank.running import bank
from cli.output import FOR_PEOPLE, Output
from cli.parameters import (
    CHOICE,
    MYSELF,
    WHOLE,
    AccountId,
    Acting,
    After,
    InternalReason,
    limit_up_to,
)  # fmt: skip
from cli.usage import options, refuse
from domain.bank.entry_states import EntryState
from domain.bank.statements import Form
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.bank.client import BankClient, Whole
    from domain.bank.messages import EntryMessage, InvoicePart

Entry = Annotated[str, Parameter(help="The entry's id, as 'bank list' shows it.")]


async def import_files(
    files: Annotated[tuple[Path, ...], Parameter(help="Files of a bank, or ZIP files of several.")],
    /,
    *,
    format: Annotated[
        Form | None,
        CHOICE,
        Parameter(help="Their format; recognised by their content when not given."),
    ] = None,
    profile: Annotated[
        str | None,
        Parameter(
            metavar="NAME",
            help="How tables (CSV) are read: see 'bank profiles'. Says the format, too.",
        ),
    ] = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Reads bank statements: CAMT, MT940 and MT942, BAI2, CODA, and CSV by a profile. Every
    entry counts once, however often and in whatever file it comes.

    What has one reading is booked; what has several waits for you, with its proposals: see 'bank
    list --state suggested'. A file that does not add up is refused as a whole.
    """
    from cli.bank.pages import imported_page
    from clients.bank.shapes import imported_document

    if not files:
        refuse("FILE", staff_words()("bank_import.no_file"), "missing")
    if format is Form.CSV and profile is None:
        refuse("--profile", staff_words()("bank_import.no_profile"), "missing")
    if profile is not None and format not in (None, Form.CSV):
        refuse("--format", staff_words()("bank_import.profile_without_table"), "unclear")
    async with bank() as client:
        imported = await client.import_files(files, acting.sign_in, format, acting.key, profile)
    output.show(imported_document(imported), lambda: imported_page(imported))


async def list_entries(
    *,
    state: Annotated[EntryState | None, CHOICE, Parameter(help="Only these.")] = None,
    account: Annotated[
        str | None, Parameter(metavar="IBAN", help="Only what came in on this account of ours.")
    ] = None,
    limit: Annotated[int, WHOLE, Parameter(metavar="N", help="At most so many, up to 500.")] = 500,
    after: After = None,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lists what came in, the latest first, with what became of it. Needs no engine."""
    from application.ports.bank import EntryFilter
    from cli.bank.pages import entries_page
    from clients.bank.shapes import entry_document

    ours = "".join(account.split()) if account else None
    async with bank() as client:
        page = await client.page(EntryFilter(state, ours), after or "", limit_up_to(500, limit))
    data = {"entries": [entry_document(each) for each in page.entries], "next": page.next}
    output.show(data, lambda: entries_page(page.entries, page.next))


async def show(entry: Entry, /, *, output: Output = FOR_PEOPLE) -> None:
    """Shows an entry: what the bank says of it, what it may be for and why, and who decided what.
    Needs no engine."""
    async with bank() as client:
        _show(await client.one(entry), output)


async def accept(
    entry: Entry,
    /,
    *,
    proposal: Annotated[
        int,
        WHOLE,
        Parameter(metavar="N", help="Which of the proposals, from 1: the first is the best."),
    ] = 1,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Books an entry as it is proposed."""
    from domain.bank.messages import AcceptProposal

    with options():
        command = AcceptProposal(by=acting.sign_in, proposal=proposal)
    await _decide(entry, command, acting, output)


async def assign(
    entry: Entry,
    invoices: Annotated[
        tuple[str, ...],
        Parameter(
            metavar="NUMBER[=AMOUNT]",
            help="Invoices, each with its part of the money where that is not all it can be.",
        ),
    ] = (),
    /,
    *,
    account: AccountId | None = None,
    apart: Annotated[
        bool,
        Parameter(
            negative="",
            help="It is another transfer than what is recorded under the bank's reference.",
        ),
    ] = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Books an entry for the invoices that you name, or for an account's oldest ones.

    What is left of the money is unapplied credit of the account.
    """
    from domain.bank.messages import AssignEntry

    by = acting.sign_in
    async with bank() as client:
        parts = await _parts(client, entry, invoices)
        with options(invoices="NUMBER"):
            command = AssignEntry(by=by, account=account, invoices=parts, apart=apart)
        _show(await client.decide(entry, command, acting.key), output)


async def ignore(
    entry: Entry,
    /,
    *,
    reason: InternalReason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Says that an entry is no payment of a customer's."""
    from domain.bank.messages import IgnoreEntry

    with options():
        command = IgnoreEntry(by=acting.sign_in, reason=reason)
    await _decide(entry, command, acting, output)


async def undo(
    entry: Entry,
    /,
    *,
    reason: InternalReason,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Takes back what was decided: a payment that was booked is corrected, and the entry waits
    again."""
    from domain.bank.messages import UndoDecision

    with options():
        command = UndoDecision(by=acting.sign_in, reason=reason)
    await _decide(entry, command, acting, output)


async def _decide(entry: str, command: "EntryMessage", acting: Acting, output: Output) -> None:
    async with bank() as client:
        _show(await client.decide(entry, command, acting.key), output)


async def _parts(
    client: "BankClient", entry: str, written: tuple[str, ...]
) -> "tuple[InvoicePart, ...]":
    """Invoices with their parts, in the currency of the entry."""
    from pydantic_core import PydanticCustomError

    from domain.bank.messages import part_in

    if not written:
        return ()
    currency = (await client.one(entry)).listed.entry.transaction.booking.currency
    try:
        return tuple(part_in(each, currency) for each in written)
    except PydanticCustomError as problem:
        refuse("NUMBER", problem.message(), problem.type)


def _show(whole: "Whole", output: Output) -> None:
    from cli.bank.pages import entry_page
    from clients.bank.shapes import whole_document

    output.show(whole_document(whole), lambda: entry_page(whole))
