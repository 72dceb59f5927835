"""Documents go out as e-invoices: once, checked, in the customer's format, with their state in the
outbox like letters; on both databases."""

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from adapters.e_invoices.files import IntoFolder
from adapters.e_invoices.gateway import Gateway
from adapters.e_invoices.mailer import EInvoiceMailer
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.letters.outcomes import Letters as StuckLetters
from adapters.ledger.paper_tables import papers
from adapters.ledger.tables import outbox
from application.invoices.issue import issue
from application.invoices.operations import act
from application.letters.dismiss import dismiss
from application.letters.record_outcome import record_on_invoice
from application.letters.send_again import send_again
from application.papers.attaching import Attaching
from application.papers.choosing import choose_format, format_of
from application.ports.e_invoices import EInvoiceChannel
from application.ports.letters import Channel, DeliveryState
from application.ports.papers import FormatChosen
from application.requests.switch import switch_checked
from application.steps import Asked
from domain.accounts.invoice_formats import InvoiceFormat
from domain.errors import AccountUnknown, FormatNotOffered
from domain.invoices.messages import CreditInvoice
from domain.letters.messages import DismissLetter, ResendLetter
from domain.notices import NoticeKind
from domain.papers.buyer import Buyer
from domain.papers.formats import PaperFormat
from domain.papers.paper import ElectronicAddress
from domain.papers.policy import AS_BUILT_IN, PapersPolicy
from domain.webhooks.signing import secret_of
from engine.wiring.papers import loaded_later
from tests.domain.papers.building import DUTCH
from tests.ledger.accounts import Accounts
from tests.ledger.billing import CLERK, Billing, an_invoice
from tests.ledger.samples import CONTOSO, NOON, a_scope, an_account, an_order, euros
from tests.papers.access_points import SECRET, access_point

POLICY = PapersPolicy(delivered=(PaperFormat.UBL, PaperFormat.FACTUR_X))
PRESS = loaded_later(POLICY)
INVOICE = "invoice/INV-1/e-invoice-INV-1/invoice_issued"
REACHED = ElectronicAddress(scheme="0106", value="87654321")
BUYER = DUTCH.model_copy(update={"electronic_address": REACHED, "purchase_order": "PO-1"})


class Dispatch:
    """A worker's mailer of e-invoices."""

    def __init__(self, billing: Billing, channel: EInvoiceChannel) -> None:
        self.billing = billing
        self.outbox = LedgerOutbox(billing.database, Channel.E_INVOICE)
        attaching = Attaching(billing.ledger, PRESS, POLICY)
        self.mailer = EInvoiceMailer(self.outbox, channel, attaching, lambda: NOON)

    async def choose(self, chosen: InvoiceFormat) -> None:
        async with self.billing.ledger.writing() as transaction:
            choice = FormatChosen(chosen, CLERK, NOON)
            await transaction.papers.choose_format(CONTOSO, choice)

    async def issue(self, buyer: Buyer | None = BUYER) -> None:
        if buyer is not None:
            async with self.billing.ledger.writing() as transaction:
                await transaction.papers.keep_buyer("sub-1", buyer, NOON)
        await issue(self.billing.ledger, an_invoice(), NOON, papers=POLICY)

    async def entries(self) -> dict[str, tuple[DeliveryState, str | None]]:
        found = await self.outbox.of_request("invoice/INV-1")
        return {each.key: (each.state, each.answer) for each in found if each.e_invoice}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "e-invoices"


@pytest.fixture
def dispatch(billing: Billing, folder: Path) -> Dispatch:
    return Dispatch(billing, IntoFolder(folder))


async def test_an_invoice_goes_out_in_the_format_that_its_customer_chose(
    dispatch: Dispatch, folder: Path
) -> None:
    await dispatch.choose(InvoiceFormat.UBL)
    await dispatch.issue()
    assert await dispatch.mailer.deliver_due() == 1
    (file,) = folder.iterdir()
    assert file.name == "invoice-INV-1-ubl.xml" and b"<cbc:ID>INV-1</cbc:ID>" in file.read_bytes()
    assert await dispatch.entries() == {INVOICE: (DeliveryState.SENT, file.name)}


async def test_a_letter_goes_out_beside_it_and_by_nobody_else(dispatch: Dispatch) -> None:
    await dispatch.choose(InvoiceFormat.UBL)
    await dispatch.issue()
    letters = LedgerOutbox(dispatch.billing.database)
    (claimed,) = await letters.claim(NOON, timedelta(minutes=1))
    assert (claimed.notice.kind, claimed.notice.e_invoice) == (NoticeKind.INVOICE_ISSUED, None)
    (other,) = await dispatch.outbox.claim(NOON, timedelta(minutes=1))
    assert (other.key, other.notice.e_invoice) == (INVOICE, PaperFormat.UBL)


