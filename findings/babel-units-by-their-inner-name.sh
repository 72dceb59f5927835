#!/usr/bin/env bash
# Babel 2.18.0 writes "3 duration-day" instead of "3 dagen".
# `format_unit` is asked for a number of days in Dutch with the long form, and hands out the unit's
# internal name, without an error (a unit that does not exist is one: UnknownUnitError). The short form
# is right, and so is German; Italian and Portuguese are not. CLDR says for many languages that the
# long form is the same as the short one, and that alias is not followed here, while
# `format_timedelta` of the same package does find the word. A test in English or German shows nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from datetime import timedelta
from babel import localedata
from babel.dates import format_timedelta
from babel.units import format_unit
for language in ("en", "de", "nl", "it", "pt"):
    long, short = (
        format_unit(3, "duration-day", length=length, locale=language) for length in ("long", "short")
    )
    spoken = format_timedelta(timedelta(days=3), granularity="day", threshold=9, locale=language)
    print(f"{language}: long {long!r}, short {short!r}, format_timedelta {spoken!r}")
all_of_them = localedata.locale_identifiers()
odd = [each for each in all_of_them if "duration-day" in format_unit(3, "duration-day", locale=each)]
print(len(odd), "of", len(all_of_them), "locales")
PYTHON
diff "$folder/seen" - <<'SEEN'
en: long '3 days', short '3 days', format_timedelta '3 days'
de: long '3 Tage', short '3 Tg.', format_timedelta '3 Tage'
nl: long '3 duration-day', short '3 dagen', format_timedelta '3 dagen'
it: long '3 duration-day', short '3 giorni', format_timedelta '3 giorni'
pt: long '3 duration-day', short '3 dias', format_timedelta '3 dias'
645 of 1082 locales
SEEN
echo "As described: babel==2.18.0"
