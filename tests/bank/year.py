"""A year of a bank: a hundred customers, their invoices, and every transfer with what it is for.

Everything comes out of one seed. The simulation knows the truth; what it writes into a transfer is
what people and banks write, with their mistakes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from tests.bank.payer_habits import Customer, Writing, a_name, spelled, written

FIRST_DAY = date(2026, 1, 1)
PRICES = (9_900, 9_900, 9_900, 24_900, 49_900)
"""In cents: what many customers pay every month."""


@dataclass(frozen=True)
class Bill:
    number: str
    account: str
    minor: int
    issued_on: date
    due_on: date


@dataclass(frozen=True)
class Transfer:
    """One entry of the bank's, with the truth about it."""

    on: date
    minor: int
    name: str = ""
    account: str = ""
    text: str = ""
    structured: str = ""
    end_to_end: str = ""
    bank_reference: str = ""
    charges: int = 0
    """What the bank kept and shows."""
    number: int = 0
    """Which one it is of the year."""
    customer: str = ""
    """Whose money it is; empty where it is none of our customers'."""
    pays: tuple[tuple[str, int], ...] = ()
    """Invoices, each with what of the transfer is for it."""
    names: str = ""
    """The usable reference in it: `reference`, `number`, or none."""
    returns: int = 0
    """The transfer that the bank takes back with it."""


@dataclass
class Year:
    customers: list[Customer]
    bills: list[Bill]
    days: dict[date, list[Transfer]] = field(default_factory=dict)


def a_year(seed: int, number: str, customers: int = 100, months: int = 12) -> Year:
    """What happens in it.

    Args:
        number: How invoices are numbered, such as `INV-2026-{:04}`.
    """
    return _Bank(Random(seed), number, months).year(customers)


