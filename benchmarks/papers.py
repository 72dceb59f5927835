"""What a paper costs with all its checks, compared with typst alone, which sets its page."""

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from adapters.papers.face import face
from adapters.papers.maker import Papers
from adapters.papers.official import warm_up
from adapters.papers.pdf import set_in_pages
from benchmarks.sizes import Size
from benchmarks.targets import Target
from domain.companies.address import Address
from domain.papers.formats import PaperFormat
from domain.papers.paper import Line, Paper, PaperAccount, Party, Tax, TaxCategory, Totals

_LINES = (1, 3, 10, 50)
_USUAL = 3
_MOST = 1.5

Made = TypeVar("Made")


@dataclass(frozen=True)
class PaperCost:
    """CPU seconds of one paper, the median of many, each of them another one."""

    lines: int
    alone: float
    """What typst needs for its pages, their texts among it."""
    made: float
    checked: float

    @property
    def ratio(self) -> float:
        return (self.made + self.checked) / self.alone


async def measure_papers(size: Size) -> tuple[float, list[PaperCost]]:
    """How long the rules take to be compiled, and what papers of some lengths cost after that."""
    began = time.process_time()
    await asyncio.to_thread(warm_up)
    compiled = time.process_time() - began
    count = 2 if size.quick else 60
    return compiled, [await asyncio.to_thread(_cost, lines, count) for lines in _LINES]


def print_papers(compiled: float, found: Sequence[PaperCost]) -> list[Target]:
    table = Table("lines", "typst alone, ms", "Factur-X, ms", "its checks, ms", "all / typst")
    for column in table.columns:
        column.justify = "right"
    for each in found:
        milliseconds = (each.alone, each.made, each.checked)
        shown = [f"{seconds * 1000:.1f}" for seconds in milliseconds]
        table.add_row(str(each.lines), *shown, f"{each.ratio:.2f}")
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"papers, CPU of each; schemas and rules compiled once in {compiled:.1f} s")
    console.print(table)
    return [
        Target(f"Factur-X of {each.lines} lines with all checks / typst", each.ratio, _MOST)
        for each in found
        if each.lines == _USUAL
    ]


def _cost(lines: int, count: int) -> PaperCost:
    maker, as_ = Papers(), PaperFormat.FACTUR_X
    alone, made, checked = [], [], []
    for number in range(count):
        # Typst remembers what it has set: each file is that of a paper of its own.
        plain, of = _paper(2 * number, lines), _paper(2 * number + 1, lines)
        seconds, _ = _timed(partial(_page, plain))
        alone.append(seconds)
        seconds, content = _timed(partial(maker.make, of, as_))
        made.append(seconds)
        seconds, problems = _timed(partial(maker.check, of, as_, content))
        assert not problems
        checked.append(seconds)
    return PaperCost(lines, *(statistics.median(each) for each in (alone, made, checked)))


def _page(paper: Paper) -> bytes:
    return set_in_pages("paper.typ", face(paper, None))


def _timed(run: Callable[[], Made]) -> tuple[float, Made]:
    began = time.process_time()
    made = run()
    return time.process_time() - began, made


def _paper(number: int, count: int) -> Paper:
    cent = Decimal("0.01")
    lines = [
        Line(
            id=str(index + 1),
            description=f"Cloud services, subscription {number}-{index}",
            quantity=Decimal(2),
            price=Decimal(10 + number + index),
            net=(Decimal(10 + number + index) * 2).quantize(cent),
            rate=Decimal(21),
        )
        for index in range(count)
    ]
    net = sum((line.net for line in lines), Decimal(0))
    tax = (net * 21 / 100).quantize(cent)
    amsterdam = Address(line1="Damrak 1", postal_code="1012 LG", city="Amsterdam", country="NL")
    return Paper(
        number=f"2026-{number:05}",
        issued_on=date(2026, 2, 1),
        due_on=date(2026, 3, 3),
        terms_days=30,
        currency="EUR",
        language="nl",
        seller=Party(
            name="Example Cloud B.V.",
            address=amsterdam,
            vat_id="NL123456782B12",
            register_id="12345678",
            register_scheme="0106",
        ),
        buyer=Party(name=f"Contoso {number} B.V.", address=amsterdam, vat_id="NL004495445B01"),
        account=PaperAccount(name="Example Cloud B.V.", iban="NL91ABNA0417164300"),
        reference="RF18539007547034",
        lines=tuple(lines),
        taxes=(Tax(category=TaxCategory.STANDARD, rate=Decimal(21), base=net, amount=tax),),
        totals=Totals(net=net, tax=tax, gross=net + tax, due=net + tax),
    )
