"""The typed way into the ledger for faces: accounts, the dry run, and what was mailed."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

from application.accounts.import_accounts import import_accounts, scopes_of_others
from application.accounts.importing import ImportedAccount
from application.accounts.settle_charges import settle_charges
from application.invoices.pass_time import pass_time
from application.letters.ask_contact import may_be_written_to
from application.ports.mailed import OutboxEntry, StuckLetter
from clients.letters.mails import MailClient
from clients.letters.on_paper import as_mailed, printed, statement_on_paper
from domain.accounts.account import Account, AccountName, Standing, absurd_charges
from domain.accounts.account_file import normalised
from domain.billing.lacking import known_before
from domain.errors import InvalidFile, WrongTurn
from domain.forms.applicant import Applicant
from domain.forms.form import problems_in, read_form
from domain.invoices.account.statement_period import in_period
from domain.invoices.invoice import invoice_id
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.views.lists import (
    InvoiceChange,
    InvoiceCounts,
    InvoiceFilter,
    InvoiceLine,
    InvoicePage,
)
from domain.invoices.views.statement import Statement
from domain.limits.frozen import hinders_switches
from domain.notices import Notice
from domain.papers.advice import Advice, advice_on
from domain.reports.figures import Report, ReportName
from domain.reports.period import Period
from domain.requests.snapshot import Snapshot
from domain.rules.eligibility import assess
from domain.rules.findings import Finding
from domain.rules.switch_rules import known_there, not_asked
from domain.turns import WORKER
from domain.values.languages import Spoken
from domain.values.money import Money
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from files.reading import configured_policy
from settings import Settings
from wording.possible import in_words

_INVOICE = invoice_id("")

__all__ = ["ImportedAccount", "LedgerClient", "OutboxEntry", "StuckLetter"]


class LedgerClient(MailClient):
    """Accounts in the ledger, and the dry run of every rule. Needs no engine."""

    def __init__(self, ledger: OpenLedger, settings: Settings) -> None:
        super().__init__(ledger)
        self._accounts = ledger.accounts
        self._invoices = ledger.invoices
        self._listing = ledger.invoice_lists
        self._ping = ledger.database.ping
        self._reports = ledger.reports
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["LedgerClient"]:
        async with ledger_of(settings) as ledger:
            yield cls(ledger, settings)

    async def ping(self) -> None:
        """Raises ServiceUnreachable when the ledger does not answer."""
        await self._ping()

    async def import_accounts(self, content: Any) -> list[ImportedAccount]:
        """Accounts from a file's content (`accounts:` and a list), all of them or none.

        Raises:
            InvalidFile: with every problem of every account.
        """
        read = normalised(content)
        most = configured_policy(self._settings).invoices.largest_amount
        problems = [*read.problems, *absurd_charges(read.accounts, most)]
        if problems:
            of_others = await scopes_of_others(self._ledger, read.claims)
            raise InvalidFile([*problems, *of_others])
        return await import_accounts(self._ledger, read.accounts, datetime.now(UTC))

    async def standing(self, account_id: str) -> Standing:
        known = await self._accounts.known_as(account_id)
        return await self._accounts.standing(known, datetime.now(UTC))

    async def find_accounts(self, search: str, limit: int = 50) -> list[AccountName]:
        """Accounts of which the id, or one of their scopes', begins so, or the name contains it,
        by name."""
        return await self._accounts.find(search, limit)

    async def statement(
        self, account_id: str, since: date | None = None, until: date | None = None
    ) -> Statement:
        """The account's invoices, payments and what they come to, its entries of these days; raises
        AccountUnknown."""
        known = await self._accounts.known_as(account_id)
        statement = in_words(await self._invoices.statement(known, datetime.now(UTC)))
        return in_period(statement, since, until)

    async def statement_pdf(self, statement: Statement, language: Spoken) -> bytes:
        """The statement on our letter paper."""
        standing = await self._accounts.standing(statement.account, datetime.now(UTC))
        policy = configured_policy(self._settings).papers
        return await statement_on_paper(statement, standing.account, policy, language)

    async def invoices(
        self,
        state: InvoiceState | None = None,
        account: str | None = None,
        overdue: bool = False,
        limit: int | None = None,
    ) -> list[InvoiceLine]:
        """Invoices by state and account, and by due date, the earliest first."""
        return await self._invoices.find(datetime.now(UTC), state, account, overdue, limit)

    async def invoice_page(
        self, wanted: InvoiceFilter, after: str | None = None, limit: int = 50
    ) -> InvoicePage:
        """One page of invoices by due date, the earliest first; `after` is what the page before
        named as the `next`.

        Raises:
            InvalidFile: `after` is nothing that a page named.
        """
        return await self._listing.page(wanted, after, limit, datetime.now(UTC))

    async def invoice_counts(self) -> InvoiceCounts:
        """How many invoices are open, and how many of those wait for billing operations."""
        return await self._listing.counts()

    async def invoice_changes(self, since: datetime) -> list[InvoiceChange]:
        """Invoices that were written at that moment or later, in this order. Two that write at
        once may be seen the later one first: ask again for the last few seconds, and go by the
        revisions."""
        return await self._invoices.changes(since)

    async def report(self, name: ReportName, period: Period, now: datetime | None = None) -> Report:
        """What one report says; each figure is explained in `domain.reports.figures`."""
        return await self._reports.report(name, period, now or datetime.now(UTC))

    async def settle(self, scope_id: str, by: str = WORKER, key: str | None = None) -> Money | None:
        """Records the outstanding charges of a scope as paid; returns what was outstanding."""
        async with self._keys.once(key, by, "settle", scope_id, {}) as claim:
            once = claim.id if key is not None else None
            return await settle_charges(self._ledger, scope_id, datetime.now(UTC), once)

    async def check(self, draft: dict[str, Any]) -> tuple[Finding, ...]:
        """The dry run: every rule on this form and the account as it is; changes nothing.

        Raises:
            InvalidFile: the form itself has problems, every one of them listed.
        """
        today = datetime.now(UTC).date()
        policy = configured_policy(self._settings)
        if problems := problems_in(draft, today, policy.credit.largest_amount):
            raise InvalidFile([problem.model_dump() for problem in problems])
        form = read_form(draft, today)
        account = await self._accounts.account(form.commerce_account_id)
        found = assess(form, account, policy.eligibility, today=today, register=None)
        found += await self.limit_frozen(form.commerce_account_id)
        async with self._ledger.reading() as transaction:
            billed_by = await transaction.provider.present()
        if billed_by is None:
            return found
        # Where nothing is in the way here: another system is not asked in a dry run.
        asked = found if account is None else known_there(found, not_asked())
        return asked + known_before(*billed_by)

    async def limit_frozen(self, account_id: str) -> tuple[Finding, ...]:
        """S7, where the account's limit is frozen."""
        async with self._ledger.reading() as transaction:
            return hinders_switches(await transaction.accounts.limit(account_id))

    def advice_on(self, draft: Mapping[str, Any]) -> tuple[Advice, ...]:
        """What to add to this form for the invoices that it leads to; none of it is required."""
        return advice_on(draft, configured_policy(self._settings).papers)

    async def contact_waits(self, account: Account, draft: Mapping[str, Any]) -> str | None:
        """The contact's address on a form that nobody has confirmed yet, while letters go to an
        administrator of the account instead."""
        address = Applicant.of(draft).email
        if address is None:
            return None
        rules = configured_policy(self._settings).eligibility
        async with self._ledger.reading() as transaction:
            may = await may_be_written_to(transaction, account.id, account, address, rules)
        return None if may else address

    async def with_contact(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot, with whether its contact is confirmed."""
        account = await self._accounts.account(snapshot.account)
        if account is None:
            return snapshot
        waits = await self.contact_waits(account, snapshot.draft)
        return snapshot.model_copy(update={"contact_confirmed": waits is None})

    async def letter_html(self, about: str, key: str) -> str:
        """A letter about a request or `invoice/…` to its customer, as it looks, without its link.

        Raises:
            WrongTurn: there is no such letter.
        """
        return as_mailed(await self._letter(about, key))

    async def letter_pdf(self, about: str, key: str) -> bytes:
        """The same on our letter paper."""
        notice = await self._letter(about, key)
        standing = await self._accounts.standing(notice.account or "", datetime.now(UTC))
        return await printed(notice, standing.account, configured_policy(self._settings).papers)

    async def _letter(self, about: str, key: str) -> Notice:
        notice = await self._outbox.to_customer(about, key)
        if notice is None:
            raise WrongTurn("There is no such letter.", key=key)
        return notice

    async def letters_tried(self, invoice: str, within: float = 10) -> bool:
        """Waits until every reminder about `invoice/…` was tried once; False when `within` seconds
        were not enough, as where no worker runs."""
        return await self._letters.tried(invoice, within)

    async def time_passed(self, invoice: str, now: datetime) -> None:
        """In a rehearsal, after the clock of `invoice/…` was moved ahead to this moment: lists and
        statements go by it, too."""
        await pass_time(self._ledger, invoice.removeprefix(_INVOICE), now)
