"""CAMT.053 files of a bank, written for tests."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

OURS = "NL91ABNA0417164300"


@dataclass(frozen=True)
class Booked:
    """An entry as a bank writes it, with one transaction."""

    amount: str
    """With its sign: below zero for money that went out."""
    text: str = ""
    payer: str = ""
    payer_account: str = ""
    reference: str = ""
    """The bank's own."""
    structured: str = ""
    end_to_end: str = ""
    on: date = date(2026, 11, 2)
    currency: str = "EUR"
    status: str = "BOOK"
    returned: str = ""
    """A reason's code, of an entry that takes another back."""
    charges: str = ""


def statement(
    *entries: Booked,
    opening: str = "1000.00",
    closing: str | None = None,
    number: int = 1,
    account: str = OURS,
    id: str = "S-1",
) -> bytes:
    """A file with one statement. It adds up unless another closing balance is given."""
    booked = sum((Decimal(each.amount) for each in entries if each.status == "BOOK"), Decimal(0))
    end = closing if closing is not None else str(Decimal(opening) + booked)
    days = sorted(each.on for each in entries) or [date(2026, 11, 2)]
    body = "".join(_entry(each) for each in entries)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
<BkToCstmrStmt><GrpHdr><MsgId>M-{id}</MsgId></GrpHdr>
<Stmt><Id>{id}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>
<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>EUR</Ccy></Acct>
{_balance("OPBD", opening, days[0])}{_balance("CLBD", end, days[-1])}
{body}
</Stmt></BkToCstmrStmt></Document>
""".encode()


def _balance(kind: str, amount: str, day: date) -> str:
    value = Decimal(amount)
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{abs(value)}</Amt><CdtDbtInd>{_direction(value)}</CdtDbtInd>'
        f"<Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _entry(entry: Booked) -> str:
    value = Decimal(entry.amount)
    side = "Dbtr" if value > 0 else "Cdtr"
    party = f"<{side}><Pty><Nm>{escape(entry.payer)}</Nm></Pty></{side}>" if entry.payer else ""
    if entry.payer_account:
        party += f"<{side}Acct><Id><IBAN>{entry.payer_account}</IBAN></Id></{side}Acct>"
    lines = "".join(f"<Ustrd>{escape(line)}</Ustrd>" for line in entry.text.split("\n") if line)
    if entry.structured:
        lines += f"<Strd><CdtrRefInf><Ref>{entry.structured}</Ref></CdtrRefInf></Strd>"
    refs = f"<EndToEndId>{entry.end_to_end or 'NOTPROVIDED'}</EndToEndId>"
    returned = f"<RtrInf><Rsn><Cd>{entry.returned}</Cd></Rsn></RtrInf>" if entry.returned else ""
    charges = (
        f'<Chrgs><Rcrd><Amt Ccy="{entry.currency}">{entry.charges}</Amt>'
        "<ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>"
        if entry.charges
        else ""
    )
    reference = f"<AcctSvcrRef>{entry.reference}</AcctSvcrRef>" if entry.reference else ""
    reversal = "<RvslInd>true</RvslInd>" if entry.returned else ""
    return (
        f'<Ntry><Amt Ccy="{entry.currency}">{abs(value)}</Amt>'
        f"<CdtDbtInd>{_direction(value)}</CdtDbtInd>{reversal}<Sts><Cd>{entry.status}</Cd></Sts>"
        f"<BookgDt><Dt>{entry.on}</Dt></BookgDt><ValDt><Dt>{entry.on}</Dt></ValDt>{reference}"
        f"{charges}<NtryDtls><TxDtls><Refs>{refs}</Refs>"
        f'<Amt Ccy="{entry.currency}">{abs(value)}</Amt>'
        f"<CdtDbtInd>{_direction(value)}</CdtDbtInd><RltdPties>{party}</RltdPties>"
        f"<RmtInf>{lines}</RmtInf>{returned}</TxDtls></NtryDtls></Ntry>"
    )


def _direction(value: Decimal) -> str:
    return "CRDT" if value >= 0 else "DBIT"
