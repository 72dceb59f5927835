"""The story of the demo: three requests, from real files, on a real engine, weeks in seconds."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from cli.demo.narrator import Narrator, noted
from cli.pages.text import term
from clients.accounts.ledger import LedgerClient
from clients.requests.client import RequestClient
from domain.errors import DocumentRefused, FormInvalid, SwitchBlocked
from domain.forms.documents import DocumentKind
from domain.operations.messages import Message
from domain.requests import messages
from domain.requests.credit_application import CreditApplication
from domain.requests.lifecycle import State
from domain.requests.snapshot import Snapshot
from domain.turns import Who
from files.reading import read_fields, read_file

EXAMPLES = Path(__file__).parents[2] / "examples"
SCOPE = "sub-contoso-1"
ANNA, CARL, VERA = "anna@contoso.nl", "carl@provider.example", "vera@provider.example"


NOTICES = Counter(
    documents_requested=1,
    team_documents_to_review=2,
    document_refused=1,
    documents_accepted=1,
    credit_application_requested=1,
    credit_review_started=1,
    team_credit_review_waiting=1,
    team_credit_review_due=1,
    team_credit_review_overdue=1,
    credit_review_overdue=1,
    security_requested=1,
    approved=1,
    switched=1,
    team_switched=1,
)
"""The notices of Contoso's request, and how many of each."""