@pytest.mark.parametrize("chosen", [None, InvoiceFormat.PDF, InvoiceFormat.XRECHNUNG])
async def test_nothing_goes_out_for_who_gets_letters(
    dispatch: Dispatch, chosen: InvoiceFormat | None
) -> None:
    if chosen is not None:
        await dispatch.choose(chosen)
    await dispatch.issue()
    assert await dispatch.entries() == {}


async def test_a_credit_note_goes_out_too(dispatch: Dispatch, folder: Path) -> None:
    await dispatch.choose(InvoiceFormat.UBL)
    await dispatch.issue()
    credited = CreditInvoice(by=CLERK, amount=euros("10.00"), reason="Not delivered")
    asked = Asked("INV-1", credited, "key", NOON, papers=POLICY)
    await act(dispatch.billing.ledger, asked)
    assert await dispatch.mailer.deliver_due() == 2
    names = sorted(each.name for each in folder.iterdir())
    assert names == ["credit-note-CN-2026-00001-ubl.xml", "invoice-INV-1-ubl.xml"]


async def test_what_breaks_a_rule_stays_here_and_is_a_task_with_the_rule(
    dispatch: Dispatch, folder: Path
) -> None:
    await dispatch.choose(InvoiceFormat.UBL)
    await dispatch.issue(buyer=None)
    assert await dispatch.mailer.deliver_due() == 0
    assert not folder.exists()
    (stuck,) = await StuckLetters(dispatch.billing.database).stuck()
    assert (stuck.key, stuck.e_invoice, stuck.state) == (INVOICE, "ubl", DeliveryState.REFUSED)
    assert stuck.last_error is not None
    assert "PEPPOL-EN16931-R010 (buyer.electronic_address): Peppol needs" in stuck.last_error
    ledger = dispatch.billing.ledger
    followed = await StuckLetters(dispatch.billing.database).followed()
    await record_on_invoice(ledger, "INV-1", followed, NOON)
    view = await dispatch.billing.view()
    assert view.waiting_on.task == "see_to_letter"

    await dispatch.choose(InvoiceFormat.FACTUR_X)
    await send_again(ledger, ResendLetter(by=CLERK, key=INVOICE), NOON)
    assert await dispatch.mailer.deliver_due() == 1
    assert [each.name for each in folder.iterdir()] == ["invoice-INV-1-factur-x.pdf"]


async def test_one_that_is_dismissed_keeps_no_hold_away(dispatch: Dispatch) -> None:
    await dispatch.choose(InvoiceFormat.UBL)
    await dispatch.issue(buyer=None)
    await dispatch.mailer.deliver_due()
    command = DismissLetter(by=CLERK, key=INVOICE, reason="They have the PDF")
    await dismiss(dispatch.billing.ledger, command, NOON)
    async with dispatch.billing.ledger.writing() as transaction:
        invoice = await transaction.invoices.locked("INV-1")
    assert invoice is not None and not invoice.unnotified
    assert await StuckLetters(dispatch.billing.database).stuck() == []


async def test_after_a_kill_between_sending_and_record_the_same_file_is_there_once(
    dispatch: Dispatch, folder: Path
) -> None:
    await dispatch.choose(InvoiceFormat.UBL)
    await dispatch.issue()
    await dispatch.mailer.deliver_due()
    (file,) = folder.iterdir()
    before = file.read_bytes(), file.stat().st_mtime_ns
    await _as_before_the_record(dispatch)
    assert await dispatch.mailer.deliver_due() == 1
    assert [*folder.iterdir()] == [file]
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


async def test_a_gateway_takes_a_document_once_under_its_key_and_its_answer_is_kept(
    billing: Billing, folder: Path
) -> None:
    with access_point(folder) as point:
        dispatch = Dispatch(billing, Gateway(point.url, [SECRET]))
        await dispatch.choose(InvoiceFormat.UBL)
        await dispatch.issue()
        assert await dispatch.mailer.deliver_due() == 1
        ((state, answer),) = (await dispatch.entries()).values()
        assert state is DeliveryState.SENT and answer is not None
        assert answer.startswith("document_")
        await _as_before_the_record(dispatch)
        assert await dispatch.mailer.deliver_due() == 1
        assert (await dispatch.entries())[INVOICE] == (DeliveryState.SENT, answer)
        assert len(point.documents()) == 1
        await dispatch.mailer.aclose()


