#!/usr/bin/env bash
# DBOS 3.4.0: a comment that is changed in one workflow leaves the running ones of all others where they are.
# What a process had under way when it ended is taken up by the next one if that is of the same version, and
# unless a version is given, it is made of the source of all workflows, comments included. So the thirty days of
# an invoice are slept through a restart and are not through a release that words a comment anew elsewhere: the
# workflow is PENDING for ever, and there is no error, since some process of the old version might still do it.
# With a version of one's own it goes on, and one has to know which changes the running ones can bear.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dbos==3.4.0
cat >"$folder/app.py" <<'PYTHON'
import os
import sys
import time

from dbos import DBOS, DBOSConfig, SetWorkflowID

config = DBOSConfig(name="invoices", system_database_url=f"sqlite:///{sys.argv[2]}", log_level="CRITICAL")
if len(sys.argv) > 4:
    config["application_version"] = sys.argv[4]
DBOS(config=config)


@DBOS.workflow()
def invoice(number: str) -> str:
    DBOS.sleep(1)
    return f"{number} is due"


@DBOS.workflow()
def credit_note(number: str) -> str:
    # Not for invoices that are paid.
    return number


DBOS.launch()
if sys.argv[1] == "begin":
    with SetWorkflowID("1"):
        DBOS.start_workflow(invoice, "INV-1")
    os._exit(0)  # as a process ends that is replaced by another one
until = time.monotonic() + 5
while (found := DBOS.list_workflows()[0]).status != "SUCCESS" and time.monotonic() < until:
    time.sleep(0.2)
print(f"{sys.argv[3]}: {found.status}, {found.output}", flush=True)
os._exit(0)
PYTHON
sed 's/that are paid/that were paid/' "$folder/app.py" >"$folder/next.py"
run() { "$folder/venv/bin/python" "$folder/$1.py" "${@:2}" 2>/dev/null; }
{
  run app begin "$folder/1.db"
  run app look "$folder/1.db" "the same source"
  run app begin "$folder/2.db"
  run next look "$folder/2.db" "another comment"
  run app begin "$folder/3.db" "" 1.0
  run next look "$folder/3.db" "another comment, of one version" 1.0
} >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
the same source: SUCCESS, INV-1 is due
another comment: PENDING, None
another comment, of one version: SUCCESS, INV-1 is due
SEEN
echo "As described: dbos==3.4.0"
