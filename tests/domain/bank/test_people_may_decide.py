"""What can be decided on an entry of a bank statement, and what is said of the rest."""

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from domain.bank.entries import BankEntry
from domain.bank.entry_states import EntryState
from domain.bank.messages import AssignEntry, InvoicePart, part_in
from domain.bank.operations import OPERATIONS, possible_of
from domain.errors import AmountNotAcceptable, BankEntryDecided, NothingProposed
from domain.field_problems import problems_of
from domain.operations.obstacles import clear_of
from tests.domain.bank.entries import an_entry
from tests.domain.requests.lives import euros

SUGGESTED, BOOKED = EntryState.SUGGESTED, EntryState.BOOKED
DECIDED, UNDECIDED = "entry_decided", "nothing_decided"


@pytest.mark.parametrize(
    ("entry", "accept", "assign", "ignore", "undo"),
    [
        (an_entry(SUGGESTED, proposed=True), None, None, None, UNDECIDED),
        (an_entry(), "nothing_proposed", None, None, UNDECIDED),
        (an_entry(minor=-1), "nothing_proposed", "no_money_came_in", None, UNDECIDED),
        (
            an_entry(SUGGESTED, -1, proposed=True),
            *("no_money_came_in", "no_money_came_in", None, UNDECIDED),
        ),
        (an_entry(SUGGESTED, 1, proposed=True), None, None, None, UNDECIDED),
        (an_entry(BOOKED), DECIDED, DECIDED, DECIDED, None),
        (an_entry(EntryState.IGNORED, proposed=True), DECIDED, DECIDED, DECIDED, None),
        (an_entry(EntryState.PENDING), *["not_booked_by_bank"] * 4),
        (an_entry(EntryState.REVERSED), *["taken_back_by_bank"] * 4),
        (an_entry(BOOKED, -1, returns="B0"), DECIDED, DECIDED, DECIDED, "taken_back_by_bank"),
    ],
    ids=[
        "proposed", "unmatched", "went out", "went out, proposed", "a cent", "booked", "ignored",
        "pending", "reversed", "takes back",
    ],
)  # fmt: skip
def test_each_says_why_it_cannot_be_done_now(
    entry: BankEntry,
    accept: str | None,
    assign: str | None,
    ignore: str | None,
    undo: str | None,
) -> None:
    found = {name: each and each.code for name, each in possible_of(entry).items()}
    assert found == {"accept": accept, "assign": assign, "ignore": ignore, "undo": undo}


def test_what_is_said_beforehand_is_refused_with_what_became_of_the_entry() -> None:
    refused = {}
    for operation in OPERATIONS:
        with pytest.raises(BankEntryDecided) as caught:
            clear_of(operation.hinders(an_entry(EntryState.REVERSED)))
        refused[operation.name] = caught.value.details["state"]
    assert set(refused.values()) == {"reversed"}
    accept, assign, *_ = OPERATIONS
    with pytest.raises(NothingProposed):
        clear_of(accept.hinders(an_entry()))
    with pytest.raises(AmountNotAcceptable):
        clear_of(assign.hinders(an_entry(minor=0)))


@pytest.mark.parametrize(
    ("account", "invoices"), [(None, ()), ("contoso", (InvoicePart(invoice="INV-1"),))]
)
def test_money_is_for_invoices_or_for_an_account(
    account: str | None, invoices: tuple[InvoicePart, ...]
) -> None:
    with pytest.raises(ValidationError) as refused:
        AssignEntry(by="bea", account=account, invoices=invoices)
    (problem,) = problems_of(refused.value)
    assert (problem["field"], problem["code"]) == ("invoices", "one_of_both")


@pytest.mark.parametrize(
    ("written", "invoice", "amount"),
    [("INV-1", "INV-1", None), (" INV-1 = 120,50 ", "INV-1", "120.50")],
)
def test_an_invoice_is_written_alone_or_with_its_part(
    written: str, invoice: str, amount: str | None
) -> None:
    part = part_in(written, "EUR")
    assert (part.invoice, part.amount) == (invoice, amount and euros(amount))


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        ("=5", "invalid", "'=5' names no invoice, or no amount."),
        ("INV-1=", "invalid", "'INV-1=' names no invoice, or no amount."),
        ("INV-1=0", "amount_invalid", "'0': A part is more than zero."),
        ("INV-1=-0.01", "amount_invalid", "'-0.01': A part is more than zero."),
        ("INV-1=much", "amount_invalid", "'much': This is not an amount such as 1200.00."),
    ],
)
def test_what_is_no_part_is_said(written: str, code: str, said: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        part_in(written, "EUR")
    assert (refused.value.type, refused.value.message()) == (code, said)
