"""What `application.ports` promise: every ledger keeps it, on each database."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Protocol

import pytest
from sqlalchemy import select

from adapters.ledger.database import Database
from adapters.ledger.events import EventQueries
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.past import one_transaction
from adapters.ledger.tables import outbox
from adapters.ledger.transactions import LedgerTransactions, UnsentTransactions
from application.accounts.known import settled_first
from application.ports.contacts import Contact
from application.ports.ledger import Ledger
from application.ports.letter_links import NewLink
from application.ports.letters import DeliveryState
from domain.errors import EffectMismatch, UnderWay
from domain.events.of_invoices import limit_frozen
from domain.invoices.account.limit_warnings import Level
from domain.invoices.allocation.allocation_order import OpenRow, age
from domain.invoices.allocation.receivables import NEW, Payment, Receivables
from domain.invoices.allocation.transfers import Transfer
from domain.invoices.messages import ApplyCredit
from domain.invoices.policy import Instrument
from domain.limits.deciding import LimitState
from domain.limits.limit import LimitChange, LimitProposal
from domain.limits.states import LimitChangeKind, ProposalState
from domain.requests.request import request_id
from domain.values.money import Money
from tests.ledger.accounts import Accounts
from tests.ledger.billing import CLERK, ISSUED_ON, Billing
from tests.ledger.samples import CONTOSO, NOON, a_notice, a_scope, an_account, euros

ORDER, ANOTHER = ApplyCredit(by=CLERK), ApplyCredit(by="paula@provider.example")
ANSWER = euros("1.00")


class Opens(Protocol):
    def __call__(self, database: Database) -> AbstractAsyncContextManager[LedgerTransactions]: ...


@asynccontextmanager
async def alone(database: Database) -> AsyncIterator[LedgerTransactions]:
    yield LedgerTransactions(database)


@asynccontextmanager
async def unsent(database: Database) -> AsyncIterator[LedgerTransactions]:
    yield UnsentTransactions(database)


@asynccontextmanager
async def together(database: Database) -> AsyncIterator[LedgerTransactions]:
    async with LedgerTransactions(database).together() as steps:
        yield steps


@asynccontextmanager
async def past(database: Database) -> AsyncIterator[LedgerTransactions]:
    async with one_transaction(database) as (ledger, _):
        yield ledger


LEDGERS: Mapping[str, Opens] = {
    "each step alone": alone,
    "letters unsent": unsent,
    "steps together": together,
    "a past": past,
}
"""Every ledger that there is."""

every = pytest.mark.parametrize("opens", LEDGERS.values(), ids=LEDGERS)


@pytest.fixture(params=list(LEDGERS.values()), ids=list(LEDGERS))
async def ledger(request: pytest.FixtureRequest, billing: Billing) -> AsyncIterator[Ledger]:
    """Billing acts on it, too."""
    async with request.param(billing.database) as billing.ledger:
        yield billing.ledger


@every
async def test_what_fails_leaves_nothing_behind(opens: Opens, billing: Billing) -> None:
    with pytest.raises(ZeroDivisionError):
        async with opens(billing.database) as ledger, ledger.writing() as transaction:
            await transaction.answers.remember("K", ORDER, ANSWER, NOON)
            raise ZeroDivisionError
    async with LedgerTransactions(billing.database).reading() as transaction:
        assert await transaction.answers.under("K") is None


@every
async def test_what_is_written_is_there_once_the_ledger_is_closed(
    opens: Opens, billing: Billing
) -> None:
    async with opens(billing.database) as billing.ledger:
        await billing.issue("A", "10.00")
        await billing.pay("4.00", "BANK-1", number="A")
        async with billing.ledger.reading() as transaction:
            assert await transaction.accounts.last_step(CONTOSO) == NOON
    view = await billing.view("A")
    assert (view.open, len(view.timeline)) == (euros("6.00"), 2)
    async with LedgerTransactions(billing.database).reading() as transaction:
        assert await transaction.answers.under("key-1") is not None


@every
async def test_a_letter_is_queued_once_and_where_a_person_decides_it_is_not_sent(
    opens: Opens, billing: Billing
) -> None:
    async with opens(billing.database) as billing.ledger:
        await billing.issue("A", "10.00")
    (letter,) = await billing.mailed()
    async with opens(billing.database) as ledger, ledger.writing() as transaction:
        await transaction.notices.queue([letter, letter.model_copy(update={"key": "another"})])
    async with billing.database.reading() as connection:
        found = await connection.execute(select(outbox.c.key, outbox.c.state))
        states = {row.key: row.state for row in found}
    state = DeliveryState.UNCONFIRMED if opens is unsent else DeliveryState.QUEUED
    assert states == {letter.key: state, "another": state}


@every
async def test_events_are_told_once_and_in_the_order_in_which_they_happened(
    opens: Opens, billing: Billing
) -> None:
    told = [limit_frozen(CONTOSO, at % 2 == 0, ANSWER, NOON, f"{at}") for at in range(3)]
    async with opens(billing.database) as ledger:
        for some in (told[:2], told[1:]):
            async with ledger.writing() as transaction:
                await transaction.events.add(some)
    async with opens(billing.database) as ledger, ledger.writing() as transaction:
        await transaction.events.add(told)
    kinds = {each.type for each in told}
    assert (await EventQueries(billing.database).page(types=[*kinds])).events == tuple(told)


async def test_an_answer_is_kept_for_one_order(ledger: Ledger) -> None:
    async with ledger.writing() as transaction:
        assert await transaction.answers.to("K", ORDER) is None
        await transaction.answers.remember("K", ORDER, ANSWER, NOON)
        assert Money.model_validate(await transaction.answers.to("K", ORDER)) == ANSWER
        assert Money.model_validate(await transaction.answers.under("K")) == ANSWER
        with pytest.raises(EffectMismatch):
            await transaction.answers.to("K", ANOTHER)


async def test_an_answer_given_through_an_invoice_is_found_by_its_account(
    ledger: Ledger, billing: Billing
) -> None:
    await billing.issue()
    async with ledger.writing() as transaction:
        answers = transaction.answers
        await answers.remember("invoice/INV-1/K", ORDER, ANSWER, NOON)
        through = await answers.through_an_invoice(CONTOSO, "K")
        assert through is not None
        assert Money.model_validate(through.answer) == ANSWER
        assert through.currency == "EUR"
        assert await answers.to("invoice/INV-1/K", ORDER) is not None
        assert await answers.through_an_invoice("other", "K") is None
        assert await answers.through_an_invoice(CONTOSO, "another") is None


async def test_accounts_are_found_by_their_id_and_by_their_scopes(
    ledger: Ledger, billing: Billing
) -> None:
    async with ledger.writing() as transaction:
        accounts = transaction.accounts
        found = [
            await accounts.one(CONTOSO),
            await accounts.one(CONTOSO.upper()),
            *(
                holding and holding.account
                for holding in (
                    await accounts.locked(CONTOSO),
                    await accounts.locked_with_scope("sub-2"),
                )
            ),
        ]
        assert {account.id for account in found if account} == {CONTOSO}
        assert None not in found
        assert await accounts.one("nobody") is None
        assert await accounts.locked("nobody") is None
        assert await accounts.locked_with_scope("nothing") is None
        limit = await accounts.limit(CONTOSO)
        assert limit is not None
        assert (limit.amount, limit.payment_terms_days) == (euros("8000.00"), 30)
        assert await accounts.limit("nobody") is None
        assert await accounts.last_step(CONTOSO) is None


async def test_invoices_are_read_by_number_and_by_what_is_open(
    ledger: Ledger, billing: Billing
) -> None:
    for number, amount in (("A", "10.00"), ("B", "20.00"), ("C", "30.00")):
        await billing.issue(number, amount)
    await billing.pay("10.00", number="A")
    async with ledger.writing() as transaction:
        invoices = transaction.invoices
        one, locked = await invoices.one("B"), await invoices.locked("B")
        assert one == locked
        assert one is not None
        assert one.open == 2000
        assert await invoices.one("none") is None
        assert set(await invoices.some(["A", "B", "none"])) == {"A", "B"}
        assert await invoices.settled_among(["A", "B", "none"]) == {"A"}
        b, c = OpenRow("B", 2000, 0, 0), OpenRow("C", 3000, 0, 0)
        assert list(await invoices.open_rows(CONTOSO, "EUR")) == [b, c]
        assert list(await invoices.open_rows("other", "EUR")) == []
        assert await invoices.has_open(CONTOSO, "EUR")
        assert not await invoices.has_open(CONTOSO, "USD")
        last = await transaction.accounts.last_step(CONTOSO)
        assert last == NOON


async def test_what_is_open_is_listed_in_the_order_of_its_age(
    ledger: Ledger, billing: Billing
) -> None:
    for number, days in (("A", 3), ("B", 1), ("D", 2), ("C", 2)):
        await billing.issue(number, "10.00", issued_on=ISSUED_ON - timedelta(days=days))
    await billing.dispute("4.00", "D", NOON)
    async with ledger.reading() as transaction:
        rows = list(await transaction.invoices.open_rows(CONTOSO, "EUR"))
        found = await transaction.invoices.some(["A", "B", "C", "D"])
    assert [row.number for row in rows] == [each.number for each in sorted(found.values(), key=age)]
    assert rows == [OpenRow(number, 1000, 400 * (number == "D"), 0) for number in "ACDB"]


async def test_payments_are_read_with_what_they_settle(ledger: Ledger, billing: Billing) -> None:
    await billing.issue("A", "10.00")
    await billing.pay("15.00", "BANK 1", number="A")
    await billing.pay_account("5.00", "BANK-2")
    async with ledger.writing() as transaction:
        payments = transaction.payments
        first, second = await payments.with_credit(CONTOSO, "EUR")
        assert (first.left, second.left) == (500, 500)
        assert await payments.of(CONTOSO, [first.entry, "nothing"]) == [first]
        assert await payments.of("other", [first.entry]) == []
        assert await payments.settled_by(first.entry) == [("A", 1000)]
        assert await payments.settled_by(second.entry) == []
        around = await payments.for_invoice(CONTOSO, "EUR", "A")
        assert [(each.payment, each.settled) for each in around] == [(first, 1000), (second, 0)]
        assert [each.payment for each in await payments.settling(["A"])] == [first]
        (recorded,) = await payments.recorded_under("bank1")
        assert (recorded.payment, recorded.company) == (first, "Contoso BV")
        assert await payments.last_under(CONTOSO, "BANK1") == first.entry
        assert await payments.last_under("other", "BANK1") == ""
        transfer = await payments.transfer(first.transfer)
        assert transfer == Transfer(first.transfer, "EUR", 1500, 1500)
        assert await payments.transfer("none") is None
        assert await payments.refund(CONTOSO, "refund-1") is None
    assert await settled_first(ledger, CONTOSO, first.entry) == "A"
    assert await settled_first(ledger, CONTOSO, second.entry) is None
    assert await settled_first(ledger, "other", first.entry) is None


def a_new_payment(reference: str) -> Receivables:
    receivables = Receivables(CONTOSO, {})
    payment = Payment(
        account_id=CONTOSO,
        bank_reference=reference,
        currency="EUR",
        amount=100,
        value_date=ISSUED_ON,
        instrument=Instrument.WIRE,
        received_at=NOON,
        by=CLERK,
    )
    receivables.known(payment)
    receivables.transfers[payment.transfer] = Transfer(payment.transfer, "EUR", 100, 100)
    return receivables


async def test_a_new_payment_is_numbered_and_its_transfer_is_new_once(
    ledger: Ledger, billing: Billing
) -> None:
    receivables = a_new_payment("BANK-1")
    async with ledger.writing() as transaction:
        numbered = await transaction.payments.write(receivables, "K", None)
        await transaction.answers.remember("K", ORDER, ANSWER, NOON)
        (payment,) = receivables.payments
        assert numbered == {NEW: payment.entry}
        assert payment.number is not None
        assert await transaction.payments.of(CONTOSO, [payment.entry]) == [payment]
    with pytest.raises(UnderWay):
        async with ledger.writing() as transaction:
            await transaction.payments.write(a_new_payment("bank 1"), "L", None)


async def test_a_refund_is_read_by_its_id_and_by_its_amount_until_it_is_corrected(
    ledger: Ledger, billing: Billing
) -> None:
    await billing.pay_account("15.00", "BANK-1")
    entry = (await billing.refund("10.00", "BACK-1")).entry
    async with ledger.writing() as transaction:
        payments = transaction.payments
        refund = await payments.refund(CONTOSO, entry)
        assert refund is not None
        assert (refund.amount, sum(refund.parts.values())) == (1000, 1000)
        assert await payments.refund("other", entry) is None
        (paid_back,) = await payments.refunds_of("EUR", 1000)
        assert paid_back.entry == entry
        assert await payments.refunds_of("EUR", 999) == []
    await billing.correct_account(entry)
    async with ledger.writing() as transaction:
        assert await transaction.payments.refund(CONTOSO, entry) is None
        assert await transaction.payments.refunds_of("EUR", 1000) == []


@every
async def test_charges_of_a_scope_count_as_paid_once(
    opens: Opens, database: Database, accounts: Accounts
) -> None:
    owing = a_scope("sub-owing", outstanding=euros("12.00"))
    await accounts.import_accounts([an_account(owing)], NOON)
    async with opens(database) as ledger, ledger.writing() as transaction:
        assert await transaction.charges.lock("sub-owing")
        assert not await transaction.charges.lock("nothing")
        assert await transaction.charges.pay("sub-owing", NOON) == euros("12.00")
        assert await transaction.charges.pay("sub-owing", NOON) is None


async def test_a_limit_is_what_was_approved_until_somebody_sets_it(
    ledger: Ledger, billing: Billing
) -> None:
    async with ledger.writing() as transaction:
        limits = transaction.limits
        assert await limits.state(CONTOSO) == LimitState(euros("8000.00"))
        assert await limits.state("nobody") is None
        change = LimitChange(
            kind=LimitChangeKind.LOWERED,
            at=NOON,
            by=CLERK,
            because="less is used",
            before=euros("8000.00"),
            limit=euros("100.00"),
            review_on=date(2027, 1, 1),
        )
        assert await limits.change(CONTOSO, change) == 1
        expected = LimitState(euros("100.00"), review_on=date(2027, 1, 1))
        assert await limits.state(CONTOSO) == expected
        *switches, last = await limits.history(CONTOSO)
        assert [each.limit for each in switches] == [euros("4000.00"), euros("8000.00")]
        assert last == change
        used = await transaction.exposures.used(CONTOSO)
        assert used is not None
        assert used.limit == 10_000
        assert await limits.to_review(date(2027, 1, 1)) == [CONTOSO]
        assert await limits.to_review(date(2026, 12, 31)) == []


async def test_a_limit_that_is_proposed_waits_until_it_is_closed(
    ledger: Ledger, billing: Billing
) -> None:
    proposal = LimitProposal(
        number=1,
        limit=euros("9000.00"),
        before=euros("8000.00"),
        because="more is asked for",
        by=CLERK,
        at=NOON,
        lapses_at=NOON + timedelta(days=14),
    )
    async with ledger.writing() as transaction:
        limits = transaction.limits
        assert await limits.latest_proposal(CONTOSO) is None
        await limits.propose(CONTOSO, proposal)
        assert await limits.waiting(CONTOSO) == [proposal]
        assert await limits.proposal(CONTOSO, 1) == await limits.latest_proposal(CONTOSO)
        assert await limits.proposal(CONTOSO, 2) is None
        assert await limits.lapsed(NOON + timedelta(days=14)) == [CONTOSO]
        assert await limits.lapsed(NOON) == []
        await limits.close(CONTOSO, 1, ProposalState.DECLINED, "dora@provider.example", NOON)
        assert await limits.waiting(CONTOSO) == []
        closed = await limits.latest_proposal(CONTOSO)
        assert closed is not None
        assert (closed.state, closed.closed_by) == ("declined", "dora@provider.example")


async def test_an_account_is_on_hold_once(ledger: Ledger, billing: Billing) -> None:
    await billing.issue()
    async with ledger.writing() as transaction:
        holds = transaction.holds
        assert await holds.standing(CONTOSO) is None
        assert not await holds.lift(CONTOSO, NOON, "INV-1", "pay")
        await holds.place(CONTOSO, "INV-1", NOON)
        assert await holds.standing(CONTOSO) == "INV-1"
        assert await holds.lift(CONTOSO, NOON, "INV-1", "pay")
        assert await holds.standing(CONTOSO) is None


async def test_a_hold_stays_while_an_open_invoice_is_a_reason_for_it(
    ledger: Ledger, billing: Billing
) -> None:
    await billing.issue()
    async with ledger.writing() as transaction:
        invoice = await transaction.invoices.locked("INV-1")
        assert invoice is not None
        invoice.held = True
        await transaction.invoices.change([invoice])
        await transaction.holds.place(CONTOSO, "INV-1", NOON)
        assert not await transaction.holds.lift(CONTOSO, NOON, "INV-1", "pay")


async def test_what_is_used_of_a_limit_is_read_with_the_level_that_was_noted(
    ledger: Ledger, billing: Billing
) -> None:
    await billing.issue(amount="100.00")
    async with ledger.writing() as transaction:
        used = await transaction.exposures.used(CONTOSO)
        assert used is not None
        assert (used.currency, used.limit, used.level) == ("EUR", 800_000, Level.BELOW)
        assert used.exposure >= 10_000
        await transaction.exposures.note(CONTOSO, used._replace(level=Level.EXCEEDED), NOON)
        again = await transaction.exposures.used(CONTOSO)
        assert again is not None
        assert again.level is Level.EXCEEDED
        assert await transaction.exposures.used("nobody") is None


async def test_a_contact_is_confirmed_by_the_latest_token_while_it_is_valid(
    ledger: Ledger,
) -> None:
    stranger, later = "x@elsewhere.example", NOON + timedelta(minutes=1)
    async with ledger.writing() as transaction:
        contacts = transaction.contacts
        assert await contacts.asked(CONTOSO, stranger) is None
        await contacts.add(CONTOSO, stranger, "r-1", NOON)
        await contacts.add(CONTOSO, f" {stranger.upper()}", "r-2", later)
        first = await contacts.new_token(CONTOSO, stranger, "r-1")
        token = await contacts.new_token(CONTOSO, stranger, "r-1")
        assert await contacts.asked_by(first, NOON - timedelta(days=1)) is None
        assert await contacts.asked_by(token, NOON) is None
        assert await contacts.confirm(token, NOON, later) is None
        asked = await contacts.asked_by(token, NOON - timedelta(days=1))
        assert asked == Contact(account=CONTOSO, request="r-1", confirmed=False)
        assert not await contacts.is_confirmed(CONTOSO, stranger)
        assert await contacts.confirm(token, NOON - timedelta(days=1), later) == "r-1"
        assert await contacts.is_confirmed(CONTOSO, stranger)
        assert not await contacts.is_confirmed("other", stranger)


async def test_asking_again_counts_once_in_its_time_and_never_after_the_confirmation(
    ledger: Ledger,
) -> None:
    stranger, hour = "x@elsewhere.example", timedelta(hours=1)
    async with ledger.writing() as transaction:
        contacts = transaction.contacts

        async def times(at: datetime) -> int:
            await contacts.count_again(CONTOSO, stranger, at, unless_since=at - hour)
            asked = await contacts.asked(CONTOSO, stranger)
            return asked.times_asked if asked else 0

        await contacts.add(CONTOSO, stranger, "r-1", NOON)
        assert await times(NOON + hour) == 1
        assert await times(NOON + 1.5 * hour) == 2
        assert await times(NOON + 2 * hour) == 2
        token = await contacts.new_token(CONTOSO, stranger, "r-1")
        assert await contacts.confirm(token, NOON, NOON + 2 * hour)
        assert await times(NOON + 9 * hour) == 2


async def test_a_mailed_link_works_until_it_ends_or_its_address_is_replaced(
    ledger: Ledger, billing: Billing
) -> None:
    until = NOON + timedelta(days=14)
    new = NewLink("anna@contoso.nl", CONTOSO, "letter-1", "/my", until)
    async with ledger.writing() as transaction:
        links = transaction.letter_links
        tokens = [await links.add(new, NOON + timedelta(seconds=at)) for at in range(4)]
        assert len(set(tokens)) == 4
        working = await links.mailed(CONTOSO, NOON)
        assert {each.address for each in working} == {"anna@contoso.nl"}
        assert await links.mailed("other", NOON) == []
        assert await links.mailed(CONTOSO, until) == []
        assert await links.mailed(CONTOSO, NOON, about="nothing") == []
        await links.forget_unused("letter-1", 2)
        working = await links.mailed(CONTOSO, NOON)
        assert len(working) == 2
        await links.end_replaced([working[0].id], CONTOSO, NOON)
        await links.end_replaced([], CONTOSO, NOON)
        assert working[0].id not in {each.id for each in await links.mailed(CONTOSO, NOON)}


async def test_a_letter_that_went_out_counts_by_what_it_is_about_and_by_its_address(
    database: Database,
) -> None:
    ledger = LedgerTransactions(database)
    letter = a_notice("pay-by-invoice/sub-1/run-1/1-approved")
    async with ledger.writing() as transaction:
        sent = transaction.sent_letters
        await transaction.notices.queue([letter])
        await sent.goes_to(letter.key, "Anna@contoso.nl")
        assert await sent.went_out_about(letter.request) == []
    outbox = LedgerOutbox(database)
    await outbox.claim(NOON, timedelta(minutes=1))
    await outbox.sent([letter.key], NOON)
    async with ledger.reading() as transaction:
        sent = transaction.sent_letters
        assert await sent.went_out_about(letter.request) == [letter.at]
        assert await sent.went_out_to("anna@CONTOSO.nl ") == [letter.at]
        assert await sent.went_out_about("another") == await sent.went_out_to("x@y.example") == []


async def test_a_letter_of_before_belongs_to_the_account_of_its_scope_or_invoice(
    ledger: Ledger, billing: Billing
) -> None:
    of_scope = a_notice("K1").model_copy(update={"request": request_id("sub-1"), "account": None})
    unknown = of_scope.model_copy(update={"key": "K2", "request": request_id("none")})
    named = of_scope.model_copy(update={"key": "K3", "account": "named"})
    async with ledger.reading() as transaction:
        owners = await transaction.sent_letters.owners([of_scope, unknown, named])
    assert owners == {"K1": CONTOSO, "K3": "named"}
