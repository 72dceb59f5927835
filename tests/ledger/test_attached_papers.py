"""The letters of invoices and credit notes carry them as documents, checked before they leave; on
both databases, with mail as files and by a real mail server."""

from datetime import timedelta
from email.message import EmailMessage
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import facturx
import pypdf
import pytest
from sqlalchemy import select, update

from adapters.ledger.database import Database
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.paper_tables import paper_files, papers
from adapters.mail.eml_folder import EmlFolder
from adapters.mail.mail_server import MailServer
from adapters.mail.mailer import Mailer
from adapters.mail.smtp import Smtp
from application.invoices.fire_alarms import fire_alarms
from application.papers.attaching import Attaching
from application.ports.letters import DeliveryState
from application.ports.mail_transport import Transport
from domain.accounts.invoice_formats import InvoiceFormat
from domain.invoices.messages import CreditInvoice
from domain.notices import Notice, NoticeKind
from domain.papers.policy import PapersPolicy
from engine.wiring.papers import loaded_later
from tests.ledger.billing import CLERK, TEN_DAYS_LATE, Billing
from tests.ledger.letters import Letters
from tests.ledger.samples import NOON, euros
from tests.mail.mail_servers import Mailbox, mail_server, parsed, text_of
from tests.mail.notices import SENDER, TEAMS

ISSUED = "invoice/INV-1/issue/invoice_issued"


class PostRoom:
    """A worker's mailer over the ledger, at noon until it is said otherwise."""

    def __init__(self, billing: Billing, folder: Path) -> None:
        self.billing, self.folder, self.now = billing, folder, NOON
        self.outbox = LedgerOutbox(billing.database)

    async def deliver(
        self, policy: PapersPolicy | None = None, transport: Transport | None = None
    ) -> int:
        policy = policy or PapersPolicy()
        mailer = Mailer(
            self.outbox,
            transport or EmlFolder(self.folder),
            SENDER,
            TEAMS,
            lambda: self.now,
            papers=Attaching(self.billing.ledger, loaded_later(policy), policy),
        )
        return await mailer.deliver_due()

    def mails(self, kind: NoticeKind = NoticeKind.INVOICE_ISSUED) -> list[EmailMessage]:
        found = sorted(self.folder.glob(f"*_{kind}_*.eml"))
        return [parsed(each.read_bytes()) for each in found]

    async def state(self) -> tuple[DeliveryState, str | None]:
        (entry,) = await self.outbox.of_request("invoice/INV-1")
        return entry.state, entry.last_error

    async def break_paper(self) -> None:
        """An invoice says another tax than its lines come to."""
        async with self.billing.database.writing() as connection:
            paper = (await connection.execute(select(papers.c.paper))).scalar_one()
            paper["taxes"][0]["amount"] = "17.00"
            await connection.execute(update(papers).values(paper=paper))


@pytest.fixture
def post(billing: Billing, tmp_path: Path) -> PostRoom:
    return PostRoom(billing, tmp_path / "mails")


def carried(mail: EmailMessage) -> tuple[str, bytes]:
    (part,) = mail.iter_attachments()
    content = part.get_content()
    assert part.get_content_type() == "application/pdf" and isinstance(content, bytes)
    return str(part.get_filename()), content


def text_in(pdf: bytes) -> str:
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return " ".join(page.extract_text() for page in pages).replace("\u00a0", " ")


async def test_the_letter_of_an_invoice_carries_it_as_a_pdf_whose_hash_is_kept(
    billing: Billing, post: PostRoom
) -> None:
    await billing.issue()
    assert await post.deliver() == 1
    (mail,) = post.mails()
    assert mail.get_content_type() == "multipart/mixed"
    assert "INV-1" in text_of(mail)
    html = mail.get_body(("html",))
    assert html is not None and "INV-1" in html.get_content()
    assert "bijlage bij deze mail" in text_of(mail)
    name, pdf = carried(mail)
    assert name == "invoice-INV-1.pdf"
    assert "INV-1" in text_in(pdf) and "100,00" in text_in(pdf)
    async with billing.database.reading() as connection:
        kept = (await connection.execute(select(paper_files.c.sha256))).scalars().all()
    assert kept == [sha256(pdf).hexdigest()]


async def test_the_letter_of_each_credit_note_carries_its_own(
    billing: Billing, post: PostRoom
) -> None:
    await billing.issue()
    for amount in ("10.00", "20.00"):
        await billing.act(CreditInvoice(by=CLERK, amount=euros(amount), reason="Not delivered"))
    assert await post.deliver() == 3
    notes = dict(map(carried, post.mails(NoticeKind.CREDIT_NOTE_ISSUED)))
    assert notes.keys() == {"credit-note-CN-2026-00001.pdf", "credit-note-CN-2026-00002.pdf"}
    assert "20,00" in text_in(notes["credit-note-CN-2026-00002.pdf"])


