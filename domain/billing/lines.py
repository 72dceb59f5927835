"""The lines of an invoice that a billing system issued, as lines of ours."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pydantic import ValidationError

from domain.papers.making import net_of
from domain.papers.new_lines import (
    MOST_LINES,
    LinePeriod,
    LineTax,
    NewLine,
    faults_of,
    rounded,
)
from domain.values.money import Money
from domain.values.record import Record

_LONGEST = 1000
_FINEST = Decimal("0.000001")
"""Of a price or a quantity in ours."""


class RemoteLine(Record):
    description: str
    first: date
    last: date
    quantity: Decimal
    price: Decimal | None = None
    """Of one unit; None where it depends on how many."""
    net: Money
    """Without tax, after discounts; with the tax of our policy in it where none is named."""
    tax: LineTax | None = None


def lines_as_issued(
    lines: Sequence[RemoteLine],
    amount: Money,
    prepaid: Decimal,
    default: LineTax,
    otherwise: str,
) -> tuple[NewLine, ...]:
    """None where they do not come to the amount to the cent, or cannot be said in ours: the invoice
    is one line of the whole amount then.

    Args:
        default: The tax of lines that name none: it is in what they cost.
        otherwise: What a line is called that has no name.
    """
    if not lines or len(lines) > MOST_LINES or prepaid < 0:
        return ()
    try:
        written = tuple(_line(each, default, otherwise) for each in lines)
    except ValidationError:
        return ()
    wrong = faults_of(written, amount.amount, prepaid, amount.currency, default)
    return () if wrong else written


def _line(line: RemoteLine, default: LineTax, otherwise: str) -> NewLine:
    currency, net = line.net.currency, line.net.amount
    if line.tax is None:
        net = net_of(net, default, currency)
    quantity, price = _counted(line, net, currency)
    return NewLine(
        description=_one_line(line.description) or otherwise,
        period=LinePeriod(first=line.first, last=line.last),
        quantity=quantity,
        price=price,
        tax=line.tax,
    )


def _counted(line: RemoteLine, net: Decimal, currency: str) -> tuple[Decimal, Decimal]:
    """The quantity and a price that come to this; the list price where it does, otherwise what one
    came to, and otherwise one of the whole."""
    quantity = line.quantity.quantize(_FINEST, ROUND_HALF_UP).normalize() + 0
    if quantity > 0 and net >= 0:
        for price in (line.price, net / quantity):
            fine = None if price is None else price.quantize(_FINEST, ROUND_HALF_UP)
            if fine is not None and fine >= 0 and rounded(quantity * fine, currency) == net:
                return _plain(quantity), _plain(fine)
    return (Decimal(1), net) if net >= 0 else (Decimal(-1), -net)


def _plain(number: Decimal) -> Decimal:
    """With no zeros that say nothing, and without an exponent."""
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()


def _one_line(text: str) -> str:
    """What is no ordinary character is a space."""
    kept = (" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    return " ".join("".join(kept).split())[:_LONGEST].strip()
