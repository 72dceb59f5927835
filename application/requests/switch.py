"""The irreversible step: from a card or direct debit to invoices, exactly once for each order."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from application.ports.ledger import Ledger
from application.ports.papers import FormatChosen
from application.requests.notify import write_news
from domain.access import Role
from domain.accounts.account import Account, Scope
from domain.errors import AccountUnknown, EffectMismatch, ScopeUnknown, SwitchIrreversible
from domain.events.of_invoices import limit_changed
from domain.limits.frozen import hinders_switches
from domain.notices import Notice
from domain.policy import EligibilityPolicy
from domain.requests import approval
from domain.requests.life import LifeRecord, RequestLife, life_of, record_of, request_in
from domain.requests.listing import Listing
from domain.requests.switch_order import BeforeSwitch, SwitchAnswer, SwitchOrder, SwitchReceipt
from domain.requests.view import listing_of
from domain.rules.findings import Finding
from domain.rules.switch_rules import (
    nothing_to_switch,
    switch_findings,
    switched_already,
)

Check = Callable[[Account], tuple[Finding, ...]]


class Said(NamedTuple):
    """What is said of a switch once it is made."""

    notices: Sequence[Notice] = ()
    listing: Listing | None = None
    record: LifeRecord | None = None


_NOTHING = Said()


async def switch(ledger: Ledger, order: SwitchOrder, said: Said | BeforeSwitch) -> SwitchAnswer:
    """Reads S1 to S5 at this moment, switches and queues the notices: in one transaction, and once
    per order's key. A precondition that does not hold comes back as findings, with nothing
    changed."""
    policy = EligibilityPolicy(
        external_services=order.external_services, open_invoice=order.open_invoice
    )

    def preconditions(account: Account) -> tuple[Finding, ...]:
        return switch_findings(account, order.scope_id, order.by, policy, order.through)

    try:
        return await switch_checked(ledger, order, preconditions, said)
    except (SwitchIrreversible, EffectMismatch) as refusal:
        # A mismatch: the ledger made this switch before the engine was set back in time.
        return SwitchAnswer(findings=(switched_already(refusal.reason),))
    except (AccountUnknown, ScopeUnknown) as refusal:
        return SwitchAnswer(findings=(nothing_to_switch(refusal.reason),))


async def switch_checked(
    ledger: Ledger, order: SwitchOrder, check: Check, said: Said | BeforeSwitch = _NOTHING
) -> SwitchAnswer:
    """Switch one scope on the account as it is right now; queue the notices, list the request as
    switched, and keep that it ended so. Irreversible (S4): nothing sets another method.

    Asked again under the same key it gives the same receipt and does nothing. When `check` fails a
    rule, the answer is the findings that are in the way, and nothing is written.

    Args:
        said: What there is to say; or where the request stands, of which the ledger has the rest.

    Raises:
        AccountUnknown, ScopeUnknown: there is nothing to switch.
        EffectMismatch: the key was used for something else.
        SwitchIrreversible: the scope pays by invoice already.
    """
    async with ledger.writing() as transaction:
        # Locked before the key is looked up: where the same order is under way at this moment, its
        # receipt is the answer, and not that the scope was switched meanwhile.
        held = await transaction.accounts.locked(order.account_id)
        stored = await transaction.answers.to(order.key, order)
        if stored is not None:
            return SwitchAnswer(receipt=SwitchReceipt.model_validate(stored))
        if held is None:
            raise AccountUnknown("There is no account with this id.", account_id=order.account_id)
        scope = _scope(held.account, order.scope_id)
        failed = tuple(finding for finding in check(held.account) if finding.failed)
        before = await transaction.accounts.limit(order.account_id)
        failed += hinders_switches(before)
        if failed:
            return SwitchAnswer(findings=failed)
        life = None
        if isinstance(said, BeforeSwitch):
            life = await transaction.listings.life(said.run)
            if life is None or life.entries != said.entries:
                return SwitchAnswer(not_kept=True)
        receipt = await transaction.switches.write(order, scope)
        if order.buyer is not None:
            await transaction.papers.keep_buyer(order.scope_id, order.buyer, order.at)
            if (chosen := order.buyer.invoice_format) is not None:
                choice = FormatChosen(chosen, Role.CUSTOMER, order.at)
                await transaction.papers.choose_format(order.account_id, choice)
        await transaction.answers.remember(order.key, order, receipt, order.at)
        if isinstance(said, BeforeSwitch) and life is not None:
            said = _led_to_its_end(life, said, order, receipt)
        if isinstance(said, Said):
            await write_news(transaction, *said)
        if (limit := receipt.credit_limit) != (known := before.amount if before else None):
            told = limit_changed(order.account_id, known, limit, order.at, order.key)
            await transaction.events.add([told])
        return SwitchAnswer(receipt=receipt)


def _led_to_its_end(
    life: RequestLife, before: BeforeSwitch, order: SwitchOrder, receipt: SwitchReceipt
) -> Said:
    """What the request itself does when it learns of the receipt."""
    request = request_in(life)
    request.switching_by, request.switching_through = order.by, order.through
    after = approval.as_switched(request, order)
    approval.complete_switch(request, receipt)
    ended = life_of(
        request,
        opening_key=life.opening_key,
        listed=before.listed,
        events=before.place.events,
        messages_each_run=life.messages_each_run,
    )
    return Said(
        after.outgoing,
        listing_of(after, before.listed, before.place),
        record_of(ended, request, life.entries),
    )


def _scope(account: Account, scope_id: str) -> Scope:
    scope = account.scope(scope_id)
    if scope is None:
        raise ScopeUnknown(
            "The account has no subscription or billing profile with this id.", scope_id=scope_id
        )
    return scope
