#!/usr/bin/env bash
# num2words 0.5.14 writes a hundred euro as one, if the amount is an int.
# With to="currency" an int is a number of cents, and all else, Decimal(100) and the text "100" among it, a
# number of units. So the words of an amount, which are what counts on a cheque or in a contract, are wrong
# by a hundred where a program keeps round amounts as ints. It depends on the language, too: in Arabic and
# Japanese an int is a number of units. And Chile's peso, which has no cents, is divided by a hundred all the
# same. Only a Decimal is read alike everywhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check num2words==0.5.14
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from decimal import Decimal

from num2words import num2words

for language, currency in (("en", "EUR"), ("de", "EUR"), ("pl", "EUR"), ("es", "CLP"), ("ja", "JPY"), ("ar", "KWD")):
    for amount in (100, "100", Decimal(100)):
        words = num2words(amount, to="currency", currency=currency, lang=language)
        print(language, currency, f"{amount!r}:", words)
PYTHON
diff "$folder/seen" - <<'SEEN'
en EUR 100: one euro, zero cents
en EUR '100': one hundred euro, zero cents
en EUR Decimal('100'): one hundred euro, zero cents
de EUR 100: ein Euro und null Cent
de EUR '100': einhundert Euro und null Cent
de EUR Decimal('100'): einhundert Euro und null Cent
pl EUR 100: jeden euro, zero centów
pl EUR '100': sto euro, zero centów
pl EUR Decimal('100'): sto euro, zero centów
es CLP 100: un peso con cero centavos
es CLP '100': cien pesos con cero centavos
es CLP Decimal('100'): cien pesos con cero centavos
ja JPY 100: 百円
ja JPY '100': 百円
ja JPY Decimal('100'): 百円
ar KWD 100: مائة دينار
ar KWD '100': مائة دينار
ar KWD Decimal('100'): مائة دينار
SEEN
echo "As described: num2words==0.5.14"
