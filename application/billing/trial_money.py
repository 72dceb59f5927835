"""The part of a billing system's contract that is about money."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

from application.billing.trial import Trial, refused, tried
from domain.billing.checked import Checked, NotSo, Outcome
from domain.billing.provider import Ability, InvoiceAt, OpenItem, Settled
from domain.values.money import Money

_PART = 100
"""Minor units."""


async def money_checks(trial: Trial, invoice: InvoiceAt | None) -> AsyncIterator[Checked]:
    for ability, name, what, does, refuses in (
        (Ability.CREDIT_LIMIT, "limit", "It keeps a credit limit.",
         trial.keeps_a_limit, trial.refuses_a_limit),
        (Ability.QUOTA, "cores", "It asks for cores once.",
         trial.asks_for_cores_once, trial.refuses_cores),
    ):  # fmt: skip
        if ability in trial.can:
            yield await tried(name, what, does)
        else:
            yield await tried(name, f"It refuses what it cannot do: {ability}.", refuses)
    if invoice is None:
        why = "No open invoice was named to try it with."
        yield Checked("money", "It keeps what becomes of an invoice.", Outcome.LEFT_OUT, why)
        return
    money = _Money(trial, invoice)
    yield await tried("invoice", "The invoice is open.", money.is_open)
    if money.item is None:
        return
    for name, what, rule in money.rules():
        yield await tried(name, what, rule)


class _Money:
    def __init__(self, trial: Trial, invoice: InvoiceAt) -> None:
        self._trial, self._invoice = trial, invoice
        self.item: OpenItem | None = None

    async def is_open(self) -> None:
        self.item = await self._item()
        if self.item is None:
            raise NotSo(f"open_charges does not have invoice {self._invoice.number}.")
        if self.item.open.minor < 4 * _PART:
            open_, self.item = self.item.open, None
            raise NotSo(f"Only {open_.written} is open on it, too little to try.")

    def rules(self) -> list[tuple[str, str, Callable[[], Awaitable[None]]]]:
        can, provider, invoice = self._trial.can, self._trial.provider, self._invoice
        part, today = self._part(), datetime.now(UTC).date()
        bank, key = f"BANK-{self._trial.keys[-12:]}", self._trial.keys
        abilities = (
            (Ability.PARTIAL_PAYMENT, "payment", "A part of an invoice is paid once", -_PART,
             lambda: provider.record_payment(invoice, part, today, bank, f"{key}/pay")),
            (Ability.REVERSAL, "reversal", "A payment is taken back once", _PART,
             lambda: provider.reverse_payment(invoice, part, bank, f"{key}/reverse")),
            (Ability.CREDIT_NOTE, "credit", "A credit note lowers what is open once", -_PART,
             lambda: provider.credit(invoice, part, "A trial.", f"{key}/credit")),
            (Ability.WRITE_OFF, "write_off", "What is open is written off once", None,
             lambda: provider.write_off(invoice, "A trial.", f"{key}/off")),
        )  # fmt: skip
        return [
            (name, f"{what}.", partial(self._once, ask, change))
            if ability in can
            else (name, f"It refuses what it cannot do: {ability}.", partial(self._not, name, ask))
            for ability, name, what, change, ask in abilities
            if ability is not Ability.REVERSAL or Ability.PARTIAL_PAYMENT in can
        ]

    async def _once(self, ask: Callable[[], Awaitable[Settled]], change: int | None) -> None:
        """Args:
        change: What it does to the open amount, in minor units; None: nothing is open then.
        """
        before = await self._open()
        right = before + change if change is not None else 0
        first, again = await ask(), await ask()
        if not first.reference or first.reference != again.reference:
            raise NotSo("Under the same key it answered two references: it was done twice.")
        told = {each.open.minor for each in (first, again) if each.open is not None}
        for open_ in (*told, await self._open()):
            if open_ != right:
                money = partial(Money.from_minor, currency=self._part().currency)
                raise NotSo(f"{money(open_)} is open then, where {money(right)} is right.")

    async def _not(self, name: str, ask: Callable[[], Awaitable[Settled]]) -> None:
        await refused(name, ask())

    def _part(self) -> Money:
        currency = self.item.open.currency if self.item else self._trial.currency
        return Money.from_minor(_PART, currency)

    async def _open(self) -> int:
        item = await self._item()
        return item.open.minor if item else 0

    async def _item(self) -> OpenItem | None:
        found = await self._trial.provider.open_charges(self._trial.party, datetime.now(UTC))
        return next((each for each in found if each.number == self._invoice.number), None)
