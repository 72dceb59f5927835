"""Bank statements come in: once, whole or not at all, booked where that is certain."""

import asyncio
from datetime import date

import pytest

from adapters.ledger.events import EventQueries
from adapters.ledger.invoices.event_rows import is_sound
from application.bank import match, read
from application.bank.book import book
from application.bank.decide import assigned_to_account
from application.ports.bank import EntryFilter
from domain.bank.entry_states import EntryState
from domain.bank.policy import BankPolicy
from domain.bank.proposals import Rule
from domain.errors import InvalidFile
from domain.events.types import EventType
from domain.invoices.happenings import EventKind
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import InvoicePolicy
from domain.values.national_references import NationalKind, written_as
from tests.bank.camt_files import Booked, statement
from tests.ledger.bank_statements import DECIDED, RF1, RF2, entries, ignored, imported, only, paid
from tests.ledger.billing import Billing
from tests.ledger.samples import CONTOSO, euros


@pytest.fixture(autouse=True)
async def issued(billing: Billing) -> None:
    await billing.issue("INV-1", "100.00")
    await billing.issue("INV-2", "250.00")


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


async def test_an_entry_of_the_day_and_amount_that_a_pending_one_was_told_for_is_kept_beside_it(
    billing: Billing,
) -> None:
    """Subscriptions cost the same: what was pending for tomorrow was booked today, and tomorrow
    somebody else pays as much."""
    today, tomorrow = date(2026, 11, 2), date(2026, 11, 3)
    one = {"text": "one", "reference": ""}
    await imported(billing, statement(paid("9.00", **one, status="PDNG", on=tomorrow)))
    assert (await imported(billing, statement(paid("9.00", **one, on=today), id="S-2"))).already
    other = statement(paid("9.00", "other", reference="", on=tomorrow), id="S-3")
    assert (await imported(billing, other)).already == 0
    assert (await imported(billing, other)).already == 1
    assert len(await entries(billing)) == 2


async def test_entries_are_listed_a_page_at_a_time_with_those_that_are_pending(
    billing: Billing,
) -> None:
    await imported(billing, statement(*(paid(f"{n}.00", "?", reference=f"N-{n}") for n in (1, 2))))
    pending = (paid(f"{n}.00", "?", reference=f"N-{n}", status="PDNG") for n in (3, 4, 5))
    await imported(billing, statement(*pending, id="S-2"))
    whole = [each.entry.transaction.id for each in await entries(billing)]
    assert len(whole) == 5
    found: list[str] = []
    async with billing.ledger.reading() as transaction:
        while some := await transaction.bank.listed(EntryFilter(), found[-1] if found else "", 1):
            found += [each.entry.transaction.id for each in some]
        assert found == whole
        with pytest.raises(InvalidFile):
            await transaction.bank.listed(EntryFilter(), "B0", 1)


async def test_a_file_that_does_not_add_up_is_refused_whole(billing: Billing) -> None:
    with pytest.raises(InvalidFile) as refused:
        await imported(billing, statement(paid(), closing="1100.01"))
    assert [each["code"] for each in refused.value.details["problems"]] == ["balance_differs"]
    assert await entries(billing) == []


async def test_a_missing_statement_is_told(billing: Billing) -> None:
    await imported(billing, statement(paid(), number=7))
    done = await imported(billing, statement(number=10, id="S-10"))
    assert [each["code"] for each in done.problems] == ["statements_missing"]


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


async def test_money_that_went_out_is_ignored(billing: Billing) -> None:
    done = await imported(billing, statement(paid("-12.00", "account fee")))
    assert (done.ignored, (await only(billing)).entry.state) == (1, EntryState.IGNORED)


async def test_nothing_is_booked_by_itself_where_the_policy_says_so(billing: Billing) -> None:
    done = await imported(billing, statement(paid()), policy=BankPolicy(book_certain=False))
    assert (done.booked, done.suggested) == (0, 1)
    entry = (await only(billing)).entry
    await book(billing.ledger, entry.transaction.id, entry.proposals[0], DECIDED, InvoicePolicy())
    assert (await billing.view("INV-1")).state is InvoiceState.PAID


async def test_two_who_import_one_file_at_once_count_it_once(billing: Billing) -> None:
    file = statement(paid(), paid("250.00", RF2, reference="NTRF-2"))
    done = await asyncio.gather(imported(billing, file), imported(billing, file))
    assert sum(each.already for each in done) == 2
    assert len(await entries(billing)) == 2
    assert len((await billing.view("INV-1")).payments) == 1


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


async def test_what_is_booked_together_stands_in_the_timeline_in_order_and_chained(
    billing: Billing,
) -> None:
    parts = [paid("30.00", reference="N-1"), paid("50.00", reference="N-2")]
    assert (await imported(billing, statement(*parts))).booked == 2
    view = await billing.view("INV-1")
    assert view.open == euros("20.00")
    paid_in_turn = [each.amount for each in view.timeline if each.trigger is EventKind.PAY]
    assert sorted(each.minor for each in paid_in_turn if each) == [3_000, 5_000]
    async with billing.database.reading() as connection:
        assert await is_sound(connection, "INV-1")


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


async def test_one_that_cannot_be_booked_keeps_no_other_from_it(
    billing: Billing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when somebody ignores one at the very moment of the import."""
    real, place = match.match_entries, "application.bank.import_statements.match_entries"

    async def matched_and_then_ignored(*given: object) -> match.Matched:
        matched = await real(*given)  # type: ignore[arg-type]
        for certain in matched.certain:
            if certain.proposal.shares[0].invoice == "INV-1":
                await ignored(billing, certain.entry.transaction.id)
        return matched

    monkeypatch.setattr(place, matched_and_then_ignored)
    done = await imported(billing, statement(paid(), paid("250.00", RF2, reference="NTRF-2")))

    assert done.booked == 1
    assert (await billing.view("INV-2")).state is InvoiceState.PAID
    assert (await billing.view("INV-1")).state is InvoiceState.OPEN
    states = sorted(each.entry.state for each in await entries(billing))
    assert states == sorted([EntryState.IGNORED, EntryState.BOOKED])
