#!/usr/bin/env bash
# sepaxml 2.7.0: a text that is too long is cut, and the payee's reference with it.
# A description may have 140 letters. A longer one is cut without an error, with validate=True, too, and a
# reference that stands at its end, where most programs put it, leaves in part or not at all; a name is cut
# after 70. Letters become those that SEPA allows first, by sound, and some of them become two or three (the
# sign of the euro is EUR), so that even a text of 140 letters may lose its end. An account whose check
# digits are wrong passes, since only its form is looked at.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sepaxml==2.7.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import re
from datetime import date

from sepaxml import SepaTransfer

OURS = {
    "name": "Contoso",
    "IBAN": "NL91ABNA0417164300",
    "BIC": "ABNANL2A",
    "batch": True,
    "currency": "EUR",
}


def written(**differs):
    transfer = SepaTransfer(OURS, schema="pain.001.001.03")
    payment = {
        "name": "Fabrikam",
        "IBAN": "DE89370400440532013000",
        "BIC": "COBADEFFXXX",
        "amount": 1012,
        "execution_date": date(2027, 1, 4),
        "description": "RF18539007547034",
    }
    transfer.add_payment({**payment, **differs})
    return transfer.export(validate=True).decode()


for before in ("x" * 124, "x" * 125, "x" * 130, "€" * 42, "€" * 50):
    text = before + "RF18539007547034"
    said = re.search("<Ustrd>(.*?)</Ustrd>", written(description=text))[1]
    kept = re.search("R?F?[0-9]*$", said)[0]
    print(len(text), "letters become", len(said), "of the reference:", kept or "nothing")
print("name of 75:", len(re.findall("<Nm>(.*?)</Nm>", written(name="n" * 75))[-1]))
print("wrong check digits:", "DE00370400440532013000" in written(IBAN="DE00370400440532013000"))
PYTHON
diff "$folder/seen" - <<'SEEN'
140 letters become 140 of the reference: RF18539007547034
141 letters become 140 of the reference: RF1853900754703
146 letters become 140 of the reference: RF18539007
58 letters become 140 of the reference: RF185390075470
66 letters become 140 of the reference: nothing
name of 75: 70
wrong check digits: True
SEEN
echo "As described: sepaxml==2.7.0"
