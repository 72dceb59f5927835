"""Which format a bank's file has, by what stands in it; its name says nothing."""

import re

from domain.bank.statements import Form

HEAD_BYTES = 64 * 1024
"""How much of a file is enough to tell."""

_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<")
_CAMT = re.compile(rb"camt\.05[234]|BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)")
_MT940 = re.compile(rb"(?:^|[\r\n]|\{4:\s*):20:")
_BAI2 = re.compile(rb"^(?:\xef\xbb\xbf)?\s*01,[^,\r\n]*,[^,\r\n]*,[0-9]{6},")
_CODA = re.compile(rb"^(?:\xef\xbb\xbf)?0000[0-9]{6}[^\r\n]{90,}[12]\s*[\r\n]")


def recognised(head: bytes) -> Form | None:
    """The format of a file that begins so; None for one that is no bank's, or a table (CSV), which
    no content tells from another table."""
    if _XML.match(head):
        return Form.CAMT if _CAMT.search(head) else None
    if _BAI2.match(head):
        return Form.BAI2
    if _CODA.match(head):
        return Form.CODA
    if _MT940.search(head):
        return Form.MT940
    return None
