#!/usr/bin/env bash
# phonenumbers 9.0.43 dials the words that people write with a number.
# It knows the word for an extension in some languages ("int.", "доб.") and reads it off. In others
# the letters of the word count as the letters on a telephone's keys: "(receptie)" becomes 73237843 at
# the end of a Dutch number, "wew." 939 in a Polish one, and the result is just another number. A long
# word makes the whole text "too long". So words have to be taken off before the text is parsed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check phonenumbers==9.0.43
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import phonenumbers
for text, country in (
    ("+39 02 1234567 int. 5", "IT"),
    ("+7 495 123-45-67 доб. 12", "RU"),
    ("+31 10 201 2300 (receptie)", "NL"),
    ("+48 22 123 45 67 wew. 12", "PL"),
    ("010 201 2300 toestel 12", "NL"),
):
    try:
        number = phonenumbers.parse(text, country)
        print(text, "=", number.national_number, "extension", number.extension)
    except phonenumbers.NumberParseException as problem:
        print(text, "=", problem)
PYTHON
diff "$folder/seen" - <<'SEEN'
+39 02 1234567 int. 5 = 21234567 extension 5
+7 495 123-45-67 доб. 12 = 4951234567 extension 12
+31 10 201 2300 (receptie) = 10201230073237843 extension None
+48 22 123 45 67 wew. 12 = 22123456793912 extension None
010 201 2300 toestel 12 = (4) The string supplied is too long to be a phone number.
SEEN
echo "As described: phonenumbers==9.0.43"