async def test_the_letter_of_an_upheld_dispute_carries_the_credit_note_it_led_to(
    billing: Billing, post: PostRoom
) -> None:
    await billing.issue()
    for upheld in (False, True):
        await billing.dispute("40.00")
        await billing.resolve(upheld)
    await post.deliver()
    (name, note), *others = map(carried, post.mails(NoticeKind.DISPUTE_UPHELD))
    assert (name, others) == ("credit-note-CN-2026-00001.pdf", [])
    assert "40,00" in text_in(note)
    (rejected,) = post.mails(NoticeKind.DISPUTE_REJECTED)
    assert rejected.get_content_type() == "multipart/alternative"


async def test_by_the_policy_it_is_a_factur_x_or_nothing(billing: Billing, post: PostRoom) -> None:
    await billing.issue()
    await post.deliver(PapersPolicy(attached=InvoiceFormat.FACTUR_X))
    (mail,) = post.mails()
    name, pdf = carried(mail)
    assert name == "invoice-INV-1-factur-x.pdf"
    _, invoice = facturx.get_xml_from_pdf(pdf)
    assert b"INV-1" in invoice
    await billing.issue("INV-2")
    await post.deliver(PapersPolicy(attached=InvoiceFormat.NONE))
    (bare,) = [mail for mail in post.mails() if "INV-2" in text_of(mail)]
    assert "bijlage bij deze mail" not in text_of(bare)
    assert bare.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize(
    ("wanted", "broken", "carries"),
    [(False, False, []), (True, False, ["invoice-INV-1.pdf"]), (True, True, [])],
)
async def test_reminders_carry_their_invoice_where_the_policy_says_so(
    billing: Billing, post: PostRoom, wanted: bool, broken: bool, carries: list[str]
) -> None:
    await billing.issue()
    await post.deliver()
    if broken:
        await post.break_paper()
    post.now = TEN_DAYS_LATE - timedelta(days=8)
    await fire_alarms(billing.ledger, "INV-1", post.now)
    await post.deliver(PapersPolicy(with_reminders=wanted))
    (reminder,) = post.mails(NoticeKind.INVOICE_OVERDUE)
    assert [each.get_filename() for each in reminder.iter_attachments()] == carries


async def test_a_notice_of_before_carries_nothing(billing: Billing, post: PostRoom) -> None:
    await billing.issue()
    notice = await post.outbox.to_customer("invoice/INV-1", ISSUED)
    assert notice is not None
    of_before = notice.model_dump(mode="json", exclude={"paper"}) | {"key": f"{ISSUED}-of-before"}
    await post.outbox.put([Notice.model_validate(of_before)])
    assert await post.deliver() == 2
    kinds = sorted(mail.get_content_type() for mail in post.mails())
    assert kinds == ["multipart/alternative", "multipart/mixed"]


async def test_what_breaks_a_rule_is_not_sent_and_is_a_task_with_the_rule_in_words(
    billing: Billing, post: PostRoom, database: Database
) -> None:
    await billing.issue()
    await post.break_paper()
    assert await post.deliver() == 0
    assert post.mails() == []
    state, error = await post.state()
    assert state is DeliveryState.REFUSED and error is not None
    assert error.startswith("paper_breaks_rules: invoice-INV-1.pdf: tax_does_not_add_up (taxes.0.")
    assert "and not 17.00." in error
    letters = Letters(database)
    (stuck,) = await letters.followed()
    await letters.record_on_invoice("INV-1", [stuck], NOON)
    waiting = (await billing.view()).waiting_on
    assert (waiting.who, waiting.task) == ("billing", "see_to_letter")
    # The customer is not written to: only billing operations are.
    assert await post.deliver() == 1
    (written,) = post.folder.iterdir()
    assert "team_letter_not_delivered" in written.name


async def test_sent_again_after_it_was_put_right_it_goes_out_once(
    billing: Billing, post: PostRoom, database: Database
) -> None:
    await billing.issue()
    async with billing.database.reading() as connection:
        right = (await connection.execute(select(papers.c.paper))).scalar_one()
    await post.break_paper()
    await post.deliver()
    letters = Letters(database)
    (stuck,) = await letters.followed()
    await letters.record_on_invoice("INV-1", [stuck], NOON)
    async with billing.database.writing() as connection:
        await connection.execute(update(papers).values(paper=right))
    await letters.send_again(ISSUED, CLERK, NOON)
    for _ in range(3):
        await post.deliver()
    (mail,) = post.mails()
    assert carried(mail)[0] == "invoice-INV-1.pdf"


async def test_what_cannot_be_made_now_is_tried_again_and_by_a_mail_server_sent_once(
    billing: Billing, post: PostRoom, tmp_path: Path
) -> None:
    mailbox, logo = Mailbox(), tmp_path / "logo.svg"
    policy = PapersPolicy(logo=str(logo))
    await billing.issue()
    async with mail_server(mailbox) as port:
        server = Smtp(MailServer.from_url(f"smtp://localhost:{port}"), 5, 5)
        assert await post.deliver(policy, server) == 0
        state, error = await post.state()
        assert state is DeliveryState.QUEUED and error is not None and "FileNotFound" in error
        logo.write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"/>')
        post.now += timedelta(minutes=1)
        for _ in range(3):
            await post.deliver(policy, server)
    (mail,) = mailbox.mails
    assert "INV-1" in text_in(carried(mail)[1])
