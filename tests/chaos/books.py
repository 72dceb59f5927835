"""One account's invoices, what can be done to them, and what of them is open after each step."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from domain.invoices.happenings import EventKind as E
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import Share
from domain.invoices.new.references import creditor_reference
from domain.notices import NoticeKind as N
from domain.values.money import Money
from tests.bank.camt_files import Booked, statement
from tests.chaos.actors import Actor
from tests.chaos.clocks import lost_and_found, pass_until
from tests.chaos.deeds import InvoiceDeeds
from tests.chaos.doors import Step
from tests.workflows.payers import (
    AP,
    PAULA,
    Payer,
    credit_note,
    dispute,
    payment,
    resolution,
    reversal,
)

_LOST = 0.3
"""How often a workflow may be terminated."""

_LETTERS = 12
"""About one invoice a day, at most: more than that wait for the next day."""


class Books:
    """One account's invoices, and what of them is open after each step."""

    def __init__(self, actor: Actor, payer: Payer) -> None:
        self.actor, self.payer = actor, payer
        self.invoices: dict[str, InvoiceDeeds] = {}
        self.paid: dict[str, tuple[str, int]] = {}
        """By the bank's reference, what was paid of which invoice and not taken back."""
        self.disputed: dict[str, int] = {}
        self._references = 0

    async def open(self) -> None:
        accounts = {"accounts": [self.payer.account]}
        await self.actor.does(
            Step(
                "import an account",
                ("account", "import", self.actor.file(accounts)),
                send=lambda at, _: at.ledger.import_accounts(accounts),
                keyed=False,
            )
        )
        for number in range(self.actor.chance.randint(2, 3)):
            await self.issue(self.payer.another(str(number + 1)))

    def possible(self) -> list[Callable[[], Any]]:
        """What can be done next, each to an invoice of which something is open, or was paid."""
        chance = self.actor.chance
        steps: list[Callable[[], Any]] = []
        free = [n for n, at in self.invoices.items() if at.open and n not in self.disputed]
        lettered = [n for n in free if self.invoices[n].happened.total() < _LETTERS]
        if lettered:
            one = chance.choice(lettered)
            steps += [lambda: self._pay(one), lambda: self._pay(one), lambda: self._dispute(one)]
            steps += [lambda: self._credit(one)]
            if len(lettered) > 1:
                steps.append(lambda: self._pay_together(lettered))
            if chance.random() < 0.2:
                steps.append(lambda: self._write_off(one))
            if chance.random() < _LOST:
                steps.append(lambda: lost_and_found(self.actor, invoice_id(one)))
        if self.disputed:
            steps.append(lambda: self._resolve(next(iter(self.disputed))))
        if self.paid:
            steps.append(lambda: self._reverse(chance.choice(list(self.paid))))
        return steps

    async def issue(self, number: str) -> None:
        euros = self.actor.chance.randint(10, 200) * 10
        day = self.payer.today - timedelta(days=self.actor.chance.randint(0, 20))
        new = self.payer.invoice(_text(euros * 100), day, number)
        file = self.actor.file(new.model_dump(mode="json"))
        await self.actor.does(
            Step(
                "issue",
                ("invoice", "issue", file, "--by", PAULA),
                api=("POST", "/api/v1/invoices", new.model_dump(mode="json")),
                send=lambda at, key: at.invoices.issue(new, PAULA, key),
            )
        )
        deeds = InvoiceDeeds(self.payer.account_id, euros * 100)
        deeds.happens(E.ISSUE, N.INVOICE_ISSUED)
        self.invoices[number] = self.actor.deeds.invoices[number] = deeds

    async def wait_until_overdue(self, number: str) -> None:
        """Twenty days past its due date: all reminders but the last are due by then."""
        due = (
            await self.actor.does(
                Step("show", send=lambda at, _: at.invoices.view(number), keyed=False)
            )
        ).due_on
        noon = datetime.combine(due + timedelta(days=20), time(12), UTC)
        await pass_until(self.actor, invoice_id(number), noon)
        self.invoices[number].happens(E.FALL_DUE)
        self.invoices[number].reminded = True

    async def _pay(self, number: str) -> None:
        at, reference = self.invoices[number], self._reference()
        part = self.actor.chance.choice((at.open, max(1000, at.open // 2000 * 1000)))
        paying = payment(_text(part), reference)
        words = ("--amount", _text(part), "--bank-reference", reference, "--by", PAULA)
        body = {"amount": _money(part), "bank_reference": reference}
        await self.actor.does(
            Step(
                "pay",
                ("invoice", "pay", number, *words),
                api=("POST", f"/api/v1/invoices/{number}/payments", body),
                send=lambda at, key: at.invoices.send(number, paying, key),
            )
        )
        self._received(reference, part, {number: part})
        self.paid[reference] = (number, part)

    async def _pay_together(self, numbers: list[str]) -> None:
        """One transfer for all that is open of them."""
        reference = self._reference()
        shares = {number: self.invoices[number].open for number in numbers}
        total = sum(shares.values())
        named = tuple(Share(by=PAULA, number=number) for number in numbers)
        paying = payment(_text(total), reference, shares=named)
        words = ("--amount", _text(total), "--bank-reference", reference, "--by", PAULA)
        await self.actor.does(
            Step(
                "pay together",
                ("invoice", "pay", *numbers, *words),
                send=lambda at, key: at.invoices.send(numbers[0], paying, key),
            )
        )
        self._received(reference, total, shares)

    async def pay_account(self, extra: int) -> None:
        """One transfer for whatever is open on the account, and so many cents too much."""
        reference = self._reference()
        shares = {number: at.open for number, at in self.invoices.items() if at.open}
        total, account = sum(shares.values()) + extra, self.payer.account_id
        paying = payment(_text(total), reference)
        words = ("--amount", f"{_text(total)} EUR", "--bank-reference", reference, "--by", PAULA)
        body = {"amount": _money(total), "bank_reference": reference}
        await self.actor.does(
            Step(
                "pay on account",
                ("account", "pay", account, *words),
                api=("POST", f"/api/v1/accounts/{account}/payments", body),
                send=lambda at, key: at.invoices.pay_account(account, paying, key),
            )
        )
        self._received(reference, total, shares)

    async def pay_by_file(self) -> None:
        """The bank's file says that all of them are paid, some in part. Two people import it at
        once, and then somebody does again."""
        shares = {
            number: at.open if self.actor.chance.random() < 0.7 else at.open // 2
            for number, at in self.invoices.items()
        }
        references = {self._reference(): number for number in shares}
        entries = [
            Booked(
                _text(shares[number]),
                structured=creditor_reference(number),
                reference=reference,
                on=self.payer.today,
            )
            for reference, number in references.items()
        ]
        file = self.actor.folder / f"{self.payer.number}.xml"
        file.write_bytes(statement(*entries, id=self.payer.number))
        importing = Step(
            "import a statement",
            ("bank", "import", file, "--by", PAULA),
            send=lambda at, key: at.bank.import_files([file], PAULA, key=key),
        )
        await self.actor.is_first(importing, importing)
        await self.actor.does(importing)
        for reference, number in references.items():
            self._received(reference, shares[number], {number: shares[number]})
            self.invoices[number].by_bank = True

    async def refund(self, cents: int) -> None:
        """Unapplied credit is paid back."""
        reference, account = self._reference(), self.payer.account_id
        words = ("--amount", f"{_text(cents)} EUR", "--bank-reference", reference, "--by", PAULA)
        body = {"amount": _money(cents), "bank_reference": reference}
        await self.actor.does(
            Step(
                "refund",
                ("account", "refund", account, *words),
                api=("POST", f"/api/v1/accounts/{account}/refunds", body),
            )
        )
        self.actor.deeds.refunds[reference] = cents

    async def _reverse(self, reference: str) -> None:
        number, part = self.paid.pop(reference)
        command = reversal(reference)
        words = ("--bank-reference", reference, "--reason", command.reason, "--by", PAULA)
        await self.actor.does(
            Step(
                "reverse",
                ("invoice", "reverse", number, *words),
                send=lambda at, key: at.invoices.send(number, command, key),
            )
        )
        self.invoices[number].open += part
        self.invoices[number].happens(E.REVERSE, N.PAYMENT_REVERSED)
        self.actor.deeds.payments[reference] -= part

    async def _dispute(self, number: str) -> None:
        part = self.invoices[number].open
        await self._about(number, "dispute", AP, dispute(_text(part)), part)
        self.disputed[number] = part

    async def _credit(self, number: str) -> None:
        part = max(1000, self.invoices[number].open // 4000 * 1000)
        await self._about(number, "credit", PAULA, credit_note(_text(part)), part)
        self.invoices[number].open -= part

    async def _about(self, number: str, name: str, by: str, command: Any, part: int) -> None:
        words = ("--amount", _text(part), "--reason", command.reason, "--by", by)
        body = {"amount": _money(part), "reason": command.reason}
        await self.actor.does(
            Step(
                name,
                ("invoice", name, number, *words),
                api=("POST", f"/api/v1/invoices/{number}/{name}", body),
                send=lambda at, key: at.invoices.send(number, command, key),
            )
        )
        letter = N.DISPUTE_OPENED if name == "dispute" else N.CREDIT_NOTE_ISSUED
        self.invoices[number].happens(E(name), letter)

    async def _resolve(self, number: str) -> None:
        part, upheld = self.disputed[number], self.actor.chance.random() < 0.5
        command = resolution(upheld=upheld)
        how = "upheld" if upheld else "rejected"
        words = (number, how, "--reason", command.reason, "--by", PAULA)
        await self.actor.does(
            Step(
                "resolve",
                ("invoice", "resolve", *words),
                send=lambda at, key: at.invoices.send(number, command, key),
            )
        )
        del self.disputed[number]
        ended = N.DISPUTE_UPHELD if upheld else N.DISPUTE_REJECTED
        self.invoices[number].happens(E.RESOLVE, ended)
        self.invoices[number].open -= part if upheld else 0

    async def _write_off(self, number: str) -> None:
        reason = "The company was dissolved."
        await self.actor.does(
            Step(
                "write off",
                ("invoice", "write-off", number, "--reason", reason, "--by", PAULA),
                api=("POST", f"/api/v1/invoices/{number}/write-off", {"reason": reason}),
            )
        )
        self.invoices[number].happens(E.WRITE_OFF)
        self.invoices[number].open = 0
        # Money that the bank takes back of it would be a claim again, or written off as well.
        self.paid = {ref: at for ref, at in self.paid.items() if at[0] != number}

    def _received(self, reference: str, total: int, shares: dict[str, int]) -> None:
        self.actor.deeds.payments[reference] = total
        for number, part in shares.items():
            self.invoices[number].open -= part
            self.invoices[number].happens(E.PAY, N.PAYMENT_RECEIVED)

    def _reference(self) -> str:
        self._references += 1
        return f"NL-{self.payer.number[4:]}-{self._references}"


def _money(cents: int) -> dict[str, str]:
    return {"amount": _text(cents), "currency": "EUR"}


def _text(cents: int) -> str:
    return str(Money.from_minor(cents, "EUR").amount)