async def test_what_a_gateway_refuses_is_there_to_be_seen_and_sent_again(
    billing: Billing, folder: Path
) -> None:
    with access_point(folder) as point:
        dispatch = Dispatch(billing, Gateway(point.url, [SECRET]))
        await dispatch.choose(InvoiceFormat.FACTUR_X)
        await dispatch.issue(buyer=None)
        assert await dispatch.mailer.deliver_due() == 0
        (stuck,) = await StuckLetters(billing.database).stuck()
        assert stuck.last_error == (
            "the gateway refused it: receiver_unknown: Nobody is reached without an address."
        )
        async with billing.database.writing() as connection:
            kept = (await connection.execute(select(papers.c.paper))).scalar_one()
            kept["buyer"]["electronic_address"] = REACHED.model_dump(mode="json")
            await connection.execute(update(papers).values(paper=kept))
        await send_again(billing.ledger, ResendLetter(by=CLERK, key=INVOICE), NOON)
        assert await dispatch.mailer.deliver_due() == 1
        assert [each.suffix for each in point.documents()] == [".pdf"]
        await dispatch.mailer.aclose()


async def test_a_gateway_that_is_away_or_lets_nobody_in_is_asked_again(
    billing: Billing, folder: Path
) -> None:
    with access_point(folder) as point:
        wrong = Gateway(point.url, [secret_of(b"another key than the gateway has")])
        dispatch = Dispatch(billing, wrong)
        await dispatch.choose(InvoiceFormat.UBL)
        await dispatch.issue()
        assert await dispatch.mailer.deliver_due() == 0
        await wrong.aclose()
    (entry,) = [
        each for each in await dispatch.outbox.of_request("invoice/INV-1") if each.e_invoice
    ]
    assert (entry.state, entry.last_error) == (DeliveryState.QUEUED, "the gateway answered 401")
    away = Gateway(point.url, [SECRET])
    dispatch = Dispatch(billing, away)
    await _as_before_the_record(dispatch)
    assert await dispatch.mailer.deliver_due() == 0
    (entry,) = [
        each for each in await dispatch.outbox.of_request("invoice/INV-1") if each.e_invoice
    ]
    assert entry.last_error == "the gateway cannot be reached"
    await away.aclose()


def test_a_pdf_alone_is_no_e_invoice() -> None:
    with pytest.raises(ValidationError):
        PapersPolicy(delivered=(PaperFormat.PDF,))


async def _as_before_the_record(dispatch: Dispatch) -> None:
    """As a worker leaves it that is lost before it writes down what became of it."""
    async with dispatch.billing.database.writing() as connection:
        claimed = {
            "state": DeliveryState.CLAIMED,
            "due_at": NOON,
            "closed_at": None,
            "claimed_by": "lost",
        }
        mine = outbox.c.channel == Channel.E_INVOICE
        await connection.execute(update(outbox).where(mine).values(**claimed))


async def test_an_account_chooses_among_what_goes_out_and_goes_back(billing: Billing) -> None:
    ledger = billing.ledger
    usual = await format_of(ledger, CONTOSO, POLICY)
    assert (usual.format, usual.chosen) == (InvoiceFormat.PDF, None)
    chosen = await choose_format(ledger, CONTOSO, InvoiceFormat.UBL, CLERK, NOON, POLICY)
    assert (chosen.format, chosen.chosen_by, chosen.chosen_at) == ("ubl", CLERK, NOON)
    with pytest.raises(FormatNotOffered):
        await choose_format(ledger, CONTOSO, InvoiceFormat.XRECHNUNG, CLERK, NOON, POLICY)
    no_more = await format_of(ledger, CONTOSO, AS_BUILT_IN)
    assert (no_more.format, no_more.chosen) == (InvoiceFormat.PDF, InvoiceFormat.UBL)
    assert await choose_format(ledger, CONTOSO, None, CLERK, NOON, POLICY) == usual


async def test_only_an_account_that_there_is_chooses(billing: Billing) -> None:
    for wanted in (InvoiceFormat.UBL, None):
        with pytest.raises(AccountUnknown):
            await choose_format(billing.ledger, "no-such", wanted, CLERK, NOON, POLICY)
    with pytest.raises(AccountUnknown):
        await format_of(billing.ledger, "no-such", POLICY)


async def test_the_switch_keeps_what_the_form_chose(billing: Billing, accounts: Accounts) -> None:
    await accounts.import_accounts(
        [an_account(a_scope("sub-9", payment_method="credit_card"), id="to-be-switched")], NOON
    )
    buyer = BUYER.model_copy(update={"invoice_format": InvoiceFormat.NONE})
    order = an_order("request/9/switch", account_id="to-be-switched", scope_id="sub-9", buyer=buyer)
    await switch_checked(billing.ledger, order, lambda account: ())
    found = await format_of(billing.ledger, "to-be-switched", POLICY)
    assert (found.format, found.chosen_by) == (InvoiceFormat.NONE, "customer")
