"""What every change of an account's credit limit writes, and what follows from it."""

from datetime import datetime

from application.ports.accounts import Holding
from application.ports.ledger import Transaction
from domain.billing.calls import CallFacts, CallKind, NewCall
from domain.billing.provider import Ability
from domain.events.of_invoices import limit_changed, limit_frozen
from domain.limits.changed import LimitChanged
from domain.limits.deciding import Decided, LimitState
from domain.limits.limit import LimitChange
from domain.limits.notifying import to_customer
from domain.limits.states import LimitChangeKind
from domain.values.money import Money


def key_of(account_id: str, key: str) -> str:
    """The key of a step on an account's limit."""
    return f"account/{account_id}/limit/{key}"


async def write_limit(
    transaction: Transaction,
    holding: Holding,
    before: LimitState,
    decided: Decided,
    by: str,
    because: str | None,
    now: datetime,
    proposed_by: str | None = None,
) -> LimitChanged:
    """Writes the change with its letter and events, while the account is locked."""
    account = holding.account
    change = LimitChange(
        kind=decided.kind,
        at=now,
        by=by,
        because=because,
        before=before.limit,
        limit=decided.limit,
        frozen=decided.frozen,
        review_on=decided.review_on,
        proposed_by=proposed_by,
    )
    number = await transaction.limits.change(account.id, change)
    language = next(iter(holding.language.values()), None)
    if (told := to_customer(account, language, change, number)) is not None:
        await transaction.notices.queue([told])
    source = f"{account.id}|{number}"
    if decided.limit != before.limit:
        await transaction.events.add(
            [limit_changed(account.id, before.limit, decided.limit, now, source)]
        )
    if decided.kind in (LimitChangeKind.FROZEN, LimitChangeKind.UNFROZEN):
        await transaction.events.add(
            [limit_frozen(account.id, decided.frozen, decided.limit, now, source)]
        )
    if (decided.limit, decided.frozen) != (before.limit, before.frozen):
        await _queue_calls(transaction, account.id, number, decided, now)
    return await as_it_is(transaction, account.id, before.limit, decided, decided.kind)


async def _queue_calls(
    transaction: Transaction, account_id: str, number: int, decided: Decided, now: datetime
) -> None:
    """Has the billing system be told, where another one bills the account and keeps limits; of a
    frozen limit that nothing may be run up."""
    told = await transaction.provider.billed_by(account_id)
    if told is None:
        return
    provider, scope = told
    if Ability.CREDIT_LIMIT not in await transaction.provider.abilities(provider):
        return
    nothing = Money.from_minor(0, decided.limit.currency)
    call = NewCall(
        key=f"{account_id}/limit-{number}",
        provider=provider,
        account_id=account_id,
        scope_id=scope,
        kind=CallKind.SET_LIMIT,
        facts=CallFacts(amount=nothing if decided.frozen else decided.limit),
    )
    await transaction.provider.queue([call], now)


async def as_it_is(
    transaction: Transaction,
    account_id: str,
    before: Money,
    state: Decided | LimitState,
    kind: LimitChangeKind | None = None,
) -> LimitChanged:
    """The answer, with what is open against the limit."""
    used = await transaction.exposures.used(account_id)
    return LimitChanged(
        account=account_id,
        kind=kind,
        before=before,
        limit=state.limit,
        frozen=state.frozen,
        review_on=state.review_on,
        exposure=Money.from_minor(used.exposure, used.currency) if used else None,
        exceeded=used is not None and used.exposure > used.limit,
    )
