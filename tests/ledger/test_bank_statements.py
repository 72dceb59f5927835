"""Bank statements come in: once, whole or not at all, booked where that is certain."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from adapters.bank.reading import read_statements
from adapters.ledger.events import EventQueries
from application.bank import match, read
from application.bank.book import Decision, book
from application.bank.decide import assigned_to_account, assigned_to_invoices, ignore, undo
from application.bank.import_statements import Imported, import_statements
from application.ports.bank import EntryFilter, ListedEntry
from application.ports.bank_files import File
from domain.bank.entry_states import EntryState
from domain.bank.policy import BankPolicy
from domain.bank.proposals import Rule
from domain.bank.statements import Part
from domain.errors import AmountNotAcceptable, BankEntryDecided, BankEntryUnknown, InvalidFile
from domain.events.types import EventType
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import InvoicePolicy
from domain.invoices.references import creditor_reference
from domain.money import Money
from domain.national_references import NationalKind, written_as
from tests.bank.camt_files import Booked, statement
from tests.ledger.billing import CLERK, Billing, euro_list, shares
from tests.ledger.samples import CONTOSO, NOON, euros

RF1 = creditor_reference("INV-1")
RF2 = creditor_reference("INV-2")
PAYER = "NL02ABNA0123456789"
DECIDED = Decision(CLERK, NOON, "as the customer said on the phone")


@pytest.fixture(autouse=True)
async def issued(billing: Billing) -> None:
    await billing.issue("INV-1", "100.00")
    await billing.issue("INV-2", "250.00")


async def imported(
    billing: Billing, *files: bytes, policy: BankPolicy | None = None, now: datetime = NOON
) -> Imported:
    return await import_statements(
        billing.ledger,
        [_file(each) for each in files],
        by=CLERK,
        now=lambda: now,
        policy=policy or BankPolicy(),
        invoices=InvoicePolicy(),
    )


def _file(content: bytes) -> File:
    def read() -> Iterator[Part]:
        return read_statements(io.BytesIO(content))

    return File("statement.xml", sha256(content).hexdigest(), read)


async def entries(billing: Billing, state: EntryState | None = None) -> list[ListedEntry]:
    async with billing.ledger.reading() as transaction:
        return await transaction.bank.listed(EntryFilter(state), "", 100)


async def only(billing: Billing) -> ListedEntry:
    (entry,) = await entries(billing)
    return entry


def paid(amount: str = "100.00", text: str = RF1, **more: str) -> Booked:
    return Booked(amount, text, **{"payer_account": PAYER, "reference": "NTRF-1", **more})  # type: ignore[arg-type]


async def test_a_payment_with_our_reference_is_booked(billing: Billing) -> None:
    done = await imported(billing, statement(paid()))
    assert (done.entries, done.booked, done.suggested, done.unmatched) == (1, 1, 0, 0)
    assert done.touched == ["INV-1"]
    view = await billing.view("INV-1")
    assert view.state is InvoiceState.PAID
    assert [(each.amount, each.bank_reference) for each in view.payments] == [
        (euros("100.00"), "NTRF-1")
    ]
    entry = await only(billing)
    assert (entry.entry.state, entry.customer) == (EntryState.BOOKED, CONTOSO)


async def test_a_payment_with_a_national_reference_that_the_invoice_shows_is_booked(
    billing: Billing,
) -> None:
    policy = InvoicePolicy(national_references=(NationalKind.BELGIAN, NationalKind.SWISS))
    await billing.issue("INV-3", "70.00", policy=policy)
    shown = (await billing.view("INV-3")).national_references
    assert [each.kind for each in shown] == [NationalKind.BELGIAN, NationalKind.SWISS]
    done = await imported(
        billing,
        statement(
            paid("30.00", written_as(shown[0])),
            paid("40.00", written_as(shown[1]), reference="NTRF-2"),
        ),
    )
    assert (done.booked, done.touched) == (2, ["INV-3"])
    assert (await billing.view("INV-3")).state is InvoiceState.PAID


async def test_the_same_file_again_changes_nothing(billing: Billing) -> None:
    file = statement(paid())
    await imported(billing, file)
    again = await imported(billing, file)
    assert (again.entries, again.already, again.booked) == (1, 1, 0)
    assert len((await billing.view("INV-1")).payments) == 1


async def test_an_overlapping_file_brings_what_is_new(billing: Billing) -> None:
    first = paid()
    await imported(billing, statement(first))
    second = paid("250.00", RF2, reference="NTRF-2")
    done = await imported(billing, statement(first, second, id="S-2"))
    assert (done.already, done.booked) == (1, 1)
    assert (await billing.view("INV-2")).state is InvoiceState.PAID


async def test_two_transfers_of_one_amount_by_one_payer_on_one_day_stay_two(
    billing: Billing,
) -> None:
    twice = [paid("50.00", reference=""), paid("50.00", reference="")]
    done = await imported(billing, statement(*twice))
    assert done.booked == 2
    assert (await billing.view("INV-1")).state is InvoiceState.PAID
    assert (await imported(billing, statement(*twice, id="S-2"))).already == 2


async def test_what_is_pending_is_no_money_until_the_bank_books_it(billing: Billing) -> None:
    pending = await imported(billing, statement(paid(status="PDNG")))
    assert (pending.booked, (await only(billing)).entry.state) == (0, EntryState.PENDING)
    done = await imported(billing, statement(paid(), id="S-2"))
    assert (done.already, done.booked, len(await entries(billing))) == (1, 1, 1)


async def test_a_file_that_does_not_add_up_is_refused_whole(billing: Billing) -> None:
    with pytest.raises(InvalidFile) as refused:
        await imported(billing, statement(paid(), closing="1100.01"))
    assert [each["code"] for each in refused.value.details["problems"]] == ["balance_differs"]
    assert await entries(billing) == []


async def test_a_missing_statement_is_told(billing: Billing) -> None:
    await imported(billing, statement(paid(), number=7))
    done = await imported(billing, statement(number=10, id="S-10"))
    assert [each["code"] for each in done.problems] == ["statements_missing"]


async def test_what_nothing_is_known_of_waits_and_is_assigned(billing: Billing) -> None:
    done = await imported(billing, statement(paid(text="thank you", payer_account="")))
    assert (done.booked, done.unmatched) == (0, 1)
    entry = (await only(billing)).entry.transaction.id
    proposal = await assigned_to_invoices(billing.ledger, entry, [("INV-2", 6000), ("INV-1", None)])
    await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    assert (await billing.view("INV-2")).open == euros("190.00")
    assert (await billing.view("INV-1")).open == euros("60.00")


async def test_money_for_an_account_settles_its_oldest_invoices(billing: Billing) -> None:
    await imported(billing, statement(paid("120.00", "thank you", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    proposal = assigned_to_account(CONTOSO, 12_000)
    await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    assert (await billing.view("INV-1")).state is InvoiceState.PAID
    assert (await billing.view("INV-2")).open == euros("230.00")


async def test_a_cent_is_booked(billing: Billing) -> None:
    await imported(billing, statement(paid("0.01", "thank you", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    await book(billing.ledger, entry, assigned_to_account(CONTOSO, 1), DECIDED, InvoicePolicy())
    assert (await billing.view("INV-1")).open == euros("99.99")


async def test_many_wait_with_proposals_at_once(billing: Billing) -> None:
    likely = [
        paid(amount, f"for {number}", payer_account="", reference=f"NTRF-{number}")
        for amount, number in (("90.00", "INV-1"), ("240.00", "INV-2"))
    ]
    done = await imported(billing, statement(*likely))
    assert (done.booked, done.suggested, done.unmatched) == (0, 2, 0)


async def test_a_payer_is_known_from_then_on(billing: Billing) -> None:
    await imported(billing, statement(paid()))
    done = await imported(
        billing, statement(paid("250.00", "no reference", reference="NTRF-2"), id="S-2")
    )
    assert done.booked == 1
    assert (await billing.view("INV-2")).state is InvoiceState.PAID


async def test_what_banks_kept_is_credited_as_charges(billing: Billing) -> None:
    done = await imported(billing, statement(paid("92.50", charges="7.50")))
    assert (done.booked, done.touched) == (1, ["INV-1"])
    view = await billing.view("INV-1")
    assert (view.open, view.credited) == (euros("0.00"), euros("7.50"))


async def test_a_payment_that_was_entered_by_hand_is_not_booked_again(billing: Billing) -> None:
    await billing.pay("100.00", "ntrf 1")
    done = await imported(billing, statement(paid()))
    assert (done.booked, done.suggested, done.unmatched) == (0, 0, 0)
    entry = (await only(billing)).entry
    assert entry.decided is not None
    assert entry.decided.proposal is not None
    assert (entry.state, entry.decided.proposal.rule) == (EntryState.BOOKED, Rule.RECORDED)
    assert len((await billing.view("INV-1")).payments) == 1


async def test_what_was_booked_wrongly_is_undone_and_booked_for_another(billing: Billing) -> None:
    await imported(billing, statement(paid()))
    entry = (await only(billing)).entry.transaction.id
    await undo(billing.ledger, entry, DECIDED, InvoicePolicy())
    assert (await billing.view("INV-1")).open == euros("100.00")
    assert (await only(billing)).entry.state is EntryState.UNMATCHED
    proposal = await assigned_to_invoices(billing.ledger, entry, [("INV-2", None)])
    await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    assert (await billing.view("INV-2")).open == euros("150.00")
    async with billing.ledger.reading() as transaction:
        decisions = await transaction.bank.decisions(entry)
    assert [state for state, _ in decisions] == ["booked", "unmatched", "booked"]


async def test_what_was_undone_is_proposed_and_not_booked_by_itself_again(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid()))
    entry = (await only(billing)).entry.transaction.id
    await undo(billing.ledger, entry, DECIDED, InvoicePolicy())
    done = await imported(billing, statement(number=2, id="S-2"))
    assert (done.booked, done.suggested) == (0, 1)
    assert (await billing.view("INV-1")).open == euros("100.00")
    again = (await only(billing)).entry
    await book(billing.ledger, entry, again.proposals[0], DECIDED, InvoicePolicy())
    assert (await billing.view("INV-1")).state is InvoiceState.PAID


async def test_charges_are_undone_with_their_payment(billing: Billing) -> None:
    await imported(billing, statement(paid("92.50", charges="7.50")))
    entry = (await only(billing)).entry.transaction.id
    await undo(billing.ledger, entry, DECIDED, InvoicePolicy())
    view = await billing.view("INV-1")
    assert (view.open, view.credited) == (euros("100.00"), euros("0.00"))


async def test_what_is_ignored_can_be_taken_back(billing: Billing) -> None:
    await imported(billing, statement(paid(text="interest", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    for _ in range(2):
        await ignore(billing.ledger, entry, DECIDED)
    assert (await only(billing)).entry.state is EntryState.IGNORED
    await undo(billing.ledger, entry, DECIDED, InvoicePolicy())
    assert (await only(billing)).entry.state is EntryState.UNMATCHED


async def test_a_booked_entry_is_not_ignored(billing: Billing) -> None:
    await imported(billing, statement(paid()))
    entry = (await only(billing)).entry.transaction.id
    with pytest.raises(BankEntryDecided):
        await ignore(billing.ledger, entry, DECIDED)
    with pytest.raises(BankEntryUnknown):
        await ignore(billing.ledger, "B-unknown", DECIDED)


async def test_money_that_went_out_is_ignored(billing: Billing) -> None:
    done = await imported(billing, statement(paid("-12.00", "account fee")))
    assert (done.ignored, (await only(billing)).entry.state) == (1, EntryState.IGNORED)


async def test_what_the_bank_takes_back_reverses_its_payment_once(billing: Billing) -> None:
    first = paid(end_to_end="E2E-77")
    await imported(billing, statement(first))
    back = paid("-100.00", "returned", reference="NRTI-9", end_to_end="E2E-77", returned="AC04")
    file = statement(back, id="S-2")
    done = await imported(billing, file)
    assert (done.booked, (await billing.view("INV-1")).open) == (1, euros("100.00"))
    states = {each.entry.transaction.minor: each.entry.state for each in await entries(billing)}
    assert states == {10_000: EntryState.REVERSED, -10_000: EntryState.BOOKED}
    assert (await imported(billing, file)).already == 1
    assert (await billing.view("INV-1")).open == euros("100.00")


async def test_a_return_that_may_be_of_two_payments_waits(billing: Billing) -> None:
    await imported(billing, statement(paid("50.00"), paid("50.00", reference="NTRF-2")))
    back = paid("-50.00", "returned", reference="NRTI-9", returned="AC04")
    done = await imported(billing, statement(back, id="S-2"))
    assert (done.booked, done.unmatched) == (0, 1)
    assert (await billing.view("INV-1")).state is InvoiceState.PAID


async def _refunded(billing: Billing, reference: str = "REF-2026-0001") -> str:
    """Credit of 50 euros that was paid back by a transfer of this reference."""
    await billing.pay("400.00", f"IN {reference}", "INV-1", shares=shares("INV-1", "INV-2"))
    refund = await billing.refund("50.00", reference)
    return refund.entry


async def _credit(billing: Billing) -> Money:
    (exposure,) = (await billing.queries.statement(CONTOSO, NOON)).exposures
    return exposure.unapplied_credit


BACK = Booked("50.00", "returned", reference="NRTI-9", end_to_end="REF-2026-0001", returned="AC04")


async def test_a_refund_that_the_bank_returns_is_credit_again_once(billing: Billing) -> None:
    entry = await _refunded(billing)
    assert await _credit(billing) == euros("0.00")
    file = statement(BACK)
    assert (await imported(billing, file)).booked == 1
    assert await _credit(billing) == euros("50.00")
    known = await only(billing)
    assert (known.entry.state, known.customer) == (EntryState.BOOKED, CONTOSO)
    assert known.entry.decided is not None
    assert known.entry.decided.refund is not None
    assert known.entry.decided.refund.entry == entry
    assert (await imported(billing, file)).already == 1
    again = await imported(billing, statement(replace(BACK, reference="NRTI-10"), id="S-2"))
    assert (again.booked, again.unmatched) == (0, 1)
    assert await _credit(billing) == euros("50.00")


async def test_a_refund_is_known_by_what_its_transfer_was_called_when_it_went_out(
    billing: Billing,
) -> None:
    await _refunded(billing)
    went_out = Booked("-50.00", "refund REF-2026-0001", reference="NTRF-8", end_to_end="E2E-8")
    back = replace(BACK, end_to_end="E2E-8")
    assert (await imported(billing, statement(went_out, back))).booked == 1
    assert await _credit(billing) == euros("50.00")


@pytest.mark.parametrize(
    "back",
    [
        replace(BACK, end_to_end="E2E-9"),
        replace(BACK, amount="49.00"),
        replace(BACK, returned=""),
    ],
    ids=["another reference", "another amount", "no return"],
)
async def test_what_is_not_certainly_a_returned_refund_waits(
    billing: Billing, back: Booked
) -> None:
    await _refunded(billing)
    done = await imported(billing, statement(back))
    assert (done.booked, await _credit(billing)) == (0, euros("0.00"))


async def test_a_returned_refund_that_is_recorded_later_is_found_then(billing: Billing) -> None:
    assert (await imported(billing, statement(BACK))).unmatched == 1
    await _refunded(billing)
    other = paid("1.00", "?", payer_account="", reference="NTRF-5")
    assert (await imported(billing, statement(other, id="S-2"))).booked == 1
    assert await _credit(billing) == euros("50.00")


async def test_undone_a_returned_refund_counts_as_paid_back_again(billing: Billing) -> None:
    await _refunded(billing)
    await imported(billing, statement(BACK))
    entry = (await only(billing)).entry.transaction.id
    await undo(billing.ledger, entry, DECIDED, InvoicePolicy())
    assert await _credit(billing) == euros("0.00")
    assert (await only(billing)).entry.state is EntryState.UNMATCHED


async def test_nothing_is_booked_by_itself_where_the_policy_says_so(billing: Billing) -> None:
    done = await imported(billing, statement(paid()), policy=BankPolicy(book_certain=False))
    assert (done.booked, done.suggested) == (0, 1)
    entry = (await only(billing)).entry
    await book(billing.ledger, entry.transaction.id, entry.proposals[0], DECIDED, InvoicePolicy())
    assert (await billing.view("INV-1")).state is InvoiceState.PAID


async def test_two_who_accept_at_once_book_once(billing: Billing) -> None:
    await imported(billing, statement(paid()), policy=BankPolicy(book_certain=False))
    entry = (await only(billing)).entry
    await asyncio.gather(
        *(
            book(billing.ledger, entry.transaction.id, entry.proposals[0], DECIDED, InvoicePolicy())
            for _ in range(3)
        )
    )
    assert len((await billing.view("INV-1")).payments) == 1


async def test_two_who_import_one_file_at_once_count_it_once(billing: Billing) -> None:
    file = statement(paid(), paid("250.00", RF2, reference="NTRF-2"))
    done = await asyncio.gather(imported(billing, file), imported(billing, file))
    assert sum(each.already for each in done) == 2
    assert len(await entries(billing)) == 2
    assert len((await billing.view("INV-1")).payments) == 1


async def test_a_payer_of_a_booking_that_was_wrong_is_not_known_by_it(billing: Billing) -> None:
    await imported(billing, statement(paid(text="thank you")))
    entry = (await only(billing)).entry.transaction.id
    await book(
        billing.ledger, entry, assigned_to_account(CONTOSO, 10_000), DECIDED, InvoicePolicy()
    )
    await undo(billing.ledger, entry, DECIDED, InvoicePolicy())
    second = paid("250.00", "no reference", reference="NTRF-2")
    assert (await imported(billing, statement(second, id="S-2"))).booked == 0
    assert await billing.open("INV-1", "INV-2") == euro_list("100.00", "250.00")


async def test_a_payer_who_was_known_before_stays_so(billing: Billing) -> None:
    await imported(billing, statement(paid("30.00")))
    again = paid("40.00", reference="NTRF-2")
    await imported(billing, statement(again, id="S-2"), now=NOON + timedelta(days=1))
    second = next(
        each.entry
        for each in await entries(billing)
        if each.entry.transaction.bank_reference == "NTRF-2"
    )
    await undo(billing.ledger, second.transaction.id, DECIDED, InvoicePolicy())
    third = paid("250.00", "no reference", reference="NTRF-3")
    assert (await imported(billing, statement(third, id="S-3"))).booked >= 1
    assert (await billing.view("INV-2")).state is InvoiceState.PAID


async def test_a_payment_that_was_corrected_by_hand_does_not_keep_its_entry_booked(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid("92.50", charges="7.50")))
    (payment,), (charges,) = (await billing.view()).payments, (await billing.view()).adjustments
    await billing.correct(charges.entry)
    await billing.correct(payment.entry)
    entry = (await only(billing)).entry.transaction.id
    await undo(billing.ledger, entry, DECIDED, InvoicePolicy())
    assert (await only(billing)).entry.state is EntryState.UNMATCHED
    assert (await billing.view()).open == euros("100.00")


async def test_of_charges_that_were_corrected_by_hand_only_the_payment_is_undone(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid("92.50", charges="7.50")))
    (charges,) = (await billing.view()).adjustments
    await billing.correct(charges.entry)
    entry = (await only(billing)).entry.transaction.id
    await undo(billing.ledger, entry, DECIDED, InvoicePolicy())
    assert (await billing.view()).open == euros("100.00")


async def test_a_write_off_is_nothing_that_banks_kept(billing: Billing) -> None:
    await imported(billing, statement(paid("92.50", charges="7.50")))
    (charges,) = (await billing.view()).adjustments
    await billing.correct(charges.entry)
    await billing.write_off()
    entry = (await only(billing)).entry.transaction.id
    await undo(billing.ledger, entry, DECIDED, InvoicePolicy())
    view = await billing.view()
    assert (view.written_off, view.open) == (euros("7.50"), euros("92.50"))


async def test_an_invoice_that_a_transaction_does_not_reach_is_not_booked(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid("100.00", "thank you", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    proposal = await assigned_to_invoices(billing.ledger, entry, [("INV-1", None), ("INV-2", None)])
    with pytest.raises(AmountNotAcceptable):
        await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    assert (await only(billing)).entry.state is EntryState.UNMATCHED
    assert await billing.open("INV-1", "INV-2") == euro_list("100.00", "250.00")


async def test_of_two_transfers_for_one_invoice_the_second_finds_it_settled(
    billing: Billing,
) -> None:
    done = await imported(billing, statement(paid(), paid(reference="NTRF-2")))
    assert done.booked == 1
    assert sum(each.entry.waits for each in await entries(billing)) == 1
    assert (await billing.view("INV-1")).paid == euros("100.00")


async def test_equal_transfers_stay_two_however_many_are_written_at_once(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (read, match):
        monkeypatch.setattr(module, "AT_ONCE", 1)
    twice = statement(paid("50.00", reference=""), paid("50.00", reference=""))
    done = await imported(billing, twice)
    assert (done.entries, done.already, done.booked) == (2, 0, 2)
    assert (await imported(billing, twice)).already == 2


async def test_what_is_proposed_follows_what_is_open(billing: Billing) -> None:
    policy = BankPolicy(book_certain=False)
    file = statement(paid())
    await imported(billing, file, policy=policy)
    before = (await only(billing)).entry
    assert (before.state, before.proposals[0].rule) == (EntryState.SUGGESTED, Rule.REFERENCE)
    await billing.pay("100.00", "BY-HAND")
    await imported(billing, file, policy=policy)
    after = (await only(billing)).entry
    assert before.proposals[0].left == 0
    assert after.proposals[0].left == 10_000


async def test_another_amount_under_its_reference_is_another_payment(billing: Billing) -> None:
    """The ledger refuses the reference a second time: a person decides."""
    await billing.pay("60.00", "ntrf 1")
    done = await imported(billing, statement(paid()))
    assert (done.booked, (await only(billing)).entry.state) == (0, EntryState.SUGGESTED)
    (payment,) = (await billing.view("INV-1")).payments
    assert payment.amount == euros("60.00")


async def test_a_payment_that_was_entered_by_hand_stays_when_its_entry_is_undone(
    billing: Billing,
) -> None:
    await billing.pay("100.00", "ntrf 1")
    await imported(billing, statement(paid()))
    entry = (await only(billing)).entry.transaction.id
    await undo(billing.ledger, entry, DECIDED, InvoicePolicy())
    assert (await billing.view("INV-1")).state is InvoiceState.PAID


async def test_nothing_is_taken_back_by_itself_where_the_policy_says_so(billing: Billing) -> None:
    await imported(billing, statement(paid(end_to_end="E2E-77")))
    back = paid("-100.00", "returned", reference="NRTI-9", end_to_end="E2E-77", returned="AC04")
    by_hand = BankPolicy(book_certain=False)
    done = await imported(billing, statement(back, id="S-2"), policy=by_hand)
    assert (done.booked, (await billing.view("INV-1")).state) == (0, InvoiceState.PAID)


async def test_what_was_taken_back_is_neither_undone_nor_booked(billing: Billing) -> None:
    await imported(billing, statement(paid(end_to_end="E2E-77")))
    entry = (await only(billing)).entry
    back = paid("-100.00", "returned", reference="NRTI-9", end_to_end="E2E-77", returned="AC04")
    await imported(billing, statement(back, id="S-2"))
    with pytest.raises(BankEntryDecided):
        await undo(billing.ledger, entry.transaction.id, DECIDED, InvoicePolicy())
    (returning,) = await entries(billing, EntryState.BOOKED)
    with pytest.raises(BankEntryDecided) as refused:
        await undo(billing.ledger, returning.entry.transaction.id, DECIDED, InvoicePolicy())
    assert refused.value.details["entry"] == entry.transaction.id
    other = assigned_to_account(CONTOSO, 10_000)
    with pytest.raises(BankEntryDecided):
        await book(billing.ledger, entry.transaction.id, other, DECIDED, InvoicePolicy())


async def test_a_return_is_booked_as_no_payment(billing: Billing) -> None:
    await imported(billing, statement(paid("-50.00", "returned", returned="AC04")))
    entry = (await only(billing)).entry.transaction.id
    with pytest.raises(AmountNotAcceptable):
        await book(
            billing.ledger, entry, assigned_to_account(CONTOSO, 5_000), DECIDED, InvoicePolicy()
        )


async def test_an_entry_that_is_booked_for_something_is_booked_for_nothing_else(
    billing: Billing,
) -> None:
    await imported(billing, statement(paid()))
    entry = (await only(billing)).entry
    assert entry.booked is not None
    again = await book(billing.ledger, entry.transaction.id, entry.booked, DECIDED, InvoicePolicy())
    assert again.touched == ()
    other = await assigned_to_invoices(billing.ledger, entry.transaction.id, [("INV-2", None)])
    with pytest.raises(BankEntryDecided):
        await book(billing.ledger, entry.transaction.id, other, DECIDED, InvoicePolicy())
    assert await billing.open("INV-1", "INV-2") == euro_list("0.00", "250.00")


async def test_money_for_an_account_without_an_open_invoice_is_unapplied_credit(
    billing: Billing,
) -> None:
    await billing.pay("350.00", "BY-HAND", shares=shares("INV-1", "INV-2"))
    await imported(billing, statement(paid("30.00", "thank you", payer_account="")))
    entry = (await only(billing)).entry.transaction.id
    proposal = assigned_to_account(CONTOSO, 3_000)
    await book(billing.ledger, entry, proposal, DECIDED, InvoicePolicy())
    (exposure,) = (await billing.queries.statement(CONTOSO, NOON)).exposures
    assert exposure.unapplied_credit == euros("30.00")


async def test_money_that_waits_for_a_person_is_told_once_and_without_the_payers_name(
    billing: Billing,
) -> None:
    file = statement(Booked("7.00", "thank you", payer="Anna de Vries"), Booked("100.00", RF1))
    await imported(billing, file)
    await imported(billing, file)
    page = await EventQueries(billing.database).page(types=[EventType.PAYMENT_UNMATCHED])
    (told,) = page.events
    assert (told.data["amount"]["amount"], told.data["proposed"]) == ("7.00", False)
    assert "Anna" not in told.model_dump_json()
