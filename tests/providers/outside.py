"""A billing system that is not ours: stateful, in memory, and as unfriendly as it is told to be."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum, auto
from random import Random
from typing import Any, TypeVar

from domain.accounts.account import PaymentMethod
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
from domain.errors import ProviderRefused, ProviderUnavailable
from domain.forms.core_quota import CoreQuotaIncrease
from domain.values.money import Money

T = TypeVar("T")


class Fault(Enum):
    NONE = auto()
    NO_ANSWER = auto()
    """The call is lost, and nothing was done."""
    FAILED_AFTER = auto()
    """500, after doing it."""
    TWICE = auto()
    """The call arrives twice."""
    CONFLICT = auto()
    """409: a call with this key is under way."""
    RATE_LIMITED = auto()
    HALF = auto()
    """The answer lacks what it is about."""


Script = Callable[[str], Fault]
"""The fault of a call, by the call's name."""


def all_is_well(_: str) -> Fault:
    return Fault.NONE


def at_random(random: Random, share: float = 0.5) -> Script:
    """Faults in this share of the calls."""
    bad = [each for each in Fault if each is not Fault.NONE]
    return lambda _: random.choice(bad) if random.random() < share else Fault.NONE


@dataclass
class OutsideInvoice:
    amount: Money
    open: int
    payments: dict[str, int] = field(default_factory=dict)


