"""One entry of a CAMT file, and the transactions within it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from adapters.bank.refusing import refused
from adapters.bank.xml_tree import Element, find, find_all, name_of, text_of
from domain.bank.amounts import exchange_rate, minor_units
from domain.bank.statements import (
    Amount,
    Batch,
    Charge,
    Detail,
    Entry,
    Party,
    Reference,
    ReferenceKind,
    Returned,
    Standing,
)

_STANDING = {"BOOK": Standing.BOOKED, "PDNG": Standing.PENDING, "INFO": Standing.INFORMATION}
_SAYS_NOTHING = {"NOTPROVIDED", "NONREF", ""}
_REFERENCES = {
    "EndToEndId": ReferenceKind.END_TO_END,
    "InstrId": ReferenceKind.INSTRUCTION,
    "MsgId": ReferenceKind.MESSAGE,
    "MndtId": ReferenceKind.MANDATE,
    "AcctSvcrRef": ReferenceKind.BANK,
    "TxId": ReferenceKind.BANK,
    "ClrSysRef": ReferenceKind.BANK,
}
"""Elements of `Refs`."""


def entry_in(ntry: Element, details: tuple[Detail, ...]) -> Entry:
    """An entry, with the transactions that were read from it before."""
    amount = amount_at(ntry, "Amt")
    if amount is None:
        raise _wrong(ntry, "Amt", "amount_missing", "This entry has no amount.")
    written = text_of(ntry, "Sts/Cd", "Sts", "Sts/Prtry")
    batch = find(ntry, "NtryDtls/Btch")
    further = text_of(ntry, "AddtlNtryInf")
    return Entry(
        minor=_signed(ntry, amount.minor),
        currency=amount.currency,
        standing=_STANDING.get(written, Standing.BOOKED if not written else Standing.INFORMATION),
        booked_on=date_at(ntry, "BookgDt"),
        value_date=date_at(ntry, "ValDt"),
        bank_reference=text_of(ntry, "AcctSvcrRef"),
        code=code_of(ntry),
        reversal=text_of(ntry, "RvslInd") in ("true", "1"),
        charges=tuple(_charges(ntry)),
        batch=None if batch is None else _batch(batch, amount.currency),
        details=_with_text(details or (Detail(),), further),
        line=ntry.sourceline,
    )


def detail_in(transaction: Element, ntry: Element) -> Detail:
    """One `TxDtls` within an entry, which says the sign where the transaction does not."""
    booked = amount_at(transaction, "Amt") or amount_at(transaction, "AmtDtls/TxAmt/Amt")
    of_entry = amount_at(ntry, "Amt")
    if booked and of_entry and booked.currency != of_entry.currency:
        booked = None  # in the payer's currency: what it came to here stands in the entry
    incoming = is_credit(transaction if has(transaction, "CdtDbtInd") else ntry)
    instructed = amount_at(transaction, "AmtDtls/InstdAmt/Amt")
    exchange = "AmtDtls/{}/CcyXchg/XchgRate"
    rate = text_of(
        transaction, *(exchange.format(of) for of in ("TxAmt", "InstdAmt", "CntrValAmt"))
    )
    return Detail(
        minor=None if booked is None else booked.minor if incoming else -booked.minor,
        currency="" if booked is None else booked.currency,
        party=_counterparty(transaction, incoming),
        references=tuple(_references(transaction)),
        text="\n".join(_lines(transaction)),
        charges=tuple(_charges(transaction)),
        instructed=instructed,
        rate=exchange_rate(rate),
        returned=_returned(transaction),
    )


def has(element: Element, path: str) -> bool:
    return find(element, path) is not None


def is_credit(element: Element) -> bool:
    said = text_of(element, "CdtDbtInd")
    if said not in ("CRDT", "DBIT"):
        problem = "This entry says neither that money came in nor that it went out."
        raise _wrong(element, "CdtDbtInd", "direction_missing", problem)
    return said == "CRDT"


def amount_at(element: Element, path: str) -> Amount | None:
    found = find(element, path)
    if found is None:
        return None
    currency = found.attrib.get("Ccy", "")
    try:
        return Amount(minor_units((found.text or "").strip(), currency), currency)
    except ValueError:
        problem = (
            f"“{(found.text or '').strip()[:40]}” is not an amount in {currency or 'a currency'}."
        )
        raise _wrong(element, path, "amount_invalid", problem) from None


def date_at(element: Element, path: str) -> date | None:
    written = text_of(element, f"{path}/Dt", f"{path}/DtTm", path)
    if not written:
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        problem = f"“{written[:40]}” is not a date."
        raise _wrong(element, path, "date_invalid", problem) from None


def code_of(element: Element) -> str:
    """Such as PMNT/RCDT/ESCT, or the bank's own code."""
    domain = text_of(element, "BkTxCd/Domn/Cd")
    if not domain:
        return text_of(element, "BkTxCd/Prtry/Cd")
    family, kind = "BkTxCd/Domn/Fmly/Cd", "BkTxCd/Domn/Fmly/SubFmlyCd"
    return "/".join((domain, text_of(element, family), text_of(element, kind)))