class Story:
    """What the acts share: the narrator, and the clients that a face would use."""

    def __init__(self, narrator: Narrator, requests: RequestClient, ledger: LedgerClient) -> None:
        self.demo = narrator
        self.requests = requests
        self.ledger = ledger
        self.id = ""

    async def play(self) -> Snapshot:
        """Contoso's request to its end; then one that is rejected and one that is withdrawn."""
        await self._accounts()
        await self._draft_with_mistakes()
        await self._legal_documents()
        await self._credit_check()
        await self._conditional_approval()
        switched = await self._switch()
        await self._no_way_back()
        await self._two_others()
        return switched

    async def _send(self, command: Message) -> Snapshot:
        return await self.requests.send(self.id, command)

    async def _accounts(self) -> None:
        self.demo.chapter("accounts")
        self.demo.command("account import examples/accounts.yaml")
        imported = await self.ledger.import_accounts(read_file(EXAMPLES / "accounts.yaml").content)
        self.demo.says("accounts", count=len(imported))
        self.demo.claim(len(imported) > 0, "accounts_were_imported")

    async def _draft_with_mistakes(self) -> None:
        self.demo.chapter("mistakes")
        self.demo.command(f"open examples/forms/contoso-mistakes.yaml --submit --by {ANNA}")
        draft = read_fields(EXAMPLES / "forms/contoso-mistakes.yaml").content
        opened = await self.requests.open(draft, ANNA)
        self.id = opened.request
        try:
            await self._send(messages.Submit(by=ANNA))
        except FormInvalid as refused:
            problems = refused.details["problems"]
        else:
            problems = []
        self.demo.claim(len(problems) == 9, "every_mistake_is_reported_at_once")
        self.demo.says("every_problem")
        self.demo.lines(noted(each["field"], each["problem"]) for each in problems)
        self.demo.command(f"edit {SCOPE} examples/forms/contoso-large.yaml --by {ANNA}")
        draft = read_fields(EXAMPLES / "forms/contoso-large.yaml").content
        await self._send(messages.EditDraft(by=ANNA, draft=draft))
        self.demo.command(f"submit {SCOPE} --by {ANNA}")
        submitted = await self._send(messages.Submit(by=ANNA))
        self.demo.claim(submitted.state is State.LEGAL_DOCUMENTS, "the_names_differ_e6")
        failed = [finding for finding in submitted.findings if finding.failed]
        self.demo.claim([finding.code for finding in failed] == ["E6"], "only_e6_failed")
        self.demo.says("one_stands_out")
        self.demo.lines(noted(each.code, each.message) for each in failed)
        self.demo.waiting(submitted)

    async def _legal_documents(self) -> None:
        self.demo.chapter("legal_documents")
        folder = EXAMPLES / "documents"
        self.demo.command(
            f"add-document {SCOPE} examples/documents/not-a-document.pdf"
            f" --kind certificate-of-incorporation --by {ANNA}"
        )
        try:
            await self.requests.upload(self.id, folder / "not-a-document.pdf")
        except DocumentRefused as refused:
            self.demo.says("refused", "yellow", why=refused.reason)
        else:
            self.demo.claim(False, "what_is_no_document_is_refused_by_its_content")
        scan = await self._add("tax-certificate-scan.png", DocumentKind.GOVERNMENT_DOCUMENT)
        self.demo.claim(scan.waiting_on.who is Who.LEGAL, "the_verifier_must_act")
        self.demo.command(
            f"review-document {SCOPE} doc-1 refuse --reason 'The address cannot be read.'"
            f" --by {VERA}"
        )
        reason = "The address cannot be read."
        back = await self._send(
            messages.ReviewDocument(by=VERA, document="doc-1", accept=False, reason=reason)
        )
        self.demo.waiting(back)
        await self.requests.fast_forward(self.id, timedelta(days=2))
        await self._add(
            "certificate-of-incorporation.pdf", DocumentKind.CERTIFICATE_OF_INCORPORATION
        )
        self.demo.command(f"review-document {SCOPE} doc-2 accept --by {VERA}")
        accepted = await self._send(messages.ReviewDocument(by=VERA, document="doc-2", accept=True))
        self.demo.claim(accepted.state is State.CREDIT_CHECK, "accepted_documents_settle_e6")
        self.demo.says("assessed_again")
        self.demo.waiting(accepted)

    async def _add(self, name: str, kind: DocumentKind) -> Snapshot:
        path = EXAMPLES / "documents" / name
        self.demo.command(
            f"add-document {SCOPE} examples/documents/{name} --kind {kind} --by {ANNA}"
        )
        stored = await self.requests.upload(self.id, path)
        added = await self._send(messages.AddDocument(by=ANNA, kind=kind, stored=stored))
        self.demo.waiting(added)
        return added

    async def _credit_check(self) -> None:
        self.demo.chapter("credit_check")
        self.demo.command(
            f"apply-for-credit {SCOPE} examples/credit-applications/contoso.yaml --by {ANNA}"
        )
        content = read_fields(EXAMPLES / "credit-applications/contoso.yaml").content
        application = CreditApplication.model_validate(content)
        returned = await self._send(
            messages.ReturnCreditApplication(by=ANNA, application=application)
        )
        self.demo.waiting(returned)
        started = returned.waiting_on.since
        await self._let_days_pass(6)
        expected = await self.requests.snapshot(self.id)
        self.demo.claim(
            expected.waiting_on.until == returned.credit.review_overdue_at, "day_5_was_noticed"
        )
        self.demo.says("day_5")
        await self._let_days_pass(2)
        overdue = await self.requests.snapshot(self.id)
        self.demo.claim(
            overdue.credit.review_overdue and overdue.state is State.CREDIT_CHECK,
            "an_overdue_review_is_escalated_and_never_decided",
        )
        self.demo.claim(overdue.waiting_on.since == started, "the_analyst_had_to_act_all_along")
        self.demo.says("day_7", "yellow")
        self.demo.waiting(overdue)

    async def _let_days_pass(self, days: int) -> None:
        self.demo.command(f"fast-forward {SCOPE} {days}d")
        await self.requests.fast_forward(self.id, timedelta(days=days))

    async def _conditional_approval(self) -> None:
        self.demo.chapter("conditional_approval")
        self.demo.command(
            f"decide {SCOPE} approve --limit 40000 --security deposit --security-amount 5000"
            f" --by {CARL}"
        )
        held = await self._send(
            messages.ApproveCredit(
                by=CARL,
                limit=Decimal(40000),
                security=messages.Security.DEPOSIT,
                security_amount=Decimal(5000),
            )
        )
        self.demo.claim(held.state is State.CREDIT_CHECK, "the_approval_does_not_stand_yet")
        self.demo.waiting(held)
        await self._let_days_pass(3)
        self.demo.command(f"security {SCOPE} --provided --by {CARL}")
        approved = await self._send(messages.RecordSecurity(by=CARL, reference="DEP-2291"))
        self.demo.claim(approved.state is State.APPROVED, "with_the_deposit_the_approval_stands")
        self.demo.waiting(approved)

    async def _switch(self) -> Snapshot:
        self.demo.chapter("switch")
        self.demo.command("account import examples/story/a-charge-comes-in.yaml")
        await self.ledger.import_accounts(
            read_file(EXAMPLES / "story/a-charge-comes-in.yaml").content
        )
        await self._let_days_pass(4)
        switch = messages.SwitchToInvoice(by=ANNA, understood_irreversible=True)
        self.demo.command(f"switch {SCOPE} --yes --by {ANNA}")
        try:
            await self._send(switch)
        except SwitchBlocked as blocked:
            self.demo.says("not_yet", "yellow", why=blocked.reason)
        else:
            self.demo.claim(False, "an_outstanding_charge_blocks_the_switch_s1")
        self.demo.waiting(await self.requests.snapshot(self.id))
        self.demo.command(f"account settle {SCOPE}")
        settled = await self.ledger.settle(SCOPE)
        self.demo.says("settled", amount=settled)
        self.demo.command(f"switch {SCOPE} --yes --by {ANNA}")
        switched = await self._send(switch)
        receipt = switched.switched
        self.demo.claim(switched.state is State.SWITCHED and receipt is not None, "switched")
        if receipt is not None:
            self.demo.says(
                "switched",
                "green",
                before=term(receipt.previous_method),
                after=term(receipt.payment_method),
                limit=receipt.credit_limit,
                days=receipt.payment_terms_days,
                quota_request=receipt.quota_request,
            )
            self.demo.claim(receipt.quota_request is not None, "the_core_quota_was_asked_for")
        return switched

    async def _no_way_back(self) -> None:
        self.demo.chapter("no_way_back")
        self.demo.command("account import examples/accounts.yaml")
        imported = await self.ledger.import_accounts(read_file(EXAMPLES / "accounts.yaml").content)
        kept = [scope for account in imported for scope in account.kept_on_invoice]
        self.demo.claim(kept == [SCOPE], "an_import_never_turns_a_switch_back_s4")
        self.demo.says("stays_on_invoice", scope=SCOPE)

    async def _two_others(self) -> None:
        self.demo.chapter("two_others")
        self.demo.command("open examples/forms/janssen.yaml --submit")
        draft = read_fields(EXAMPLES / "forms/janssen.yaml").content
        opened = await self.requests.open(draft, "sam.janssen@gmail.com")
        rejected = await self.requests.send(
            opened.request, messages.Submit(by="sam.janssen@gmail.com")
        )
        self.demo.claim(rejected.state is State.REJECTED, "an_individual_is_rejected_e1")
        reasons = [f for f in rejected.findings if f.failed and f.severity == "reject"]
        self.demo.says("rejected", "red")
        self.demo.lines(noted(each.code, each.message) for each in reasons)
        self.demo.command("open examples/forms/mueller.yaml")
        self.demo.command("withdraw bp-mueller-1 --reason 'We stay with direct debit.'")
        greta = "greta@mueller-soehne.example"
        opened = await self.requests.open(
            read_fields(EXAMPLES / "forms/mueller.yaml").content, greta
        )
        withdrawn = await self.requests.send(
            opened.request,
            messages.Withdraw(by=greta, reason="We stay with direct debit."),
        )
        self.demo.claim(withdrawn.state is State.WITHDRAWN, "a_draft_can_be_withdrawn")
        self.demo.waiting(withdrawn)

    async def everybody_was_notified_once(self, sent: int) -> None:
        """Every notice of the story was sent once."""
        mails = await self.ledger.mails(self.id)
        counted = Counter(str(mail.kind) for mail in mails)
        known = {"about": "Contoso", "expected": dict(NOTICES), "counted": dict(counted)}
        self.demo.claim(counted == NOTICES, "notices", **known)
        self.demo.claim(all(mail.state == "sent" for mail in mails), "every_mail_has_gone_out")
        self.demo.claim(sent == NOTICES.total() + 2, "the_two_others_were_notified_once_each")
