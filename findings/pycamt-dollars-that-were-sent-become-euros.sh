#!/usr/bin/env bash
# pycamt 1.1.1: of a payment that was sent in dollars and booked in euro, the amount in dollars is
# given, with the currency of the account beside it.
# CAMT.053 says of one transaction what the payer instructed (InstdAmt) before what it came to (TxAmt),
# each with a currency of its own. The library takes the first amount that stands anywhere within the
# transaction, and the currency of the entry. So 300 euro on the account are read as 350 euro; where a
# charge stands first, the charge is the amount. The entry's own amount is not given at all then.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pycamt==1.1.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from pycamt.parser import Camt053Parser

FILE = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
<Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-11-30</Dt></BookgDt><ValDt><Dt>2026-11-30</Dt></ValDt>
<NtryDtls><TxDtls>%s</TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""
SENT_IN_DOLLARS = """<AmtDtls><InstdAmt><Amt Ccy="USD">350.00</Amt></InstdAmt>
<TxAmt><Amt Ccy="EUR">300.00</Amt></TxAmt></AmtDtls>"""
CHARGED = '<Chrgs><Rcrd><Amt Ccy="EUR">5.00</Amt></Rcrd></Chrgs>'
for what, details in (("sent in dollars", SENT_IN_DOLLARS), ("charged", CHARGED)):
    [read] = Camt053Parser(FILE % details).get_transactions()
    print(f"{what}: 300.00 EUR are read as {read['Amount']} {read['Currency']}")
PYTHON
diff "$folder/seen" - <<'SEEN'
sent in dollars: 300.00 EUR are read as 350.00 EUR
charged: 300.00 EUR are read as 5.00 EUR
SEEN
echo "As described: pycamt==1.1.1"
