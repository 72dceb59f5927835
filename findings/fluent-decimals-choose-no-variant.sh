#!/usr/bin/env bash
# fluent.runtime 0.4.0: a Decimal never chooses between the forms of a word.
# A selector takes ints and floats for numbers and nothing else. Given a Decimal, which is shown as a number
# and which NUMBER takes, neither the plural's category nor the literal number is ever met, and the default
# variant is taken, without an error: 1 items, 0 items where the text has a form for none. Amounts and
# quantities come as Decimal; in a language where the default is the form of one or two lines, such as
# Polish, nearly every count is wrong.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check fluent.runtime==0.4.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from decimal import Decimal

from fluent.runtime import FluentBundle, FluentResource

for language, text in (
    ("en", "{ $n -> [0] no items [one] one item *[other] many items }"),
    ("pl", "{ $n -> [one] faktura [few] faktury [many] faktur *[other] faktury }"),
):
    bundle = FluentBundle([language], use_isolating=False)
    spaced = text.replace(" [", "\n    [").replace(" *[", "\n   *[").replace(" }", "\n }")
    bundle.add_resource(FluentResource("said = " + spaced + "\n"))
    for number in (0, 1, 5):
        for kind in (int, float, Decimal):
            said, errors = bundle.format_pattern(bundle.get_message("said").value, {"n": kind(number)})
            print(language, number, kind.__name__, "says", said, errors)
PYTHON
diff "$folder/seen" - <<'SEEN'
en 0 int says no items []
en 0 float says no items []
en 0 Decimal says many items []
en 1 int says one item []
en 1 float says one item []
en 1 Decimal says many items []
en 5 int says many items []
en 5 float says many items []
en 5 Decimal says many items []
pl 0 int says faktur []
pl 0 float says faktur []
pl 0 Decimal says faktury []
pl 1 int says faktura []
pl 1 float says faktura []
pl 1 Decimal says faktury []
pl 5 int says faktur []
pl 5 float says faktur []
pl 5 Decimal says faktury []
SEEN
echo "As described: fluent.runtime==0.4.0"
