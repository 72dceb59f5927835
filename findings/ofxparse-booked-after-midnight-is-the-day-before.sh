#!/usr/bin/env bash
# ofxparse 0.21 gives the day before for what a bank east of Greenwich booked soon after midnight.
# OFX writes a booking's moment with its offset: half past midnight of 5 November at a bank one hour
# east of Greenwich. The reader takes the offset off and hands out a moment without a time zone, so its
# day is 4 November; nothing says that it is not the bank's own time any more. What was booked late in
# the evening in New York is on the day after. Who pays in time is late by it, or the other
# way round.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ofxparse==0.21
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from io import BytesIO

from ofxparse import OfxParser

FILE = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>
<CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261101<DTEND>20261130
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{}<TRNAMT>10.00<FITID>1<NAME>A</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""
for written in ("20261105003000[+1:CET]", "20261105233000[-5:EST]", "20261105"):
    statement = OfxParser.parse(BytesIO(FILE.format(written).encode())).account.statement
    read = statement.transactions[0].date
    print(written, "is read as", read, "with the zone", read.tzinfo)
PYTHON
diff "$folder/seen" - <<'SEEN'
20261105003000[+1:CET] is read as 2026-11-04 23:30:00 with the zone None
20261105233000[-5:EST] is read as 2026-11-06 04:30:00 with the zone None
20261105 is read as 2026-11-05 00:00:00 with the zone None
SEEN
echo "As described: ofxparse==0.21"
