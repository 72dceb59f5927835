#!/usr/bin/env bash
# camt053 0.0.23: of a batch of which one payment came back, the whole batch is reversed, in another's name.
# A bank may book many payments as one entry, with a reason beside the one that is returned. The library gives
# the first reason within an entry to the entry, and makes the reversing entry from that: of 50.00 that came
# back within 300.00, the reversal is one of 300.00, and it names the first payment of the batch, which was
# good. The result is valid by its schema. The amounts of the single payments are not read at all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check camt053==0.0.23
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import re

from camt053 import services

FILE = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-30T18:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S-1</Id><CreDtTm>2026-11-30T18:00:00</CreDtTm>
<Acct><Id><IBAN>NL91ABNA0417164300</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-30</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-11-30</Dt></BookgDt><ValDt><Dt>2026-11-30</Dt></ValDt>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>
<TxDtls><Refs><EndToEndId>GOOD</EndToEndId></Refs><Amt Ccy="EUR">250.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>
<TxDtls><Refs><EndToEndId>RETURNED</EndToEndId></Refs><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls>
</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""
made = services.generate_reversal(FILE, reason_code="AC04")
[entry] = re.findall(r"<Ntry>.*?</Ntry>", made, re.DOTALL)
for name in ("Amt", "CdtDbtInd", "RvslInd", "EndToEndId"):
    print(name, *re.findall(rf"<{name}(?: [^>]*)?>(.*?)<", entry))
PYTHON
diff "$folder/seen" - <<'SEEN'
Amt 300.00 300.00
CdtDbtInd DBIT DBIT
RvslInd true
EndToEndId GOOD
SEEN
echo "As described: camt053==0.0.23"
