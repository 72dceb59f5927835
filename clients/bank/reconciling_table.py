"""A bank account's entries with what became of each: a table in CSV, and the sums in JSON."""

import csv
import io
from collections.abc import AsyncIterator, Mapping
from typing import Any

from application.bank.reconcile import OfCurrency, Reconciliation
from clients.bank.amounts import money_document
from domain.bank.reconciling import RECEIVED_AS, WENT_OUT_AS, Difference, Line, Reckoned, Sum
from domain.values.csv_cells import harmless
from domain.values.money import Money
from wording.bank import differs

_AT_ONCE = 500
_LINES = tuple(dict.fromkeys((*RECEIVED_AS, *WENT_OUT_AS)))
COLUMNS = (
    "entry",
    "booked_on",
    "currency",
    "amount",
    "state",
    "rule",
    "customer",
    "payer",
    "payer_account",
    "text",
    *_LINES,
    "charges_credited",
    "difference_is",
    "said",
)
"""Each of `Line` has the part of the amount that is counted under it."""


async def as_csv(lines: AsyncIterator[Reckoned]) -> AsyncIterator[str]:
    """A header row and one for each entry, as RFC 4180 has it. A spreadsheet takes no text in it
    for a formula, and amounts for numbers."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    written = 0
    async for each in lines:
        writer.writerow(_cells(each))
        written += 1
        if written % _AT_ONCE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def document_of(reconciliation: Reconciliation) -> dict[str, Any]:
    """The sums as `bank reconcile` and the API say them."""
    of = reconciliation.of
    return {
        "account": of.account,
        "from": str(of.since),
        "to": str(of.until),
        "currencies": [_of_currency(each) for each in reconciliation.currencies],
    }


def _of_currency(of: OfCurrency) -> dict[str, Any]:
    sums, currency = of.sums, of.currency
    return {
        "currency": currency,
        "explained": of.explained,
        "opening": None if of.opening is None else money_document(of.opening, currency),
        "closing": None if of.closing is None else money_document(of.closing, currency),
        "received": _sum(sums.received, currency),
        "received_as": _lines(sums.received_as, currency),
        "went_out": _sum(sums.went_out, currency),
        "went_out_as": _lines(sums.went_out_as, currency),
        "pending": _sum(sums.pending, currency),
        "charges_credited": _sum(sums.charges, currency),
        "differences": [_difference(each) for each in of.differences],
        "differences_left_out": of.left_out,
    }


def _lines(lines: Mapping[Line, Sum], currency: str) -> list[dict[str, Any]]:
    return [{"line": line.value, **_sum(of, currency)} for line, of in lines.items()]


def _sum(of: Sum, currency: str) -> dict[str, Any]:
    return {"amount": money_document(of.minor, currency), "entries": of.entries}


def _difference(of: Difference) -> dict[str, Any]:
    return {
        "kind": of.kind.value,
        "amount": money_document(of.minor, of.currency),
        "said": differs(of),
        "entries": list(of.entries),
        "statements": list(of.statements),
        "booked_on": None if of.on is None else str(of.on),
    }


def _cells(each: Reckoned) -> list[int | str | None]:
    entry, currency = each.entry, each.entry.currency
    texts = (
        entry.state.value,
        entry.rule.value if entry.rule else "",
        entry.customer or "",
        entry.party,
        entry.party_account,
        entry.text.replace("\n", " "),
    )
    difference = each.difference
    return [
        entry.id,
        str(entry.booked_on or ""),
        currency,
        _figure(entry.minor, currency),
        *(harmless(text) for text in texts),
        *(_figure(each.parts.get(line, 0), currency) for line in _LINES),
        _figure(each.charges, currency),
        difference.kind.value if difference else "",
        differs(difference) if difference else "",
    ]


def _figure(minor: int, currency: str) -> str:
    return format(Money.from_minor(minor, currency).amount, "f")
