#!/usr/bin/env bash
# Two readers of OFX differ by twenty minutes about one moment: ofxparse 0.21 and ofxtools 1.1.1.
# The offset of a time in OFX is in hours, and may have a fraction: [+5.50:IST] is five hours and a
# half, India's time. ofxparse reads it so. ofxtools takes the fraction for minutes: five hours and
# fifty minutes. For +5:30, which the format does not have, it reads the half hour. Midnight in India
# on the day of a booking is a different moment with each of the two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ofxparse==0.21 ofxtools==1.1.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from io import BytesIO

from ofxparse import OfxParser
from ofxtools.Parser import OFXTree

FILE = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20261130<LANGUAGE>ENG
</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>INR<BANKACCTFROM><BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261101<DTEND>20261130
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261105000000.000[+5.50:IST]<TRNAMT>10.00<FITID>1<NAME>A</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>10.00<DTASOF>20261130</LEDGERBAL></STMTRS></STMTTRNRS>
</BANKMSGSRSV1></OFX>""".encode()
print("ofxparse:", OfxParser.parse(BytesIO(FILE)).account.statement.transactions[0].date)
tree = OFXTree()
tree.parse(BytesIO(FILE))
print("ofxtools:", tree.convert().statements[0].transactions[0].dtposted)
PYTHON
diff "$folder/seen" - <<'SEEN'
ofxparse: 2026-11-04 18:30:00
ofxtools: 2026-11-04 18:10:00+00:00
SEEN
echo "As described: ofxparse==0.21 ofxtools==1.1.1"