@dataclass
class _Bank:
    random: Random
    number: str
    months: int
    transfers: list[Transfer] = field(default_factory=list)

    def year(self, count: int) -> Year:
        customers = [self._customer(at) for at in range(count)]
        bills = list(self._bills(customers))
        for customer in customers:
            self._pay_all(customer, [each for each in bills if each.account == customer.id])
        self._others()
        year = Year(customers, bills)
        in_order = sorted(self.transfers, key=lambda each: (each.on, each.number))
        for transfer in in_order:
            year.days.setdefault(transfer.on, []).append(transfer)
        return year

    def _customer(self, at: int) -> Customer:
        pick = self.random
        habits = ("structured", "reference", "reference", "number", "none")
        name = a_name(at, pick)
        group = at // 2 if at % 20 < 2 else at  # now and then one company pays for two
        return Customer(
            id=f"customer-{at:03}",
            name=name,
            account=f"DE{10 + group % 80:02}500105175{group:09}",
            habit=pick.choice(habits) if group == at else "reference",
            price=pick.choice(PRICES) if pick.random() < 0.6 else 0,
            late=pick.choice((-20, -3, 0, 0, 2, 9, 35, 70)),
            spelling=pick.randrange(5),
        )

    def _bills(self, customers: list[Customer]) -> Iterator[Bill]:
        running = 0
        for month in range(self.months):
            issued = FIRST_DAY + timedelta(days=30 * month)
            for customer in customers:
                running += 1
                minor = customer.price or self.random.randrange(1_000, 900_000)
                due = issued + timedelta(days=30)
                yield Bill(self.number.format(running), customer.id, minor, issued, due)

    def _pay_all(self, customer: Customer, bills: list[Bill]) -> None:
        waiting: list[Bill] = []
        for at, bill in enumerate(bills):
            waiting.append(bill)
            if self.random.random() < 0.08 and at + 1 < len(bills):
                continue  # paid together with the next one
            on = waiting[-1].due_on + timedelta(days=customer.late + self.random.randrange(4))
            self._pay(customer, waiting, max(on, bill.issued_on + timedelta(days=2)), bills[:at])
            waiting = []

    def _pay(self, customer: Customer, bills: list[Bill], on: date, before: list[Bill]) -> None:
        chance = self.random.random()
        total = sum(bill.minor for bill in bills)
        pays = tuple((bill.number, bill.minor) for bill in bills)
        one = len(bills) == 1
        if one and chance < 0.04 and total > 20_000:
            first = total // self.random.choice((2, 3, 4))
            self._transfer(customer, on, first, ((bills[0].number, first),))
            later = on + timedelta(days=self.random.choice((0, 1, 14)))
            self._transfer(customer, later, total - first, ((bills[0].number, total - first),))
        elif one and chance < 0.07 and total > 20_000:
            kept = self.random.choice((500, 1_250, 1_500))
            self._transfer(customer, on, total - kept, pays, charges=kept)
        elif chance < 0.09:
            self._transfer(customer, on, total + self.random.choice((1, 50, 10_000)), pays)
        elif one and chance < 0.11:
            self._transfer(customer, on, total, pays)
            again = on + timedelta(days=self.random.choice((0, 1, 2)))
            self._transfer(customer, again, total, (), of=pays)
        elif chance < 0.13:
            sent = self._transfer(customer, on, total, pays)
            back = on + timedelta(days=self.random.choice((2, 4)))
            self._take_back(sent, back)
            self._transfer(customer, back + timedelta(days=7), total, pays)
        elif one and chance < 0.15 and before:
            stale = ((before[-1].number, 0),)
            self._transfer(customer, on, total, pays, of=stale, slip="stale")
        elif chance < 0.20:
            self._transfer(customer, on, total, pays, slip="mistyped")
        else:
            self._transfer(customer, on, total, pays)

    def _transfer(
        self,
        customer: Customer,
        on: date,
        minor: int,
        pays: tuple[tuple[str, int], ...],
        *,
        of: tuple[tuple[str, int], ...] = (),
        charges: int = 0,
        slip: str = "",
    ) -> Transfer:
        numbers = [number for number, _ in of or pays]
        writing: Writing = written(customer, numbers, on, slip, self.random)
        transfer = Transfer(
            on=on,
            minor=minor,
            name=spelled(customer, self.random),
            account=customer.account if self.random.random() < 0.97 else "",
            text=writing.text,
            structured=writing.structured,
            end_to_end=writing.end_to_end,
            charges=charges,
            customer=customer.id,
            pays=pays,
            names=writing.names,
        )
        return self._add(transfer)

    def _take_back(self, sent: Transfer, on: date) -> None:
        self._add(
            replace(
                sent, on=on, minor=-sent.minor, text=f"RETURN {sent.bank_reference}",
                structured="", pays=(), names="",
                returns=sent.number,
            )
        )  # fmt: skip

    def _others(self) -> None:
        """Fees, other people's money, and texts that look like ours."""
        pick = self.random
        for at in range(30 * self.months):
            on = FIRST_DAY + timedelta(days=at)
            self._add(Transfer(on, -pick.randrange(50, 900), text="ACCOUNT FEE"))
            text = pick.choice(
                (
                    f"Refund {on.isoformat()} ref {pick.randrange(10**8)}",
                    f"RF18539007547034 order {pick.randrange(10**6)}",
                    f"Rent {on:%Y%m} object {pick.randrange(9_999)}",
                    f"INV-2025-{pick.randrange(9_999):04}",
                )
            )
            minor = pick.choice((*PRICES, pick.randrange(500, 90_000)))
            stranger = f"FR76{pick.randrange(10**20):020}"
            self._add(Transfer(on, minor, "Someone Else SARL", stranger, text))

    def _add(self, transfer: Transfer) -> Transfer:
        number = len(self.transfers) + 1
        shown = f"BK{number:08}" if self.random.random() < 0.7 or transfer.returns else ""
        known = replace(
            transfer,
            number=number,
            bank_reference=shown,
            end_to_end=transfer.end_to_end or (f"E2E-{number:06}" if number % 3 == 0 else ""),
        )
        self.transfers.append(known)
        return known
