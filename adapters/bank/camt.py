"""CAMT.052, .053 and .054 of ISO 20022: an account's reports, statements and notifications.

Read by the elements' local names, so that every version from 02 on is read alike, and one
transaction at a time, so that a file's size costs no memory. An entry's amount and sign are its
own: what a bank charged is kept beside them and changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO, cast

from lxml import etree

from adapters.bank.camt_entries import amount_at, date_at, detail_in, entry_in, has, is_credit
from adapters.bank.refusing import refused
from adapters.bank.xml_tree import Element, children, name_of, text_of
from domain.bank.statements import Closed, Detail, Form, Opened, Part

_STATEMENTS = frozenset({"Stmt", "Rpt", "Ntfctn"})
_OPENING = ("OPBD", "PRCD")
"""Booked at the start of the period; or at the end of the one before, which is the same."""
_CLOSING = "CLBD"
_INTERIM = "ITBD"


def read_camt(file: IO[bytes]) -> Iterator[Part]:
    """The parts of every statement in the file.

    Raises:
        InvalidFile: it is no XML or no such document, declares entities of its own, or an entry in
            it says no amount, direction or date that can be read.
    """
    reading = _Reading()
    events = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for event, element in events:
            yield from reading.take(event, cast(Element, element))
    except etree.XMLSyntaxError as wrong:
        problem = "This file is not well-formed XML: it is cut off or damaged here."
        raise refused("xml_invalid", problem, line=wrong.lineno or 0) from None
    if not reading.found:
        problem = "There is no statement, report or notification of an account in this file."
        raise refused("no_statement", problem)


@dataclass(slots=True)
class _Reading:
    found: bool = False
    _begun: bool = False
    _open: bool = False
    _details: list[Detail] = field(default_factory=list)

    def take(self, event: str, element: Element) -> Iterator[Part]:
        name, parent = name_of(element), element.getparent()
        if event == "start":
            self._refuse_definitions(parent, element)
            if name in _STATEMENTS:
                self.found, self._open = True, False
            elif name == "Ntry" and not self._open and parent is not None:
                self._open = True
                yield _opened(parent)
        elif name == "TxDtls":
            # Up to the entry: NtryDtls, Ntry.
            entry = parent.getparent() if parent is not None else None
            if parent is not None and entry is not None and name_of(entry) == "Ntry":
                self._details.append(detail_in(element, entry))
                parent.remove(element)
        elif name == "Ntry" and parent is not None:
            yield entry_in(element, tuple(self._details))
            self._details.clear()
            parent.remove(element)
        elif name in _STATEMENTS:
            if not self._open:
                yield _opened(element)
            yield _closed(element)
            if parent is not None:
                parent.remove(element)

    def _refuse_definitions(self, parent: Element | None, element: Element) -> None:
        """A statement declares no document type; who does may declare entities, which expand."""
        if self._begun:
            return
        self._begun = True
        if parent is None and cast(etree.ElementBase, element).getroottree().docinfo.doctype:
            problem = "A bank statement declares no document type; this file is not read."
            raise refused("xml_doctype", problem, line=element.sourceline)


def _opened(statement: Element) -> Opened:
    account = text_of(statement, "Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id")
    if not account:
        problem = "This statement does not say of which account it is."
        raise refused("account_missing", problem, field="Acct/Id", line=statement.sourceline)
    balances = list(_balances(statement))
    opening, closing = _ends(balances)
    sequence = text_of(statement, "LglSeqNb", "ElctrncSeqNb")
    since = date_at(statement, "FrToDt/FrDtTm") or date_at(statement, "FrToDt/FrDt")
    until = date_at(statement, "FrToDt/ToDtTm") or date_at(statement, "FrToDt/ToDt")
    return Opened(
        form=Form.CAMT,
        id=text_of(statement, "Id"),
        account="".join(account.split()),
        currency=text_of(statement, "Acct/Ccy") or next((each.currency for each in balances), ""),
        sequence=int(sequence) if sequence.isdecimal() else None,
        since=since or (opening.day if opening else None),
        until=until or (closing.day if closing else None),
        opening=opening.minor if opening else None,
        line=statement.sourceline,
    )


def _closed(statement: Element) -> Closed:
    _, closing = _ends(list(_balances(statement)))
    if closing is None:
        return Closed()
    return Closed(closing=closing.minor, currency=closing.currency, until=closing.day)


@dataclass(frozen=True, slots=True)
class _Balance:
    kind: str
    minor: int
    currency: str
    day: date | None


def _balances(statement: Element) -> Iterator[_Balance]:
    for each in children(statement, "Bal"):
        amount = amount_at(each, "Amt")
        if amount is not None:
            # Some banks leave it out of a balance: it has to add up in any case.
            above = not has(each, "CdtDbtInd") or is_credit(each)
            minor = amount.minor if above else -amount.minor
            kind = text_of(each, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd")
            yield _Balance(kind, minor, amount.currency, date_at(each, "Dt"))


def _ends(balances: list[_Balance]) -> tuple[_Balance | None, _Balance | None]:
    """The booked balances before and after the entries. A report within the day gives two interim
    ones in their place; with one alone nothing adds up, and nothing has to."""
    opening = next((each for each in balances if each.kind in _OPENING), None)
    closing = next((each for each in balances if each.kind == _CLOSING), None)
    interim = [each for each in balances if each.kind == _INTERIM]
    if opening is None and closing is None and len(interim) == 2:
        opening, closing = interim
    elif opening is not None and closing is None and len(interim) == 1:
        (closing,) = interim
    return opening, closing