@dataclass
class OutsideBilling:
    """One customer's scopes there, all paid by credit card at first."""

    account_id: str
    scope_ids: tuple[str, ...] = ("sub-1",)
    script: Script = all_is_well
    can: frozenset[Ability] = frozenset(Ability)
    refuses: set[str] = field(default_factory=set)
    """Calls that are answered with a definite no."""

    name = "http"

    def __post_init__(self) -> None:
        self.collections = {
            scope: Collection(
                scope_id=scope,
                collecting=Collecting.AUTOMATICALLY,
                method=PaymentMethod.CREDIT_CARD,
                version="1",
            )
            for scope in self.scope_ids
        }
        self.items: list[OpenItem] = []
        self.charges: list[Charge] = []
        self.invoices: dict[str, OutsideInvoice] = {}
        self.limits: list[Money | None] = []
        self.quotas: list[CoreQuotaIncrease] = []
        self.done: dict[str, Any] = {}
        """What was answered under each key, a refusal among it."""
        self.called: Counter[str] = Counter()
        self.changed: list[str] = []
        """What really happened, in its order."""

    async def capabilities(self) -> frozenset[Ability]:
        return self.can

    async def read_account(self, party: Party) -> ProviderAccount:
        async def read() -> ProviderAccount:
            return ProviderAccount(
                account_id=party.account_id,
                reference=f"cus_{party.account_id}",
                collections=self._of(party),
                open_items=tuple(self.items),
            )

        return await self._asked("read_account", read)

    async def open_charges(self, party: Party, at: datetime) -> Sequence[OpenItem]:
        async def read() -> list[OpenItem]:
            self._of(party)
            return [each for each in self.items if each.scope_id in party.scope_ids]

        return await self._asked("open_charges", read)

    async def stop_collecting(self, party: Party, key: str) -> Sequence[Collection]:
        return await self._collect("stop_collecting", party, key, Collecting.NOT, None)

    async def collect_by_invoice(self, party: Party, days: int, key: str) -> Sequence[Collection]:
        told = days if Ability.DUE_DATE in self.can else None
        return await self._collect("collect_by_invoice", party, key, Collecting.BY_INVOICE, told)

    async def collect_as_before(
        self, party: Party, before: Sequence[Collection], key: str
    ) -> Sequence[Collection]:
        self._of(party)
        (earlier,) = before
        how = earlier.collecting, earlier.days_until_due
        return await self._collect("collect_as_before", party, key, *how)

    async def verify(self, party: Party) -> Sequence[Collection]:
        async def read() -> list[Collection]:
            return list(self._of(party))

        return await self._asked("verify", read, half=list)

    async def charged_since(self, party: Party, since: datetime) -> Sequence[Charge]:
        async def read() -> list[Charge]:
            self._of(party)
            return [each for each in self.charges if each.at >= since]

        return await self._asked("charged_since", read)

    async def record_payment(
        self, invoice: InvoiceAt, amount: Money, on: date, bank_reference: str, key: str
    ) -> Settled:
        def pay() -> Settled:
            there = self._invoice(invoice)
            if amount.minor > there.open:
                raise ProviderRefused("More than is open.", provider_code="too_much")
            if amount.minor < there.open and Ability.PARTIAL_PAYMENT not in self.can:
                raise ProviderRefused("Only in full.", provider_code="partial")
            there.open -= amount.minor
            there.payments[bank_reference] = there.payments.get(bank_reference, 0) + amount.minor
            return self._settled(invoice, "pay")

        return await self._once("record_payment", key, pay)

    async def reverse_payment(
        self, invoice: InvoiceAt, amount: Money, bank_reference: str, key: str
    ) -> Settled:
        def reverse() -> Settled:
            self._able(Ability.REVERSAL)
            there = self._invoice(invoice)
            if there.payments.get(bank_reference, 0) < amount.minor:
                raise ProviderRefused("No such payment.", provider_code="payment")
            there.payments[bank_reference] -= amount.minor
            there.open += amount.minor
            return self._settled(invoice, "reverse")

        return await self._once("reverse_payment", key, reverse)

    async def credit(self, invoice: InvoiceAt, amount: Money, reason: str, key: str) -> Settled:
        def lower() -> Settled:
            self._able(Ability.CREDIT_NOTE)
            self._invoice(invoice).open -= amount.minor
            return self._settled(invoice, "credit")

        return await self._once("credit", key, lower)

    async def write_off(self, invoice: InvoiceAt, reason: str, key: str) -> Settled:
        def give_up() -> Settled:
            self._able(Ability.WRITE_OFF)
            self._invoice(invoice).open = 0
            return self._settled(invoice, "write_off")

        return await self._once("write_off", key, give_up)

    async def set_limit(self, party: Party, limit: Money | None, key: str) -> None:
        def keep() -> None:
            self._able(Ability.CREDIT_LIMIT)
            self.limits.append(limit)

        await self._once("set_limit", key, keep)

    async def request_quota(self, party: Party, asked: CoreQuotaIncrease, key: str) -> str:
        def keep() -> str:
            self._able(Ability.QUOTA)
            self.quotas.append(asked)
            return f"quota-{len(self.quotas)}"

        return await self._once("request_quota", key, keep)

    def charge(self, amount: Money) -> None:
        """The card is charged, whatever we asked for."""
        charge = Charge(
            scope_id=self.scope_ids[0],
            reference=f"ch_{len(self.charges) + 1}",
            amount=amount,
            at=datetime.now(UTC),
        )
        self.charges.append(charge)

    async def _collect(
        self, name: str, party: Party, key: str, collecting: Collecting, days: int | None
    ) -> Sequence[Collection]:
        def change() -> None:
            for each in self._of(party):
                version = str(int(each.version) + 1)
                update = {"collecting": collecting, "days_until_due": days, "version": version}
                self.collections[each.scope_id] = each.model_copy(update=update)

        await self._once(name, key, change)
        return list(self._of(party))

    async def _once(self, name: str, key: str, change: Callable[[], T]) -> T:
        async def called() -> T:
            if key in self.done:
                answer = self.done[key]
            else:
                try:
                    if name in self.refuses:
                        raise ProviderRefused("It says no.", provider_code="no")
                    answer = change()
                    self.changed.append(name)
                except ProviderRefused as refusal:
                    answer = refusal
                self.done[key] = answer
            if isinstance(answer, ProviderRefused):
                raise ProviderRefused(answer.reason, **answer.details)
            known: T = answer
            return known

        return await self._asked(name, called)

    async def _asked(
        self, name: str, call: Callable[[], Awaitable[T]], half: Callable[[], T] | None = None
    ) -> T:
        self.called[name] += 1
        fault = self.script(name)
        if fault in (Fault.NO_ANSWER, Fault.CONFLICT, Fault.RATE_LIMITED):
            raise ProviderUnavailable(f"{fault.name.lower()}.", retry_after=1)
        if fault is Fault.TWICE:
            await call()
        answer = await call()
        if fault is Fault.HALF and half is not None:
            return half()
        if fault in (Fault.FAILED_AFTER, Fault.HALF):
            raise ProviderUnavailable("500.")
        return answer

    def _of(self, party: Party) -> tuple[Collection, ...]:
        if party.account_id != self.account_id:
            raise ProviderRefused("No such customer.", provider_code="customer")
        return tuple(self.collections[each] for each in party.scope_ids)

    def _invoice(self, invoice: InvoiceAt) -> OutsideInvoice:
        there = self.invoices.get(invoice.reference or invoice.number)
        if there is None:
            raise ProviderRefused("No such invoice.", provider_code="invoice")
        return there

    def _settled(self, invoice: InvoiceAt, what: str) -> Settled:
        there = self._invoice(invoice)
        return Settled(
            reference=f"{what}_{len(self.done) + 1}",
            open=Money.from_minor(there.open, there.amount.currency),
        )

    def _able(self, ability: Ability) -> None:
        if ability not in self.can:
            raise ProviderRefused("It cannot do that.", provider_code="cannot")