def _signed(ntry: Element, minor: int) -> int:
    return minor if is_credit(ntry) else -minor


def _batch(batch: Element, currency: str) -> Batch:
    total, count = amount_at(batch, "TtlAmt"), text_of(batch, "NbOfTxs")
    return Batch(
        count=int(count) if count.isdecimal() else None,
        minor=total.minor if total and total.currency == currency else None,
        message=text_of(batch, "MsgId"),
    )


def _charges(element: Element) -> Iterator[Charge]:
    """Of version 02, one for each `Chrgs`; from 04 on, one for each `Rcrd` in it."""
    for charges in find_all(element, "Chrgs"):
        for record in list(find_all(charges, "Rcrd")) or [charges]:
            amount = amount_at(record, "Amt")
            if amount is None or amount.minor == 0:
                continue
            given_back = text_of(record, "CdtDbtInd") == "CRDT"
            yield Charge(
                minor=-amount.minor if given_back else amount.minor,
                currency=amount.currency,
                bearer=text_of(record, "Br"),
                included=text_of(record, "ChrgInclInd") in ("true", "1"),
            )


def _counterparty(transaction: Element, incoming: bool) -> Party:
    side = "Dbtr" if incoming else "Cdtr"
    parties, agents = find(transaction, "RltdPties"), find(transaction, "RltdAgts")
    name = text_of(
        parties, f"{side}/Nm", f"{side}/Pty/Nm", f"Ultmt{side}/Nm", f"Ultmt{side}/Pty/Nm",
        f"{side}/Agt/FinInstnId/Nm",
    )  # fmt: skip
    account = text_of(parties, f"{side}Acct/Id/IBAN", f"{side}Acct/Id/Othr/Id")
    agent = f"{side}Agt/FinInstnId"
    bank = text_of(
        agents, f"{agent}/BIC", f"{agent}/BICFI", f"{agent}/ClrSysMmbId/MmbId", f"{agent}/Nm"
    )
    return Party(name=name, account="".join(account.split()), bank=bank)


def _references(transaction: Element) -> Iterator[Reference]:
    for each in find_all(transaction, "Refs"):
        yield from _named(each)
    for structured in find_all(transaction, "RmtInf/Strd"):
        if text := text_of(structured, "CdtrRefInf/Ref", "CdtrRefInf/CdtrRef"):
            yield Reference(ReferenceKind.STRUCTURED, text)
        for document in find_all(structured, "RfrdDocInf"):
            if text := text_of(document, "Nb", "RfrdDocNb"):
                yield Reference(ReferenceKind.DOCUMENT, text)
    for original in ("RtrInf/OrgnlTxRef/EndToEndId", "RtrInf/OrgnlEndToEndId"):
        if text := text_of(transaction, original):
            yield Reference(ReferenceKind.ORIGINAL, text)


def _named(references: Element) -> Iterator[Reference]:
    for each in references:
        text = (each.text or "").strip()
        kind = _REFERENCES.get(name_of(each))
        if kind is not None and text.upper() not in _SAYS_NOTHING:
            yield Reference(kind, text)


def _lines(transaction: Element) -> Iterator[str]:
    paths = ("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf", "AddtlTxInf")
    for path in paths:
        for each in find_all(transaction, path):
            # A blank at a line's end belongs to what was cut there.
            if each.text and each.text.strip():
                yield each.text.strip("\r\n\t")


def _returned(transaction: Element) -> Returned | None:
    information = find(transaction, "RtrInf")
    if information is None:
        return None
    said = (each.text or "" for each in find_all(information, "AddtlInf"))
    return Returned(text_of(information, "Rsn/Cd", "Rsn/Prtry"), " ".join(said).strip())


def _with_text(details: tuple[Detail, ...], further: str) -> tuple[Detail, ...]:
    """What the bank wrote to the entry as a whole, with its only transaction."""
    if not further or len(details) != 1 or details[0].text:
        return details
    return (replace(details[0], text=further),)


def _wrong(element: Element, path: str, code: str, problem: str) -> Exception:
    field = f"{name_of(element)}/{path}"
    return refused(code, problem, field=field, line=element.sourceline)
