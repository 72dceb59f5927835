"""The irreversible switch where another system bills the customer: a saga over the port.

The order is on record, then: recheck, stop collecting, collect by invoice, verify, ours. Each step
is kept, and each call has a key, so that whatever dies in between goes on from there. Before ours a
definite no, or something in the way, is undone. Both systems end switched, or both as they were.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from application.billing.open_there import open_there
from application.billing.pauses import asked_for, pause_of_a_switch
from application.billing.verified import verified
from application.ports.billing import BillingProvider
from application.ports.ledger import Ledger, Transaction
from application.requests.switch import Said, switch
from domain.accounts.account import Account
from domain.billing.calls import CallFacts, CallKind, NewCall
from domain.billing.provider import Ability, Collection, Party
from domain.billing.switching import (
    Stage,
    SwitchAtProvider,
    as_it_was,
    collected_by_invoice,
)
from domain.errors import ProviderRefused, ProviderUnavailable
from domain.limits.frozen import hinders_switches
from domain.policy import EligibilityPolicy
from domain.requests.switch_order import BeforeSwitch, SwitchAnswer, SwitchOrder
from domain.rules.findings import Finding
from domain.rules.switch_rules import (
    OpenThere,
    charged_meanwhile,
    not_as_asked,
    refused_by_provider,
    switch_findings,
)

SETTLES_WITHIN = timedelta(minutes=1)
"""How long a provider may still show what was before."""


class _NotSwitched(Exception):
    """Our transaction switched nothing, and is to leave nothing behind."""

    def __init__(self, answer: SwitchAnswer) -> None:
        self.answer = answer


class _MovedOn(Exception):
    """Another attempt has taken the next step meanwhile."""


@dataclass(frozen=True)
class SwitchingAtProvider:
    """One order, until it has ended; `answer` continues from the step that is kept."""

    ledger: Ledger
    provider: BillingProvider
    order: SwitchOrder
    said: Said | BeforeSwitch
    now: Callable[[], datetime]

    @property
    def party(self) -> Party:
        return Party(account_id=self.order.account_id, scope_ids=(self.order.scope_id,))

    async def answer(self) -> SwitchAnswer:
        """The receipt once both systems have switched; findings once both are as they were.

        Raises:
            ProviderUnavailable: it is under way; ask again after `retry_after`.
            ServiceUnreachable: so it is; ask again.
        """
        kept: SwitchAtProvider | None = None
        while True:
            try:
                at = await (self._kept() if kept is None else self._step(kept))
            except _MovedOn:
                kept = None
                continue
            except ProviderUnavailable as away:
                raise self._later(away, kept) from away
            if isinstance(at, SwitchAnswer):
                return at
            kept = at

    def _later(
        self, away: ProviderUnavailable, kept: SwitchAtProvider | None
    ) -> ProviderUnavailable:
        """The same, and how long it is waited: see `engine/converter.py`."""
        stood = self.now() - (kept.changed_at if kept else self.order.at)
        pause = pause_of_a_switch(stood, asked_for(away))
        details = {**away.details, "retry_after": int(pause.total_seconds())}
        return ProviderUnavailable(away.reason, **details)

    async def _step(self, kept: SwitchAtProvider) -> SwitchAtProvider | SwitchAnswer:
        if kept.stage is Stage.UNDONE:
            return SwitchAnswer(findings=kept.findings)
        if kept.stage is Stage.BY_INVOICE:
            return await self._switch_ours(kept)
        if kept.stage is Stage.UNDOING:
            return await self._undo(kept)
        return await self._next(kept)

    async def _kept(self) -> SwitchAtProvider | SwitchAnswer:
        """Where the order stands; begins it where it has not begun. An answer where there is
        nothing more to do."""
        order = self.order
        async with self.ledger.reading() as transaction:
            kept = await transaction.provider.switch_of(order.key)
            account = await transaction.accounts.one(order.account_id)
            switched = await transaction.answers.under(order.key) is not None
            limit = await transaction.accounts.limit(order.account_id)
        if switched or account is None or account.scope(order.scope_id) is None:
            return await switch(self.ledger, order, self.said)
        if kept is not None and (kept.stage is not Stage.UNDONE or kept.asked_at == order.at):
            return kept
        failed = (*self._in_the_way(account), *hinders_switches(limit))
        if failed:
            return SwitchAnswer(findings=failed)
        return await self._begin(account, kept)

    async def _begin(
        self, account: Account, earlier: SwitchAtProvider | None
    ) -> SwitchAtProvider | SwitchAnswer:
        """The recheck: nothing is changed where something is in the way."""
        order, began_at = self.order, self.now()
        try:
            before = tuple(await verified(self.provider, self.party))
            there = await self._open(account, began_at)
        except ProviderRefused as refusal:
            return SwitchAnswer(findings=(refused_by_provider(refusal),))
        if there.failed:
            return SwitchAnswer(findings=there.failed)
        begun = SwitchAtProvider(
            order_key=order.key,
            attempt=earlier.attempt + 1 if earlier else 1,
            asked_at=order.at,
            account_id=order.account_id,
            scope_id=order.scope_id,
            provider=self.provider.name,
            stage=Stage.BEGUN,
            before=before,
            began_at=began_at,
            changed_at=self.now(),
        )
        async with self.ledger.writing() as transaction:
            await transaction.accounts.locked(order.account_id)
            if await transaction.provider.switch_of(order.key) != earlier:
                raise ProviderUnavailable("Another attempt has begun.", retry_after=1)
            await transaction.provider.keep_switch(begun)
        return begun

    async def _next(self, kept: SwitchAtProvider) -> SwitchAtProvider:
        """Stops collecting, or collects by invoice."""
        try:
            if kept.stage is Stage.BEGUN:
                await self.provider.stop_collecting(self.party, kept.key("stop"))
                return await self._move(kept, Stage.STOPPED)
            days = self.order.payment_terms_days
            await self.provider.collect_by_invoice(self.party, days, kept.key("collect"))
        except ProviderRefused as refusal:
            return await self._give_up(kept, (refused_by_provider(refusal),))
        return await self._move(kept, Stage.BY_INVOICE)

    async def _switch_ours(self, kept: SwitchAtProvider) -> SwitchAtProvider | SwitchAnswer:
        """Verifies that the provider did what it was asked for and that nobody was charged, and
        nothing came due, meanwhile; and switches the ledger."""
        try:
            can = await self.provider.capabilities()
            collections = tuple(await verified(self.provider, self.party))
            days = self.order.payment_terms_days
            if not collected_by_invoice(collections, self.order.scope_id, days, can):
                if self.now() < kept.changed_at + SETTLES_WITHIN:
                    raise ProviderUnavailable("It does not show invoices yet.", retry_after=2)
                said = [each.model_dump(mode="json") for each in collections]
                return await self._give_up(kept, (not_as_asked(said),))
            failed = await self._came_between(kept)
        except ProviderRefused as refusal:
            return await self._give_up(kept, (refused_by_provider(refusal),))
        if failed:
            return await self._give_up(kept, failed)
        try:
            return await self._ours(kept, collections, can)
        except _NotSwitched as stopped:
            if stopped.answer.not_kept:
                return stopped.answer
            return await self._give_up(kept, stopped.answer.findings)

    async def _ours(
        self, kept: SwitchAtProvider, collections: tuple[Collection, ...], can: frozenset[Ability]
    ) -> SwitchAnswer:
        async with self.ledger.together() as one:
            async with one.writing() as transaction:
                await self._still(transaction, kept)
            answer = await switch(one, self.order, self.said)
            if answer.receipt is None:
                raise _NotSwitched(answer)
            async with one.writing() as transaction:
                now = self.now()
                await transaction.collections.keep(collections, now)
                await transaction.provider.keep_switch(_moved(kept, Stage.SWITCHED, now))
                limit = await transaction.accounts.limit(self.order.account_id)
                facts = CallFacts(amount=limit.amount if limit else self.order.credit_limit)
                calls = []
                if Ability.CREDIT_LIMIT in can:
                    calls.append(self._call(CallKind.SET_LIMIT, facts))
                if self.order.core_quota is not None and Ability.QUOTA in can:
                    cores = CallFacts(cores=self.order.core_quota)
                    calls.append(self._call(CallKind.REQUEST_QUOTA, cores))
                await transaction.provider.queue(calls, now)
        return answer

    async def _undo(self, kept: SwitchAtProvider) -> SwitchAtProvider:
        """Puts the provider back as it was."""
        key = kept.key(f"undo-{kept.undo_refused}" if kept.undo_refused else "undo")
        try:
            await self.provider.collect_as_before(self.party, kept.before, key)
            collections = await self.provider.verify(self.party)
        except ProviderRefused as refusal:
            # Nothing else would be right: a person sees it in the list, and it is tried again.
            await self._keep(kept, undo_refused=kept.undo_refused + 1)
            raise ProviderUnavailable(
                "The billing system does not take the switch back.",
                provider_code=refusal.details.get("provider_code"),
                retry_after=2 ** min(kept.undo_refused, 6),
            ) from refusal
        if not as_it_was(collections, kept.before):
            raise ProviderUnavailable("It does not show what was before yet.", retry_after=2)
        return await self._move(kept, Stage.UNDONE)

    async def _open(self, account: Account, now: datetime) -> OpenThere:
        policy = self.order.open_invoice
        return await open_there(self.provider, account, self.order.scope_id, policy, now)

    async def _came_between(self, kept: SwitchAtProvider) -> tuple[Finding, ...]:
        """S6, where the payment method was charged since the recheck, and S1, where something has
        come due that it would be charged for: a customer never pays twice. An invoice that is due
        later is one that is sent by now, and in nobody's way (S5)."""
        charges = await self.provider.charged_since(self.party, kept.began_at)
        if charges:
            return (charged_meanwhile([each.amount for each in charges]),)
        async with self.ledger.reading() as transaction:
            account = await transaction.accounts.one(self.order.account_id)
        if account is None:
            return ()
        outstanding = (await self._open(account, self.now())).outstanding
        return (outstanding,) if outstanding.failed else ()

    def _in_the_way(self, account: Account) -> tuple[Finding, ...]:
        order = self.order
        policy = EligibilityPolicy(
            external_services=order.external_services, open_invoice=order.open_invoice
        )
        found = switch_findings(account, order.scope_id, order.by, policy, order.through)
        return tuple(finding for finding in found if finding.failed)

    async def _give_up(
        self, kept: SwitchAtProvider, findings: tuple[Finding, ...]
    ) -> SwitchAtProvider:
        return await self._keep(kept, stage=Stage.UNDOING, findings=findings)

    async def _move(self, kept: SwitchAtProvider, stage: Stage) -> SwitchAtProvider:
        return await self._keep(kept, stage=stage)

    async def _keep(self, kept: SwitchAtProvider, **changes: object) -> SwitchAtProvider:
        after = kept.model_copy(update={**changes, "changed_at": self.now()})
        async with self.ledger.writing() as transaction:
            await self._still(transaction, kept)
            await transaction.provider.keep_switch(after)
        return after

    async def _still(self, transaction: Transaction, kept: SwitchAtProvider) -> None:
        """Raises _MovedOn where another attempt has taken a step since this one looked."""
        await transaction.accounts.locked(self.order.account_id)
        if await transaction.provider.switch_of(self.order.key) != kept:
            raise _MovedOn

    def _call(self, kind: CallKind, facts: CallFacts) -> NewCall:
        return NewCall(
            key=f"{self.order.key}/{kind}",
            provider=self.provider.name,
            account_id=self.order.account_id,
            scope_id=self.order.scope_id,
            kind=kind,
            facts=facts,
        )


def _moved(kept: SwitchAtProvider, stage: Stage, now: datetime) -> SwitchAtProvider:
    return kept.model_copy(update={"stage": stage, "changed_at": now})
