"""Files of a bank for benchmarks: CAMT.053, written piece by piece, so that one of any size costs
little memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ACCOUNT = "NL91ABNA0417164300"
ON = date(2026, 11, 2)
_PAYERS = 500


@dataclass(frozen=True)
class Paying:
    minor: int
    text: str
    number: int
    """Which one it is; the payer follows from it."""

    @property
    def payer(self) -> str:
        return f"Customer {self.number % _PAYERS} Trading"

    @property
    def payer_account(self) -> str:
        return f"NL02ABNA{self.number % _PAYERS:010}"


def write(file: Path, entries: Sequence[Paying] | Iterator[Paying], bank: str) -> None:
    """Writes a file with one statement.

    Args:
        bank: What the bank's references begin with: each entry has one of its own.
    """
    total = 0
    with file.open("w", encoding="utf-8") as out:
        out.write(
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
            f"<GrpHdr><MsgId>M-{bank}</MsgId></GrpHdr><Stmt><Id>{bank}</Id>"
            f"<Acct><Id><IBAN>{ACCOUNT}</IBAN></Id><Ccy>EUR</Ccy></Acct>{_balance('OPBD', 0)}\n"
        )
        for each in entries:
            total += each.minor
            out.write(_entry(each, bank))
        out.write(f"{_balance('CLBD', total)}</Stmt></BkToCstmrStmt></Document>\n")


def _entry(each: Paying, bank: str) -> str:
    amount = f'<Amt Ccy="EUR">{_decimal(abs(each.minor))}</Amt>'
    side = "CRDT" if each.minor > 0 else "DBIT"
    who = "Dbtr" if each.minor > 0 else "Cdtr"
    code = "<Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn>"
    return (
        f"<Ntry>{amount}<CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{ON}</Dt></BookgDt><ValDt><Dt>{ON}</Dt></ValDt>"
        f"<AcctSvcrRef>{bank}-{each.number}</AcctSvcrRef><BkTxCd>{code}</BkTxCd>"
        f"<NtryDtls><TxDtls><Refs><AcctSvcrRef>{bank}-{each.number}</AcctSvcrRef>"
        f"<EndToEndId>E2E-{bank}-{each.number}</EndToEndId></Refs>{amount}"
        f"<CdtDbtInd>{side}</CdtDbtInd><RltdPties><{who}><Pty><Nm>{each.payer}</Nm></Pty></{who}>"
        f"<{who}Acct><Id><IBAN>{each.payer_account}</IBAN></Id></{who}Acct></RltdPties>"
        f"<RltdAgts><{who}Agt><FinInstnId><BICFI>ABNANL2A</BICFI></FinInstnId></{who}Agt></RltdAgts>"
        f"<RmtInf><Ustrd>{each.text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )


def _balance(kind: str, minor: int) -> str:
    side = "CRDT" if minor >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="EUR">{_decimal(abs(minor))}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        f"<Dt><Dt>{ON}</Dt></Dt></Bal>"
    )


def _decimal(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"
