"""Our own ledger as the billing system: the default.

Payments, credit notes, write-offs, limits and requests for cores are steps of the ledger itself:
what it is told of them here is there already, or it says no.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime

from sqlalchemy import select

from adapters.ledger.accounts.limit_history import quota_name
from adapters.ledger.database import Database
from adapters.ledger.sql.connection import Connection
from adapters.ledger.stored_states import ChargeState
from adapters.ledger.tables import charges, quota_requests
from adapters.ledger.transactions import LedgerTransaction, LedgerTransactions
from adapters.providers.ledger_reading import (
    account_of,
    account_with,
    collections_of,
    currency_of,
    not_there,
    open_items_of,
    settled_at,
)
from domain.accounts.account import Account, PaymentMethod
from domain.billing.names import ProviderName
from domain.billing.provider import (
    Ability,
    Charge,
    Collecting,
    Collection,
    InvoiceAt,
    OpenItem,
    Party,
    ProviderAccount,
    Settled,
)
from domain.errors import EffectMismatch, ProviderRefused, ProviderUnavailable, ServiceUnreachable
from domain.forms.core_quota import CoreQuotaIncrease
from domain.invoices.parts import AdjustmentKind
from domain.values.money import Money
from domain.values.record import Record

_CAN = frozenset(Ability) - {Ability.EVENTS}


class _Asked(Record):
    """What a key was used for."""

    party: Party
    collecting: Collecting | None
    """None: as before."""
    days: int | None = None


class _Answered(Record):
    done: bool = True


class LedgerProvider:
    """What `application.ports.billing.BillingProvider` says."""

    name = ProviderName.LEDGER.value

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ledger = LedgerTransactions(database)

    async def capabilities(self) -> frozenset[Ability]:
        return _CAN

    async def read_account(self, party: Party) -> ProviderAccount:
        async with self._reading() as connection:
            transaction = LedgerTransaction(connection)
            account = await account_of(transaction, party)
            currency = currency_of(account)
            return ProviderAccount(
                account_id=account.id,
                reference=account.id,
                collections=tuple(await collections_of(transaction, account, party)),
                monthly_spend={
                    month: Money(amount=amount, currency=currency)
                    for month, amount in account.monthly_spend.items()
                }
                if currency
                else {},
                open_items=tuple(await open_items_of(connection, account, party)),
            )

    async def open_charges(self, party: Party, at: datetime) -> Sequence[OpenItem]:
        async with self._reading() as connection:
            account = await account_of(LedgerTransaction(connection), party)
            return await open_items_of(connection, account, party)

    async def stop_collecting(self, party: Party, key: str) -> Sequence[Collection]:
        return await self._collect(_Asked(party=party, collecting=Collecting.NOT), (), key)

    async def collect_by_invoice(self, party: Party, days: int, key: str) -> Sequence[Collection]:
        asked = _Asked(party=party, collecting=Collecting.BY_INVOICE, days=days)
        return await self._collect(asked, (), key)

    async def collect_as_before(
        self, party: Party, before: Sequence[Collection], key: str
    ) -> Sequence[Collection]:
        return await self._collect(_Asked(party=party, collecting=None), before, key)

    async def verify(self, party: Party) -> Sequence[Collection]:
        async with self._reading() as connection:
            transaction = LedgerTransaction(connection)
            return await collections_of(transaction, await account_of(transaction, party), party)

    async def charged_since(self, party: Party, since: datetime) -> Sequence[Charge]:
        row = charges.c
        asked = (
            select(charges)
            .where(
                row.scope_id.in_(party.scope_ids),
                row.state == ChargeState.PAID,
                row.closed_at >= since,
            )
            .order_by(row.closed_at, row.id)
        )
        async with self._reading() as connection:
            await account_of(LedgerTransaction(connection), party)
            return [
                Charge(
                    scope_id=each.scope_id,
                    reference=f"charge-{each.id}",
                    amount=Money.from_minor(each.amount_minor, each.currency),
                    at=each.closed_at,
                )
                for each in await connection.execute(asked)
            ]

    async def record_payment(
        self, invoice: InvoiceAt, amount: Money, on: date, bank_reference: str, key: str
    ) -> Settled:
        async with self._reading() as connection:
            transaction = LedgerTransaction(connection)
            found = [
                each.payment.entry
                for each in await transaction.payments.recorded_under(bank_reference)
                if each.payment.account_id == invoice.account_id
            ]
            if not found:
                raise not_there("payment")
            return await settled_at(transaction, invoice, found[-1])

    async def reverse_payment(
        self, invoice: InvoiceAt, amount: Money, bank_reference: str, key: str
    ) -> Settled:
        async with self._reading() as connection:
            transaction = LedgerTransaction(connection)
            entry = await transaction.payments.last_under(invoice.account_id, bank_reference)
            payments = await transaction.payments.of(invoice.account_id, [entry] if entry else [])
            if not any(each.taken_back >= amount.minor for each in payments):
                raise not_there("reversal")
            return await settled_at(transaction, invoice, entry)

    async def credit(self, invoice: InvoiceAt, amount: Money, reason: str, key: str) -> Settled:
        return await self._adjusted(invoice, AdjustmentKind.CREDIT_NOTE)

    async def write_off(self, invoice: InvoiceAt, reason: str, key: str) -> Settled:
        return await self._adjusted(invoice, AdjustmentKind.WRITE_OFF)

    async def set_limit(self, party: Party, limit: Money | None, key: str) -> None:
        async with self._reading() as connection:
            transaction = LedgerTransaction(connection)
            await account_of(transaction, party)
            known = await transaction.accounts.limit(party.account_id)
            if (known.amount if known else None) != limit:
                raise not_there("credit limit")

    async def request_quota(self, party: Party, asked: CoreQuotaIncrease, key: str) -> str:
        row = quota_requests.c
        found = (
            select(row.id)
            .where(
                row.scope_id.in_(party.scope_ids),
                row.existing_cores == asked.existing,
                row.requested_cores == asked.requested,
                row.region == asked.region,
                row.series == asked.series,
            )
            .order_by(row.id.desc())
            .limit(1)
        )
        async with self._reading() as connection:
            number = (await connection.execute(found)).scalar_one_or_none()
        if number is None:
            raise not_there("request for cores")
        return quota_name(number)

    async def _collect(
        self, asked: _Asked, before: Sequence[Collection], key: str
    ) -> Sequence[Collection]:
        key, now = f"provider/{key}", datetime.now(UTC)
        with _as_provider():
            async with self._ledger.writing() as transaction:
                holding = await transaction.accounts.locked(asked.party.account_id)
                account = account_with(holding.account if holding else None, asked.party)
                present = await collections_of(transaction, account, asked.party)
                if await transaction.answers.to(key, asked) is not None:
                    return present
                earlier = {each.scope_id: each for each in before}
                changed = [_changed(each, asked, earlier, key) for each in present]
                for each in changed:
                    _refuse_the_way_back(account, each)
                await transaction.collections.keep(changed, now)
                await transaction.answers.remember(key, asked, _Answered(), now)
                return await collections_of(transaction, account, asked.party)

    async def _adjusted(self, invoice: InvoiceAt, kind: AdjustmentKind) -> Settled:
        async with self._reading() as connection:
            transaction = LedgerTransaction(connection)
            entries = [
                each.entry
                for each in await transaction.invoices.adjustments(invoice.number)
                if each.kind.value == kind.value
            ]
            if not entries:
                raise not_there(kind.value.replace("_", " "))
            return await settled_at(transaction, invoice, entries[-1])

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Connection]:
        with _as_provider():
            async with self._database.reading() as connection:
                yield connection


@contextmanager
def _as_provider() -> Iterator[None]:
    """Faults of the ledger in the words of the port."""
    try:
        yield
    except ServiceUnreachable as failed:
        raise ProviderUnavailable(failed.reason, **failed.details) from failed
    except EffectMismatch as refusal:
        raise ProviderRefused(refusal.reason, provider_code=refusal.code) from refusal


def _changed(
    present: Collection, asked: _Asked, before: Mapping[str, Collection], key: str
) -> Collection:
    if asked.collecting is None:
        earlier = before.get(present.scope_id, present)
        collecting, days = earlier.collecting, earlier.days_until_due
    else:
        collecting, days = asked.collecting, asked.days
    return present.model_copy(
        update={"collecting": collecting, "days_until_due": days, "version": key}
    )


def _refuse_the_way_back(account: Account, collection: Collection) -> None:
    """S4: what pays by invoice is never collected in another way again."""
    scope = account.scope(collection.scope_id)
    by_invoice = scope is not None and scope.payment_method is PaymentMethod.INVOICE
    if by_invoice and collection.collecting is not Collecting.BY_INVOICE:
        raise ProviderRefused(
            "This is paid by invoice, and that cannot be undone.",
            provider_code="switch_irreversible",
        )
