"""Payment advice as rows of cells: of a table (CSV), or of the lines of a mail."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from adapters.bank.advice_words import Said, meaning_of
from domain.bank.advice import WrittenAdvice, WrittenLine

Row = tuple[int, list[str]]
"""The number of its line, and its cells without the blanks around them."""

_AMOUNT = re.compile(
    r"(?P<before>[A-Za-z]{3}|[€£$])?\s*(?P<amount>-?[0-9][0-9.,' ]*?)\s*"
    r"(?P<after>[A-Za-z]{3}|[€£])?"
)
_CUT = re.compile(r"[|\t]|:(?=\s)|\s{2,}")
_ENDS_WITH_AMOUNT = re.compile(
    r"(?P<what>.*?\S)[\s=:]+"
    r"(?P<amount>(?:[A-Z]{3}\s?|[€£$]\s?)?-?"
    r"(?:[1-9][0-9]{0,2}(?:[ .,'][0-9]{3})+|[0-9]+)[.,][0-9]{2}(?:\s?[A-Z]{3}|\s?[€£])?)"
)
_TWO = 2
"""Cells, at least, of a row that says something."""
_SYMBOLS = {"€": "EUR", "£": "GBP", "$": ""}
"""A dollar may be one of many countries'."""


@dataclass(slots=True)
class _Found:
    """One transfer, while its lines are read."""

    reference: str = ""
    total: str = ""
    currency: str = ""
    line: int = 0
    lines: list[WrittenLine] = field(default_factory=list)

    def whole(self) -> WrittenAdvice:
        return WrittenAdvice(
            tuple(self.lines), self.reference, self.total, self.currency, self.line
        )


def advice_in(rows: Iterable[Row]) -> list[WrittenAdvice]:
    """The advice of each transfer, in order: one, unless a column names the transfers. Rows before
    the columns' names, and one after them that is called a total, are about the transfer."""
    about, found = _Found(), dict[str, _Found]()
    columns: dict[Said, int] = {}
    for line, cells in rows:
        if not columns:
            columns = _columns(cells)
            if not columns:
                _about_transfer(about, line, cells)
            continue
        if _about_transfer(about, line, cells):
            continue
        said = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if not said[Said.INVOICE] and not said[Said.AMOUNT]:
            continue
        reference = said.get(Said.REFERENCE, "")
        transfer = found.setdefault(reference, _Found(reference, line=line))
        amount, currency = amount_and_currency(said[Said.AMOUNT])
        currency = said.get(Said.CURRENCY, "").upper() or currency
        transfer.lines.append(WrittenLine(said[Said.INVOICE], amount, currency, line))
        if total := said.get(Said.TOTAL):
            transfer.total, transfer.currency = amount_and_currency(total)
    if len(found) == 1:
        (only,) = found.values()
        only.reference = only.reference or about.reference
        if not only.total:
            only.total, only.currency, only.line = about.total, about.currency, about.line
    return [each.whole() for each in found.values()]


def advice_in_lines(lines: Iterable[Row]) -> WrittenAdvice:
    """The advice of one transfer in lines that each end with an amount; other lines say nothing."""
    found = _Found()
    for line, cells in lines:
        if _about_transfer(found, line, cells) or len(cells) < _TWO:
            continue
        amount, currency = amount_and_currency(cells[-1])
        what = " ".join(cells[:-1])
        if amount and any(each.isdigit() for each in what):
            found.lines.append(WrittenLine(what, amount, currency, line))
    return found.whole()


def amount_and_currency(written: str) -> tuple[str, str]:
    """The amount as it is written, and its currency where that is said; none where it is none."""
    read = _AMOUNT.fullmatch(written.strip())
    if read is None:
        return (written if any(each.isdigit() for each in written) else ""), ""
    said = read["before"] or read["after"] or ""
    return read["amount"].strip(), _SYMBOLS.get(said, said.upper())


def names_columns(cells: list[str]) -> bool:
    """Whether these cells are the heads of a table of invoices and amounts."""
    return bool(_columns([each.strip(' "') for each in cells]))


def _columns(cells: list[str]) -> dict[Said, int]:
    """Where each thing stands; none where this row does not name at least two of them."""
    columns: dict[Said, int] = {}
    for at, cell in enumerate(cells):
        said = meaning_of(cell)
        if said is not None:
            columns.setdefault(said, at)
    return columns if {Said.INVOICE, Said.AMOUNT} <= columns.keys() else {}


def _about_transfer(found: _Found, line: int, cells: list[str]) -> bool:
    """Whether the row says something of the transfer as a whole, which is then kept."""
    said = [each for each in cells if each]
    if len(said) < _TWO:
        return False
    match meaning_of(said[0]):
        case Said.REFERENCE:
            found.reference = found.reference or said[-1]
        case Said.TOTAL | Said.AMOUNT if any(each.isdigit() for each in said[-1]):
            found.total, found.currency = amount_and_currency(said[-1])
            found.line = line
        case _:
            return False
    return True


def cells_of(text: str) -> Iterator[Row]:
    """The lines of a text, cut where people cut them: at bars, tabs, a colon and wide blanks, and
    before the amount at their end."""
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.strip().strip("|>*-\N{BULLET}").strip()
        cells = [each.strip() for each in _CUT.split(plain) if each.strip()]
        ends_so = bool(cells) and _AMOUNT.fullmatch(cells[-1]) is not None
        if (len(cells) < _TWO or not ends_so) and (cut := _ENDS_WITH_AMOUNT.fullmatch(plain)):
            cells = [cut["what"], cut["amount"]]
        yield number, cells
